import type { Random } from '../../base/random.js';
import type { SampleClass } from './sampleClasses.js';
import { type Point, pointOnSeed, type SeedShape } from './seedShape.js';
import { color, element, type Hsl, line } from './svg.js';

/** What a defect adds to a seed: SVG in the seed's own coordinates. */
export interface Defect {
  /** The outline that is left, where the defect takes some of it away. */
  outline?: Point[];
  /** Drawn on the body and cut off at its rim. */
  marks?: string;
  /** Drawn over body and background alike. */
  growth?: string;
}

/**
 * Draws the defect of a class.
 *
 * @param severity in [0, 1]; 0 is barely seen
 * @param body the color of the seed
 */
export function defectOf(sampleClass: SampleClass, seed: SeedShape, severity: number, body: Hsl, draw: Random): Defect {
  switch (sampleClass) {
    case 'healthy':
      return {};
    case 'broken':
      return broken(seed, severity, body, draw);
    case 'cracked':
      return { marks: repeat(2 + draw.below(2 + Math.round(2 * severity)), () => crack(seed, severity, body, draw)) };
    case 'insect-bored':
      return { marks: repeat(1 + draw.below(2 + Math.round(2 * severity)), () => hole(seed, severity, body, draw)) };
    case 'mouldy':
      return mouldy(seed, severity, draw);
    case 'sprouted':
      return { growth: repeat(2 + draw.below(2), () => sprout(seed, severity, draw)) };
    case 'shrivelled':
      return { marks: repeat(4 + Math.round(7 * severity), () => wrinkle(seed, severity, body, draw)) };
  }
}

/** Takes the tip off along a jagged, slanted cut, and shows the pale inside there. */
function broken(seed: SeedShape, severity: number, body: Hsl, draw: Random): Defect {
  const slant = draw.normal(0.35);
  const cut = seed.halfLength * (0.92 - 0.75 * severity * draw.between(0.75, 1));
  const kept = seed.outline.filter(([x, y]) => x + slant * y < cut);
  const [from, to] = [kept[kept.length - 1], kept[0]];
  const teeth = 5 + draw.below(8);
  const edge = Array.from({ length: teeth }, (_, i): Point => {
    const share = (i + 1) / (teeth + 1);
    return [
      from![0] + (to![0] - from![0]) * share + draw.normal(3 + 5 * severity),
      from![1] + (to![1] - from![1]) * share,
    ];
  });
  const depth = 5 + 14 * severity * draw();
  const inner = [...edge].reverse().map(([x, y]): Point => [x - depth - draw.between(0, 6), y]);
  const face = element('path', {
    d: line([from!, ...edge, to!, ...inner]),
    fill: color([body[0] + 4, body[1] * 0.6, body[2] + draw.between(12, 26)]),
    opacity: draw.between(0.6, 0.95),
  });
  return { outline: [...kept, ...edge], marks: face };
}

/** A dark jagged line over part of the body, with a light lip. */
function crack(seed: SeedShape, severity: number, body: Hsl, draw: Random): string {
  const [startX, startY] = pointOnSeed(seed, draw, 0.6);
  let heading = draw() < 0.6 ? draw.normal(0.5) : draw.between(0, 2 * Math.PI);
  const step = seed.halfLength * (0.05 + 0.09 * severity);
  const points: Point[] = [[startX, startY]];
  for (let i = 0; i < 9; i++) {
    heading += draw.normal(0.5);
    const [x, y] = points[points.length - 1]!;
    points.push([x + step * Math.cos(heading), y + step * Math.sin(heading)]);
  }
  const width = 2.5 + 7 * severity * draw.between(0.6, 1);
  const common = { fill: 'none', 'stroke-linejoin': 'bevel' };
  return (
    element('path', {
      ...common,
      d: line(points.map(([x, y]): Point => [x + width * 0.5, y + width * 0.6])),
      stroke: color([body[0], body[1], body[2] + 18]),
      'stroke-width': width,
      opacity: 0.5,
    }) +
    element('path', {
      ...common,
      d: line(points),
      stroke: color([body[0] - 6, body[1], body[2] * 0.25]),
      'stroke-width': width,
      opacity: 0.6 + 0.35 * severity,
    })
  );
}

