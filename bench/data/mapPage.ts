// What runs in the page: each function is sent there as text, so it uses nothing from outside of it.
import type { MapAnswer, MapData, MapQuestion } from '../../src/lab/map/mapData.js';

/** What a pointer does on the map: drags it, turns the wheel, draws a line around images, or points at them. */
export type Gesture = 'move' | 'zoom' | 'lasso' | 'point';

/** `window.map`: what the module of the map's view exports. */
interface MapExports {
  MapView: new (
    data: MapData,
    ask: (question: MapQuestion) => Promise<MapAnswer>,
  ) => { node: HTMLElement; start(): Promise<void> };
}

/** Puts a map on the page, whose images are all the same small one. */
export function showMap(data: MapData): void {
  const { MapView } = (window as unknown as { map: MapExports }).map;
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [200, 150];
  const source = canvas.toDataURL();
  const view = new MapView(data, async (question) =>
    question.want === 'look'
      ? { looks: question.images.map((image) => ({ image, source, file: `${image}.jpg`, text: 'class 1, training' })) }
      : { selected: [] },
  );
  // No pointer of that number is pressed on.
  Element.prototype.setPointerCapture = () => {};
  document.body.append(view.node);
  void view.start();
}

/**
 * Moves a pointer once before each frame.
 *
 * @returns milliseconds from each frame to the next
 */
export async function playGesture({ gesture, frames }: { gesture: Gesture; frames: number }): Promise<number[]> {
  const stage = document.querySelector<HTMLElement>('.thaw-map-stage')!;
  stage.focus();
  const { left, top, width, height } = stage.getBoundingClientRect();
  const send = (type: string, x: number, y: number): void => {
    const isMiddle = gesture === 'move';
    const button = type === 'pointermove' ? -1 : isMiddle ? 1 : 0;
    const [clientX, clientY] = [left + x * width, top + y * height];
    stage.dispatchEvent(new PointerEvent(type, { clientX, clientY, button, bubbles: true }));
  };
  const step = (frame: number): void => {
    const turn = (2 * Math.PI * frame) / frames;
    const [x, y] = [0.5 + 0.4 * Math.cos(turn), 0.5 + 0.4 * Math.sin(turn)];
    if (gesture !== 'zoom') {
      send('pointermove', x, y);
      return;
    }
    // Three times as large, and back.
    const deltaY = frame < frames / 2 ? -23 : 23;
    const [clientX, clientY] = [left + 0.4 * width, top + 0.4 * height];
    stage.dispatchEvent(new WheelEvent('wheel', { deltaY, clientX, clientY, bubbles: true, cancelable: true }));
  };
  const isDrag = gesture === 'move' || gesture === 'lasso';
  if (isDrag) send('pointerdown', 0.9, 0.5);
  const times: number[] = [];
  let last = await new Promise<number>(requestAnimationFrame);
  for (let frame = 1; frame <= frames; frame++) {
    step(frame);
    const now = await new Promise<number>(requestAnimationFrame);
    times.push(now - last);
    last = now;
  }
  if (isDrag) send('pointerup', 0.9, 0.5);
  return times;
}
