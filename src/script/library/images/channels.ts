import { list, type Value } from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import type { PixelStep, Pixels } from './flow.js';
import { withStep } from './foldStep.js';
import { changed, type ImageArray } from './imageHost.js';

const CHANNELS = [0, 1, 2];

/** What was done to one channel, as steps of all: `x[..., 0] -= 103.939`. */
export function withChannel(pixels: Pixels, channel: number, steps: readonly PixelStep[], at: Place): Pixels {
  let next = pixels;
  for (const step of steps) {
    const isKnown = step.kind === 'scale' || step.kind === 'standardize';
    if (!isKnown || channel < 0 || channel > 2) {
      return withStep(next, { kind: 'unknown', text: 'a channel', why: 'one channel is changed' }, at);
    }
    if (step.kind === 'standardize') {
      next = withStep(next, { ...step, per: 'channel', channel }, at);
      continue;
    }
    const each = (value: number, other: number): number[] => CHANNELS.map((i) => (i === channel ? value : other));
    const { by, number, dtype } = step;
    const [factor, offset] = [each(step.factor[0]!, 1), each(step.offset[0]!, 0)];
    next = withStep(next, { kind: 'scale', factor, offset, by, number, ...(dtype !== undefined && { dtype }) }, at);
  }
  return next;
}

/** Each channel of images by itself. */
export function listOfChannels(images: ImageArray, at: Place): Value {
  return list(
    CHANNELS.map((channel) => changed(images, { channel }, at)),
    at,
  );
}

/** Whether an axis is that of the channels. */
export function isOfChannels(axis: number | undefined, { isOne, isChannelsFirst }: ImageArray): boolean {
  if (isChannelsFirst) return axis === -3 || (axis === 0 && isOne === true) || (axis === 1 && isOne !== true);
  return axis === -1 || (axis === 2 && isOne === true) || (axis === 3 && isOne !== true);
}

/** Three channels of the same images, in their order or in the reversed one, each with what was done to it. */
export function joinedChannels(images: readonly ImageArray[], at: Place): Pixels | undefined {
  const order = images.map(({ channel }) => channel).join();
  const isReversed = order === '2,1,0';
  if (!isReversed && order !== '0,1,2') return undefined;
  const [first, ...others] = images.map(({ pixels }) => pixels) as [Pixels, ...Pixels[]];
  const isShared = (step: PixelStep, i: number): boolean => others.every(({ steps }) => steps[i] === step);
  const shared = first.steps.findIndex((step, i) => !isShared(step, i));
  const count = shared === -1 ? first.steps.length : shared;
  let next: Pixels = { start: first.start, steps: first.steps.slice(0, count) };
  if (isReversed) next = withStep(next, { kind: 'swap channels', by: 'channels put together' }, at);
  for (const [i, { pixels }] of images.entries()) next = withChannel(next, i, pixels.steps.slice(count), at);
  return next;
}
