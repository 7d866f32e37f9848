import { forward } from '../../backbones/network/forward.js';
import { type BatchNormalizationLayer, batchNormalizationsOf } from '../../backbones/network/layer.js';
import type { RawWeight, WeightName } from '../../backbones/network/weights.js';
import { withoutDropout } from '../../backbones/network/withoutDropout.js';
import { chunks } from '../../base/chunks.js';
import { sum } from '../../base/sum.js';
import { scale } from '../../engine/scale.js';
import { tf, yieldToEventLoop } from '../../engine/tensorflow.js';
import { type PictureSample, pixelsOf } from '../../features/pictureSample.js';
import type { OpenBackbone } from '../../features/pooledFeatures.js';
import { composedScaling } from '../../preprocess/composedScaling.js';
import type { ScalingStep } from '../../preprocess/scaling.js';

/** How far moving statistics still are from those of the training images, on the way from their initial values. */
export interface StatisticsLag {
  /**
   * Share of Keras' initial values, mean 0 and variance 1, that the moving statistics still hold, in [0, 1]: least squares
   * over all channels. After n steps of a momentum m on weights that do not change it is m^n.
   */
  share: number;
  /** How much of the distance from the statistics of the images this share explains, R², in [0, 1]. */
  explained: number;
  /** Of its layers. */
  momentum: number;
}

/** Least R² at which moving statistics count as on the way from their initial values. See `HELD`. */
const EXPLAINED = 0.5;
/**
 * Least share of the initial values that counts. Measured on drawn faces with models of Keras 3.15: a CNN after 90 steps of
 * momentum 0.99 has 0.41 to 0.46 (R² 0.75 to 0.87), after 180 steps of 0.999 it has 0.85 (0.99), MobileNetV2 after 60 steps
 * of 0.999 has 0.94 (1.00). A CNN after 450 steps of 0.9 has 0.007 (0.007), pretrained EfficientNetLite0 and InceptionV3 0 (0).
 */
const HELD = 0.05;

/** Whether moving statistics still hold a part of their initial values. */
export function holdsInitialValues({ share, explained }: StatisticsLag): boolean {
  return explained >= EXPLAINED && share >= HELD;
}

/** Batches whose statistics are averaged. */
const BATCHES = 6;

/**
 * Measures whether moving statistics lag behind: whether they lie between their initial values and the statistics of the
 * training images in training mode. Those of pretrained weights lie elsewhere.
 */
export async function statisticsLag(
  { network: whole, tensors, weights }: Pick<OpenBackbone, 'network' | 'tensors' | 'weights'>,
  sample: PictureSample,
  scaling: readonly ScalingStep[],
  batchSize: number,
): Promise<StatisticsLag> {
  const network = withoutDropout(whole);
  const layers = batchNormalizationsOf(network);
  const stages = composedScaling(scaling);
  const { height, width } = sample;
  const full = Math.min(batchSize, sample.pixels.length);
  const batches = chunks(sample.pixels.length, full)
    .filter(({ length }) => length === full)
    .slice(0, BATCHES);
  const sums = layers.map(() => ({ mean: [] as number[], variance: [] as number[] }));
  for (const indices of batches) {
    tf.tidy(() => {
      const pixels = tf.tensor4d(pixelsOf(sample, indices), [indices.length, height, width, 3]);
      const { outputs } = forward(network, tensors, scale(pixels, stages), TRAINING);
      layers.forEach(({ inputs }, i) => {
        const before = outputs.get(inputs[0]!)!;
        const { mean, variance } = tf.moments(before, [...Array(before.rank - 1).keys()]);
        add(sums[i]!.mean, mean.dataSync(), batches.length);
        add(sums[i]!.variance, variance.dataSync(), batches.length);
      });
    });
    await yieldToEventLoop();
  }
  return lagOf(
    layers.flatMap((layer, i) => channelsOf(layer, sums[i]!, weights)),
    layers,
  );
}

const TRAINING = { mode: 'training', policy: 'batch', trainable: new Set<string>() } as const;

function add(sums: number[], values: ArrayLike<number>, n: number): void {
  for (let c = 0; c < values.length; c++) sums[c] = (sums[c] ?? 0) + values[c]! / n;
}

/** Distances from the statistics of the images: of the initial values, and of the moving statistics. */
interface Distances {
  initial: number;
  moving: number;
}

/** Means in standard deviations; variances relative to both together, so that none counts without bound. */
function channelsOf(
  { name, epsilon }: BatchNormalizationLayer,
  images: { mean: readonly number[]; variance: readonly number[] },
  weights: ReadonlyMap<WeightName, RawWeight>,
): Distances[] {
  const moving = (kind: string): ArrayLike<number> => weights.get(`${name}/${kind}`)!.values;
  const [means, variances] = [moving('moving_mean'), moving('moving_variance')];
  return images.mean.flatMap((mean, c) => {
    const variance = images.variance[c]!;
    const deviation = Math.sqrt(variance + epsilon);
    const of = (initial: number, value: number, scaleOf: number): Distances => ({
      initial: initial / scaleOf,
      moving: value / scaleOf,
    });
    return [of(-mean, means[c]! - mean, deviation), of(1 - variance, variances[c]! - variance, variance + 1)];
  });
}

function lagOf(channels: readonly Distances[], layers: readonly BatchNormalizationLayer[]): StatisticsLag {
  const [xx, xy, yy] = [
    sum(channels, ({ initial }) => initial ** 2),
    sum(channels, ({ initial, moving }) => initial * moving),
    sum(channels, ({ moving }) => moving ** 2),
  ];
  const share = xx === 0 ? 0 : Math.min(1, Math.max(0, xy / xx));
  const explained = yy === 0 || xx === 0 ? 0 : Math.max(0, xy) ** 2 / (xx * yy);
  return { share, explained, momentum: layers[0]!.momentum };
}
