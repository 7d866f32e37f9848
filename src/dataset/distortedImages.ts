/** Height and width in pixels. */
interface Sized {
  height: number;
  width: number;
}

/** An image that is stretched by less than this still looks like itself. */
export const VISIBLE_STRETCH = 1.25;

/** How many times one axis of an image is stretched more than the other to fit the target: 1 where the shapes are the same. */
export function stretchOf(image: Sized, target: Sized): number {
  return Math.exp(Math.abs(Math.log(target.width / target.height / (image.width / image.height))));
}

/** The images whose shape is visibly changed when they are resized to the target. */
export function distortedImages<T extends Sized>(images: readonly T[], target: Sized): T[] {
  return images.filter((image) => stretchOf(image, target) > VISIBLE_STRETCH);
}
