import { inRange, type KerasVersion, type VersionRange } from './kerasVersion.js';
import { fullName, rootOf } from './publicNames.js';
import { type Readings, readingsOf } from './readings.js';

/**
 * Range of values that weights expect, and what a `preprocess_input` makes of an image in [0, 255]:
 * `caffe` BGR minus ImageNet's mean, `tf` [-1, 1], `torch` [0, 1] minus mean, by deviation, `unit` [0, 1],
 * `none` [0, 255], as it is: the model rescales by itself, and `preprocess_input` returns what it is given.
 */
export type InputMode = 'caffe' | 'tf' | 'torch' | 'unit' | 'none';

/** A model of keras.applications. */
export interface Application {
  /** The function that builds it, such as `ResNet50`. */
  name: string;
  /** The module whose `preprocess_input` belongs to it, below keras.applications. */
  module: string;
  /** All modules that it can be imported from, in one version or another. */
  modules: readonly string[];
  /** What `preprocess_input` of its module does, in every version: measured in 41 of them. */
  preprocess: InputMode;
  /** Side of its square input with `include_top=True`, in pixels. */
  size: number;
  /** Channels of its output with `include_top=False` and `alpha=1`. */
  features: number;
  batchNormalization: boolean;
  /** Layers for its own rescaling that `include_preprocessing=False` leaves out: what its weights then expect. */
  withoutPreprocessing?: InputMode;
  /** The first versions that have it. */
  since: readonly VersionRange[];
}

/** What the models of a module share. */
interface Family extends Omit<Application, 'name' | 'size' | 'features' | 'modules'> {
  /** Modules besides `module`. */
  also?: readonly string[];
  /** Name, features, and the size if it is not 224. */
  models: readonly (readonly [name: string, features: number, size?: number])[];
}

const KERAS_3: VersionRange = { flavor: 'keras', from: '3.0' };

/** From a version of Keras 2 and of TensorFlow on, and in Keras 3. */
function since(keras: string | undefined, tensorflow: string): VersionRange[] {
  const standalone: VersionRange[] = keras === undefined ? [] : [{ flavor: 'keras', from: keras, to: '2.3.1' }];
  return [...standalone, { flavor: 'tf.keras', from: tensorflow }, KERAS_3];
}

const REGNET_WIDTHS: Record<'X' | 'Y', Record<string, number>> = {
  X: {
    '002': 368,
    '004': 384,
    '006': 528,
    '008': 672,
    '016': 912,
    '032': 1008,
    '040': 1360,
    '064': 1624,
    '080': 1920,
    '120': 2240,
    '160': 2048,
    '320': 2520,
  },
  Y: {
    '002': 368,
    '004': 440,
    '006': 608,
    '008': 768,
    '016': 888,
    '032': 1512,
    '040': 1088,
    '064': 1296,
    '080': 2016,
    '120': 2240,
    '160': 3024,
    '320': 3712,
  },
};

/**
 * Sources: keras/applications/*.py of Keras 1.1.2 to 2.1.6, keras_applications 1.0.2 to 1.0.8 (Keras 2.2 and 2.3,
 * TF 1.11 to 2.1), tensorflow/python/keras/applications of TF 1.4 to 2.6, keras/applications of Keras 2.6 to 3.15.
 * Where a version between two that were read is the first to have a model, the later one is named.
 */
