/** x and y of each image, one after the other. */
export type Places = ArrayLike<number>;

/** How places become pixels: `pixel = place * scale + left` or `top`. */
export interface View {
  scale: number;
  left: number;
  top: number;
}

export interface Point {
  x: number;
  y: number;
}

/** Farthest place from 0. */
const FARTHEST = 65535;
/** Pixels that stay free around a whole map. */
const MARGIN = 16;
/** How many times larger than whole a map becomes, at most. */
const MOST_ZOOM = 200;

/** Shows a whole map in the middle of a part of the page of this size, in pixels. */
export function wholeView(places: Places, width: number, height: number): View {
  let [right, bottom] = [1, 1];
  for (let i = 0; i < places.length; i += 2) {
    right = Math.max(right, places[i]!);
    bottom = Math.max(bottom, places[i + 1]!);
  }
  const scale = Math.min((width - 2 * MARGIN) / right, (height - 2 * MARGIN) / bottom);
  return { scale, left: (width - scale * right) / 2, top: (height - scale * bottom) / 2 };
}

/** Makes a map larger or smaller; what is at a point of the page stays there. */
export function zoomed({ scale, left, top }: View, { x, y }: Point, factor: number, whole: View): View {
  const next = Math.min(MOST_ZOOM * whole.scale, Math.max(whole.scale / 2, scale * factor));
  const by = next / scale;
  return { scale: next, left: x - (x - left) * by, top: y - (y - top) * by };
}

export function moved(view: View, right: number, down: number): View {
  return { ...view, left: view.left + right, top: view.top + down };
}

/** Where an image is on the page. */
export function pixelOf(places: Places, view: View, image: number): Point {
  return { x: places[2 * image]! * view.scale + view.left, y: places[2 * image + 1]! * view.scale + view.top };
}

/** Moves a map no farther than it takes to show an image well within a part of the page. */
export function showing(places: Places, view: View, image: number, width: number, height: number): View {
  const { x, y } = pixelOf(places, view, image);
  const margin = Math.min(40, width / 4, height / 4);
  const into = (at: number, size: number): number => Math.min(size - margin, Math.max(margin, at)) - at;
  return moved(view, into(x, width), into(y, height));
}

/** The image nearest to a point of the page, within some pixels. Undefined where none is. */
export function imageAt(places: Places, view: View, point: Point, within: number): number | undefined {
  let best: number | undefined;
  let least = within * within;
  for (let i = 0; i < places.length / 2; i++) {
    const right = places[2 * i]! * view.scale + view.left - point.x;
    const down = places[2 * i + 1]! * view.scale + view.top - point.y;
    const squared = right * right + down * down;
    if (squared < least) [best, least] = [i, squared];
  }
  return best;
}

/** The images that are nearest to one on the map, the nearest first, without itself. */
export function neighborsOf(places: Places, image: number, count: number): number[] {
  const squared = Float64Array.from({ length: places.length / 2 }, (_, i) => {
    const [right, down] = [places[2 * i]! - places[2 * image]!, places[2 * i + 1]! - places[2 * image + 1]!];
    return right * right + down * down;
  });
  const others = Uint32Array.from(squared.keys()).filter((i) => i !== image);
  return [...others.sort((a, b) => squared[a]! - squared[b]! || a - b).subarray(0, count)];
}

export type Direction = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

/** The next image in a direction: near, and more ahead than aside. The same where none is there. */
export function imageToward(places: Places, image: number, direction: Direction): number {
  let [best, least] = [image, FARTHEST ** 2 * 8];
  for (let i = 0; i < places.length / 2; i++) {
    const right = places[2 * i]! - places[2 * image]!;
    const down = places[2 * i + 1]! - places[2 * image + 1]!;
    const isAcross = direction === 'ArrowLeft' || direction === 'ArrowRight';
    const ahead = (isAcross ? right : down) * (direction === 'ArrowLeft' || direction === 'ArrowUp' ? -1 : 1);
    const aside = Math.abs(isAcross ? down : right);
    if (ahead <= 0 || aside > ahead) continue;
    const cost = ahead * ahead + 4 * aside * aside;
    if (cost < least) [best, least] = [i, cost];
  }
  return best;
}

/** The images within a closed line on the page; where it crosses itself, what is inside once. */
export function imagesWithin(places: Places, view: View, line: readonly Point[]): number[] {
  const xs = line.map(({ x }) => x);
  const ys = line.map(({ y }) => y);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const found: number[] = [];
  for (let i = 0; i < places.length / 2; i++) {
    const point = pixelOf(places, view, i);
    if (point.x < left || point.x > right || point.y < top || point.y > bottom) continue;
    if (isWithin(point, line)) found.push(i);
  }
  return found;
}

/** Whether a ray to the right crosses the line an odd number of times. */
function isWithin({ x, y }: Point, line: readonly Point[]): boolean {
  let inside = false;
  for (let i = 0, j = line.length - 1; i < line.length; j = i++) {
    const [a, b] = [line[i]!, line[j]!];
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) inside = !inside;
  }
  return inside;
}
