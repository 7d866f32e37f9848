import { byName, valuesOf } from '../../evaluate/arguments.js';
import { indexText } from '../../evaluate/items.js';
import {
  type Arguments,
  constant,
  type Host,
  host,
  type SliceIndex,
  stringOf,
  textOf,
  truthOf,
  unknown,
  type Value,
} from '../../evaluate/values.js';
import type { Place } from '../../syntax/ast.js';
import type { LibraryCall } from './imageHost.js';

/**
 * A dataframe of pandas, of which the file decides what it holds. Its text says what was done to its rows, in their order:
 * `pandas.read_csv('train.csv').sort_values('label')`.
 */
function frameValue(text: string, at: Place, known: ReadonlyMap<string, Value> = new Map()): Value {
  let now = text;
  const columns = new Map(known);
  const open = (part: string, place: Place): Value => unknown('the file decides it', `${now}${part}`, place);
  // Labels that the script makes of another column are known, whatever the file holds.
  const set = (name: string | undefined, value: Value): true => {
    if (name === undefined) return true;
    if (value.kind === 'unknown' && mappedNumbers(value.text) !== undefined) columns.set(name, value);
    else columns.delete(name);
    return true;
  };
  const frame: Host = {
    get what() {
      return now;
    },
    attribute: (name, place) => (METHODS.has(name) ? undefined : (columns.get(name) ?? open(`.${name}`, place))),
    setAttribute: (name, value) => set(name, value),
    item: (index, place) => columns.get(columnName(index) ?? '') ?? open(`[${indexText(index)}]`, place),
    setItem: (index, value) => set(columnName(index), value),
    method: (name, args, place) => {
      const part = `.${name}(${writtenArguments(name, args)})`;
      if (!FRAMES.has(name)) return open(part, place);
      const inPlace = args.keywords.get('inplace');
      if (inPlace === undefined || truthOf(inPlace) === false) return frameValue(`${now}${part}`, place, columns);
      now = `${now}${part}`;
      return constant(null, place);
    },
  };
  return host(frame, at);
}

function columnName(index: Value | SliceIndex): string | undefined {
  return index.kind === 'slice' ? undefined : stringOf(index);
}

/** A column that a dictionary maps, and what leaves its values. */
const MAPPED = /\.(?:map|replace)\(\{([^{}]*)\}\)(?:\.(?:values|(?:astype|to_numpy|tolist|to_list|copy)\([^()]*\)))*$/;
/** Entries of a dictionary that its text shows. */
const MOST_ENTRIES = 8;

/** The numbers that a dictionary makes of a column: `frame.grade.map({'good': 0, 'bad': 1})`; undefined where it makes others. */
export function mappedNumbers(text: string): number[] | undefined {
  const entries = MAPPED.exec(text)?.[1]?.split(', ');
  if (entries === undefined || entries.length >= MOST_ENTRIES) return undefined;
  const numbers = entries.map((entry) => Number(/: (\d+)$/.exec(entry)?.[1] ?? Number.NaN));
  return numbers.some(Number.isNaN) ? undefined : numbers;
}

/** Methods that return a frame of the same rows, some of them, or all in another order. */
const FRAMES: ReadonlySet<string> = new Set(
  'sort_values sort_index sample reset_index set_index copy head tail drop dropna drop_duplicates fillna rename replace astype query assign'.split(
    ' ',
  ),
);
const METHODS: ReadonlySet<string> = new Set([
  ...FRAMES,
  ...'iterrows itertuples apply groupby merge to_csv info describe nunique tolist to_numpy to_dict isin map pop'.split(
    ' ',
  ),
]);

/** The columns that rows are sorted by, however they are given. */
function writtenArguments(name: string, args: Arguments): string {
  if (name !== 'sort_values')
    return valuesOf(args)
      .map((value) => textOf(value, 1))
      .join(', ');
  const columns = byName(args, ['by']).get('by');
  return columns === undefined ? '' : textOf(columns, 1);
}

/** `pd.read_csv('train.csv')`, `pd.DataFrame(rows)`. */
export function frameCall(name: string): LibraryCall {
  return (args, at) => {
    const [first] = valuesOf(args);
    return frameValue(`${name}(${first === undefined ? '' : textOf(first, 1)})`, at);
  };
}

const SORTED = /\.sort_values\(\[?'([^']*)'/g;
/** What draws another order. */
const DRAWN = /\.sample\(|\bshuffle\(|permutation\(/;

/** The column that the rows of a text of a frame are sorted by first; undefined where they are not, or are drawn afterwards. */
export function sortedColumn(text: string): string | undefined {
  const last = [...text.matchAll(SORTED)].at(-1);
  if (last === undefined || DRAWN.test(text.slice(last.index))) return undefined;
  return last[1];
}
