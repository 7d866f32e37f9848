import { element } from '../elements.js';
import { cssOf, drawPoints, type Palette, type Points } from './drawPoints.js';
import {
  imageAt,
  imagesWithin,
  moved,
  type Places,
  type Point,
  pixelOf,
  showing,
  type View,
  wholeView,
  zoomed,
} from './mapGeometry.js';

/** What the pointer does with a map. */
export interface CanvasHandlers {
  /** It points at an image, or at none. */
  point(image: number | undefined): void;
  /** It clicked on an image, or beside all of them. */
  pick(image: number | undefined, isAdded: boolean): void;
  /** A line was drawn around images. */
  enclose(images: number[], isAdded: boolean): void;
}

/** Whether dragging draws a line around images or moves the map. */
export type Dragging = 'lasso' | 'move';

/** Radius of a point on a whole map and on one that is much larger, in pixels of the page. */
const RADIUS = { least: 2, most: 6 };
/** Pixels from a point that still mean it. */
const NEAR = 12;
/** Pixels that a click may shake. */
const SHAKE = 4;
const ZOOM = 1.0016;
/** Milliseconds after the last movement, when a map is drawn with all pixels of a dense screen. */
const REST = 150;

/** A map that is drawn, moved, and made larger; it knows nothing of the kernel. */
export class MapCanvas {
  readonly node: HTMLElement;
  dragging: Dragging = 'lasso';
  private readonly base = element('canvas', { 'aria-hidden': 'true' });
  private readonly over = element('canvas', { 'aria-hidden': 'true' });
  private view: View | undefined;
  private whole: View = { scale: 1, left: 0, top: 0 };
  private shown: { points: Points; palette: Palette; focused: number | undefined } | undefined;
  private line: Point[] = [];
  private drag: { from: Point; last: Point; kind: Dragging } | undefined;
  private image: ImageData | undefined;
  private frame = 0;
  private isStale = false;
  /** While it is set, a pointer moves the map. */
  private resting: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly places: Places,
    private readonly handlers: CanvasHandlers,
  ) {
    this.node = element(
      'div',
      {
        class: 'thaw-map-stage',
        pointerdown: (event) => this.onDown(event as PointerEvent),
        pointermove: (event) => this.onMove(event as PointerEvent),
        pointerup: (event) => this.onUp(event as PointerEvent),
        pointercancel: () => this.endDrag(),
        pointerleave: () => this.handlers.point(undefined),
        contextmenu: (event) => event.preventDefault(),
      },
      this.base,
      this.over,
    );
    this.node.addEventListener('wheel', (event) => this.onWheel(event), { passive: false });
    new ResizeObserver(() => this.onResize()).observe(this.node);
  }

  /** Draws other points, or the same in other colors. */
  show(points: Points, palette: Palette, focused: number | undefined): void {
    this.shown = { points, palette, focused };
    this.draw(true);
  }

  /** Where an image is on this part of the page. */
  pixelOf(image: number): Point {
    return pixelOf(this.places, this.view ?? this.whole, image);
  }

  /** Moves the map so far that an image is to be seen. */
  reveal(image: number): void {
    const { clientWidth: width, clientHeight: height } = this.node;
    this.look(showing(this.places, this.view ?? this.whole, image, width, height));
  }

  showWhole(): void {
    this.view = undefined;
    this.draw(true);
  }

  /** @param image stays where it is; default the middle of the map */
  zoom(factor: number, image?: number): void {
    const middle = { x: this.node.clientWidth / 2, y: this.node.clientHeight / 2 };
    this.zoomAt(image === undefined ? middle : this.pixelOf(image), factor);
  }

  private zoomAt(at: Point, factor: number): void {
    this.look(zoomed(this.view ?? this.whole, at, factor, this.whole));
  }

  /** On a dense screen a frame is four times as much to draw: until the map rests, one pixel stands for four. */
  private glide(): void {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => {
      this.resting = undefined;
      this.draw(true);
    }, REST);
  }

  move(right: number, down: number): void {
    this.look(moved(this.view ?? this.whole, right, down));
  }

  private look(view: View): void {
    this.view = view;
    this.draw(true);
  }

  private onResize(): void {
    const { clientWidth, clientHeight } = this.node;
    if (clientWidth === 0) return;
    this.over.width = Math.round(clientWidth * devicePixelRatio);
    this.over.height = Math.round(clientHeight * devicePixelRatio);
    this.whole = wholeView(this.places, clientWidth, clientHeight);
    this.draw(true);
  }

  /** Draws once before the page is painted, however often it is asked for. @param isStale whether the points change too */
  private draw(isStale: boolean): void {
    this.isStale ||= isStale;
    if (this.frame !== 0) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      if (this.isStale) this.drawBase();
      this.isStale = false;
      this.drawOver();
    });
  }

  private drawBase(): void {
    // Opaque pixels that this thread has made: nothing is mixed with what lies below, nor fetched from a graphics card.
    const context = this.base.getContext('2d', { alpha: false, willReadFrequently: true });
    const ratio = this.resting === undefined ? devicePixelRatio : Math.min(1, devicePixelRatio);
    const width = Math.round(this.node.clientWidth * ratio);
    const height = Math.round(this.node.clientHeight * ratio);
    if (context === null || this.shown === undefined || width === 0 || height === 0) return;
    // Not where it is so already: it would be emptied.
    if (this.base.width !== width) this.base.width = width;
    if (this.base.height !== height) this.base.height = height;
    const { points, palette } = this.shown;
    const { scale, left, top } = this.view ?? this.whole;
    if (this.image?.width !== width || this.image.height !== height) {
      this.image = context.createImageData(width, height);
    }
    const { image } = this;
    const raster = { pixels: new Uint32Array(image.data.buffer), width, height };
    const growth = Math.sqrt(scale / this.whole.scale) * (points.selected.length < 1000 ? 1.6 : 1);
    const radius = Math.min(RADIUS.most, RADIUS.least * growth) * ratio;
    drawPoints(raster, points, { scale: scale * ratio, left: left * ratio, top: top * ratio }, palette, radius);
    context.putImageData(image, 0, 0);
  }

  private drawOver(): void {
    const context = this.over.getContext('2d', { willReadFrequently: true });
    if (context === null || this.shown === undefined) return;
    const { palette, focused } = this.shown;
    // A second canvas takes the browser as long as the first, also where nothing is on it.
    this.over.hidden = focused === undefined && this.line.length === 0;
    if (this.over.hidden) return;
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    context.clearRect(0, 0, this.node.clientWidth, this.node.clientHeight);
    // A light line in a dark one is seen on every color and in either theme.
    const strokes = [
      { color: cssOf(palette.background), width: 5 },
      { color: getComputedStyle(this.node).color, width: 2 },
    ];
    for (const { color, width } of strokes) {
      context.strokeStyle = color;
      context.lineWidth = width;
      context.beginPath();
      if (focused !== undefined) {
        const { x, y } = this.pixelOf(focused);
        context.arc(x, y, RADIUS.most + 3, 0, 2 * Math.PI);
      }
      const [first, ...rest] = this.line;
      if (first !== undefined) {
        context.moveTo(first.x, first.y);
        for (const { x, y } of rest) context.lineTo(x, y);
        context.closePath();
      }
      context.stroke();
    }
  }

  private onDown(event: PointerEvent): void {
    const at = this.pointOf(event);
    const isMoved = this.dragging === 'move' || event.button !== 0 || event.altKey;
    this.drag = { from: at, last: at, kind: isMoved ? 'move' : 'lasso' };
    this.node.setPointerCapture(event.pointerId);
    this.handlers.point(undefined);
  }

  private onMove(event: PointerEvent): void {
    const at = this.pointOf(event);
    if (this.drag === undefined) {
      this.handlers.point(imageAt(this.places, this.view ?? this.whole, at, NEAR));
      return;
    }
    const { last, kind } = this.drag;
    if (kind === 'move') {
      this.glide();
      this.move(at.x - last.x, at.y - last.y);
    } else this.line.push(at);
    this.drag.last = at;
    this.draw(false);
  }

  private onUp(event: PointerEvent): void {
    if (this.drag === undefined) return;
    const { from, kind } = this.drag;
    const at = this.pointOf(event);
    const view = this.view ?? this.whole;
    const line = this.line;
    this.endDrag();
    const isAdded = event.shiftKey || event.ctrlKey || event.metaKey;
    const isClick = [at, ...line].every(({ x, y }) => Math.hypot(x - from.x, y - from.y) < SHAKE);
    if (isClick && event.button === 0) this.handlers.pick(imageAt(this.places, view, at, NEAR), isAdded);
    else if (kind === 'lasso') this.handlers.enclose(imagesWithin(this.places, view, [from, ...line]), isAdded);
  }

  private endDrag(): void {
    this.drag = undefined;
    this.line = [];
    this.draw(false);
  }

  /** Without the control key, the wheel moves the notebook until somebody works with the map. */
  private onWheel(event: WheelEvent): void {
    if (!event.ctrlKey && !this.node.matches(':focus')) return;
    event.preventDefault();
    this.glide();
    this.zoomAt(this.pointOf(event), ZOOM ** -event.deltaY);
  }

  private pointOf({ clientX, clientY }: MouseEvent): Point {
    const { left, top } = this.node.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }
}
