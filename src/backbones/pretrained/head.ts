import { isDeepStrictEqual } from 'node:util';
import { ACTIVATION_NAMES, type ActivationName } from '../network/activationNames.js';
import type { Layer, Sides } from '../network/layer.js';

/** A layer of a head, by Keras' class and arguments. */
export type HeadLayer =
  /** Makes a vector of the backbone's maps. */
  | { layer: 'GlobalAveragePooling2D' | 'GlobalMaxPooling2D' | 'Flatten' }
  /** As Keras' with its strides and padding by default: steps of the window, and nothing beyond the border. */
  | { layer: 'MaxPooling2D' | 'AveragePooling2D'; poolSize: Sides }
  /** Trains; in training it normalizes with the statistics of the batch, as in every Keras. */
  | { layer: 'BatchNormalization'; momentum: number; epsilon: number }
  | { layer: 'Dropout'; rate: number }
  /** useBias: true where left out. */
  | { layer: 'Dense'; units: number; activation: ActivationName; useBias?: false }
  | { layer: 'Activation'; activation: ActivationName };

/** Global average pooling, dense layers with relu and dropout before each, and dropout before the dense layer of the classes. */
export interface PlainHead {
  /** Units of the hidden dense layers, e.g. [1024]; [] is a linear probe. */
  units: number[];
  /** Share of the values dropped before each dense layer, in [0, 1). */
  dropout: number;
}

/** Any other head. */
export interface LayeredHead {
  /** Keras' layers in their order, between the backbone and the dense layer of the classes. */
  layers: HeadLayer[];
}

/** The layers between the backbone and the dense layer of the classes. */
export type Head = PlainHead | LayeredHead;

/** Activations that a head may have: those of today's Keras. */
export const HEAD_ACTIVATIONS: readonly ActivationName[] = ACTIVATION_NAMES.filter(
  (name) => name !== 'hard_sigmoid_of_keras_2',
);

/** Activations of the dense layer of the classes. */
export const LAST_ACTIVATIONS = ['softmax', 'sigmoid', 'linear', 'relu', 'tanh'] as const;

/** Activation of the dense layer of the classes, by Keras' name. */
export type LastActivation = (typeof LAST_ACTIVATIONS)[number];

/** Layers that make a vector of maps: a head has one of them. */
export const MAKES_VECTOR: ReadonlySet<string> = new Set(['GlobalAveragePooling2D', 'GlobalMaxPooling2D', 'Flatten']);

/** The layers of a head. */
export function headLayers(head: Head): HeadLayer[] {
  if ('layers' in head) return head.layers;
  const { units, dropout } = head;
  const dropped: HeadLayer[] = dropout > 0 ? [{ layer: 'Dropout', rate: dropout }] : [];
  return [
    { layer: 'GlobalAveragePooling2D' },
    ...units.flatMap((count): HeadLayer[] => [...dropped, { layer: 'Dense', units: count, activation: 'relu' }]),
    ...dropped,
  ];
}

/** The head with these layers; with `units` and `dropout` where these say the same, so that one head has one form. */
export function headOfLayers(layers: HeadLayer[]): Head {
  const plain = { units: unitsOf({ layers }), dropout: dropoutOf({ layers }) };
  return isDeepStrictEqual(headLayers(plain), layers) ? plain : { layers };
}

/** Units of the hidden dense layers. */
export function unitsOf(head: Head): number[] {
  return headLayers(head).flatMap((one) => (one.layer === 'Dense' ? [one.units] : []));
}

/** The largest rate of a dropout; 0 without dropout. */
export function dropoutOf(head: Head): number {
  return Math.max(0, ...headLayers(head).map((one) => (one.layer === 'Dropout' ? one.rate : 0)));
}

