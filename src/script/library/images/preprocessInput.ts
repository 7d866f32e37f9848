import { type Arguments, stringOf, type Value } from '../../evaluate/values.js';
import { preprocessOf } from '../../keras/applications.js';
import { externalPreprocessOf } from '../../keras/externalBackbones.js';
import type { Place } from '../../syntax/ast.js';
import { type ArgumentReader, argumentReader, byDefault, notRead, type Read, read, readValue } from '../read.js';
import type { PreprocessInputAction, PreprocessMode } from './flow.js';
import { endOf, withStep } from './foldStep.js';
import { applyAction, applyUnknown, arrayIn, type ImageArray, imagesOf } from './imageHost.js';
import { unknownImages } from './unknownImages.js';

/** Whether a name is that of a `preprocess_input` of Keras, or of a package that is like it. */
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
  const keepsIntegers = images.library === 'tensor';
  const mode = modeOf(module, name, reader, at);
  if (images.library === 'pillow' && mode.value !== 'identity') {
    // Measured with Keras 3.15: AttributeError, in all modes but that of EfficientNet, which changes nothing.
    const text = 'preprocess_input of an image of Pillow, which Keras refuses';
    return applyUnknown(images, text, 'Keras raises an error: preprocess_input takes an array', at);
  }
  const action: PreprocessInputAction = {
    kind: 'preprocess_input',
    module,
    mode,
    ...(keepsIntegers && { keepsIntegers }),
  };
  const result = applyAction(images, action, at);
  writeInto(arrayIn(value), action, at);
  return result;
}

/**
 * Keras writes into an array of floats that it is called with. With mode `caffe`, the channels of that array stay where they are:
 * only the result has them exchanged.
 */
function writeInto(array: ImageArray | undefined, action: PreprocessInputAction, at: Place): void {
  if (array?.library !== 'numpy' || action.mode.value === 'identity') return;
  const { pixels } = array;
  if (!(endOf(pixels).dtype ?? '').startsWith('float')) return;
  const done = withStep(pixels, action, at);
  const isSwapped = action.mode.value === 'caffe';
  array.setPixels(
    isSwapped ? withStep(done, { kind: 'swap channels', by: 'the array itself is not exchanged' }, at) : done,
  );
}

function modeOf(module: string, name: string, reader: ArgumentReader, at: Place): Read<PreprocessMode> {
  if (module === 'imagenet_utils') {
    const mode = reader.value('mode');
    return mode === undefined ? byDefault('caffe', at) : readValue(mode, asMode, at);
  }
  const mode = preprocessOf(name) ?? externalPreprocessOf(name);
  if (mode === undefined || mode === 'unit') return notRead(`thaw does not know what ${name} does`, name, at);
  return read(mode === 'none' ? 'identity' : mode, at);
}

function asMode(value: Value): PreprocessMode | undefined {
  const text = stringOf(value);
  return text === 'caffe' || text === 'tf' || text === 'torch' ? text : undefined;
}
