import { forward, type NetworkMode } from '../../backbones/network/forward.js';
import { batchNormalizationsOf } from '../../backbones/network/layer.js';
import { withoutDropout } from '../../backbones/network/withoutDropout.js';
import { chunks } from '../../base/chunks.js';
import { recorded } from '../../engine/record.js';
import { scale } from '../../engine/scale.js';
import { tf, valuesOf, yieldToEventLoop } from '../../engine/tensorflow.js';
import type { PictureSample } from '../../features/pictureSample.js';
import { changed, type OpenBackbone, type Passage } from '../../features/pooledFeatures.js';
import { composedScaling } from '../../preprocess/composedScaling.js';

/** How far a layer's output in training mode is from its output in inference mode, on the same images. */
export interface LayerGap {
  layer: string;
  /** Root mean square of the difference over the standard deviation in inference: 0 is the same, 1 as far as other images. */
  difference: number;
}

/** A difference from which on a layer counts as another one: a tenth of the deviation among images. A choice. */
export const DIFFERS = 0.1;

/** Batches that the differences are means over. */
const BATCHES = 6;

/**
 * Runs the same batches in both modes and compares the output of every batch normalization, from the input up. Dropout is
 * left out: it is noise that training adds on purpose.
 *
 * @param passage its `batchSize` and `policy` are those of training; its `phase` is ignored
 */
export async function trainInferenceGap(
  backbone: Pick<OpenBackbone, 'network' | 'tensors'>,
  sample: PictureSample,
  passage: Passage,
): Promise<LayerGap[]> {
  const { tensors } = backbone;
  const network = withoutDropout(backbone.network);
  const layers = batchNormalizationsOf(network).map(({ name }) => name);
  if (layers.length === 0) return [];
  const stages = composedScaling(passage.scaling);
  const names = [...tensors.keys()];
  const compare = (pixels: tf.Tensor4D, weights: readonly tf.Tensor[]): tf.Tensor => {
    const scaled = scale(pixels, stages);
    const ofNames = new Map(names.map((name, i) => [name, weights[i]!]));
    const through = (mode: NetworkMode): ReadonlyMap<string, tf.Tensor> =>
      forward(network, ofNames, scaled, { mode, policy: passage.policy, trainable: new Set() }).outputs;
    const [training, inference] = [through('training'), through('inference')];
    const differences = layers.map((layer) => {
      const [ours, theirs] = [training.get(layer)!, inference.get(layer)!];
      const { variance } = tf.moments(theirs);
      return tf.sqrt(tf.div(tf.mean(tf.square(tf.sub(ours, theirs))), variance));
    });
    return tf.stack(differences);
  };
  const batchSize = Math.min(passage.batchSize, sample.pixels.length);
  const batches = chunks(sample.pixels.length, batchSize).filter((batch) => batch.length === batchSize);
  const sums = new Float64Array(layers.length);
  const used = batches.slice(0, BATCHES);
  // A graph gives back each layer's output once it is compared: eagerly, four images of 227x454 hold 1 GB in InceptionV3.
  // Weights are inputs, since constants of a graph that runs six times take longer to load than it runs, and 1 GB.
  const graph = recorded(([pixels, ...weights]) => [compare(pixels as tf.Tensor4D, weights)]);
  try {
    for (const indices of used) {
      const differences = valuesOf(() => graph([changed(sample, indices, passage), ...tensors.values()])[0]!);
      differences.forEach((difference, i) => {
        sums[i]! += difference;
      });
      await yieldToEventLoop();
    }
  } finally {
    graph.dispose();
  }
  return layers.map((layer, i) => ({ layer, difference: sums[i]! / used.length }));
}