/** The head with one rate in each dropout, without dropout for 0; a head without dropout gets one before the classes. */
export function withDropout(head: Head, rate: number): Head {
  if (!('layers' in head)) return { ...head, dropout: rate };
  const others = head.layers.filter(({ layer }) => layer !== 'Dropout');
  if (rate === 0) return headOfLayers(others);
  if (others.length === head.layers.length) return headOfLayers([...others, { layer: 'Dropout', rate }]);
  return headOfLayers(head.layers.map((one) => (one.layer === 'Dropout' ? { ...one, rate } : one)));
}

/** The head with other hidden dense layers, of relu; what belongs to its own, behind the first of them, goes with them. */
export function withUnits(head: Head, units: readonly number[]): Head {
  if (!('layers' in head)) return { ...head, units: [...units] };
  const first = head.layers.findIndex(({ layer }) => layer === 'Dense');
  const before = first === -1 ? head.layers : head.layers.slice(0, first);
  const dense = units.map((count): HeadLayer => ({ layer: 'Dense', units: count, activation: 'relu' }));
  return headOfLayers([...before, ...dense]);
}

/** The head with the maps averaged, in place of what makes a vector of them. */
export function withAveragePooling(head: Head): Head {
  const average = { layer: 'GlobalAveragePooling2D' } as const;
  return headOfLayers(headLayers(head).map((one) => (MAKES_VECTOR.has(one.layer) ? average : one)));
}

/** The head without batch normalization. */
export function withoutHeadNormalization(head: Head): Head {
  return headOfLayers(headLayers(head).filter(({ layer }) => layer !== 'BatchNormalization'));
}

/** The layers of a network that a head and the dense layer of the classes are, one after the other. */
export function networkOfHead(head: Head, input: string, numClasses: number): Layer[] {
  const counts = new Map<string, number>();
  const counted = (kind: string): string => {
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    return `${kind}_${counts.get(kind)}`;
  };
  const all: Unplaced[] = [
    ...headLayers(head).map((one) => unplaced(one, counted)),
    { kind: 'Dense', name: 'logits', units: numClasses, activation: 'linear' },
  ];
  return all.map((layer, i) => ({ ...layer, inputs: [all[i - 1]?.name ?? input] }));
}

type WithoutInputs<T> = T extends Layer ? Omit<T, 'inputs'> : never;
type Unplaced = WithoutInputs<Layer>;

/** @param counted numbers the layers of a kind; the names of dense layers and dropout are those of stored weights */
function unplaced(one: HeadLayer, counted: (kind: string) => string): Unplaced {
  switch (one.layer) {
    case 'GlobalAveragePooling2D':
      return { kind: one.layer, name: 'global_average_pooling2d' };
    case 'GlobalMaxPooling2D':
      return { kind: one.layer, name: 'head_max_pooling' };
    case 'Flatten':
      return { kind: one.layer, name: 'head_flatten' };
    case 'MaxPooling2D':
    case 'AveragePooling2D': {
      const { poolSize } = one;
      return { kind: one.layer, name: counted('head_pooling'), poolSize, strides: poolSize, padding: 'valid' };
    }
    case 'BatchNormalization': {
      const { momentum, epsilon } = one;
      return { kind: one.layer, name: counted('head_normalization'), momentum, epsilon, scale: true };
    }
    case 'Dropout':
      return { kind: one.layer, name: counted('dropout'), rate: one.rate };
    case 'Dense': {
      const { units, activation, useBias } = one;
      return { kind: one.layer, name: counted('dense'), units, activation, ...(useBias === false && { useBias }) };
    }
    case 'Activation':
      return { kind: one.layer, name: counted('head_activation'), activation: one.activation };
  }
}

/** Number of the first layers of a head that give the same for an image in every epoch: their output may be kept. */
export function fixedLayers(head: Head): number {
  const layers = headLayers(head);
  const first = layers.findIndex(
    ({ layer }) => layer === 'BatchNormalization' || layer === 'Dropout' || layer === 'Dense',
  );
  return first === -1 ? layers.length : first;
}
