import { compareVersions, type Flavor, type KerasVersion, parseVersion } from './kerasVersion.js';
import { type Readings, readingsOf } from './readings.js';
import { RECORDED_SIGNATURES } from './recordedSignatures.js';
import { unpack } from './unpack.js';

/** A default as Python writes it in JSON; a function's or an object's is its `repr`. */
export type Default = number | string | boolean | null | Default[];

/** An argument, in positional order. `rest` takes what has no other name: `**kwargs`. */
export interface Argument {
  name: string;
  /** Undefined if the argument must be given. */
  default?: Default;
  rest?: true;
}

interface Recorded {
  recordings: { flavor: Flavor; version: string }[];
  values: [name: string, value?: Default][][];
  rows: Record<string, number[]>;
}

let recorded: (Omit<Recorded, 'recordings'> & { recordings: KerasVersion[] }) | undefined;

function read(): NonNullable<typeof recorded> {
  if (recorded === undefined) {
    const { recordings, ...rest } = unpack<Recorded>(RECORDED_SIGNATURES);
    recorded = { ...rest, recordings: recordings.map(({ flavor, version }) => parseVersion(version, flavor)!) };
  }
  return recorded;
}

function argumentOf([name, ...value]: [name: string, value?: Default]): Argument {
  if (name.startsWith('*')) return { name: name.replace(/^\*+/, ''), rest: true };
  return value.length === 0 ? { name } : { name, default: value[0]! };
}

/** Where the value of a row stands for a release: recorded with it, or with the nearest release before and after it. */
function near(row: readonly number[], release: KerasVersion): number[] {
  const alike = read().recordings.flatMap((at, index) => {
    const same = at.flavor === release.flavor && at.major >= 3 === release.major >= 3;
    return same ? [{ value: row[index]!, order: compareVersions(at, release), at }] : [];
  });
  const exact = alike.find(({ order }) => order === 0);
  if (exact !== undefined) return [exact.value];
  const byAge = alike.sort((a, b) => compareVersions(a.at, b.at));
  const found = [byAge.filter(({ order }) => order < 0).at(-1), byAge.find(({ order }) => order > 0)];
  return [...new Set(found.flatMap((one) => (one === undefined ? [] : [one.value])))];
}

/**
 * The arguments of a function of Keras by version, in positional order, as recorded by `inspect.signature`. A release
 * between two recorded ones that differ has both readings. A release in which the function is missing has none.
 *
 * @param callable without its package: `optimizers.Adam`, `Model.fit`, `callbacks.EarlyStopping`, `layers.Dropout`,
 *   `preprocessing.image.ImageDataGenerator.flow_from_directory`, `utils.image_dataset_from_directory`,
 *   `applications.ResNet50`
 */
export function argumentsOf(callable: string, releases: readonly KerasVersion[]): Readings<Argument[]> {
  const { rows, values } = read();
  const row = rows[callable];
  if (row === undefined) return { readings: [] };
  const valuesOf = (release: KerasVersion): Argument[][] =>
    near(row, release).flatMap((place) => (place < 0 ? [] : [values[place]!.map(argumentOf)]));
  return readingsOf(releases, valuesOf, (list) => `(${list.map(argumentText).join(', ')})`);
}

function argumentText({ name, default: value, rest }: Argument): string {
  if (rest === true) return `**${name}`;
  return value === undefined ? name : `${name}=${defaultText(value)}`;
}

/** A default as Python writes it. */
export function defaultText(value: Default): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return `'${value}'`;
  if (typeof value === 'number') return String(value);
  return `(${value.map(defaultText).join(', ')})`;
}

/**
 * Keras' default of an argument by version; no reading where the argument must be given or does not exist. `Model.fit`
 * with `batch_size=None` uses 32: see `BATCH_SIZE`.
 */
export function defaultOf(callable: string, argument: string, releases: readonly KerasVersion[]): Readings<Default> {
  const { rows, values } = read();
  const row = rows[callable];
  if (row === undefined) return { readings: [] };
  const valuesOf = (release: KerasVersion): Default[] =>
    near(row, release).flatMap((place) => {
      const found = place < 0 ? undefined : values[place]!.find(([name]) => name === argument);
      return found === undefined || found.length === 1 ? [] : [found[1]!];
    });
  return readingsOf(releases, valuesOf, (value) => `${argument} is ${defaultText(value)}`);
}

/** What `batch_size=None` means in `fit`, `evaluate` and `predict`: Keras 2's and 3's training code. */
export const BATCH_SIZE = 32;