/** A round dark hole with a gnawed, paler rim. */
function hole(seed: SeedShape, severity: number, body: Hsl, draw: Random): string {
  const [x, y] = pointOnSeed(seed, draw, 0.75);
  const radius = 6 + 16 * severity * draw.between(0.6, 1);
  const squash = draw.between(0.75, 1);
  const at = { cx: x, cy: y, rx: radius, ry: radius * squash };
  return (
    element('ellipse', {
      ...at,
      rx: radius * 1.35,
      ry: radius * squash * 1.35,
      fill: color([body[0] + 3, body[1] * 0.8, body[2] + 14]),
      opacity: 0.3 + 0.5 * draw(),
    }) +
    element('ellipse', { ...at, fill: color([body[0] - 8, 40, body[2] * 0.28]), opacity: 0.95 }) +
    element('ellipse', {
      cx: x + radius * 0.15,
      cy: y + radius * 0.2,
      rx: radius * 0.6,
      ry: radius * squash * 0.6,
      fill: '#0c0705',
      opacity: 0.8,
    })
  );
}

/** Gray-green down in one or two patches, some of it over the rim. */
function mouldy(seed: SeedShape, severity: number, draw: Random): Defect {
  const hue = draw.between(75, 170);
  const patch = (spread: number, tufts: number): string => {
    const [x, y] = pointOnSeed(seed, draw, 0.85);
    return repeat(tufts, () => {
      const radius = draw.between(4, 15) * (0.5 + 0.5 * severity);
      return element('ellipse', {
        cx: x + draw.normal(spread * 1.4),
        cy: y + draw.normal(spread),
        rx: radius,
        ry: radius * draw.between(0.6, 1),
        fill: color([hue + draw.normal(12), draw.between(5, 20), draw.between(36, 76)]),
        opacity: draw.between(0.35, 0.75),
      });
    });
  };
  const patches = 1 + draw.below(1 + Math.round(1.5 * severity));
  const spread = 16 + 30 * severity;
  return {
    marks: `<g filter="url(#down)">${repeat(patches, () => patch(spread, Math.round(24 + 80 * severity)))}</g>`,
    growth: `<g filter="url(#down)" opacity="0.6">${patch(spread * 0.6, Math.round(22 * severity))}</g>`,
  };
}

/** A pale curved shoot or rootlet out of the tip, thinner towards its end. */
function sprout(seed: SeedShape, severity: number, draw: Random): string {
  const length = 50 + 130 * severity * draw.between(0.7, 1);
  const bend = draw.normal(0.11);
  let heading = draw.normal(0.9);
  let [x, y]: Point = [seed.halfLength * draw.between(0.7, 0.92), draw.normal(seed.halfWidth * 0.3)];
  const thickness = 18 + 16 * severity * draw();
  const pieces = 14;
  const pale: Hsl = [draw.between(58, 95), draw.between(35, 60), draw.between(70, 86)];
  const shade: Hsl = [pale[0] - 8, pale[1], pale[2] - 30];
  let under = '';
  let over = '';
  for (let i = 0; i < pieces; i++) {
    heading += bend + draw.normal(0.06);
    const next: Point = [x + (length / pieces) * Math.cos(heading), y + (length / pieces) * Math.sin(heading)];
    const width = thickness * (1 - 0.6 * (i / pieces));
    const piece = { d: line([[x, y], next]), 'stroke-linecap': 'round', fill: 'none' };
    under += element('path', { ...piece, stroke: color(shade), 'stroke-width': width + 3 });
    over += element('path', { ...piece, stroke: color(pale), 'stroke-width': width });
    [x, y] = next;
  }
  return under + over;
}

/** A fold along the body: a dark line and a light one beside it. */
function wrinkle(seed: SeedShape, severity: number, body: Hsl, draw: Random): string {
  const middle = draw.between(-0.8, 0.8) * seed.halfWidth;
  const start = draw.between(-0.95, 0.1) * seed.halfLength;
  const length = draw.between(0.5, 1.2) * seed.halfLength;
  const phase = draw.between(0, 6);
  const swing = draw.between(2, 7);
  const points = Array.from({ length: 16 }, (_, i): Point => {
    const x = start + (length * i) / 15;
    const arch = Math.sqrt(Math.max(0, 1 - (x / seed.halfLength) ** 2));
    return [x, middle * arch + swing * Math.sin(phase + i * 0.6)];
  });
  const width = draw.between(2.5, 4) + 3.5 * severity;
  const common = { fill: 'none', 'stroke-width': width, 'stroke-linecap': 'round' };
  const opacity = 0.25 + 0.35 * severity;
  return (
    element('path', { ...common, d: line(points), stroke: color([body[0], body[1], body[2] * 0.45]), opacity }) +
    element('path', {
      ...common,
      d: line(points.map(([x, y]): Point => [x, y + width])),
      stroke: color([body[0], body[1], body[2] + 16]),
      opacity: opacity * 0.8,
    })
  );
}

function repeat(times: number, part: () => string): string {
  return Array.from({ length: times }, part).join('');
}
