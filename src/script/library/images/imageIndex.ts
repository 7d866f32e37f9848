import { indexText } from '../../evaluate/items.js';
import { numberOf, type SliceIndex, textOf, type Value } from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { notRead, read } from '../read.js';
import { type Index, indexesIn, isDots, isNewAxis, isWhole, WHOLE } from './axes.js';
import { withRows } from './data.js';
import type { PixelAction } from './flow.js';
import { endOf, withStep } from './foldStep.js';
import { applyAction, applyKept, applyUnknown, changed, type ImageArray } from './imageHost.js';
import { numbersIn } from './numbers.js';
import { rowStepsOf } from './rowIndex.js';

/** `images[index]` with several indexes, or of one image: channels, crops, flips, new axes. */
export function imageItem(images: ImageArray, index: Value | SliceIndex, at: Place): Value {
  const axes = axesOf(indexesIn(index), images);
  if (axes === undefined) return unclear(images, index, at);
  let result: ImageArray = images;
  const next = (value: Value): void => {
    if (value.kind === 'host') result = value.host as ImageArray;
  };
  if (axes.rows !== undefined) {
    const steps = rowStepsOf(axes.rows, at);
    next(
      steps === 'one'
        ? changed(result, { isOne: true }, at)
        : changed(result, { data: withRows(result.data, steps) }, at),
    );
  }
  const spatial = [axes.height, axes.width];
  if (spatial.some((axis) => axis !== undefined && !isWhole(axis))) next(cropped(result, spatial, index, at));
  if (axes.channel !== undefined) next(channelsOf(result, axes.channel, index, at));
  if (axes.isExpanded) next(changed(result, { isOne: false }, at));
  return result === images ? changed(images, {}, at) : { kind: 'host', host: result, origin: at };
}

interface Axes {
  rows?: Index;
  height?: Index;
  width?: Index;
  channel?: Index;
  /** A new first axis. */
  isExpanded: boolean;
}

/** Which index is for which axis; undefined where that is not clear. */
function axesOf(parts: readonly Index[], { isOne, isChannelsFirst }: ImageArray): Axes | undefined {
  const isExpanded = parts[0] !== undefined && isNewAxis(parts[0]);
  const indexes = parts.filter((part) => !isNewAxis(part));
  const dots = indexes.findIndex(isDots);
  const rank = isOne === undefined ? Math.max(3, indexes.length) : isOne ? 3 : 4;
  if (dots !== -1) {
    const missing = rank - indexes.length + 1;
    if (missing < 0) return undefined;
    indexes.splice(dots, 1, ...Array.from({ length: missing }, () => WHOLE));
  }
  if (indexes.length > rank) return undefined;
  const [rows, ...rest] = rank === 4 ? indexes : [undefined, ...indexes];
  const [height, width, channel] = isChannelsFirst ? [rest[1], rest[2], rest[0]] : rest;
  const axes = { rows, height, width, channel };
  return {
    ...Object.fromEntries(Object.entries(axes).filter(([, axis]) => axis !== undefined && !isWhole(axis))),
    isExpanded,
  };
}

function unclear(images: ImageArray, index: Index, at: Place): Value {
  return applyUnknown(images, `images[${indexText(index)}]`, 'thaw does not understand the index', at);
}

function cropped(images: ImageArray, spatial: readonly (Index | undefined)[], index: Index, at: Place): Value {
  const isFlip = (axis: Index | undefined): boolean =>
    axis === undefined || isWhole(axis) || (axis.kind === 'slice' && numberOf(axis.step) === -1);
  if (spatial.every(isFlip)) return applyKept(images, `[${indexText(index)}]`, at);
  const { height, width } = endOf(images.pixels);
  const lengths = [height, width].map((length, i) => {
    const axis = spatial[i];
    if (axis === undefined || isWhole(axis)) return length;
    if (axis.kind !== 'slice' || axis.step !== undefined) return undefined;
    const [from, to] = [numberOf(axis.lower) ?? (axis.lower === undefined ? 0 : undefined), numberOf(axis.upper)];
    return from !== undefined && to !== undefined && from >= 0 && to >= from ? to - from : undefined;
  });
  const sizes = lengths.map((length, i) =>
    length === undefined
      ? notRead<number>('it depends on the image', i === 0 ? 'height' : 'width', at)
      : read(length, at),
  );
  const action: PixelAction = {
    kind: 'crop',
    by: `[${indexText(index)}]`,
    how: 'fixed',
    height: sizes[0]!,
    width: sizes[1]!,
  };
  return applyAction(images, action, at);
}

function channelsOf(images: ImageArray, channel: Index, index: Index, at: Place): Value {
  if (channel.kind === 'slice') return channelSlice(images, channel, index, at);
  const one = numberOf(channel);
  if (one !== undefined) return changed(images, { channel: one }, at);
  if (numbersIn(channel)?.join() === '2,1,0') return swap(images, index, at);
  return applyUnknown(images, `images[..., ${textOf(channel)}]`, 'thaw does not know which channels these are', at);
}

function channelSlice(images: ImageArray, { lower, upper, step }: SliceIndex, index: Index, at: Place): Value {
  if (numberOf(step) === -1 && lower === undefined && upper === undefined) return swap(images, index, at);
  const isFirstThree = (numberOf(lower) ?? 0) === 0 && numberOf(upper) === 3 && step === undefined;
  const { order } = endOf(images.pixels);
  // What a file decides may have a fourth channel, and has none afterwards.
  if (isFirstThree && (order === 'rgb' || order === 'bgr' || order === undefined)) return changed(images, {}, at);
  if (isFirstThree && order === 'rgba')
    return applyAction(images, { kind: 'drop alpha', by: `[${indexText(index)}]` }, at);
  return unclear(images, index, at);
}

function swap(images: ImageArray, index: Index, at: Place): Value {
  const pixels = withStep(images.pixels, { kind: 'swap channels', by: `[${indexText(index)}]` }, at);
  return images.withPixels(pixels, at);
}
