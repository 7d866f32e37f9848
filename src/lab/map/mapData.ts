/** The form of an output that JupyterLab shows as a map. */
export const MAP_MIME = 'application/vnd.thaw.map+json';

/** What a map shows: a point for each image. */
export interface MapData {
  /** Which map it is, for the kernel that showed it. */
  id: string;
  numImages: number;
  /** x and y of each image, both from 0 to 65535 and of one scale, as `encode16` writes them. */
  places: string;
  /** At least one; the first is shown first. */
  colorings: Coloring[];
}

/** One way to color the images. */
export interface Coloring {
  /** `class`, `prediction`, `loss`, … */
  name: string;
  legend: LegendEntry[];
  /** The entry of each image, as `encode16` writes them. */
  entries: string;
}

export interface LegendEntry {
  name: string;
  /** `#rrggbb` */
  color: string;
  /** Images that have it. */
  count: number;
}

/** What the page asks the kernel: to show images, to note which are selected, or which are. */
export type MapQuestion =
  | { ask: 'map'; id: string; want: 'look' | 'select'; images: number[] }
  | { ask: 'map'; id: string; want: 'selection' };

export interface MapAnswer {
  /** What was asked for to be looked at. */
  looks?: Look[];
  /** All that are selected, after what was asked. */
  selected?: number[];
  /** What went wrong, in words. */
  error?: string;
}

/** An image, small, and what there is to say of it. */
export interface Look {
  image: number;
  /** Data URL; empty where it cannot be read. */
  source: string;
  /** Path in the dataset's folder, with forward slashes. */
  file: string;
  /** `chaff, validation; predicted grain, 97 %; loss 3.5` */
  text: string;
}

/** Images that are looked at with one question, at most: a kernel decodes them while nothing else is answered. */
export const MOST_LOOKS = 24;

/** Whole numbers in [0, 65535], as Base64 of two bytes each, the lower one first. */
export function encode16(values: ArrayLike<number>): string {
  const pieces: string[] = [];
  for (let i = 0; i < values.length; i++) {
    pieces.push(String.fromCharCode(values[i]! & 255, values[i]! >> 8));
  }
  return btoa(pieces.join(''));
}

/** Reads what `encode16` wrote. */
export function decode16(text: string): Uint16Array {
  const bytes = atob(text);
  const values = new Uint16Array(bytes.length / 2);
  for (let i = 0; i < values.length; i++) {
    values[i] = bytes.charCodeAt(2 * i) + 256 * bytes.charCodeAt(2 * i + 1);
  }
  return values;
}
