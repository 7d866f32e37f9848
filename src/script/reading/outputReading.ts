import { table } from '../../base/table.js';
import { isNone, numberOf, oneOrMore, stringOf, type Value } from '../evaluate/values.js';
import { configuredOf } from '../library/models/configured.js';
import type { LayerNode } from '../library/models/layerNode.js';
import { nameOfSetting } from '../library/models/modelsLibrary.js';
import { lastPart } from '../library/names.js';
import type { Place } from '../syntax/ast.js';
import type { StageReading } from './stageReading.js';
import { snakeCase } from './stageReading.js';

/** The output of a model: its last dense layer, and the activations after it. */
export interface OutputReading {
  dense: LayerNode;
  /** Undefined where the text does not say it. */
  units: number | undefined;
  /** Activations in their order, `linear` left out; undefined among them where the text does not say which one. */
  activations: { name: string | undefined; place: Place }[];
}

/** Layers of Keras that are activations, by their class. */
const ACTIVATION_LAYERS: Record<string, string> = table({ Softmax: 'softmax', ReLU: 'relu', LeakyReLU: 'leaky_relu' });
/** Layers that change no value at inference, or none at all. */
const NEUTRAL = new Set(['Dropout', 'Input', 'InputLayer', 'ActivityRegularization', 'GaussianNoise']);

/** The output of a training's model; undefined where it is no dense layer, or where there are several. */
export function outputOf({ model: { head }, call: { node } }: StageReading): OutputReading | undefined {
  if ((node.model?.outputs.length ?? 0) > 1) return undefined;
  const activations: OutputReading['activations'] = [];
  for (const layer of [...head].reverse()) {
    const { className, args, origin } = layer;
    if (NEUTRAL.has(className)) continue;
    if (className === 'Activation') activations.unshift({ name: nameOfSetting(args.get('activation')), place: origin });
    else if (ACTIVATION_LAYERS[className] !== undefined)
      activations.unshift({ name: ACTIVATION_LAYERS[className], place: origin });
    else if (className === 'Dense') {
      const own = activationOf(layer);
      return {
        dense: layer,
        units: numberOf(args.get('units')),
        activations: own === null ? activations : [own, ...activations],
      };
    } else return undefined;
  }
  return undefined;
}

/** The activation of a layer's own; null for none. */
export function activationOf({
  args,
  argPlaces,
  origin,
}: LayerNode): { name: string | undefined; place: Place } | null {
  const value = args.get('activation');
  if (value === undefined || isNone(value)) return null;
  const name = nameOfSetting(value);
  return name === 'linear' ? null : { name, place: argPlaces.get('activation') ?? origin };
}

/** A metric of `compile`, and how it is given. */
export interface MetricReading {
  /** In snake case: `accuracy`, `binary_accuracy`; of an object, its class, whatever it is called. */
  name: string;
  /** A text, see `resolvedAccuracy`. */
  isText: boolean;
  place: Place;
  /** Of an object: what it is made with. */
  args?: ReadonlyMap<string, Value>;
}

/** Metrics of the last compile, as far as the text says them. */
export function metricsOf({ call: { compiled } }: StageReading): MetricReading[] {
  return oneOrMore(compiled?.args.get('metrics')).flatMap(metricOf);
}

/** The metric that Keras resolves by itself, by the loss and the outputs: the text `accuracy` or `acc`. */
export function resolvedAccuracy(metrics: readonly MetricReading[]): MetricReading | undefined {
  return metrics.find(({ name, isText }) => isText && (name === 'accuracy' || name === 'acc'));
}

function metricOf(value: Value): MetricReading[] {
  const text = stringOf(value);
  const place = value.origin;
  if (text !== undefined) return [{ name: snakeCase(text), isText: true, place }];
  const made = configuredOf(value);
  if (made !== undefined)
    return [{ name: snakeCase(made.className), isText: false, place: made.origin, args: made.args }];
  return value.kind === 'name' ? [{ name: snakeCase(lastPart(value.name)), isText: false, place }] : [];
}
