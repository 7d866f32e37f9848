import type { SequenceFields, Value } from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import type { FlowLabels, ImageFlow, ImageSource } from '../images/flow.js';
import type { ScriptVersion } from '../scriptVersion.js';
import type { Configured } from './configured.js';
import type { Compilation, LayerNode, TrainableFlag } from './layerNode.js';

/** A call of `fit`, `evaluate` or `predict`. */
export interface ModelCall {
  kind: 'fit' | 'evaluate' | 'predict';
  /** As it is written: `fit_generator`. */
  method: string;
  node: LayerNode;
  /** By the names of Keras' parameters of today; `generator` is `x`. */
  args: Map<string, Value>;
  argPlaces: Map<string, Place>;
  /** False where `**kwargs` brings arguments that are not known. */
  hasAllArguments: boolean;
  place: Place;
  /** What reaches the input of the model; undefined where nothing is given. */
  flow: ImageFlow | undefined;
  /** Of the validation data of a fit. */
  validationFlow: ImageFlow | undefined;
  /** Goes on through layers of the model. */
  through(flow: ImageFlow, layers: readonly LayerNode[]): ImageFlow;
  /** How the model was compiled then; undefined where nothing in the file compiles it. */
  compiled: Compilation | undefined;
  /** Functions that thaw does not know and that got the model before: they may have changed it. */
  changedBy: readonly { text: string; place: Place }[];
  /** Flags of the layers then. */
  flags: Map<LayerNode, TrainableFlag>;
  /** The rate that a `LearningRateScheduler` among the callbacks sets at the first epoch. */
  scheduled?: { by: Configured; rate: Value /** What Keras calls it with, as the rate before. */; before: Value };
  /** Whether it stands in a loop that runs a number of times that the text does not say, or more than once. */
  isRepeated: boolean;
}

/** Outputs of a model: features of a backbone, or predictions. */
export interface OutputsFields {
  outputsOf: LayerNode;
  /** What the model was given. */
  from: Value | undefined;
  /** What reached its input. */
  reaching: ImageFlow | undefined;
  /** Where it was called. */
  calledAt: Place;
  /** Set where they are put together with outputs of other models, as a sentence. */
  mixed?: string;
}

/** Something that the script does with a model, in the order in which it does it. */
export type ScriptEvent =
  | ModelCall
  | { kind: 'compile'; node: LayerNode; compiled: Compilation; place: Place }
  /** `node.trainable = value`, or the argument of a layer. */
  | {
      kind: 'flag';
      node: LayerNode;
      value: boolean | undefined;
      /** The layer, or the model with all that is in it then. */
      inner: readonly LayerNode[];
      place: Place;
      /** Whether an argument sets it where the layer is made. */
      isArgument: boolean;
    }
  /** An attribute that Keras does not read, or that thaw only keeps: `layer.training = False`. */
  | { kind: 'attribute'; node: LayerNode; name: string; value: Value; place: Place }
  /** Outputs of a model and labels, or names of files, that are put side by side: `classification_report(labels, outputs)`. */
  | {
      kind: 'compared';
      by: string;
      outputs: OutputsFields;
      labels: FlowLabels;
      labelSource: ImageSource | undefined;
      place: Place;
    }
  /** `load_model`: of the file of a model that the script saved, that model. */
  | { kind: 'load'; node: LayerNode; file: string; place: Place }
  /** `model.layers[:-30]`, of a model that had `length` layers then, of which it takes `taken`. */
  | { kind: 'layer slice'; node: LayerNode; length: number; taken: number; bounds: readonly number[]; place: Place }
  /** `get_layer` of a name that no layer has. */
  | { kind: 'missing layer'; node: LayerNode; name: string; isSure: boolean; place: Place }
  /** `model.save(file)`, or its weights alone. */
  | { kind: 'save'; node: LayerNode; file: Value; isWhole: boolean; place: Place }
  | { kind: 'load weights'; node: LayerNode; file: Value; byName: boolean | undefined; place: Place }
  /** `load_model`: of the file of a model that the script saved, that model. */
  | { kind: 'load'; node: LayerNode; file: string; place: Place }
  /** `K.set_learning_phase(0)` and other switches for all models. */
  | { kind: 'switch'; name: string; args: Value[]; place: Place };

/** What a script does with models. One for each way through it. */
export interface ScriptEvents {
  list: ScriptEvent[];
  add(event: ScriptEvent): void;
  /** Models by the text of the file that they are saved to. */
  saved: Map<string, LayerNode>;
  /** Every model that is made, in order. */
  models: LayerNode[];
  /** Layers and models whose weights the script sets by itself, with `set_weights`, and to what. */
  weightsSet: Map<LayerNode, Value | undefined>;
  /** What of a training that the script writes itself has run. */
  loop: CustomLoop;
  version: ScriptVersion;
}

/** A training that the script writes itself, by gradients: what of its current step has run. */
export interface CustomLoop {
  /** Whether a `GradientTape` was opened whose gradients are not applied yet. */
  isTaped: boolean;
  /** The model that was called to train it, what on, and the loss of its outputs. */
  forward?: { node: LayerNode; images: Value; loss?: Value; labels?: Value };
  /** Metrics that got outputs of a model. */
  metrics: Map<LayerNode, Value & SequenceFields>;
}

/** What the script does after a call. */
export function eventsAfter({ list }: ScriptEvents, call: ModelCall): ScriptEvent[] {
  return list.slice(list.lastIndexOf(call) + 1);
}

export function newEvents(version: ScriptVersion): ScriptEvents {
  const events: ScriptEvents = {
    list: [],
    add: (event) => void events.list.push(event),
    saved: new Map(),
    models: [],
    weightsSet: new Map(),
    loop: { isTaped: false, metrics: new Map() },
    version,
  };
  return events;
}
