import { numberOf, textOf, type Value } from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { asDtype } from './dtypes.js';
import { endOf } from './foldStep.js';
import { applyAction, applyUnknown, changed, type ImageArray } from './imageHost.js';

/** To another type of numbers, without scaling. */
export function castImages(images: ImageArray, type: Value, by: string, at: Place): Value {
  const dtype = asDtype(type);
  if (dtype === undefined) return applyUnknown(images, `${by}(${textOf(type)})`, 'the type is not known', at);
  if (dtype === endOf(images.pixels).dtype) return changed(images, {}, at);
  return applyAction(images, { kind: 'cast', dtype, scales: false, by }, at);
}

/** Another shape; what is known stays where the last three axes do. */
export function reshapeImages(images: ImageArray, shape: readonly Value[], at: Place): Value {
  const [first] = shape;
  const axes = shape.length === 1 && first?.kind === 'sequence' ? first.items : shape;
  const text = `reshape(${axes.map((axis) => textOf(axis)).join(', ')})`;
  if (axes.length < 3 || axes.length > 4) {
    return applyUnknown(images, text, 'after it, these are no images any more', at);
  }
  const before = endOf(images.pixels);
  const [height, width] = axes.slice(-3).map(numberOf);
  const isOther = (known: number | undefined, next: number | undefined): boolean =>
    known !== undefined && next !== undefined && next >= 0 && known !== next;
  if (isOther(before.height, height) || isOther(before.width, width)) {
    return applyUnknown(images, text, 'it changes the shape of the images', at);
  }
  return changed(images, { isOne: axes.length === 3, extraAxis: undefined }, at);
}
