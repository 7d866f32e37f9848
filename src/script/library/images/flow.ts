import type { Value } from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import type { Read } from '../read.js';

/** Smallest and largest value that pixels can have. */
export type PixelRange = readonly [low: number, high: number];

/** Order of the channels in memory. */
export type ChannelOrder = 'rgb' | 'bgr' | 'gray' | 'rgba';

/** What is known of pixels at one point of their way. What is undefined is not known. */
export interface PixelState {
  /** One range that holds for all channels, or one for each channel in the order in memory. */
  range?: readonly PixelRange[];
  /** Bicubic and Lanczos interpolation of numbers exceeds the range a little. */
  mayExceedRange?: boolean;
  /**
   * Set where values are standardized by means and deviations of the images themselves, of each one or of all. The range is
   * then the usual one, not a bound.
   */
  standardizedOver?: StandardizeAction['over'];
  /** By NumPy's name: `uint8`, `float32`. */
  dtype?: string;
  order?: ChannelOrder;
  height?: number;
  width?: number;
}

/** What happens to an image on its way. `after` is the state that it leaves. */
export type PixelStep = PixelAction & {
  place: Place;
  after: PixelState;
};

/** What a step does, without where it stands. */
export type PixelAction =
  | DecodeAction
  | ResizeAction
  | ScaleAction
  | PreprocessInputAction
  | CastAction
  | SwapChannelsAction
  | GrayAction
  | DropAlphaAction
  | StandardizeAction
  | CropAction
  | ClipAction
  | AugmentAction
  | UnknownAction;

/** Reads a file, or takes images that a library has. */
export interface DecodeAction {
  kind: 'decode';
  /** Function that does it: `cv2.imread`, `keras.utils.load_img`. */
  by: string;
  order?: ChannelOrder;
  dtype?: string;
  range?: readonly PixelRange[];
}

export interface ResizeAction {
  kind: 'resize';
  by: string;
  height: Read<number>;
  width: Read<number>;
  /** By the library's own name, in lower case: `nearest`, `bilinear`, `inter_area`. */
  interpolation: Read<string>;
  /** What happens to the aspect ratio. */
  aspect: 'stretched' | 'cropped' | 'padded' | 'unknown';
  /** Set where the library changes it: `tf.image.resize` returns float32. */
  dtype?: string;
  /** The result is scaled to [0, 1], as `skimage.transform.resize` does with integers. */
  scalesIntegers?: boolean;
}

/** `x * factor + offset`, with one number for all channels or one for each. */
export interface ScaleAction {
  kind: 'scale';
  factor: readonly number[];
  offset: readonly number[];
  /** Its numbers, as far as a place of their own is known. */
  number: Read<number | readonly number[]>;
  /** How it is done: `rescale=`, a `Rescaling` layer, an operator. */
  by: 'rescale' | 'layer' | 'operator';
  dtype?: string;
}

export type PreprocessMode = 'caffe' | 'tf' | 'torch' | 'identity';

/** `preprocess_input` of a module of `keras.applications`. */
export interface PreprocessInputAction {
  kind: 'preprocess_input';
  /** `vgg16`, `imagenet_utils`. */
  module: string;
  mode: Read<PreprocessMode>;
  /** Whether integers stay integers, as tensors do in mode `caffe`: the result wraps around. Arrays are cast to floats. */
  keepsIntegers?: boolean;
}

export interface CastAction {
  kind: 'cast';
  dtype: string;
  /** Integers become [0, 1] where the result is of floats, as `tf.image.convert_image_dtype` and `skimage` do. */
  scales: boolean;
  /** Name of the function. */
  by: string;
}

/** RGB to BGR or back. */
export interface SwapChannelsAction {
  kind: 'swap channels';
  by: string;
  /** Order afterwards where the function says it: `cv2.COLOR_BGR2RGB` takes for granted that it is BGR before. */
  from?: ChannelOrder;
  to?: ChannelOrder;
}

/** RGBA to RGB. */
export interface DropAlphaAction {
  kind: 'drop alpha';
  by: string;
}

/** To one channel, or from one channel to three alike. */
export interface GrayAction {
  kind: 'gray';
  by: string;
  to: ChannelOrder;
}

/** What has a mean or deviation of its own; a pixel, over all images. */
export type StandardizedPart = 'channel' | 'column' | 'row' | 'pixel';

/** Subtracts and divides by what is measured on images. */
export interface StandardizeAction {
  kind: 'standardize';
  by: string;
  /** What is measured: mean and standard deviation, the smallest and the largest value, or what `zca_whitening` needs. */
  statistics: 'moments' | 'extremes' | 'whitening';
  /** Parts that are measured each for itself. */
  per?: StandardizedPart;
  /** Set where one channel alone is changed. */
  channel?: number;
  /** Over all images, or over each one. */
  over: 'dataset' | 'image';
  center: boolean;
  scale: boolean;
  /** Whether the statistics are measured; without, `ImageDataGenerator` changes nothing. Where: `fit` or `adapt`. */
  fittedAt: Read<boolean>;
  /** The range afterwards where it is known: in a division by the largest value. */
  range?: readonly PixelRange[];
}

export interface CropAction {
  kind: 'crop';
  by: string;
  how: 'center' | 'random' | 'fixed' | 'unknown';
  height: Read<number>;
  width: Read<number>;
}

export interface ClipAction {
  kind: 'clip';
  by: string;
  low: number;
  high: number;
}