const FAMILIES: readonly Family[] = [
  {
    module: 'vgg16',
    preprocess: 'caffe',
    batchNormalization: false,
    since: since('1.1', '1.4'),
    models: [['VGG16', 512]],
  },
  {
    module: 'vgg19',
    preprocess: 'caffe',
    batchNormalization: false,
    since: since('1.1', '1.4'),
    models: [['VGG19', 512]],
  },
  {
    module: 'resnet50',
    also: ['resnet'],
    preprocess: 'caffe',
    batchNormalization: true,
    since: since('1.1', '1.4'),
    models: [['ResNet50', 2048]],
  },
  {
    module: 'resnet',
    preprocess: 'caffe',
    batchNormalization: true,
    since: since('2.2.5', '2.0'),
    models: [
      ['ResNet101', 2048],
      ['ResNet152', 2048],
    ],
  },
  {
    module: 'resnet_v2',
    preprocess: 'tf',
    batchNormalization: true,
    since: since('2.2.5', '2.0'),
    models: [
      ['ResNet50V2', 2048],
      ['ResNet101V2', 2048],
      ['ResNet152V2', 2048],
    ],
  },
  {
    module: 'inception_v3',
    preprocess: 'tf',
    batchNormalization: true,
    since: since('1.1', '1.4'),
    models: [['InceptionV3', 2048, 299]],
  },
  {
    module: 'xception',
    preprocess: 'tf',
    batchNormalization: true,
    since: since('1.1', '1.4'),
    models: [['Xception', 2048, 299]],
  },
  {
    module: 'inception_resnet_v2',
    preprocess: 'tf',
    batchNormalization: true,
    since: since('2.0.9', '1.5'),
    models: [['InceptionResNetV2', 1536, 299]],
  },
  {
    module: 'mobilenet',
    preprocess: 'tf',
    batchNormalization: true,
    since: since('2.0.6', '1.4'),
    models: [['MobileNet', 1024]],
  },
  {
    module: 'mobilenet_v2',
    also: ['mobilenetv2'],
    preprocess: 'tf',
    batchNormalization: true,
    since: since('2.2.0', '1.11'),
    models: [['MobileNetV2', 1280]],
  },
  {
    module: 'mobilenet_v3',
    preprocess: 'none',
    withoutPreprocessing: 'tf',
    batchNormalization: true,
    since: since(undefined, '2.4'),
    models: [
      ['MobileNetV3Small', 576],
      ['MobileNetV3Large', 960],
    ],
  },
  {
    module: 'densenet',
    preprocess: 'torch',
    batchNormalization: true,
    since: since('2.1.3', '1.5'),
    models: [
      ['DenseNet121', 1024],
      ['DenseNet169', 1664],
      ['DenseNet201', 1920],
    ],
  },
  {
    module: 'nasnet',
    preprocess: 'tf',
    batchNormalization: true,
    since: since('2.1.3', '1.5'),
    models: [
      ['NASNetMobile', 1056],
      ['NASNetLarge', 4032, 331],
    ],
  },
  {
    module: 'efficientnet',
    preprocess: 'none',
    batchNormalization: true,
    since: since(undefined, '2.3'),
    models: [
      ['EfficientNetB0', 1280],
      ['EfficientNetB1', 1280, 240],
      ['EfficientNetB2', 1408, 260],
      ['EfficientNetB3', 1536, 300],
      ['EfficientNetB4', 1792, 380],
      ['EfficientNetB5', 2048, 456],
      ['EfficientNetB6', 2304, 528],
      ['EfficientNetB7', 2560, 600],
    ],
  },
  {
    // Rescaling(1/255), then Normalization by ImageNet's mean and variance.
    module: 'efficientnet_v2',
    preprocess: 'none',
    withoutPreprocessing: 'torch',
    batchNormalization: true,
    since: since(undefined, '2.8'),
    models: [
      ['EfficientNetV2B0', 1280],
      ['EfficientNetV2B1', 1280, 240],
      ['EfficientNetV2B2', 1408, 260],
      ['EfficientNetV2B3', 1536, 300],
    ],
  },
  {
    // Rescaling(1/128, offset=-1).
    module: 'efficientnet_v2',
    preprocess: 'none',
    withoutPreprocessing: 'tf',
    batchNormalization: true,
    since: since(undefined, '2.8'),
    models: [
      ['EfficientNetV2S', 1280, 384],
      ['EfficientNetV2M', 1280, 480],
      ['EfficientNetV2L', 1280, 480],
    ],
  },
  {
    module: 'convnext',
    preprocess: 'none',
    withoutPreprocessing: 'torch',
    batchNormalization: false,
    since: since(undefined, '2.10'),
    models: [
      ['ConvNeXtTiny', 768],
      ['ConvNeXtSmall', 768],
      ['ConvNeXtBase', 1024],
      ['ConvNeXtLarge', 1536],
      ['ConvNeXtXLarge', 2048],
    ],
  },
  {
    // Only Rescaling(1/255), whatever its doc comment says.
    module: 'regnet',
    preprocess: 'none',
    withoutPreprocessing: 'unit',
    batchNormalization: true,
    since: [{ flavor: 'tf.keras', from: '2.9' }],
    models: (['X', 'Y'] as const).flatMap((kind) =>
      Object.entries(REGNET_WIDTHS[kind]).map(([flops, width]) => [`RegNet${kind}${flops}`, width] as const),
    ),
  },
  {
    module: 'resnet_rs',
    preprocess: 'none',
    withoutPreprocessing: 'torch',
    batchNormalization: true,
    since: [{ flavor: 'tf.keras', from: '2.9' }],
    models: [50, 101, 152, 200, 270, 350, 420].map((depth) => [`ResNetRS${depth}`, 2048] as const),
  },
];

/** Every model of keras.applications, of all versions. */
export const APPLICATIONS: readonly Application[] = FAMILIES.flatMap(({ models, also = [], ...family }) =>
  models.map(([name, features, size = 224]) => ({
    ...family,
    name,
    features,
    size,
    modules: [family.module, ...also],
  })),
);

