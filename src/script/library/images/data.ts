import { type Execution, unknown, type Value } from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import type { ImageSource, RowStep } from './flow.js';

/** Rows of data on their way: where they come from, and what happens to their order and number. */
export interface DataRows {
  source: ImageSource;
  rows: readonly RowStep[];
  /** Their number where the text says it. */
  count?: number;
  /** Where the text says it; undefined where several lines decide it. */
  countAt?: Place;
}

/** @param count their number afterwards, if that is known */
export function withRows(data: DataRows, steps: readonly RowStep[], count?: number): DataRows {
  return { source: data.source, rows: [...data.rows, ...steps], count };
}

export function unknownSource(text: string, place: Place): ImageSource {
  return { kind: 'unknown', text, place };
}

/** What the library keeps for one way through a script. */
interface Kept {
  /** Values by the name of the file that they are saved in. */
  files: Map<string, Value>;
  /** Rows of which a value stands for one, by a text that is part of that value's own. */
  rowsByText: Map<string, DataRows>;
}

const KEPT = new WeakMap<Execution, Kept>();

export function keptBy(run: Execution): Kept {
  let kept = KEPT.get(run);
  if (kept === undefined) {
    kept = { files: new Map(), rowsByText: new Map() };
    KEPT.set(run, kept);
  }
  return kept;
}

/** Most rows that are found again by their text. */
const MOST_ROWS = 1000;

/**
 * A value that stands for one of some rows, such as a path of `train_test_split(paths)`. Its text is found again in the
 * texts made of it: `{folder}/{a row of paths, part 1}`.
 */
export function rowValue(data: DataRows, text: string, at: Place, run: Execution): Value {
  const { rowsByText } = keptBy(run);
  const same = [...rowsByText].find(([, rows]) => rows === data);
  const name = same?.[0] ?? `row ${rowsByText.size + 1} of ${text}`;
  if (rowsByText.size < MOST_ROWS) rowsByText.set(name, data);
  return unknown('it is one of many', name, at);
}

/** The rows of which a value is made of one. */
export function rowsOfText(text: string, run: Execution): DataRows | undefined {
  return namedRowsIn(text, run)?.data;
}

/** The rows of which a value is made of one, and the part of its text that stands for it. */
export function namedRowsIn(text: string, run: Execution): { name: string; data: DataRows } | undefined {
  const found = [...keptBy(run).rowsByText].filter(([name]) => text.includes(name));
  const [longest] = found.sort(([left], [right]) => right.length - left.length);
  return longest && { name: longest[0], data: longest[1] };
}
