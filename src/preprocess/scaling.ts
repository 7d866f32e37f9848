/** Names of the modes, in the order of menus and messages. */
export const SCALING_MODES = ['unit', 'tf', 'caffe', 'torch', 'lite', 'none'] as const;

/**
 * How pixel values in [0, 255] are scaled to the input of a network:
 *
 * - `unit`: [0, 1];
 * - `tf`: [-1, 1], `keras.applications.inception_v3.preprocess_input`;
 * - `caffe`: BGR, minus ImageNet's channel means, `keras.applications.vgg16.preprocess_input`;
 * - `torch`: [0, 1], minus ImageNet's channel means, divided by its channel deviations, as in torchvision;
 * - `lite`: (value - 127) / 128, of EfficientNet-Lite;
 * - `none`: unchanged, for networks whose first layers scale: `keras.applications.efficientnet.preprocess_input`.
 */
export type ScalingMode = (typeof SCALING_MODES)[number];

/**
 * A step of a pipeline that changes values, by Keras' names. Keras' `ImageDataGenerator.standardize` runs
 * `preprocess_input`, then `rescale`, then the other steps in this order:
 *
 * - `samplewise_center`: minus the mean of all values of the image;
 * - `samplewise_std_normalization`: divided by the standard deviation of all values of the image;
 * - `featurewise_center`, `featurewise_std_normalization`: minus the given mean and divided by the given deviation of
 *   each channel. Keras' `fit` measures them on the training images after `rescale` alone, without `preprocess_input`.
 *
 * There is no `zca_whitening`: the matrix for an image of 227x454 would hold 10^11 values.
 */
export type ScalingStep = ChannelStep | SamplewiseStep;

/** A step that changes all values of a channel in the same way. */
export type ChannelStep =
  | { step: 'preprocess_input'; mode: ScalingMode }
  | { step: 'rescale'; factor: number }
  | { step: 'featurewise_center'; mean: PerChannel }
  | { step: 'featurewise_std_normalization'; deviation: PerChannel };

/** A step that depends on the whole image. */
export interface SamplewiseStep {
  step: 'samplewise_center' | 'samplewise_std_normalization';
}

/** Added to a standard deviation before dividing by it. Source: Keras `ImageDataGenerator.standardize`. */
export const DEVIATION_EPSILON = 1e-6;

/** One value for each of the three channels that come out. */
export type PerChannel = readonly [number, number, number];

/** Channel order first, then value * scale + offset. */
export interface Affine {
  scale: PerChannel;
  offset: PerChannel;
  /** Whether red and blue are swapped. */
  swapsChannels: boolean;
}

/** The identity. */
export const UNCHANGED: Affine = same(1, 0);
/** Swaps red and blue. */
export const REVERSED_CHANNELS: Affine = { ...UNCHANGED, swapsChannels: true };

/** Of red, green and blue, in [0, 255]. Source: keras-applications `imagenet_utils.py`. */
const IMAGENET_MEAN: PerChannel = [123.68, 116.779, 103.939];
/** Of red, green and blue, in [0, 1]. Source: keras-applications `imagenet_utils.py`, mode torch. */
const TORCH = { mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] } as const;
/** Source: github.com/tensorflow/tpu `efficientnet/lite`, MEAN_RGB and STDDEV_RGB. */
const LITE = { mean: 127, deviation: 128 } as const;

const MODES: Record<ScalingMode, Affine> = {
  unit: same(1 / 255, 0),
  tf: same(1 / 127.5, -1),
  caffe: {
    scale: [1, 1, 1],
    offset: [-IMAGENET_MEAN[2], -IMAGENET_MEAN[1], -IMAGENET_MEAN[0]],
    swapsChannels: true,
  },
  torch: {
    scale: each((c) => 1 / 255 / TORCH.deviation[c]!),
    offset: each((c) => -TORCH.mean[c]! / TORCH.deviation[c]!),
    swapsChannels: false,
  },
  lite: same(1 / LITE.deviation, -LITE.mean / LITE.deviation),
  none: UNCHANGED,
};

/** Range of the scaled values of [0, 255]: the lowest of any channel and the highest of any. */
export const RANGE_OF_MODE: Readonly<Record<ScalingMode, readonly [min: number, max: number]>> = Object.fromEntries(
  SCALING_MODES.map((mode) => {
    const { scale, offset } = MODES[mode];
    return [mode, [Math.min(...offset), Math.max(...each((c) => 255 * scale[c]! + offset[c]!))]];
  }),
) as Record<ScalingMode, [number, number]>;

/** The step that scales [0, 255] by a mode. */
export function stepOfMode(mode: ScalingMode): ChannelStep {
  return mode === 'unit' ? { step: 'rescale', factor: 1 / 255 } : { step: 'preprocess_input', mode };
}

/** The pipeline of a network that expects a mode: one step, or none. */
export function stepsOfMode(mode: ScalingMode): ChannelStep[] {
  return mode === 'none' ? [] : [stepOfMode(mode)];
}

/** A step as a multiplication and an addition. */
export function affineOf(step: ChannelStep): Affine {
  switch (step.step) {
    case 'preprocess_input':
      return MODES[step.mode];
    case 'rescale':
      return same(step.factor, 0);
    case 'featurewise_center':
      return { scale: [1, 1, 1], offset: each((c) => -step.mean[c]!), swapsChannels: false };
    case 'featurewise_std_normalization':
      return {
        scale: each((c) => 1 / (step.deviation[c]! + DEVIATION_EPSILON)),
        offset: [0, 0, 0],
        swapsChannels: false,
      };
  }
}

/** A step in words: `preprocess_input (tf)`, `rescale 1/255`. */
export function nameOfStep(step: ScalingStep): string {
  if (step.step === 'preprocess_input') return `preprocess_input (${step.mode})`;
  if (step.step !== 'rescale') return step.step;
  return `rescale ${step.factor < 1 ? `1/${Number((1 / step.factor).toPrecision(4))}` : step.factor}`;
}

/** Names of steps in the order in which they run: `preprocess_input (tf), then rescale 1/255`. */
export const inOrder = (names: readonly string[]): string => names.join(', then ');

function same(scale: number, offset: number): Affine {
  return { scale: [scale, scale, scale], offset: [offset, offset, offset], swapsChannels: false };
}

export function each(of: (channel: number) => number): PerChannel {
  return [of(0), of(1), of(2)];
}

/** What a layer `Rescaling` does: value * scale + offset, one number for all channels or one for each. */
export function rescaling(scale: number | readonly number[], offset: number | readonly number[]): Affine {
  return { ...UNCHANGED, scale: perChannel(scale), offset: perChannel(offset) };
}

/** One number for all channels, or one for each, as one for each. */
export function perChannel(value: number | readonly number[]): PerChannel {
  return each((c) => (typeof value === 'number' ? value : value[c]!));
}
