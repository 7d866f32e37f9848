import { numberOf, type Value } from '../evaluate/values.js';
import type { LayerNode } from '../library/models/layerNode.js';
import type { Place } from '../syntax/ast.js';

/** Height, width and channels that a model is built for; undefined where the text does not say. */
export interface InputShape {
  height: number | undefined;
  width: number | undefined;
  channels: number | undefined;
  place: Place;
}

const MOST_CHANNELS = 4;

/** `input_shape` of a base, or the shape of its `input_tensor`. */
export function inputShapeOf({ args, argPlaces, origin }: LayerNode): InputShape | undefined {
  const given = args.get('input_shape') ?? shapeOfTensor(args.get('input_tensor'));
  if (given?.kind !== 'sequence' || given.items.length !== 3) return undefined;
  const lengths = given.items.map(numberOf);
  const [first, , last] = lengths;
  // Channels may come first: (3, 224, 224).
  const isChannelsFirst = first !== undefined && last !== undefined && first <= MOST_CHANNELS && last > MOST_CHANNELS;
  const [height, width, channels] = isChannelsFirst ? [lengths[1], last, first] : lengths;
  return { height, width, channels, place: argPlaces.get('input_shape') ?? argPlaces.get('input_tensor') ?? origin };
}

function shapeOfTensor(value: Value | undefined): Value | undefined {
  if (value?.kind !== 'host' || !('tensor' in value.host)) return undefined;
  const { layer } = value.host.tensor as { layer?: LayerNode };
  return layer?.className === 'Input' ? (layer.args.get('shape') ?? layer.args.get('input_shape')) : undefined;
}
