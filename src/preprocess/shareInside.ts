import type { Size } from '../dataset/resize.js';

/** Share of the pixels of a transformed image that come from inside the original, in [0, 1]. */
export function shareInside(transform: readonly number[], { height, width }: Size): number {
  const [a0, a1, a2, b0, b1, b2] = transform as readonly [number, number, number, number, number, number];
  let inside = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [sourceX, sourceY] = [a0 * x + a1 * y + a2, b0 * x + b1 * y + b2];
      if (sourceX >= 0 && sourceX <= width - 1 && sourceY >= 0 && sourceY <= height - 1) inside++;
    }
  }
  return inside / (height * width);
}
