import { table } from '../../base/table.js';
import type { InputMode } from './applications.js';

/** A pretrained backbone that is not of keras.applications, with what its weights expect. */
export interface ExternalBackbone {
  /** Name of the architecture: `EfficientNetB0`, `MobileNetV2`. */
  name: string;
  /** Where it is from: `the package efficientnet`, `TensorFlow Hub`. */
  from: string;
  mode: InputMode;
  /** Module of its `preprocess_input`; undefined where it has none. */
  module: string | undefined;
}

/**
 * A backbone of the package efficientnet, by the qualified name that builds it: it does not rescale by itself, as Keras'
 * EfficientNet does. Source: efficientnet 1.1.1, model.py: its preprocess_input has mode `torch`, for all weights.
 */
export function packageBackboneOf(qualifiedName: string): ExternalBackbone | undefined {
  const match = /^(efficientnet(?:\.(?:keras|tfkeras|model))?)\.(EfficientNet[BL][0-7])$/.exec(qualifiedName);
  if (match === null) return undefined;
  const [, module = '', name = ''] = match;
  return { name, from: 'the package efficientnet', mode: 'torch', module };
}

/** Qualified names of `preprocess_input` in other packages. */
const EXTERNAL_PREPROCESS: Record<string, InputMode> = table({
  'efficientnet.preprocess_input': 'torch',
  'efficientnet.keras.preprocess_input': 'torch',
  'efficientnet.tfkeras.preprocess_input': 'torch',
  'efficientnet.model.preprocess_input': 'torch',
});

/** What a `preprocess_input` of another package does; undefined if it is not known. */
export function externalPreprocessOf(qualifiedName: string): InputMode | undefined {
  return EXTERNAL_PREPROCESS[qualifiedName];
}

/** Places of TensorFlow Hub where Google and the TensorFlow team publish. */
const HUB = /^https?:\/\/(?:www\.)?(?:tfhub\.dev|kaggle\.com\/models)\/(?:google|tensorflow)\/(.+)$/;
/** Modules of other input: bytes, or no networks of Keras' kind. */
const OTHER_INPUT = /lite-model|coral|aiy|quant|object_detection|detection|style/;

/** Architectures by their names in addresses, the first that fits. */
const ARCHITECTURES: readonly (readonly [RegExp, string | ((match: RegExpExecArray) => string)])[] = [
  [/inception_resnet_v2/, 'InceptionResNetV2'],
  [/inception_v([123])/, ([, version]) => `InceptionV${version}`],
  [/mobilenet_v3.*?(large|small)/, ([, size = '']) => `MobileNetV3${size.charAt(0).toUpperCase()}${size.slice(1)}`],
  [/mobilenet_v([12])/, ([, version]) => (version === '1' ? 'MobileNet' : 'MobileNetV2')],
  [/resnet_v([12]).*?_?(50|101|152)(?=_|\/)/, ([, version, depth]) => `ResNet${depth}${version === '2' ? 'V2' : ''}`],
  [/efficientnet_v2.*?[_/](b[0-3]|s|m|l|xl)(?=[_/])/, ([, size = '']) => `EfficientNetV2${size.toUpperCase()}`],
  [/efficientnet.*?[_/]lite([0-4])(?=[_/])/, ([, size]) => `EfficientNet-Lite${size}`],
  [/efficientnet.*?[_/](b[0-7])(?=[_/])/, ([, size = '']) => `EfficientNet${size.toUpperCase()}`],
  [/pnasnet/, 'PNASNet'],
  [/nasnet_(large|mobile)/, ([, size]) => (size === 'large' ? 'NASNetLarge' : 'NASNetMobile')],
  [/(?:^|\/)bit\//, 'BiT'],
];

/**
 * A backbone of TensorFlow Hub, by the address that `hub.KerasLayer` is given; undefined for an address that thaw does not know.
 * All of these expect [0, 1], whatever the architecture. Source: tensorflow.org/hub/common_signatures/images, "Image input".
 */
export function hubBackboneOf(address: string): ExternalBackbone | undefined {
  // Kaggle's addresses have hyphens, and end in the version.
  const rest = HUB.exec(address.trim())?.[1]?.toLowerCase().replaceAll('-', '_');
  if (rest === undefined || OTHER_INPUT.test(address)) return undefined;
  for (const [pattern, name] of ARCHITECTURES) {
    const match = pattern.exec(`${rest}/`);
    if (match === null) continue;
    return {
      name: typeof name === 'string' ? name : name(match),
      from: 'TensorFlow Hub',
      mode: 'unit',
      module: undefined,
    };
  }
  return undefined;
}