/** A change of what an image shows: random, as for training, or the same for all. */
export interface AugmentAction {
  kind: 'augment';
  isRandom: boolean;
  /** `rotation_range`, `RandomFlip`, `tf.image.random_brightness`. */
  name: string;
  settings: Record<string, Read<number | string | boolean | null | readonly (number | string)[]>>;
  /** Range of the pixels afterwards: `kept`, limited to [0, 255], `range`, or not known. */
  effect: 'kept' | 'bytes' | 'range' | 'unknown';
  /** With the effect `range`. */
  range?: readonly PixelRange[];
}

/** What thaw does not understand. The range after it is not known. */
export interface UnknownAction {
  kind: 'unknown';
  text: string;
  why: string;
}

/** Images on their way: what they are at first, and what is done to them. */
export interface Pixels {
  start: PixelState;
  steps: readonly PixelStep[];
}

/** Where images come from. */
export interface ImageSource {
  kind: 'folder' | 'dataframe' | 'files' | 'array file' | 'keras dataset' | 'tfds' | 'script' | 'unknown';
  /** Folder, pattern of files, name of the data set or expression, as far as it is known. */
  text: string;
  place: Place;
  /** Of a folder with class folders. */
  directory?: Read<string>;
  /** Of a dataframe: the column of the labels. */
  labelColumn?: string | undefined;
  /** `validation_split` of the generator or of the directory's dataset. */
  validationSplit?: Read<number | null>;
  /** `training`, `validation`, `both`; null where the call has none. */
  subset?: Read<string | null>;
  /** Set where one call gives both parts: `subset='both'`. One order of the files is cut then. */
  isOfBoth?: boolean;
  /** Names of classes that the script gives. */
  classNames?: Read<readonly string[]>;
}

/** What happens to the order and the number of images, from the source on. */
export type RowStep = { place: Place } & (
  | {
      /** `train_test_split`: the first part is for training. */
      kind: 'split';
      part: 'first' | 'second';
      testSize: Read<number | null>;
      trainSize: Read<number | null>;
      shuffle: Read<boolean>;
      isStratified: Read<boolean>;
      randomState: Read<number | null>;
    }
  /** `[start:stop:step]` of an array; null where it has no bound. */
  | { kind: 'slice'; start: Read<number | null>; stop: Read<number | null>; step: Read<number | null> }
  | { kind: 'take' | 'skip'; count: Read<number> }
  | {
      kind: 'shuffle';
      by: string;
      seed: Read<number | null>;
      /** Of `tf.data`; null of an array. */
      bufferSize: Read<number> | null;
      /** Whether each epoch has another order; of an array: false. */
      reshufflesEachEpoch: Read<boolean>;
    }
  | { kind: 'batch'; size: Read<number | null>; dropsRemainder: Read<boolean> }
  | { kind: 'unbatch' | 'prefetch' }
  /** Of the steps of pixels, the first ones run once; those after it run in each epoch. */
  | { kind: 'cache'; stepsBefore: number }
  | { kind: 'repeat'; count: Read<number | null> }
  /** Arrays put after each other: `np.concatenate`. */
  | { kind: 'joined'; text: string }
  | { kind: 'shard' | 'filter' | 'unknown'; text: string; why: string }
);

export type LabelForm = 'one-hot' | 'integers' | 'binary' | 'none' | 'input' | 'text';

export interface FlowLabels {
  /** Undefined where it is not known. */
  form: LabelForm | undefined;
  /** Where that is decided. */
  place: Place;
  /** Whether the text says the form, or it is Keras' default. */
  from: 'read' | 'default' | 'unknown';
  why?: string;
  numClasses?: Read<number>;
  /** Number of images of each class, where the script writes the labels out. */
  counts?: readonly number[];
  /** Whether the script writes out all of class 0, then all of class 1: `[0] * 1000 + [1] * 1000`. */
  isClassByClass?: boolean;
  /** Of `generator.classes`, `generator.filenames` and the like: in the order of the files, whatever order the generator gives. */
  inFileOrderOf?: { generator: object; source: ImageSource; name: string; place: Place };
}

/** What reaches `fit`, `evaluate` or `predict`. */
export interface ImageFlow {
  kind:
    | 'directory generator'
    | 'array generator'
    | 'dataframe generator'
    | 'dataset'
    | 'arrays'
    /** A generator function or a `keras.utils.Sequence` of the script. */
    | 'script generator'
    | 'unknown';
  /** The expression that made it. */
  origin: Place;
  /** The call of `ImageDataGenerator` that it is from. */
  generator?: Place;
  source: ImageSource;
  /** Order and number of images: splits, slices, shuffles, batches, in their order. */
  rows: readonly RowStep[];
  /** What is done to each image, in the order in which it runs. */
  steps: readonly PixelStep[];
  /** State of the pixels that reach the model. */
  end: PixelState;
  /** The last resize, decode or crop to a size decides it. */
  height: Read<number>;
  width: Read<number>;
  channels: Read<number>;
  /** Null where the dataset or array has no batches. */
  batchSize: Read<number | null>;
  shuffle: Read<boolean>;
  seed: Read<number | null>;
  labels: FlowLabels;
  dropsRemainder: Read<boolean>;
  repeats: Read<boolean>;
  /** The number of images or batches where the text says it. */
  count?: number;
  /** What the rows are where they are no images, such as outputs of a model. */
  features?: Value;
  /** What is not understood on the way, in words. */
  notes: { place: Place; text: string; why: string }[];
}

/** The random changes among the steps. */
export function augmentationOf(flow: Pick<ImageFlow, 'steps'>): (PixelStep & AugmentAction)[] {
  return flow.steps.filter((step): step is PixelStep & AugmentAction => step.kind === 'augment' && step.isRandom);
}
