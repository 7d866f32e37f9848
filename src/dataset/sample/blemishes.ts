import type { Random } from '../../base/random.js';
import { pointOnSeed, type SeedShape } from './seedShape.js';
import { color, element, type Hsl } from './svg.js';

/**
 * Marks that any seed may bear: stains, specks and scratches. They keep "a dark spot" or "a line" from being
 * enough to know the class.
 *
 * @param most the largest number of marks
 */
export function blemishes(seed: SeedShape, most: number, body: Hsl, draw: Random): string {
  const kinds = [stain, speck, scratch];
  return Array.from({ length: draw.below(most + 1) }, () => kinds[draw.below(kinds.length)]!(seed, body, draw)).join(
    '',
  );
}

function stain(seed: SeedShape, body: Hsl, draw: Random): string {
  const [cx, cy] = pointOnSeed(seed, draw, 0.9);
  return element('ellipse', {
    cx,
    cy,
    rx: draw.between(10, 38),
    ry: draw.between(6, 22),
    fill: color([body[0] - 8, body[1] * 0.9, body[2] * draw.between(0.5, 0.8)]),
    opacity: draw.between(0.15, 0.5),
    filter: 'url(#soft)',
  });
}

function speck(seed: SeedShape, body: Hsl, draw: Random): string {
  const [cx, cy] = pointOnSeed(seed, draw, 0.9);
  const radius = draw.between(1, 4.5);
  return element('ellipse', {
    cx,
    cy,
    rx: radius * draw.between(0.7, 1.6),
    ry: radius,
    fill: color([body[0] - 6, body[1], body[2] * 0.4]),
    opacity: draw.between(0.4, 0.85),
  });
}

function scratch(seed: SeedShape, body: Hsl, draw: Random): string {
  const [x, y] = pointOnSeed(seed, draw, 0.8);
  const change = draw() < 0.5 ? body[2] * 0.5 : body[2] + 16;
  return element('path', {
    d: `M${x.toFixed(2)} ${y.toFixed(2)}q${draw.normal(20).toFixed(2)} ${draw.normal(8).toFixed(2)} ${draw.normal(40).toFixed(2)} ${draw.normal(15).toFixed(2)}`,
    fill: 'none',
    stroke: color([body[0], body[1], change]),
    'stroke-width': draw.between(0.8, 2.2),
    opacity: draw.between(0.3, 0.7),
  });
}
