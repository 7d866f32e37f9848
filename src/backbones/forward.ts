import { statelessUniform } from '../engine/kernels.js';
import { tf } from '../engine/tensorflow.js';
import { type BatchNormalizationPolicy, batchNormalization } from './batchNormalization.js';
import type { Layer, Network, WeightName } from './layer.js';
import { zerosAlong } from './padding.js';

type Tensor = tf.Tensor;
export type Phase = 'training' | 'inference';

export interface ForwardOptions {
  phase: Phase;
  /** What a frozen batch normalisation does in training. */
  policy: BatchNormalizationPolicy;
  /** Names of the layers that train. */
  trainable: ReadonlySet<string>;
  /** A number from a seed, `[2]` int32, for dropout; only in training. */
  seed?: Tensor;
}

export interface ForwardResult {
  output: Tensor;
  /** Of every layer, by its name, the network's own among them. */
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
  network.layers.forEach((layer, index) => {
    const incoming = layer.inputs.map((name) => outputs.get(name)!);
    const weight = (name: string): Tensor => weights.get(`${layer.name}/${name}`)!;
    let output: Tensor;
    if (layer.kind === 'InputLayer') output = input;
    else if (layer.kind === 'BatchNormalization') {
      const result = batchNormalization(incoming[0] as tf.Tensor4D, layer, weight, {
        ...options,
        trainable: options.trainable.has(layer.name),
      });
      output = result.output;
      for (const [name, value] of result.updates) updates.set(`${layer.name}/${name}`, value);
    } else output = apply(layer, incoming, weight, options, index);
    outputs.set(layer.name, output);
  });
  return { output: outputs.get(network.output)!, outputs, updates };
}

type OtherLayer = Exclude<Layer, { kind: 'InputLayer' | 'BatchNormalization' }>;

const ACTIVATIONS: Record<'relu' | 'relu6' | 'softmax', (x: Tensor) => Tensor> = {
  relu: (x) => tf.relu(x),
  relu6: (x) => tf.relu6(x),
  softmax: (x) => tf.softmax(x),
};

function apply(
  layer: OtherLayer,
  incoming: Tensor[],
  weight: (name: string) => Tensor,
  options: ForwardOptions,
  index: number,
): Tensor {
  const x = incoming[0] as tf.Tensor4D;
  switch (layer.kind) {
    case 'Conv2D': {
      const y = tf.conv2d(x, weight('kernel') as tf.Tensor4D, layer.strides, layer.padding);
      const biased = layer.useBias ? tf.add(y, weight('bias')) : y;
      return layer.activation === 'relu' ? tf.relu(biased) : biased;
    }
    case 'DepthwiseConv2D': {
      const y = tf.depthwiseConv2d(x, weight('depthwise_kernel') as tf.Tensor4D, layer.strides, layer.padding);
      return layer.useBias ? tf.add(y, weight('bias')) : y;
    }
    case 'Activation':
      return ACTIVATIONS[layer.activation](x);
    case 'ZeroPadding2D': {
      const rows = zerosAlong('rows', x.shape[1], layer.padding);
      const columns = zerosAlong('columns', x.shape[2], layer.padding);
      return tf.pad(x, [[0, 0], [...rows], [...columns], [0, 0]]);
    }
    case 'MaxPooling2D':
      return tf.maxPool(x, layer.poolSize, layer.strides, layer.padding);
    case 'AveragePooling2D':
      return tf.avgPool(x, layer.poolSize, layer.strides, layer.padding);
    case 'GlobalAveragePooling2D':
      return tf.mean(x, [1, 2]);
    case 'Flatten':
      return tf.reshape(x, [x.shape[0], -1]);
    case 'Concatenate':
      return tf.concat(incoming, -1);
    case 'Add':
      return incoming.reduce((sum, other) => tf.add(sum, other));
    case 'Dense': {
      const y = tf.add(tf.matMul(incoming[0] as tf.Tensor2D, weight('kernel') as tf.Tensor2D), weight('bias'));
      return layer.activation === 'linear' ? y : ACTIVATIONS[layer.activation](y);
    }
    case 'Dropout':
      return options.phase === 'training' && layer.rate > 0
        ? dropout(incoming[0], layer.rate, index, options.seed!)
        : x;
  }
}

function dropout(x: Tensor, rate: number, index: number, seed: Tensor): Tensor {
  const draws = statelessUniform(x.shape, tf.add(seed, tf.scalar(index, 'int32')));
  const kept = tf.cast(tf.greaterEqual(draws, tf.scalar(rate)), 'float32');
  return tf.mul(x, tf.div(kept, 1 - rate));
}
