import type { Random } from '../../base/random.js';

/** A point in drawing units: x along the seed, y across it, the middle of the seed at the origin. */
export type Point = readonly [x: number, y: number];

/** The body of a seed, before it is posed and lit. */
export interface SeedShape {
  /** Half of the length and of the width, in drawing units; an image is 400 units wide. */
  halfLength: number;
  halfWidth: number;
  /** Closed; starts at the tip (x = halfLength) and goes once around. */
  outline: Point[];
}

const OUTLINE_POINTS = 120;

/**
 * An egg-like outline with bumps.
 *
 * @param shrinkage in [0, 1]: 0 is a plump seed, 1 one that has dried to less than half its width and got dents
 */
export function seedShape(draw: Random, shrinkage = 0): SeedShape {
  const halfLength = draw.between(135, 165);
  const halfWidth = draw.between(58, 80) * (1 - 0.55 * shrinkage);
  const taper = draw.between(0.05, 0.28);
  const squareness = draw.between(0.82, 1);
  const bumps = Array.from({ length: 9 }, (_, k) => ({
    waves: k + 2,
    height: draw.normal(0.018 / Math.sqrt(k + 1) + 0.045 * shrinkage),
    phase: draw.between(0, 2 * Math.PI),
  }));
  const outline = Array.from({ length: OUTLINE_POINTS }, (_, i): Point => {
    const angle = (2 * Math.PI * i) / OUTLINE_POINTS;
    const cos = Math.cos(angle);
    const sin = Math.sin(angle);
    const swell = bumps.reduce((sum, { waves, height, phase }) => sum + height * Math.cos(waves * angle + phase), 1);
    return [
      halfLength * Math.sign(cos) * Math.abs(cos) ** squareness * (1 + (swell - 1) * 0.5),
      halfWidth * Math.sign(sin) * Math.abs(sin) ** squareness * (1 - taper * cos) * swell,
    ];
  });
  return { halfLength, halfWidth, outline };
}

/** A point on the seed, `reach` of the way out to its rim at most. */
export function pointOnSeed({ halfLength, halfWidth }: SeedShape, draw: Random, reach = 0.8): Point {
  const angle = draw.between(0, 2 * Math.PI);
  const radius = reach * Math.sqrt(draw());
  return [halfLength * radius * Math.cos(angle), halfWidth * radius * Math.sin(angle)];
}
