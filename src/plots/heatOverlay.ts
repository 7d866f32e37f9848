/** From cold to hot; the coldest is transparent. Dark red to yellow, in rising brightness. */
const STOPS: readonly (readonly [red: number, green: number, blue: number])[] = [
  [90, 0, 90],
  [200, 20, 60],
  [250, 120, 20],
  [255, 240, 80],
];
/** Of the hottest pixel. */
const OPACITY = 0.6;

/**
 * Lays a heat map over an image: without heat the image is gray; the more heat, the more color.
 *
 * @param pixels `[height, width, 3]` in [0, 255]
 * @param heat `[height, width]` in [0, 1]
 */
export function heatOverlay(pixels: ArrayLike<number>, heat: ArrayLike<number>): Uint8Array {
  const result = new Uint8Array(pixels.length);
  for (let i = 0; i < heat.length; i++) {
    const gray = 0.299 * pixels[3 * i]! + 0.587 * pixels[3 * i + 1]! + 0.114 * pixels[3 * i + 2]!;
    const color = colorOf(heat[i]!);
    const opacity = OPACITY * heat[i]!;
    for (let c = 0; c < 3; c++) result[3 * i + c] = Math.round((1 - opacity) * gray + opacity * color[c]!);
  }
  return result;
}

function colorOf(heat: number): readonly number[] {
  const at = Math.min(1, Math.max(0, heat)) * (STOPS.length - 1);
  const low = Math.min(STOPS.length - 2, Math.floor(at));
  return STOPS[low]!.map((value, c) => value + (at - low) * (STOPS[low + 1]![c]! - value));
}
