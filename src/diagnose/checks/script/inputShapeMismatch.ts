import { pluralize } from '../../../base/text/pluralize.js';
import type { ImageFlow } from '../../../script/library/images/flow.js';
import type { Read } from '../../../script/library/read.js';
import { type InputShape, inputShapeOf } from '../../../script/reading/inputShape.js';
import { baseOf, type Pipeline, pipelinesOf } from '../../../script/reading/pipelines.js';
import { quotePlace } from '../../../script/reading/quotes.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import type { Finding, FindingPlace } from '../../finding.js';

/**
 * Finds images of another shape than the base is built for: another size, or one or four channels. Keras 3 raises an error at
 * the first call of a functional model. A prediction of another size after a training, `Sequential` and older versions go on
 * where the layers allow it.
 */
export function inputShapeMismatch(reading: ScriptReading): Finding[] {
  const base = baseOf(reading);
  const shape = base === undefined ? undefined : inputShapeOf(base);
  if (shape === undefined) return [];
  for (const pipeline of pipelinesOf(reading)) {
    const finding = mismatchOf(reading, shape, pipeline);
    if (finding !== undefined) return [finding];
  }
  return [];
}

function mismatchOf(reading: ScriptReading, shape: InputShape, { name, flow }: Pipeline): Finding | undefined {
  const { height, width, channels } = flow;
  if (differ(height.value, shape.height) || differ(width.value, shape.width)) {
    const [expected, received] = [sizeText(shape.height, shape.width), sizeText(height.value, width.value)];
    const swapped = isSwapped(flow, shape) ? ' Height and width are swapped.' : '';
    return findingOf(
      `The model is built for images of ${expected} (height x width), and ${name} images are ${received}.${swapped}`,
      'Use one size, (height, width), in both places.',
      placesOf(reading, height, received, shape, expected),
    );
  }
  if (!differ(channels.value, shape.channels)) return undefined;
  const [expected, received] = [`${shape.channels} channels`, pluralize(channels.value ?? 0, 'channel')];
  return findingOf(
    `The model is built for ${expected}, and ${name} images have ${received}.`,
    'Load images in the same number of channels, such as with `color_mode="rgb"`. The weights of ImageNet need three.',
    placesOf(reading, channels, received, shape, expected),
  );
}

/** Whether images have the size that a model is built for, in the other order. */
export function isSwapped({ height, width }: ImageFlow, shape: InputShape): boolean {
  return differ(height.value, width.value) && height.value === shape.width && width.value === shape.height;
}

function findingOf(summary: string, text: string, places: FindingPlace[]): Finding {
  return { check: 'input-shape-mismatch', severity: 'critical', summary, evidence: [], fix: { text }, places };
}

function sizeText(height: number | undefined, width: number | undefined): string {
  return `${height ?? '?'}x${width ?? '?'}`;
}

function placesOf(
  reading: ScriptReading,
  { places }: Read<number>,
  received: string,
  shape: InputShape,
  expected: string,
): FindingPlace[] {
  const place = places.at(-1);
  const deciding = place === undefined ? [] : [quotePlace(reading, place, received)];
  return [...deciding, quotePlace(reading, shape.place, expected)];
}

function differ(a: number | undefined, b: number | undefined): boolean {
  return a !== undefined && b !== undefined && a !== b;
}
