import { type Random, random } from '../../base/random.js';
import { blemishes } from './blemishes.js';
import { type Defect, defectOf } from './defects.js';
import { DIFFICULTY } from './difficulty.js';
import { SAMPLE_CLASSES, type SampleClass } from './sampleClasses.js';
import { type Point, type SeedShape, seedShape } from './seedShape.js';
import { color, element, type Hsl, line } from './svg.js';

/** Width of the drawing in its own units, whatever its size in pixels. */
const UNITS = 400;

/**
 * The SVG of one seed: body, defect, pose, light and background, all drawn from the seed and the index.
 *
 * @param width in pixels
 * @param height in pixels
 */
export function seedPicture(
  seed: number,
  index: number,
  sampleClass: SampleClass,
  width: number,
  height: number,
): string {
  const draw = random(seed, 'picture', index);
  const severity = draw.between(DIFFICULTY.severity.low, DIFFICULTY.severity.high);
  const shrinkage = sampleClass === 'shrivelled' ? severity : 0;
  const shape = seedShape(draw, shrinkage);
  const body: Hsl = [
    draw.between(22, 44),
    draw.between(30, 62),
    draw.between(42, 66) * (1 - 0.42 * shrinkage) * (1 - (sampleClass === 'mouldy' ? 0.08 : 0)),
  ];
  const defects = [defectOf(sampleClass, shape, severity, body, random(seed, 'defect', index))];
  if (draw() < DIFFICULTY.secondDefect) defects.push(slightDefect(seed, index, shape, body));
  const outline = defects.find((defect) => defect.outline)?.outline ?? shape.outline;

  const unitsHigh = (UNITS * height) / width;
  const light = draw.between(0, 2 * Math.PI);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
    `viewBox="${-UNITS / 2} ${-unitsHigh / 2} ${UNITS} ${unitsHigh}">` +
    definitions(outline, body, light, draw) +
    background(unitsHigh, draw) +
    posed(outline, unitsHigh, light, draw, [
      element('path', { d: `${line(outline)}Z`, fill: 'url(#body)' }),
      '<g clip-path="url(#rim)">',
      element('path', { d: `${line(outline)}Z`, filter: 'url(#grain)', opacity: draw.between(0.25, 0.6) }),
      crease(shape, body, draw),
      blemishes(shape, DIFFICULTY.blemishes, body, draw),
      ...defects.map(({ marks = '' }) => marks),
      element('path', { d: `${line(outline)}Z`, fill: 'url(#gloss)' }),
      element('path', {
        d: `${line(outline)}Z`,
        fill: 'none',
        stroke: color([body[0] - 6, body[1], body[2] * 0.4]),
        'stroke-width': 7,
        opacity: 0.35,
        filter: 'url(#soft)',
      }),
      '</g>',
      ...defects.map(({ growth = '' }) => growth),
    ]) +
    '</svg>'
  );
}

function slightDefect(seed: number, index: number, shape: SeedShape, body: Hsl): Defect {
  const draw = random(seed, 'second defect', index);
  const marking = SAMPLE_CLASSES.filter((name) => name === 'cracked' || name === 'insect-bored' || name === 'mouldy');
  return defectOf(marking[draw.below(marking.length)]!, shape, DIFFICULTY.secondSeverity, body, draw);
}

/** Gradients and filters; the light comes from the angle `light`, in radians. */
function definitions(outline: readonly Point[], body: Hsl, light: number, draw: Random): string {
  const focusX = 0.5 + 0.25 * Math.cos(light);
  const focusY = 0.5 + 0.25 * Math.sin(light);
  const at = `cx="0.5" cy="0.5" r="0.62" fx="${focusX.toFixed(3)}" fy="${focusY.toFixed(3)}"`;
  const stop = (offset: number, tint: Hsl): string => element('stop', { offset, 'stop-color': color(tint) });
  const contrast = draw.between(0.6, 1.2);
  const gloss = draw.between(0.05, 0.4);
  return (
    `<defs><radialGradient id="body" ${at}>` +
    stop(0, [body[0] + 4, body[1] + 4, body[2] + 13 * contrast]) +
    stop(0.5, body) +
    stop(1, [body[0] - 8, body[1] + 4, body[2] * (1 - 0.48 * contrast)]) +
    `</radialGradient><radialGradient id="gloss" cx="${focusX.toFixed(3)}" cy="${focusY.toFixed(3)}" r="0.22">` +
    `<stop offset="0" stop-color="#fff" stop-opacity="${gloss.toFixed(3)}"/>` +
    '<stop offset="1" stop-color="#fff" stop-opacity="0"/></radialGradient>' +
    `<clipPath id="rim"><path d="${line(outline)}Z"/></clipPath>` +
    blur('soft', 3.5) +
    blur('down', 2.2) +
    blur('shadow', draw.between(4, 14)) +
    // Streaks along the body: noise that changes slowly in x and fast in y.
    '<filter id="grain" x="0" y="0" width="1" height="1">' +
    `<feTurbulence type="fractalNoise" baseFrequency="${draw.between(0.008, 0.03).toFixed(4)} ` +
    `${draw.between(0.05, 0.13).toFixed(4)}" numOctaves="3" seed="${draw.below(10_000)}"/>` +
    '<feColorMatrix values="0 0 0 0 0.18  0 0 0 0 0.1  0 0 0 0 0.04  1.6 0 0 0 -0.55"/>' +
    '<feComposite in2="SourceAlpha" operator="in"/></filter>' +
    `<filter id="ground" x="0" y="0" width="1" height="1">` +
    `<feTurbulence type="fractalNoise" baseFrequency="${draw.between(0.01, 0.2).toFixed(4)}" numOctaves="3" ` +
    `seed="${draw.below(10_000)}"/>` +
    '<feColorMatrix values="0 0 0 0 0  0 0 0 0 0  0 0 0 0 0  1.4 0 0 0 -0.5"/></filter></defs>'
  );
}

