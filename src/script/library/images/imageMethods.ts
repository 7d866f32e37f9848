import { table } from '../../../base/table.js';
import { type Arguments, constant, type Execution, numberOf, oneOrMore, type Value } from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { castImages, reshapeImages } from './castImages.js';
import { applyAction, changed, type ImageArray } from './imageHost.js';
import { pillowMethod } from './pillow.js';
import { type Measure, statisticOf } from './statistic.js';

/** A method of an array or tensor of images, or of an image of Pillow. */
export function imageMethod(
  images: ImageArray,
  name: string,
  args: Arguments,
  at: Place,
  run: Execution,
): Value | undefined {
  if (images.library === 'pillow') return pillowMethod(images, name, args, at, run);
  return METHODS[name]?.(images, args, at);
}

type Method = (images: ImageArray, args: Arguments, at: Place) => Value | undefined;

const same: Method = (images, _args, at) => changed(images, {}, at);

/** `transpose(0, 3, 1, 2)`, or with a tuple: where the axis of the channels stands afterwards; undefined for other orders. */
export function transposed(images: ImageArray, given: readonly Value[], at: Place): Value | undefined {
  const order = (given.length === 1 ? oneOrMore(given[0]) : given).map(numberOf);
  const isToFirst = !images.isChannelsFirst && /^(2,0,1|0,3,1,2)$/.test(order.join());
  const isToLast = images.isChannelsFirst === true && /^(1,2,0|0,2,3,1)$/.test(order.join());
  // One image more or less has one axis more or less.
  const isOfRank = images.isOne === undefined || order.length === (images.isOne ? 3 : 4);
  return (isToFirst || isToLast) && isOfRank ? changed(images, { isChannelsFirst: isToFirst }, at) : undefined;
}

const statistic =
  (of: Measure): Method =>
  (images, args, at) =>
    statisticOf(of, images, args.positional[0] ?? args.keywords.get('axis'), at);

const METHODS: Record<string, Method> = table({
  copy: same,
  squeeze: (images, _args, at) => changed(images, { extraAxis: undefined }, at),
  view: same,
  transpose: (images, { positional }, at) => transposed(images, positional, at),
  numpy: (images, _args, at) => changed(images, { library: 'numpy' }, at),
  astype: (images, args, at) => {
    const [value] = [args.positional[0] ?? args.keywords.get('dtype')];
    return value === undefined ? undefined : castImages(images, value, 'astype', at);
  },
  mean: statistic('mean'),
  std: statistic('std'),
  var: statistic('var'),
  max: statistic('max'),
  min: statistic('min'),
  clip: (images, args, at) => {
    const [low, high] = args.positional.map(numberOf);
    if (low === undefined || high === undefined) return undefined;
    return applyAction(images, { kind: 'clip', by: 'clip', low, high }, at);
  },
  reshape: (images, args, at) => reshapeImages(images, args.positional, at),
  // A static shape of a tensor.
  set_shape: (_images, _args, at) => constant(null, at),
  get_shape: (images, _args, at) => images.attribute?.('shape', at, undefined as never),
  fill: () => undefined,
  close: (_images, _args, at) => constant(null, at),
});
