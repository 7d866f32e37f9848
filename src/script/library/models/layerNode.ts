import type { Arguments, Host, Value } from '../../evaluate/values.js';
import type { ExternalBackbone } from '../../keras/externalBackbones.js';
import type { TrainableRule } from '../../keras/versionMeaning.js';
import type { Place } from '../../syntax/ast.js';

/** Whether something may train, and where that was set. */
export interface TrainableFlag {
  /** Undefined where it depends on what the text does not say. */
  value: boolean | undefined;
  /** Undefined where nothing sets it: true, as Keras has it. */
  place?: Place;
}

/** A layer that the script makes, or one of a backbone. A model is a layer with layers in it, as in Keras. */
export interface LayerNode {
  /** Name of its class without modules: `Dense`. */
  className: string;
  /** As `layer.name` reads; undefined where Keras counts it, or where the text does not say. */
  name: string | undefined;
  /** By the names of Keras' parameters of today. */
  args: Map<string, Value>;
  /** As the script gives them; undefined of what thaw makes itself. */
  call?: Arguments;
  /** Where each keyword stands. */
  argPlaces: Map<string, Place>;
  /** The call that makes it. */
  origin: Place;
  trainable: TrainableFlag;
  /** The model of keras.applications that it is part of. */
  inside?: LayerNode;
  /** Of a layer that stands for one of several, where the text does not say which: `model.layers[k]`. */
  among?: readonly LayerNode[];
  /** Of a model. */
  model?: ModelPart;
}

/** What a model has beyond a layer. */
export interface ModelPart {
  kind: 'application' | 'functional' | 'sequential' | 'loaded' | 'subclass';
  /** As `model.layers` lists them. */
  layers: LayerNode[];
  /** Whether these are all of them, in their order. */
  isSure: boolean;
  /** Why it is not sure of them, as a sentence. */
  note?: string;
  /** Names of its layers in every version of Keras that the script can be for. */
  possibleNames?: ReadonlySet<string>;
  /** Name of the model in keras.applications. */
  application?: string;
  /** Whether the script builds an application layer by layer; its layers are then those of the script. */
  isWrittenOut?: boolean;
  /** Of a pretrained model from elsewhere. */
  external?: ExternalBackbone;
  /** Models whose output it is built on, so that their layers are its own. */
  bases: LayerNode[];
  /** Of a functional model. */
  inputs: Tensor[];
  outputs: Tensor[];
  /** How it was compiled last. */
  compiled?: Compilation;
  /** What the last `fit` returned. */
  history?: Value;
  /** Functions that thaw does not know and that got the model: they may have changed it. */
  changedBy: { text: string; place: Place }[];
  /** Files that its weights are read from after it was built. */
  weightsFrom: { file: Value; byName: boolean | undefined; place: Place }[];
}

/** What comes out of a layer. */
export interface Tensor {
  /** Undefined for an input that no layer of the script makes. */
  layer: LayerNode | undefined;
  inputs: Tensor[];
  /** The argument `training` of the call, where it is given. */
  training?: Value;
  origin: Place;
  /** Of an output inside of a model whose layers are not called one by one: its layers up to there. */
  within?: { of: LayerNode; layers: LayerNode[]; isSure: boolean };
}

/** `model.compile(...)`. */
export interface Compilation {
  place: Place;
  args: Map<string, Value>;
  argPlaces: Map<string, Place>;
  /** Flags of the layers when it was compiled. */
  flags: Map<LayerNode, TrainableFlag>;
  /** Settings of the optimizer that were changed later, such as its rate. */
  changes: { name: string; value: Value; place: Place }[];
}

export interface LayerHost extends Host {
  node: LayerNode;
}

export interface TensorHost extends Host {
  tensor: Tensor;
}

/** The layer or model that a value is; undefined for anything else. */
export function layerOf(value: Value | undefined): LayerNode | undefined {
  const host = value?.kind === 'instance' ? value.base : value?.kind === 'host' ? value.host : undefined;
  return host !== undefined && 'node' in host ? (host as LayerHost).node : undefined;
}

export function tensorOf(value: Value | undefined): Tensor | undefined {
  return value?.kind === 'host' && 'tensor' in value.host ? (value.host as TensorHost).tensor : undefined;
}

/** All layers of a model, those of nested models too, without the models themselves. */
export function innerLayers(node: LayerNode): LayerNode[] {
  return node.model === undefined ? [node] : node.model.layers.flatMap(innerLayers);
}

/** Whether it is a model of which no layer is known: it then stands for its layers. */
export function isOpaque({ model }: LayerNode): boolean {
  return model !== undefined && model.layers.length === 0;
}

/** All layers and models in it, and itself; models that it is built on where their layers are not known. */
export function withInner(node: LayerNode): LayerNode[] {
  const { layers = [], bases = [] } = node.model ?? {};
  return [node, ...layers.flatMap(withInner), ...bases.filter(isOpaque)];
}

/**
 * Flags that change with `node.trainable = value`: its own, and from TensorFlow 1.15 on those of all layers in it.
 *
 * @param inner what is in it then
 */
export function flagsSet(
  node: LayerNode,
  inner: readonly LayerNode[],
  value: boolean | undefined,
  current: TrainableFlag,
  { recursive, sameValueIsSkipped }: TrainableRule,
): readonly LayerNode[] {
  if (!recursive) return [node];
  return sameValueIsSkipped && node.model !== undefined && current.value === value ? [] : inner;
}

/** Of what nothing sets. */
const TRAINS: TrainableFlag = { value: true };

/** Whether a layer trains in a model: neither it nor, where the version has it so, a model around it is frozen. */
export function trainsIn(
  model: LayerNode,
  flags: ReadonlyMap<LayerNode, TrainableFlag>,
  { frozenModelHides }: TrainableRule,
): Map<LayerNode, TrainableFlag> {
  const found = new Map<LayerNode, TrainableFlag>();
  const follow = (node: LayerNode, around: TrainableFlag | undefined): void => {
    const own = flags.get(node) ?? TRAINS;
    const isHidden = around?.value === false && (frozenModelHides || around === outermost);
    const effective = isHidden ? around : own;
    if (node.model === undefined || isOpaque(node)) found.set(node, effective);
    const { layers = [], bases = [] } = node.model ?? {};
    for (const layer of [...layers, ...bases.filter(isOpaque)])
      follow(layer, effective.value === true ? around : effective);
  };
  const outermost = flags.get(model) ?? TRAINS;
  follow(model, undefined);
  return found;
}

export function flagsOf(node: LayerNode): Map<LayerNode, TrainableFlag> {
  return new Map(withInner(node).map((one) => [one, { ...one.trainable }]));
}
