import { group } from '../../base/group.js';
import { conv2d } from '../../engine/convolution.js';
import { statelessUniform } from '../../engine/kernels.js';
import { addBias } from '../../engine/layerKernels.js';
import { recordedPrecision } from '../../engine/tape.js';
import { tf } from '../../engine/tensorflow.js';
import { activate } from './activations.js';
import {
  type BatchNormalizationPolicy,
  batchNormalization,
  movingAffine,
  usesStatisticsOfBatch,
} from './batchNormalization.js';
import type { Layer, Network } from './layer.js';
import { sides } from './outputShapes.js';
import { zerosAlong } from './padding.js';
import type { WeightName } from './weights.js';

type Tensor = tf.Tensor;
export type NetworkMode = 'training' | 'inference';

export interface ForwardOptions {
  mode: NetworkMode;
  /** What a frozen batch normalization does in training. */
  policy: BatchNormalizationPolicy;
  /** Names of the layers that train. */
  trainable: ReadonlySet<string>;
  /** A number from a seed, `[2]` int32, for dropout; only in training. */
  seed?: Tensor;
}

/** As a model answers: batch normalization by moving statistics, no dropout. */
export const INFERENCE: ForwardOptions = { mode: 'inference', policy: 'moving', trainable: new Set() };

export interface ForwardResult {
  output: Tensor;
  /**
   * Of every layer, by its name, the network's own among them; that of a convolution with the batch normalization that
   * is folded into it.
   */
  outputs: ReadonlyMap<string, Tensor>;
  /** Moving statistics after the batch, of those layers that update them. */
  updates: Map<WeightName, Tensor>;
}

/**
 * Runs a network on a batch.
 *
 * @param input `[batch, height, width, channels]`, or `[batch, features]` for a head
 */
export function forward(
  network: Network,
  weights: ReadonlyMap<WeightName, Tensor>,
  input: Tensor,
  options: ForwardOptions,
): ForwardResult {
  const outputs = new Map<string, Tensor>();
  const updates = new Map<WeightName, Tensor>();
  const folded = foldedNormalizations(network, options);
  const weightsOf =
    (layer: Layer) =>
    (name: string): Tensor =>
      weights.get(`${layer.name}/${name}`)!;
  const normalize = (layer: Normalization, x: Tensor): Tensor => {
    // Its convolution has already multiplied and added.
    if (folded.has(layer.inputs[0]!)) return x;
    const trainable = options.trainable.has(layer.name);
    // Of a head, behind pooling: the kernel takes maps.
    const maps = (x.rank === 2 ? tf.reshape(x, [x.shape[0]!, 1, 1, x.shape[1]!]) : x) as tf.Tensor4D;
    const result = batchNormalization(maps, layer, weightsOf(layer), { ...options, trainable });
    for (const [name, value] of result.updates) updates.set(`${layer.name}/${name}`, value);
    return x.rank === 2 ? tf.reshape(result.output, x.shape) : result.output;
  };
  network.layers.forEach((layer, index) => {
    const incoming = layer.inputs.map((name) => outputs.get(name)!);
    const weight = weightsOf(layer);
    let output: Tensor;
    if (layer.kind === 'InputLayer') output = input;
    else if (layer.kind === 'BatchNormalization') output = normalize(layer, incoming[0]!);
    else if (layer.kind === 'Conv2D' || layer.kind === 'DepthwiseConv2D') {
      const after = folded.get(layer.name);
      const affine = after && movingAffine(after, weightsOf(after));
      output = convolution(layer, incoming[0] as tf.Tensor4D, weight, affine);
    } else output = apply(layer, incoming, weight, options, index);
    outputs.set(layer.name, output);
  });
  return { output: outputs.get(network.output)!, outputs, updates };
}

type Convolution = Extract<Layer, { kind: 'Conv2D' | 'DepthwiseConv2D' }>;
type Normalization = Extract<Layer, { kind: 'BatchNormalization' }>;

/**
 * By the name of a convolution, the batch normalization that alone takes its output and multiplies it by numbers that
 * do not depend on the batch: the kernel is multiplied by them before, which saves a pass over the activations. Only in
 * training: in inference TensorFlow does so by itself where weights are constants, and left as they are the outputs are
 * Keras' to the bit. In bfloat16 TensorFlow would round both before it multiplies them.
 */
