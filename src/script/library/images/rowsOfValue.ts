import { type Execution, textOf, type Value } from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import { type DataRows, rowsOfText, rowValue, unknownSource } from './data.js';
import { arrayIn, changed } from './imageHost.js';
import { asLabels, labelsIn, labelsValue } from './labels.js';
import { reorderedIn, rowsIn } from './rowsHost.js';

/** One row of an array or a list, and the rows that it is one of. */
export function rowOf(value: Value, at: Place, run: Execution): { value: Value; data: DataRows } | undefined {
  const images = arrayIn(value);
  if (images !== undefined) return { value: changed(images, { isOne: true }, at), data: images.data };
  const labels = labelsIn(value);
  if (labels !== undefined) return { value, data: labels.data ?? none(value) };
  const reordered = reorderedIn(value);
  if (reordered !== undefined) return { value, data: reordered.data };
  const rows = rowsIn(value);
  if (rows !== undefined) return { value: rowValue(rows.data, rows.what, at, run), data: rows.data };
  if (value.kind === 'sequence') return rowOfList(value, at, run);
  if (value.kind === 'host' && 'numbers' in value.host)
    return { value: labelsValue(asLabels(value), at), data: none(value) };
  const text = textOf(value);
  const data = rowsOfText(text, run) ?? none(value);
  return { value: rowValue(data, text, at, run), data };
}

/** Items of a list are alike; a list of labels becomes a label. */
function rowOfList(value: Value & { kind: 'sequence' }, at: Place, run: Execution): { value: Value; data: DataRows } {
  const images = value.items.map(arrayIn).find((one) => one !== undefined);
  if (images !== undefined) return { value: changed(images, { isOne: true }, at), data: images.data };
  const labels = asLabels(value);
  if (labels.form === 'integers' || labels.form === 'one-hot')
    return { value: labelsValue(labels, at), data: none(value) };
  const text = value.items[0] === undefined ? textOf(value) : textOf(value.items[0]);
  const data = rowsOfText(text, run) ?? none(value);
  return { value: rowValue(data, text, at, run), data };
}

function none(value: Value): DataRows {
  return { source: unknownSource(textOf(value), value.origin), rows: [] };
}
