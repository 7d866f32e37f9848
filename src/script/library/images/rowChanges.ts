import { type Execution, type SliceIndex, textOf, type UnknownFields, type Value } from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { namedRowsIn, rowsOfText, rowValue, unknownSource, withRows } from './data.js';
import type { RowStep } from './flow.js';
import { arrayIn, changed } from './imageHost.js';
import { asLabels, labelsIn, labelsValue } from './labels.js';
import { numbersIn } from './numbers.js';
import { orderIn, rowStepsOf } from './rowIndex.js';
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

/** Shuffles the value itself, as `random.shuffle` does: arrays, orders, and all images and paths in a list. */
export function shuffleInPlace(value: Value, step: RowStep, run: Execution): void {
  const order = orderIn(value);
  if (order !== undefined) order.addRows([step]);
  arrayIn(value)?.addRows([step]);
  reorderedIn(value)?.addRows([step]);
  if (value.kind !== 'sequence') return;
  // Once for each image, however often it is in the list.
  for (const item of new Set(value.items.flatMap(imagesWithin))) item.addRows([step]);
  value.items = value.items.map((item) => drawn(item, step, run));
}

/** A path of a list that is shuffled is one of rows in a drawn order. */
function drawn(item: Value, step: RowStep, run: Execution): Value {
  if (item.kind === 'sequence') return { ...item, items: item.items.map((one) => drawn(one, step, run)) };
  if (item.kind !== 'unknown') return item;
  return drawnOf(item, [step], run);
}

/** A path as one of the rows of its list, after steps. */
function drawnOf({ text, origin }: Value & UnknownFields, steps: readonly RowStep[], run: Execution): Value {
  const known = rowsOfText(text, run) ?? { source: { kind: 'files', text, place: origin }, rows: [] };
  return rowValue(withRows(known, steps), text, origin, run);
}

/** A file of a folder that is itself one of a listing: a loop over folders fills the list with them. */
export const NESTED_LISTING: RegExp = /an item of (?:os\.listdir|os\.scandir|glob\.i?glob|sorted)\b.*\{an item of /;

/** What draws another order, in the text of an item. */
const DRAWS = /sample|shuffl|permut|choice/;

/** A path of a list that is sliced, or what is made of one, is of the rows that the slice leaves; undefined of other values. */
export function slicedRow(item: Value, index: SliceIndex, at: Place, run: Execution): Value | undefined {
  const steps = rowStepsOf(index, at);
  if (item.kind !== 'unknown' || steps === 'one' || steps.length === 0) return undefined;
  const known = namedRowsIn(item.text, run);
  if (known === undefined) {
    // In the loop over folders, it is the files of one folder that are cut.
    const isOfAll = NESTED_LISTING.test(item.text) && !DRAWS.test(item.text) && !run.isRepeated();
    return isOfAll ? drawnOf(item, steps, run) : undefined;
  }
  const { name, data } = known;
  const row = textOf(rowValue(withRows(data, steps), name.replace(/^(?:row \d+ of )+/, ''), item.origin, run));
  return { ...item, text: item.text.replace(name, () => row) };
}

function imagesWithin(value: Value): { addRows(steps: readonly RowStep[]): void }[] {
  const images = arrayIn(value);
  if (images !== undefined) return [images];
  return value.kind === 'sequence' ? value.items.flatMap(imagesWithin) : [];
}