function foldedNormalizations({ layers, output }: Network, options: ForwardOptions): Map<string, Normalization> {
  const folded = new Map<string, Normalization>();
  if (options.mode === 'inference' && recordedPrecision() === 'float32') return folded;
  const connections = layers.flatMap((layer) => layer.inputs.map((input) => ({ input, layer })));
  const takers = group(connections, ({ input }) => input);
  for (const layer of layers) {
    if ((layer.kind !== 'DepthwiseConv2D' && layer.kind !== 'Conv2D') || layer.activation !== undefined) continue;
    const [after, ...others] = (takers.get(layer.name) ?? []).map((connection) => connection.layer);
    if (after?.kind !== 'BatchNormalization' || others.length > 0 || layer.name === output) continue;
    if (!usesStatisticsOfBatch({ ...options, trainable: options.trainable.has(after.name) }))
      folded.set(layer.name, after);
  }
  return folded;
}

/** @param affine what the output is multiplied by and what is then added, `[channels]`; nothing where left out */
function convolution(
  layer: Convolution,
  x: tf.Tensor4D,
  weight: (name: string) => Tensor,
  affine?: { scale: Tensor; offset: Tensor },
): Tensor {
  const { kind, strides, padding } = layer;
  const scaled = (kernel: Tensor, scale: Tensor | undefined): tf.Tensor4D =>
    (scale === undefined ? kernel : tf.mul(kernel, scale)) as tf.Tensor4D;
  const y =
    kind === 'Conv2D'
      ? conv2d(x, scaled(weight('kernel'), affine?.scale), strides, padding)
      : // `[height, width, channels, 1]`
        tf.depthwiseConv2d(
          x,
          scaled(weight('depthwise_kernel'), affine && tf.reshape(affine.scale, [-1, 1])),
          strides,
          padding,
        );
  const bias = layer.useBias ? weight('bias') : undefined;
  const offset = affine && bias ? tf.add(tf.mul(bias, affine.scale), affine.offset) : (affine?.offset ?? bias);
  const biased = offset === undefined ? y : addBias(y, offset);
  return activate(layer.activation ?? 'linear', biased) as tf.Tensor4D;
}

type OtherLayer = Exclude<Layer, { kind: 'InputLayer' | 'BatchNormalization' } | Convolution>;