function blur(id: string, deviation: number): string {
  return (
    `<filter id="${id}" x="-0.5" y="-0.5" width="2" height="2">` +
    `<feGaussianBlur stdDeviation="${deviation.toFixed(2)}"/></filter>`
  );
}

/** Trays, cloth and paper: any lightness, little color, more or less texture. */
function background(unitsHigh: number, draw: Random): string {
  const tints: readonly Hsl[] = [
    [draw.between(200, 225), draw.between(8, 34), draw.between(22, 60)],
    [draw.between(25, 50), draw.between(5, 25), draw.between(65, 93)],
    [draw.between(0, 360), draw.between(0, 10), draw.between(8, 92)],
    [draw.between(70, 150), draw.between(5, 20), draw.between(25, 60)],
  ];
  const area = { x: -UNITS / 2, y: -unitsHigh / 2, width: UNITS, height: unitsHigh };
  return (
    element('rect', { ...area, fill: color(tints[draw.below(tints.length)]!) }) +
    element('rect', { ...area, filter: 'url(#ground)', opacity: draw.between(0, 0.5) })
  );
}

/** The seed lies mostly lengthwise, either end first, with its shadow away from the light. */
function posed(
  outline: readonly Point[],
  unitsHigh: number,
  light: number,
  draw: Random,
  parts: readonly string[],
): string {
  const turn = (draw() < 0.5 ? 180 : 0) + draw.normal(7);
  const flip = draw() < 0.5 ? -1 : 1;
  // A tall image has room that a flat one lacks: the seed is fitted to the lesser of the two.
  const scale = Math.min(1, unitsHigh / 195) * draw.between(0.82, 1.12);
  const distance = draw.between(4, 12);
  const shadowX = -distance * Math.cos(light);
  const shadowY = -distance * Math.sin(light);
  const radians = (turn * Math.PI) / 180;
  // In the seed's own axes, so that the shadow falls the same way however the seed lies.
  const x = shadowX * Math.cos(radians) + shadowY * Math.sin(radians);
  const y = (-shadowX * Math.sin(radians) + shadowY * Math.cos(radians)) * flip;
  const shadow = element('path', {
    d: `${line(outline.map(([px, py]): Point => [px + x, py + y]))}Z`,
    opacity: draw.between(0.25, 0.6),
    filter: 'url(#shadow)',
  });
  const rightmost = Math.max(...outline.map(([px]) => px));
  const leftmost = Math.min(...outline.map(([px]) => px));
  // Whoever took the image put most of what is left of a seed into the middle.
  const centring = -0.7 * ((rightmost + leftmost) / 2);
  const place =
    `translate(${draw.normal(7).toFixed(2)} ${draw.normal(4).toFixed(2)}) rotate(${turn.toFixed(2)}) ` +
    `scale(${scale.toFixed(4)} ${(flip * scale).toFixed(4)}) translate(${centring.toFixed(2)} 0)`;
  return `<g transform="${place}">${shadow}${parts.join('')}</g>`;
}

/** The furrow along the belly, which not every seed turns to the camera. */
function crease({ halfLength, halfWidth }: SeedShape, body: Hsl, draw: Random): string {
  const offset = draw.normal(halfWidth * 0.25);
  const bow = draw.normal(halfWidth * 0.3);
  const reach = halfLength * draw.between(0.6, 0.95);
  return element('path', {
    d: `M${(-reach).toFixed(2)} ${(offset * 0.5).toFixed(2)}Q0 ${(offset + bow).toFixed(2)} ${reach.toFixed(2)} ${(offset * 0.4).toFixed(2)}`,
    fill: 'none',
    stroke: color([body[0] - 8, body[1], body[2] * 0.42]),
    'stroke-width': draw.between(2, 6),
    'stroke-linecap': 'round',
    opacity: draw() < 0.3 ? 0 : draw.between(0.2, 0.65),
  });
}
