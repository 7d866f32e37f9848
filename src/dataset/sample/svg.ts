import type { Point } from './seedShape.js';

/** A hue in degrees, saturation and lightness in percent. */
export type Hsl = readonly [hue: number, saturation: number, lightness: number];

/** The color as SVG writes it; lightness and saturation are held to 0 ... 100. */
export function color([hue, saturation, lightness]: Hsl): string {
  return `hsl(${short(((hue % 360) + 360) % 360)},${short(percent(saturation))}%,${short(percent(lightness))}%)`;
}

/** Path data through the points, by straight lines. */
export function line(points: readonly Point[]): string {
  return `M${points.map(([x, y]) => `${short(x)} ${short(y)}`).join('L')}`;
}

/** An element without children: `element('circle', { r: 3 })`. */
export function element(name: string, attributes: Record<string, string | number>): string {
  const written = Object.entries(attributes).map(([key, value]) => {
    return ` ${key}="${typeof value === 'number' ? short(value) : value}"`;
  });
  return `<${name}${written.join('')}/>`;
}

function percent(value: number): number {
  return Math.min(100, Math.max(0, value));
}

// Three decimals: far below a pixel, and short.
function short(value: number): number {
  return Math.round(value * 1000) / 1000;
}