function apply(
  layer: OtherLayer,
  incoming: Tensor[],
  weight: (name: string) => Tensor,
  options: ForwardOptions,
  index: number,
): Tensor {
  const x = incoming[0] as tf.Tensor4D;
  switch (layer.kind) {
    case 'Activation':
      return activate(layer.activation, x);
    case 'LeakyReLU':
      return tf.leakyRelu(x, layer.negativeSlope);
    case 'ELU':
      return tf.where(tf.greater(x, 0), x, tf.mul(tf.expm1(tf.minimum(x, 0)), layer.alpha));
    case 'ReLU':
      return generalRelu(layer, x);
    case 'PReLU':
      return tf.add(tf.maximum(x, 0), tf.mul(weight('alpha'), tf.minimum(x, 0)));
    case 'SeparableConv2D': {
      const { strides, padding, activation = 'linear' } = layer;
      const depthwise = tf.depthwiseConv2d(x, weight('depthwise_kernel') as tf.Tensor4D, strides, padding);
      const y = conv2d(depthwise, weight('pointwise_kernel') as tf.Tensor4D, 1, 'valid');
      return activate(activation, layer.useBias ? addBias(y, weight('bias')) : y);
    }
    case 'ZeroPadding2D': {
      const rows = zerosAlong('rows', x.shape[1], layer.padding);
      const columns = zerosAlong('columns', x.shape[2], layer.padding);
      return tf.pad(x, [[0, 0], [...rows], [...columns], [0, 0]]);
    }
    case 'MaxPooling2D':
      return tf.maxPool(x, [...sides(layer.poolSize)], [...sides(layer.strides)], layer.padding);
    case 'AveragePooling2D':
      return tf.avgPool(x, [...sides(layer.poolSize)], [...sides(layer.strides)], layer.padding);
    case 'GlobalAveragePooling2D':
      return tf.mean(x, [1, 2], layer.keepDims);
    case 'GlobalMaxPooling2D':
      return tf.max(x, [1, 2], layer.keepDims);
    case 'Flatten':
      return tf.reshape(x, [x.shape[0], -1]);
    case 'Concatenate':
      return tf.concat(incoming, -1);
    case 'Add':
      return incoming.reduce((a, b) => tf.add(a, b));
    case 'Multiply':
      return incoming.reduce((a, b) => tf.mul(a, b));
    case 'Average':
      return tf.div(
        incoming.reduce((a, b) => tf.add(a, b)),
        incoming.length,
      );
    case 'Maximum':
      return incoming.reduce((a, b) => tf.maximum(a, b));
    case 'Reshape':
      return tf.reshape(x, [x.shape[0], ...layer.targetShape]);
    case 'Resizing':
      return resized(layer, x);
    case 'Dense':
      return dense(layer, x, weight);
    case 'Rescaling':
      return tf.add(tf.mul(x, layer.scale as tf.TensorLike), layer.offset as tf.TensorLike);
    case 'Normalization': {
      const { mean, variance } = layer.constants ?? { mean: weight('mean'), variance: weight('variance') };
      const deviation = tf.maximum(tf.sqrt(variance as tf.TensorLike), LEAST_DEVIATION);
      return tf.div(tf.sub(x, mean as tf.TensorLike), deviation);
    }
    case 'CustomScaleLayer':
      return tf.add(x, tf.mul(incoming[1]!, layer.scale));
    case 'ReverseChannels':
      return tf.reverse(x, -1);
    case 'TwoClasses':
      return tf.concat([tf.sub(1, incoming[0]!), incoming[0]!], -1);
    case 'SumToOne':
      return tf.div(incoming[0]!, tf.sum(incoming[0]!, -1, true));
    case 'Dropout':
      return options.mode === 'training' && layer.rate > 0 ? dropout(incoming[0]!, layer, index, options.seed!) : x;
  }
}

/** Keras' `epsilon()`, below which a standard deviation is not divided by. */
export const LEAST_DEVIATION = 1e-7;

type Of<Kind> = Extract<Layer, { kind: Kind }>;

/** Along the last axis, as in Keras. */
function dense(layer: Of<'Dense'>, x: Tensor, weight: (name: string) => Tensor): Tensor {
  const rows = (x.rank === 2 ? x : tf.reshape(x, [-1, x.shape[x.rank - 1]!])) as tf.Tensor2D;
  const product = tf.matMul(rows, weight('kernel') as tf.Tensor2D);
  const y = activate(layer.activation, (layer.useBias ?? true) ? tf.add(product, weight('bias')) : product);
  return x.rank === 2 ? y : tf.reshape(y, [...x.shape.slice(0, -1), layer.units]);
}

function generalRelu({ maxValue, negativeSlope, threshold }: Of<'ReLU'>, x: Tensor): Tensor {
  const above = maxValue === null ? x : tf.minimum(x, maxValue);
  return tf.where(tf.greaterEqual(x, threshold), above, tf.mul(tf.sub(x, threshold), negativeSlope));
}

function resized({ height, width, interpolation }: Of<'Resizing'>, x: tf.Tensor4D): Tensor {
  return interpolation === 'bilinear'
    ? tf.image.resizeBilinear(x, [height, width], false, true)
    : tf.image.resizeNearestNeighbor(x, [height, width], false, true);
}

function dropout(x: Tensor, { rate, noiseShape }: Of<'Dropout'>, index: number, seed: Tensor): Tensor {
  const drawn = noiseShape?.map((length, axis) => length ?? x.shape[axis]!) ?? x.shape;
  const draws = statelessUniform(drawn, tf.add(seed, tf.scalar(index, 'int32')));
  const kept = tf.cast(tf.greaterEqual(draws, tf.scalar(rate)), 'float32');
  return tf.mul(x, tf.div(kept, 1 - rate));
}
