import type { Direction } from './mapGeometry.js';

/** What a key means on a map. */
export type MapKey =
  | { action: 'focus'; direction: Direction }
  | { action: 'move'; right: number; down: number }
  | { action: 'zoom'; factor: number }
  | { action: 'whole' | 'toggle' | 'neighbors' | 'clear' }
  | undefined;

const DIRECTIONS: readonly string[] = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'] satisfies Direction[];
/** Pixels that a key moves the map, and how many times larger another one makes it. */
const MOVED = 60;
const ZOOMED = 1.4;

/**
 * Reads a key: arrows go from image to image, with shift they move the map; + and - make it larger and smaller, 0 shows all of it;
 * space and Enter select the image or not, N selects its neighbors, Escape selects nothing.
 *
 * @returns undefined for a key that means nothing here
 */
export function readMapKey(key: string, isShift: boolean): MapKey {
  if (DIRECTIONS.includes(key)) {
    if (!isShift) return { action: 'focus', direction: key as Direction };
    // What is at the left comes into sight where the map moves to the right.
    const right = key === 'ArrowLeft' ? MOVED : key === 'ArrowRight' ? -MOVED : 0;
    const down = key === 'ArrowUp' ? MOVED : key === 'ArrowDown' ? -MOVED : 0;
    return { action: 'move', right, down };
  }
  switch (key.toLowerCase()) {
    case '+':
    case '=':
      return { action: 'zoom', factor: ZOOMED };
    case '-':
      return { action: 'zoom', factor: 1 / ZOOMED };
    case '0':
      return { action: 'whole' };
    case ' ':
    case 'enter':
      return { action: 'toggle' };
    case 'n':
      return { action: 'neighbors' };
    case 'escape':
      return { action: 'clear' };
    default:
      return undefined;
  }
}
