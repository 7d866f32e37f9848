import { truthOf, type Value } from '../../script/evaluate/values.js';
import type { ChannelOrder, PixelRange, PreprocessMode } from '../../script/library/images/flow.js';
import { BYTES, hull, stateAfter } from '../../script/library/images/foldStep.js';
import type { LayerNode } from '../../script/library/models/layerNode.js';

/** What the pretrained weights of a script's base expect of its input. */
export interface ExpectedInput {
  /** Of keras.applications: `ResNet50`. */
  application: string;
  /** Module of its `preprocess_input`: `resnet50`. */
  module: string;
  mode: PreprocessMode;
  /** Over all channels. */
  range: PixelRange;
  order: ChannelOrder;
  /** The range in words. */
  words: string;
}

/** Source: `preprocess_input` of each module of keras.applications, Keras 2.0 to 3.15. */
const FAMILIES: readonly [names: RegExp, module: string, mode: PreprocessMode][] = [
  [/^VGG16$/, 'vgg16', 'caffe'],
  [/^VGG19$/, 'vgg19', 'caffe'],
  [/^ResNet50$/, 'resnet50', 'caffe'],
  [/^ResNet(101|152)$/, 'resnet', 'caffe'],
  [/^ResNet\d+V2$/, 'resnet_v2', 'tf'],
  [/^InceptionV3$/, 'inception_v3', 'tf'],
  [/^InceptionResNetV2$/, 'inception_resnet_v2', 'tf'],
  [/^Xception$/, 'xception', 'tf'],
  [/^MobileNet$/, 'mobilenet', 'tf'],
  [/^MobileNetV2$/, 'mobilenet_v2', 'tf'],
  [/^NASNet/, 'nasnet', 'tf'],
  [/^DenseNet/, 'densenet', 'torch'],
  [/^MobileNetV3/, 'mobilenet_v3', 'identity'],
  [/^EfficientNetB\d$/, 'efficientnet', 'identity'],
  [/^EfficientNetV2/, 'efficientnet_v2', 'identity'],
  [/^ConvNeXt/, 'convnext', 'identity'],
];

const WORDS: Record<PreprocessMode, string> = {
  caffe: "BGR minus ImageNet's means, -124..151",
  tf: '-1..1',
  torch: "ImageNet's mean and deviation, -2.1..2.6",
  identity: '0..255, which it scales itself',
};

/** What a base expects; undefined where its weights are not ImageNet's for sure, or thaw does not know it. */
export function expectedInputOf(base: LayerNode | undefined): ExpectedInput | undefined {
  const application = base?.model?.application;
  if (base === undefined || application === undefined || !hasImageNetWeights(base)) return undefined;
  const family = FAMILIES.find(([names]) => names.test(application));
  if (family === undefined) return undefined;
  const [, module, standard] = family;
  const mode = modeOf(base, module, standard);
  if (mode === undefined) return undefined;
  const before = { range: BYTES, dtype: 'float32', order: 'rgb' } as const;
  const { range, order } = stateAfter(before, {
    kind: 'preprocess_input',
    module,
    mode: { from: 'read', value: mode, places: [] },
  });
  return { application, module, mode, range: hull(range ?? BYTES), order: order ?? 'rgb', words: WORDS[mode] };
}

/** Without its own preprocessing, the weights of MobileNetV3 expect [-1, 1]; thaw does not say it of the others. */
function modeOf({ args }: LayerNode, module: string, standard: PreprocessMode): PreprocessMode | undefined {
  const given = args.get('include_preprocessing');
  if (given === undefined || standard !== 'identity' || truthOf(given) === true) return standard;
  return module === 'mobilenet_v3' && truthOf(given) === false ? 'tf' : undefined;
}

/** Names of the files of weights that Keras offers for download. */
const IMAGENET_FILE = /imagenet|weights_tf_(dim_ordering|kernels)|_notop\b/i;

/** Whether the weights are those that Keras gives for ImageNet: by default, by name, or by the name of their file. */
export function hasImageNetWeights({ args, model }: LayerNode): boolean {
  const given = args.get('weights');
  const files = (model?.weightsFrom ?? []).map(({ file }) => file);
  if (files.length > 0) return files.some(isImageNet);
  return given === undefined || isImageNet(given);
}

function isImageNet(value: Value): boolean {
  if (value.kind === 'constant' && value.value === 'imagenet') return true;
  const text = value.kind === 'unknown' ? value.text : value.kind === 'constant' ? String(value.value) : '';
  return IMAGENET_FILE.test(text);
}
