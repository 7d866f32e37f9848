import { type ActivationName, activationNamed } from '../../backbones/network/activationNames.js';
import { type Head, type HeadLayer, headOfLayers, MAKES_VECTOR } from '../../backbones/pretrained/head.js';
import { table } from '../../base/table.js';
import { isNone, numberOf, oneOrMore, stringOf, truthOf, type Value } from '../evaluate/values.js';
import type { LayerNode } from '../library/models/layerNode.js';
import { nameOfSetting } from '../library/models/modelsLibrary.js';
import type { ModelReading } from './modelReading.js';

/** Reads a layer: null where a recipe cannot say it, which is noted; undefined where the text does not say a value. */
type Reader = (layer: LayerNode, notes: string[]) => HeadLayer | null | undefined;

const POOLINGS = table<'GlobalAveragePooling2D' | 'GlobalMaxPooling2D'>({
  avg: 'GlobalAveragePooling2D',
  max: 'GlobalMaxPooling2D',
});

/** Second names of layers in Keras. */
const SAME = table({
  GlobalAvgPool2D: 'GlobalAveragePooling2D',
  GlobalMaxPool2D: 'GlobalMaxPooling2D',
  MaxPool2D: 'MaxPooling2D',
  AvgPool2D: 'AveragePooling2D',
});

/** Layers that change nothing. */
const PASSED: ReadonlySet<string> = new Set(['Input', 'InputLayer']);

/**
 * The layers between the base and the last dense layer.
 *
 * @param notes what a recipe cannot say is added to them
 * @returns undefined where the head has no dense layer, or the text does not say a value
 */
export function headOfScript({ base, head }: Pick<ModelReading, 'base' | 'head'>, notes: string[]): Head | undefined {
  const end = head.map(({ className }) => className).lastIndexOf('Dense');
  if (end === -1) return undefined;
  const layers = layersOf(base, head.slice(0, end).map(byFirstName), notes);
  if (layers === undefined) return undefined;
  if (!hasVector(layers)) {
    notes.push('thaw does not see how the head pools or flattens; a recipe averages over the image');
    layers.unshift({ layer: 'GlobalAveragePooling2D' });
  }
  return headOfLayers(layers);
}

function byFirstName(layer: LayerNode): LayerNode {
  return { ...layer, className: SAME[layer.className] ?? layer.className };
}

function hasVector(layers: readonly HeadLayer[]): boolean {
  return layers.some(({ layer }) => MAKES_VECTOR.has(layer));
}

function layersOf(base: LayerNode | undefined, hidden: readonly LayerNode[], notes: string[]): HeadLayer[] | undefined {
  const pooled = POOLINGS[stringOf(base?.args.get('pooling')) ?? ''];
  const layers: HeadLayer[] = pooled === undefined ? [] : [{ layer: pooled }];
  for (const one of hidden) {
    const isVector = hasVector(layers);
    if (PASSED.has(one.className) || (isVector && one.className === 'Flatten')) continue;
    const read = (READERS[one.className] ?? noSuchLayer)(one, notes);
    if (read === undefined) return undefined;
    if (read !== null && isVector && MAKES_VECTOR.has(read.layer)) notes.push('a recipe pools once in its head');
    else if (read !== null) layers.push(read);
  }
  return layers;
}

const noSuchLayer: Reader = ({ className }, notes) => {
  notes.push(
    className === 'Unknown'
      ? 'the head has a layer that thaw does not know'
      : `a recipe has no ${className} in its head`,
  );
  return null;
};

const globalPooling: Reader = (layer, notes) => {
  const keeps = layer.args.get('keepdims');
  if (keeps !== undefined && truthOf(keeps) !== false) return noSuchLayer(layer, notes);
  return { layer: layer.className as 'GlobalAveragePooling2D' | 'GlobalMaxPooling2D' };
};

const pooling: Reader = (layer, notes) => {
  const { args, className } = layer;
  const size = sidesOf(args.get('pool_size'), [2, 2]);
  const strides = sidesOf(args.get('strides'), size);
  if (size === undefined || strides === undefined) return undefined;
  const isPlain = stringOf(args.get('padding'))?.toLowerCase() !== 'same' && strides.join() === size.join();
  if (!isPlain) return noSuchLayer({ ...layer, className: `${className} with strides or padding` }, notes);
  const [rows, columns] = size;
  return {
    layer: className as 'MaxPooling2D' | 'AveragePooling2D',
    poolSize: rows === columns ? rows : [rows, columns],
  };
};

/** Height and width; undefined where they are not visible. */
function sidesOf(value: Value | undefined, initial: [number, number] | undefined): [number, number] | undefined {
  if (value === undefined || isNone(value)) return initial;
  const sides = oneOrMore(value).map(numberOf);
  const [rows, columns = rows] = sides;
  return rows === undefined || columns === undefined || sides.includes(undefined) ? undefined : [rows, columns];
}

/** A number that may be left out; undefined where it is not visible. */
function numberOr(value: Value | undefined, initial: number): number | undefined {
  return value === undefined ? initial : numberOf(value);
}

/** The activation of a layer, `linear` where it has none; undefined where it is not visible. */
function activationIn({ args }: LayerNode, notes: string[]): ActivationName | undefined {
  const value = args.get('activation');
  if (value === undefined || isNone(value)) return 'linear';
  const written = nameOfSetting(value);
  if (written === undefined) return undefined;
  const name = activationNamed(written);
  if (name === undefined) notes.push(`a recipe has no activation ${written}; relu stands in its place`);
  return name ?? 'relu';
}

const READERS = table<Reader>({
  GlobalAveragePooling2D: globalPooling,
  GlobalMaxPooling2D: globalPooling,
  Flatten: () => ({ layer: 'Flatten' }),
  MaxPooling2D: pooling,
  AveragePooling2D: pooling,
  BatchNormalization: ({ args }, notes) => {
    const momentum = numberOr(args.get('momentum'), 0.99);
    const epsilon = numberOr(args.get('epsilon'), 1e-3);
    for (const name of ['scale', 'center']) {
      const value = args.get(name);
      if (value !== undefined && truthOf(value) !== true)
        notes.push(`a recipe has no batch normalization without ${name}`);
    }
    return momentum === undefined || epsilon === undefined
      ? undefined
      : { layer: 'BatchNormalization', momentum, epsilon };
  },
  Dropout: ({ args }) => {
    const rate = numberOf(args.get('rate'));
    return rate === undefined ? undefined : { layer: 'Dropout', rate };
  },
  Dense: (layer, notes) => {
    const units = numberOf(layer.args.get('units'));
    const activation = activationIn(layer, notes);
    if (units === undefined || activation === undefined) return undefined;
    for (const name of ['kernel_regularizer', 'bias_regularizer', 'activity_regularizer', 'kernel_constraint']) {
      const value = layer.args.get(name);
      if (value !== undefined && !isNone(value)) notes.push(`a recipe has no ${name}`);
    }
    const bias = layer.args.get('use_bias');
    const isWithout = bias !== undefined && truthOf(bias) === false;
    return { layer: 'Dense', units, activation, ...(isWithout && { useBias: false }) };
  },
  Activation: (layer, notes) => {
    const activation = activationIn(layer, notes);
    return activation === undefined ? undefined : { layer: 'Activation', activation };
  },
  ReLU: ({ args }, notes) => {
    if ([...args.keys()].some((name) => name !== 'name')) notes.push('a recipe has no ReLU with arguments');
    return { layer: 'Activation', activation: 'relu' };
  },
  Softmax: () => ({ layer: 'Activation', activation: 'softmax' }),
});
