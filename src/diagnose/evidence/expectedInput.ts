import { truthOf, type Value } from '../../script/evaluate/values.js';
import { type Application, applicationOf, type InputMode } from '../../script/keras/applications.js';
import type { ChannelOrder, PixelRange, PreprocessInputAction } from '../../script/library/images/flow.js';
import { BYTES, hull, stateAfter } from '../../script/library/images/foldStep.js';
import type { LayerNode } from '../../script/library/models/layerNode.js';
import { nameOfPretrained } from '../../script/reading/fields.js';

/** What the pretrained weights of a script's base expect of its input. */
export interface ExpectedInput {
  /** Name of the model: `ResNet50`. */
  application: string;
  /** Module of its `preprocess_input`: `keras.applications.resnet50`; undefined where it has none. */
  module: string | undefined;
  mode: InputMode;
  /** Over all channels. */
  range: PixelRange;
  /** Of each channel, in the order that it expects; one where they are alike. */
  channels: readonly PixelRange[];
  order: ChannelOrder;
  /** The range in words. */
  words: string;
}

const WORDS: Record<InputMode, string> = {
  caffe: "BGR minus ImageNet's means, -124..151",
  tf: '-1..1',
  torch: "ImageNet's mean and deviation, -2.1..2.6",
  unit: '0..1',
  none: '0..255, which it scales itself',
};

/** What a base expects; undefined where its weights are not ImageNet's for sure, or thaw does not know it. */
export function expectedInputOf(base: LayerNode | undefined): ExpectedInput | undefined {
  if (base === undefined || !hasImageNetWeights(base)) return undefined;
  const { external, application: name = '' } = base.model ?? {};
  if (external !== undefined) {
    return expected(nameOfPretrained(base) ?? external.name, external.module, external.mode);
  }
  const application = applicationOf(`keras.applications.${name}`);
  const mode = application === undefined ? undefined : modeOf(base, application);
  if (application === undefined || mode === undefined) return undefined;
  return expected(name, `keras.applications.${application.module}`, mode);
}

function expected(application: string, module: string | undefined, mode: InputMode): ExpectedInput {
  return { application, module, mode, ...inputOf(mode), words: WORDS[mode] };
}

/** Range and order of channels that a mode makes of bytes in RGB. */
function inputOf(mode: InputMode): Pick<ExpectedInput, 'range' | 'channels' | 'order'> {
  if (mode === 'unit') return { range: [0, 1], channels: [[0, 1]], order: 'rgb' };
  const action: PreprocessInputAction = {
    kind: 'preprocess_input',
    module: '',
    mode: { from: 'read', value: mode === 'none' ? 'identity' : mode, places: [] },
  };
  const { range, order } = stateAfter({ range: BYTES, dtype: 'float32', order: 'rgb' }, action);
  const channels = range ?? BYTES;
  return { range: hull(channels), channels, order: order ?? 'rgb' };
}

/** `include_preprocessing=False` leaves out the layers that rescale. */
function modeOf({ args }: LayerNode, { preprocess, withoutPreprocessing }: Application): InputMode | undefined {
  const given = args.get('include_preprocessing');
  if (given === undefined || withoutPreprocessing === undefined) return preprocess;
  const isIncluded = truthOf(given);
  if (isIncluded === undefined) return undefined;
  return isIncluded ? preprocess : withoutPreprocessing;
}

/** Names of the files of weights that Keras offers for download. */
const IMAGENET_FILE = /imagenet|weights_tf_(dim_ordering|kernels)|_notop\b/i;

/** Whether the weights are those that Keras gives for ImageNet: by default, by name, or by the name of their file. */
function hasImageNetWeights({ args, model }: LayerNode): boolean {
  const given = args.get('weights');
  // What a script builds layer by layer is taken for a network of ImageNet by the name of its file of weights.
  if (model?.isWrittenOut) return true;
  const files = (model?.weightsFrom ?? []).map(({ file }) => file);
  if (files.length > 0) return files.some(isImageNet);
  return given === undefined || isImageNet(given);
}

function isImageNet(value: Value): boolean {
  // 'noisy-student' of the package efficientnet: weights of ImageNet from another training.
  if (value.kind === 'constant' && (value.value === 'imagenet' || value.value === 'noisy-student')) return true;
  const text = value.kind === 'unknown' ? value.text : value.kind === 'constant' ? String(value.value) : '';
  return IMAGENET_FILE.test(text);
}
