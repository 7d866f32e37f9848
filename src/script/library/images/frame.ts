import { byName, valuesOf } from '../../evaluate/arguments.js';
import { indexText } from '../../evaluate/items.js';
import {
  type Arguments,
  constant,
  type Host,
  host,
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
function frameValue(text: string, at: Place): Value {
  let now = text;
  const open = (part: string, place: Place): Value => unknown('the file decides it', `${now}${part}`, place);
  const frame: Host = {
    get what() {
      return now;
    },
    attribute: (name, place) => (METHODS.has(name) ? undefined : open(`.${name}`, place)),
    setAttribute: () => true,
    item: (index, place) => open(`[${indexText(index)}]`, place),
    setItem: () => true,
    method: (name, args, place) => {
      const part = `.${name}(${writtenArguments(name, args)})`;
      if (!FRAMES.has(name)) return open(part, place);
      const inPlace = args.keywords.get('inplace');
      if (inPlace === undefined || truthOf(inPlace) === false) return frameValue(`${now}${part}`, place);
      now = `${now}${part}`;
      return constant(null, place);
    },
  };
  return host(frame, at);
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
