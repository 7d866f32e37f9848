import { UserError } from '../../base/errors.js';
import { greatest } from '../../base/extremes.js';
import { stagesOfRows } from './epochRows.js';
import { type Literal, LiteralError, readLiteral } from './pythonLiteral.js';
import { columnsOfStages, epochOf, type HistoryStage, type TrainingHistory } from './trainingHistory.js';

const HOW_TO_SAVE =
  'Save it in Python with `json.dump({k: [float(v) for v in vs] for k, vs in history.history.items()}, open("history.json", "w"))`.';

/**
 * Reads `history.history`: as JSON, as `str()` of Python prints it, as pandas' `to_json` writes it, a list of such dicts (a stage each),
 * or a dict for each epoch, as a list or one a line.
 *
 * @param shown name of the file in error messages
 * @param start index of the one dict to read, if other text stands around it. Default: the whole text is read
 * @throws UserError if it is no such dict, with the place
 */
export function readDict(text: string, shown: string, start?: number): TrainingHistory {
  const values = literalsOf(text, shown, start);
  const notes: string[] = [];
  const stages = stagesOf(values, notes);
  if (stages.length === 0) {
    throw new UserError(
      `${shown} is expected to hold history.history: a dict with a list of numbers for each metric, such as {"loss": [0.69, 0.52]}.`,
      text.trim().slice(0, 60),
      HOW_TO_SAVE,
    );
  }
  return { kind: 'dict', columns: columnsOfStages(stages), stages, notes };
}

/** The value at an index, or all values of a text that is nothing but values, one behind the other. */
function literalsOf(text: string, shown: string, start: number | undefined): Literal[] {
  const values: Literal[] = [];
  let at = start ?? text.search(/\S/);
  try {
    while (at < text.length) {
      const { value, end } = readLiteral(text, at);
      values.push(value);
      if (start !== undefined) return values;
      at = end + (/\S/.exec(text.slice(end, end + 1000))?.index ?? text.length);
    }
  } catch (error) {
    if (!(error instanceof LiteralError)) throw error;
    const before = text.slice(0, error.at).split('\n');
    throw new UserError(
      `${shown} is expected to hold history.history. In line ${before.length}, column ${before[before.length - 1]!.length + 1}, ${error.expected} is expected.`,
      text.slice(error.at, error.at + 20).split('\n')[0] || 'the end of the line',
      HOW_TO_SAVE,
    );
  }
  return values;
}

function stagesOf(values: readonly Literal[], notes: string[]): HistoryStage[] {
  const dicts = values.flatMap((value) => (Array.isArray(value) ? value : [value])).map(inner);
  const stages: HistoryStage[] = [];
  let rows: Record<string, number>[] = [];
  const endRows = (): void => {
    for (const stage of stagesOfRows(rows.map(({ epoch, ...values }) => ({ epoch, values })))) stages.push(stage);
    rows = [];
  };
  for (const dict of dicts) {
    if (dict === undefined) continue;
    const row = rowOf(dict);
    if (row !== undefined) rows.push(row);
    else {
      endRows();
      const stage = stageOf(dict, notes);
      if (stage !== undefined) stages.push(stage);
    }
  }
  endRows();
  return stages;
}

/** The dict of metrics: a dict may be that of a `History` object, with `history` and `params`. */
function inner(value: Literal): Map<string, Literal> | undefined {
  if (!(value instanceof Map)) return undefined;
  const history = value.get('history');
  return history instanceof Map ? history : value;
}

/** The numbers of an epoch, if a dict holds a loss or an accuracy as a number. */
function rowOf(dict: Map<string, Literal>): Record<string, number> | undefined {
  const names = [...dict.keys()].filter((name) => /(^|_)(loss|acc|accuracy)$/.test(name));
  if (names.length === 0 || !names.some((name) => typeof dict.get(name) === 'number')) return undefined;
  const row: Record<string, number> = {};
  for (const [name, value] of dict) if (typeof value === 'number') row[name] = value;
  return row;
}

function stageOf(dict: Map<string, Literal>, notes: string[]): HistoryStage | undefined {
  const lists = new Map<string, number[]>();
  for (const [name, value] of dict) {
    const numbers = numbersOf(value);
    if (numbers !== undefined) lists.set(name, numbers);
  }
  const length = greatest([0, ...[...lists.values()].map((list) => list.length)]);
  if (length === 0) return undefined;
  for (const name of dict.keys()) {
    if (!lists.has(name)) notes.push(`${name} is no list of numbers and is left out.`);
  }
  const rows: Record<string, number>[] = Array.from({ length }, () => ({}));
  for (const [name, list] of lists) {
    const every = length / list.length;
    if (!Number.isInteger(every)) {
      notes.push(`${name} has ${list.length} values for ${length} epochs and is left out: its epochs are not known.`);
      continue;
    }
    if (every > 1) notes.push(`${name} has a value for every ${every} epochs, as with validation_freq=${every}.`);
    for (const [i, value] of list.entries()) rows[(i + 1) * every - 1]![name] = value;
  }
  return { epochs: rows.map((row, i) => epochOf(i + 1, row)) };
}

/** A list of numbers; pandas writes it as a dict by index. Each number may stand in brackets of its own. */
function numbersOf(value: Literal): number[] | undefined {
  const list =
    value instanceof Map && [...value.keys()].every((key) => /^\d+$/.test(key)) ? [...value.values()] : value;
  if (!Array.isArray(list) || list.length === 0) return undefined;
  const numbers = list.map((item) => {
    return Array.isArray(item) && item.length === 1 ? item[0] : item;
  });
  // JSON.stringify and pandas write null for NaN.
  const known = numbers.map((number) => (number === null ? Number.NaN : number));
  return known.every((number) => typeof number === 'number') ? known : undefined;
}

/** Index of the first dict of metrics that a program printed among other text; undefined if there is none. */
export function dictIn(text: string): number | undefined {
  const at = text.search(/\{\s{0,9}['"](?:val_)?(?:loss|acc|accuracy)['"]\s{0,9}:\s{0,9}[[{(]/);
  return at < 0 ? undefined : at;
}
