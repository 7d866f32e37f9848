import { compareVersions, type Flavor, type KerasVersion, parseVersion, RELEASES } from './kerasVersion.js';
import { RECORDED_NAMES } from './recordedNames.js';
import { unpack } from './unpack.js';

/** The package that a script imports Keras by. */
export type ImportRoot = 'keras' | 'tensorflow.keras' | 'tensorflow.python.keras' | 'tf_keras';

/** Each root with how it is spelled, longest first. */
const ROOTS: [spelling: string, root: ImportRoot][] = [
  ['tensorflow.python.keras', 'tensorflow.python.keras'],
  ['tensorflow.keras', 'tensorflow.keras'],
  ['tf.keras', 'tensorflow.keras'],
  ['tf_keras', 'tf_keras'],
  ['keras', 'keras'],
];

interface Recorded {
  recordings: { root: string; flavor: Flavor; version: string }[];
  sets: number[][];
  names: Record<string, number>;
}

let recorded: (Omit<Recorded, 'recordings'> & { recordings: { root: string; release: KerasVersion }[] }) | undefined;

function read(): NonNullable<typeof recorded> {
  if (recorded === undefined) {
    const { recordings, sets, names } = unpack<Recorded>(RECORDED_NAMES);
    const known = recordings.map(({ root, flavor, version }) => ({ root, release: parseVersion(version, flavor)! }));
    recorded = { recordings: known, sets, names };
  }
  return recorded;
}

function isWithin(name: string, prefix: string): boolean {
  return name === prefix || name.startsWith(`${prefix}.`);
}

/** The package that a qualified name comes from; undefined if it is not Keras'. */
export function rootOf(name: string): ImportRoot | undefined {
  return ROOTS.find(([spelling]) => isWithin(name, spelling))?.[1];
}

/** A qualified name with its root spelled in full: `tf.keras.Model` is `tensorflow.keras.Model`. */
export function fullName(name: string): string {
  const found = ROOTS.find(([spelling]) => isWithin(name, spelling));
  return found === undefined ? name : found[1] + name.slice(found[0].length);
}

/** Whether a release can be imported by a root: the package `keras` is TensorFlow's code from 2.4 (TF 2.2) to 2.15. */
function isImportedBy(root: ImportRoot, { flavor, major, minor = 0 }: KerasVersion): boolean {
  if (root === 'keras') return flavor === 'keras' || (major === 2 && minor >= 2);
  if (root === 'tensorflow.keras') return flavor === 'tf.keras' || major >= 3;
  if (root === 'tf_keras') return flavor === 'tf.keras' && major === 2 && minor === 15;
  return flavor === 'tf.keras';
}

/** The recordings next to a release: itself, or the nearest before and after it of its flavor and generation. */
function around(root: string, release: KerasVersion): number[] {
  const alike = read().recordings.flatMap(({ root: own, release: at }, index) => {
    const same = own === root && at.flavor === release.flavor && at.major >= 3 === release.major >= 3;
    return same ? [{ index, order: compareVersions(at, release), at }] : [];
  });
  const exact = alike.filter(({ order }) => order === 0);
  if (exact.length > 0) return exact.map(({ index }) => index);
  const byAge = alike.sort((a, b) => compareVersions(a.at, b.at));
  const before = byAge.filter(({ order }) => order < 0).at(-1);
  const after = byAge.find(({ order }) => order > 0);
  return [before, after].flatMap((found) => (found === undefined ? [] : [found.index]));
}

/** What `around` finds by a root, for each release in order: a script has hundreds of names. */
const nearby = new Map<ImportRoot, readonly number[][]>();

function nearbyOf(root: ImportRoot): readonly number[][] {
  const near = nearby.get(root) ?? RELEASES.map((release) => around(root, release));
  nearby.set(root, near);
  return near;
}

/** The longest beginning of a name that some recording holds. */
function knownPart(name: string): string | undefined {
  const { names } = read();
  for (let part = name; part.includes('.'); part = part.slice(0, part.lastIndexOf('.'))) {
    if (names[part] !== undefined) return part;
  }
  return undefined;
}

/**
 * The releases in which a qualified name can be imported; undefined if it is not Keras'. A release between two
 * recorded ones counts unless the name is in neither of them. Of a name that no recording holds, only the package counts.
 */
export function releasesWithName(name: string): KerasVersion[] | undefined {
  const root = rootOf(name);
  if (root === undefined) return undefined;
  const known = knownPart(fullName(name));
  const holding = known === undefined ? undefined : new Set(read().sets[read().names[known]!]!);
  return RELEASES.filter((release, i) => {
    if (!isImportedBy(root, release)) return false;
    if (holding === undefined) return true;
    const near = nearbyOf(root)[i]!;
    return near.length === 0 || near.some((index) => holding.has(index));
  });
}
