import type { RunRow, RunsAnswer } from './runsData.js';

/** A column of the table: a figure of the runs, or a field of their recipes. */
export interface Column {
  /** Of a field: `recipe.` and its name. */
  key: string;
  title: string;
  /** What is shown. */
  text(row: RunRow): string;
  /** What is sorted by; undefined comes last. */
  value(row: RunRow): number | string | undefined;
}

const percent = (share: number): string => `${Math.round(100 * share)}\u00a0%`;

const FIGURES: readonly Column[] = [
  { key: 'id', title: 'run', text: ({ id }) => id.slice(0, 8), value: ({ id }) => id },
  { key: 'status', title: 'status', text: ({ status }) => status, value: ({ status }) => status },
  { key: 'accuracy', title: 'validation accuracy', text: accuracyText, value: ({ accuracy }) => accuracy },
  {
    key: 'trainAccuracy',
    title: 'training accuracy',
    text: ({ trainAccuracy }) => (trainAccuracy === undefined ? '' : percent(trainAccuracy)),
    value: ({ trainAccuracy }) => trainAccuracy,
  },
  { key: 'epochs', title: 'epochs done', text: ({ epochs }) => String(epochs), value: ({ epochs }) => epochs },
  {
    key: 'seconds',
    title: 'seconds',
    text: ({ seconds }) => (seconds === undefined ? '' : String(Math.round(seconds))),
    value: ({ seconds }) => seconds,
  },
  {
    key: 'date',
    title: 'date (UTC)',
    text: ({ date }) => `${date.slice(0, 10)} ${date.slice(11, 16)}`,
    value: ({ date }) => date,
  },
  { key: 'machine', title: 'machine', text: ({ machine }) => machine, value: ({ machine }) => machine },
];

function accuracyText({ accuracy, interval }: RunRow): string {
  if (accuracy === undefined || interval === undefined) return '';
  const [low, high] = interval.map((end) => Math.round(100 * end));
  return `${percent(accuracy)} (${low} to ${high})`;
}

/** What is shown of the runs. */
export interface RunsState {
  fields: readonly string[];
  /** The newest first. */
  rows: readonly RunRow[];
  sort: { key: string; isDown: boolean };
  filter: { text: string /** `all` or the key of a column */; key: string };
  /** Ids of two runs at most, in the order in which they were chosen. */
  chosen: readonly string[];
}

export function startRuns(fields: readonly string[], rows: readonly RunRow[]): RunsState {
  return { fields, rows, sort: { key: 'date', isDown: true }, filter: { text: '', key: 'all' }, chosen: [] };
}

/** Takes over what the kernel says of runs that are new, changed or gone. */
export function withAnswer(state: RunsState, { fields = [...state.fields], rows = [], order }: RunsAnswer): RunsState {
  const all = new Map([...state.rows, ...rows].map((row) => [row.id, row]));
  const listed = (order ?? state.rows.map(({ id }) => id)).flatMap((id) => all.get(id) ?? []);
  return { ...state, fields, rows: listed, chosen: state.chosen.filter((id) => listed.some((row) => row.id === id)) };
}

/** The columns of the table: a field in which the rows that are shown do not differ is left out. */
export function columnsOf(fields: readonly string[], rows: readonly RunRow[]): Column[] {
  const differing = fields.filter((field) => new Set(rows.map(({ recipe }) => recipe[field])).size > 1);
  return [...FIGURES, ...differing.map(fieldColumn)];
}

/** All columns, as those that can be filtered by. */
export function allColumns(fields: readonly string[]): Column[] {
  return [...FIGURES, ...fields.map(fieldColumn)];
}

function fieldColumn(field: string): Column {
  const text = ({ recipe }: RunRow): string => recipe[field] ?? '';
  const value = (row: RunRow): number | string | undefined => {
    const shown = text(row);
    if (shown === '') return undefined;
    return Number.isNaN(Number(shown)) ? shown : Number(shown);
  };
  return { key: `recipe.${field}`, title: field, text, value };
}

/** The rows that the filter leaves, in the order of the sorting. */
export function shownRows({ rows, fields, sort, filter }: RunsState): RunRow[] {
  const columns = allColumns(fields);
  const searched = filter.key === 'all' ? columns : columns.filter(({ key }) => key === filter.key);
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const text = (row: RunRow): string =>
    searched
      .map((column) => column.text(row))
      .join('\n')
      .toLowerCase();
  const left = words.length === 0 ? [...rows] : rows.filter((row) => words.every((word) => text(row).includes(word)));
  const { value } = columns.find(({ key }) => key === sort.key) ?? columns[0]!;
  return left.sort((a, b) => compare(value(a), value(b), sort.isDown));
}

function compare(a: number | string | undefined, b: number | string | undefined, isDown: boolean): number {
  // Whichever way: runs without a figure are last.
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  const order = typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b));
  return isDown ? -order : order;
}

/** Sorts by a column; by the same once more, the other way round. Figures begin with the largest. */
export function sortBy(state: RunsState, key: string): RunsState {
  const isDown = state.sort.key === key ? !state.sort.isDown : !['id', 'status', 'machine'].includes(key);
  return { ...state, sort: { key, isDown } };
}

/** Chooses a run, or takes that back; of three, the two that were chosen last stay. */
export function chooseRun(state: RunsState, id: string): RunsState {
  const { chosen } = state;
  return { ...state, chosen: chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id].slice(-2) };
}
