import { textOf, type Value } from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { unknownSource, withRows } from './data.js';
import type { RowStep } from './flow.js';
import { arrayIn, changed } from './imageHost.js';
import { asLabels, labelsIn, labelsValue } from './labels.js';
import { numbersIn } from './numbers.js';
import { orderIn } from './rowIndex.js';
import { reorderedIn, rowsIn, rowsValue } from './rowsHost.js';

/** The rows of a value after steps: of an array, a list of images, labels or paths. */
export function afterRows(value: Value, steps: readonly RowStep[], at: Place): Value {
  const images = arrayIn(value);
  if (images !== undefined) return changed(images, { data: withRows(images.data, steps) }, at);
  const labels = labelsIn(value);
  if (labels !== undefined) {
    return labelsValue(labels.labels, at, labels.data === undefined ? undefined : withRows(labels.data, steps));
  }
  const reordered = reorderedIn(value);
  if (reordered !== undefined) return reordered.afterRows(steps, at);
  const rows = rowsIn(value);
  if (rows !== undefined) return rowsValue(rows.of, withRows(rows.data, steps), rows.what, at);
  if (value.kind === 'sequence' && value.items.some((item) => arrayIn(item) !== undefined)) {
    return {
      ...value,
      items: value.items.map((item) => (arrayIn(item) === undefined ? item : afterRows(item, steps, at))),
      isComplete: false,
    };
  }
  if (numbersIn(value) !== undefined) return labelsValue(asLabels(value), at);
  const data = { source: unknownSource(textOf(value), value.origin), rows: steps };
  return rowsValue(value, data, textOf(value), at);
}

/** Shuffles the value itself, as `random.shuffle` does: arrays, orders, and all images in a list. */
export function shuffleInPlace(value: Value, step: RowStep): void {
  const order = orderIn(value);
  if (order !== undefined) order.addRows([step]);
  arrayIn(value)?.addRows([step]);
  reorderedIn(value)?.addRows([step]);
  // Once for each image, however often it is in the list.
  if (value.kind === 'sequence') for (const item of new Set(value.items.flatMap(imagesWithin))) item.addRows([step]);
}

function imagesWithin(value: Value): { addRows(steps: readonly RowStep[]): void }[] {
  const images = arrayIn(value);
  if (images !== undefined) return [images];
  return value.kind === 'sequence' ? value.items.flatMap(imagesWithin) : [];
}