const BY_NAME = new Map(APPLICATIONS.map((application) => [application.name, application]));
/** What `preprocess_input` does, by module below keras.applications; `imagenet_utils` has the argument `mode`. */
const PREPROCESS_BY_MODULE = new Map<string, InputMode>([
  ...APPLICATIONS.map(({ module, preprocess }) => [module, preprocess] as const),
  ['mobilenetv2', 'tf'],
  ['imagenet_utils', 'caffe'],
]);

/**
 * The parts of a name below keras.applications: ["vgg16", "VGG16"] of `tensorflow.keras.applications.vgg16.VGG16`.
 * Also of `keras_applications`, of `keras.src.applications` and of `keras.api._v2.keras.applications`. Undefined of
 * any other name.
 */
function partsBelow(qualifiedName: string): string[] | undefined {
  const below = /^(?:keras_applications|(?:.*\.)?applications)\.(.+)$/.exec(qualifiedName)?.[1];
  if (below === undefined) return undefined;
  const isKeras = qualifiedName.startsWith('keras_applications.') || rootOf(fullName(qualifiedName)) !== undefined;
  return isKeras ? below.split('.') : undefined;
}

/**
 * The model that a qualified name builds, whichever package and module it is imported by: `keras.applications.VGG16`,
 * `keras.applications.vgg16.VGG16`, `tensorflow.keras.…`, `tensorflow.python.keras.…`, `tf_keras.…`,
 * `keras_applications.vgg16.VGG16`. Undefined if it is no model of keras.applications.
 */
export function applicationOf(qualifiedName: string): Application | undefined {
  const parts = partsBelow(qualifiedName);
  const application = BY_NAME.get(parts?.at(-1) ?? '');
  if (parts === undefined || application === undefined || parts.length > 2) return undefined;
  const [module] = parts;
  return parts.length === 1 || application.modules.includes(module!) ? application : undefined;
}

/**
 * What a `preprocess_input` does, by its qualified name, such as `keras.applications.vgg16.preprocess_input`; the
 * same in all versions. NumPy arrays of floats are changed in place, except by mode `none`. Undefined if it is
 * no `preprocess_input` of keras.applications.
 *
 * @param mode the argument of `imagenet_utils.preprocess_input`; default `caffe`
 */
export function preprocessOf(qualifiedName: string, mode?: string): InputMode | undefined {
  const parts = partsBelow(qualifiedName);
  if (parts === undefined || parts.length !== 2 || parts[1] !== 'preprocess_input') return undefined;
  const [module] = parts;
  if (module !== 'imagenet_utils' || mode === undefined) return PREPROCESS_BY_MODULE.get(module!);
  return mode === 'caffe' || mode === 'tf' || mode === 'torch' ? mode : undefined;
}

/** What the input of a model has to be. */
export interface Expectation {
  mode: InputMode;
  /** What is special in this version, in words. */
  note?: string;
}

/** Words for versions in which a model that rescales by itself does so otherwise than its weights were trained. */
const WRONG_INSIDE: { module: string; range: VersionRange; note: string }[] = [
  {
    module: 'mobilenet_v3',
    range: { flavor: 'tf.keras', to: '2.4' },
    note: 'TensorFlow 2.4 rescales to [0, 1], but the weights were trained on [-1, 1]: corrected in 2.5',
  },
  {
    module: 'efficientnet',
    range: { flavor: 'tf.keras', to: '2.8' },
    note: 'TensorFlow 2.3 to 2.8 normalize by the deviation where the weights were trained with its square root: corrected in 2.9',
  },
];

/**
 * The range of values that the ImageNet weights of a model expect at its input, by version.
 *
 * MobileNetV3 rescales by itself from its first version on (TF 2.4), and has `include_preprocessing` from TF 2.6 on.
 *
 * @param includePreprocessing the argument `include_preprocessing`, if the script gives it
 */
export function expectationOf(
  application: Application,
  releases: readonly KerasVersion[],
  { includePreprocessing = true }: { includePreprocessing?: boolean } = {},
): Readings<Expectation> {
  const { preprocess, withoutPreprocessing, module } = application;
  const mode = includePreprocessing || withoutPreprocessing === undefined ? preprocess : withoutPreprocessing;
  const valuesOf = (release: KerasVersion): Expectation[] => {
    if (!hasApplication(application, release)) return [];
    const wrong = WRONG_INSIDE.find((one) => one.module === module && inRange(release, one.range));
    return [{ mode, ...(wrong && includePreprocessing && { note: wrong.note }) }];
  };
  return readingsOf(releases, valuesOf, ({ mode: expected, note }) =>
    note === undefined ? expected : `${expected}, ${note}`,
  );
}

/** Whether a release has a model. */
export function hasApplication({ since: ranges }: Application, release: KerasVersion): boolean {
  return ranges.some((range) => inRange(release, range));
}
