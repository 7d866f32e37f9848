import { table } from '../../../base/table.js';
import {
  type Arguments,
  constant,
  type Execution,
  numberOf,
  stringOf,
  textOf,
  type Value,
} from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { lastPart } from '../names.js';
import { argumentReader, byDefault, notRead, type Read, read } from '../read.js';
import type { ChannelOrder } from './flow.js';
import { endOf } from './foldStep.js';
import { applyAction, applyUnknown, changed, type ImageArray } from './imageHost.js';
import { resizeAction } from './resizeAction.js';

/** Pillow's filters by their numbers and names. */
const FILTERS = ['nearest', 'lanczos', 'bilinear', 'bicubic', 'box', 'hamming'];

export function pillowFilter(value: Value | undefined, standard: string, at: Place): Read<string> {
  if (value === undefined) return byDefault(standard, at);
  const number = numberOf(value);
  const name = value.kind === 'name' ? lastPart(value.name).toLowerCase() : FILTERS[number ?? -1];
  if (name === undefined) return notRead('thaw does not know that filter', textOf(value), value.origin, at);
  return read(
    name === 'antialias' ? 'lanczos' : name === 'cubic' ? 'bicubic' : name === 'linear' ? 'bilinear' : name,
    value.origin,
    at,
  );
}

const MODES: Record<string, ChannelOrder> = table({ RGB: 'rgb', L: 'gray', RGBA: 'rgba' });

export function pillowMethod(
  images: ImageArray,
  name: string,
  args: Arguments,
  at: Place,
  _run: Execution,
): Value | undefined {
  const { positional, keywords } = args;
  switch (name) {
    case 'resize': {
      const reader = argumentReader(args, ['size', 'resample', 'box', 'reducing_gap'], at);
      const interpolation = pillowFilter(reader.value('resample'), 'bicubic', at);
      return applyAction(
        images,
        resizeAction(reader.value('size'), true, { by: 'PIL.Image.resize', interpolation }, at),
        at,
      );
    }
    case 'convert': {
      const mode = stringOf(positional[0] ?? keywords.get('mode'));
      const order = MODES[mode ?? ''];
      if (order === undefined)
        return applyUnknown(images, `convert(${mode ?? ''})`, 'thaw does not know that mode', at);
      if (order === endOf(images.pixels).order) return changed(images, {}, at);
      return applyAction(
        images,
        { kind: 'decode', by: 'PIL.Image.convert', order, dtype: 'uint8', range: [[0, 255]] },
        at,
      );
    }
    case 'copy':
    case 'load':
      return changed(images, {}, at);
    case 'close':
    case 'show':
    case 'save':
    case 'verify':
    case 'seek':
      return constant(null, at);
    case '__enter__':
      return changed(images, {}, at);
    case 'crop':
      return applyAction(
        images,
        {
          kind: 'crop',
          by: 'PIL.Image.crop',
          how: 'fixed',
          ...boxSize(positional[0] ?? keywords.get('box'), at),
        },
        at,
      );
    case 'rotate':
    case 'transpose':
      return applyAction(
        images,
        {
          kind: 'augment',
          isRandom: false,
          name: `PIL.Image.${name}`,
          settings: positional[0] === undefined ? {} : { argument: settingOf(positional[0]) },
          effect: 'kept',
        },
        at,
      );
    default:
      return applyUnknown(images, `.${name}(…)`, 'thaw does not know what that does to an image', at);
  }
}

function settingOf(value: Value): Read<string | number> {
  const number = numberOf(value);
  return number === undefined ? read(textOf(value), value.origin) : read(number, value.origin);
}

function boxSize(box: Value | undefined, at: Place): { height: Read<number>; width: Read<number> } {
  const [left, top, right, bottom] = box?.kind === 'sequence' ? box.items.map(numberOf) : [];
  const length = (from: number | undefined, to: number | undefined, text: string): Read<number> =>
    from === undefined || to === undefined ? notRead('it depends on the image', text, at) : read(to - from, at);
  return { height: length(top, bottom, 'height'), width: length(left, right, 'width') };
}
