import { type Arguments, stringOf, type Value } from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { argumentReader, byDefault, notRead, type Read, read, readValue } from '../read.js';
import type { PreprocessMode } from './flow.js';
import { applyAction, imagesOf } from './imageHost.js';
import { unknownImages } from './unknownImages.js';

/** What `preprocess_input` of each module of `keras.applications` does. */
const MODES: Record<string, PreprocessMode> = {
  vgg16: 'caffe',
  vgg19: 'caffe',
  resnet: 'caffe',
  resnet50: 'caffe',
  inception_v3: 'tf',
  inception_resnet_v2: 'tf',
  xception: 'tf',
  mobilenet: 'tf',
  mobilenet_v2: 'tf',
  resnet_v2: 'tf',
  nasnet: 'tf',
  densenet: 'torch',
  efficientnet: 'identity',
  efficientnet_v2: 'identity',
  mobilenet_v3: 'identity',
  convnext: 'identity',
};

/** Whether a name is that of a `preprocess_input` of Keras. */
export function isPreprocessInput(name: string): boolean {
  return /^(keras|keras_applications|efficientnet)\b.*\.preprocess_input$/.test(name);
}

/** `preprocess_input(x)`, by the module that it was imported from. */
export function preprocessInput(name: string, args: Arguments, at: Place): Value | undefined {
  const reader = argumentReader(args, ['x', 'data_format', 'mode'], at);
  const value = reader.value('x');
  const images = value === undefined ? undefined : (imagesOf(value) ?? unknownImages(value));
  if (images === undefined) return undefined;
  const module = name.split('.').at(-2) ?? '';
  return applyAction(images, { kind: 'preprocess_input', module, mode: modeOf(module, name, reader, at) }, at);
}

function modeOf(
  module: string,
  name: string,
  reader: ReturnType<typeof argumentReader>,
  at: Place,
): Read<PreprocessMode> {
  if (module === 'imagenet_utils') {
    const mode = reader.value('mode');
    return mode === undefined ? byDefault('caffe', at) : readValue(mode, asMode, at);
  }
  const mode = MODES[module];
  if (mode !== undefined) return read(mode, at);
  return notRead(`thaw does not know what ${name} does`, name, at);
}

function asMode(value: Value): PreprocessMode | undefined {
  const text = stringOf(value);
  return text === 'caffe' || text === 'tf' || text === 'torch' ? text : undefined;
}
