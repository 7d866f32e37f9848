import { table } from '../../base/table.js';
/**
 * Whose code runs: the package `keras` of its own (1.0 to 2.3.1, and again from 3.0), or the Keras inside of TensorFlow,
 * numbered as TensorFlow is (1.4 to 2.15). The package `keras` 2.4 to 2.15 is TensorFlow's code under another name, the
 * package `tf_keras` is that of 2.15, and `tf.keras` of TensorFlow 2.16 and later is Keras 3.
 */
export type Flavor = 'keras' | 'tf.keras';

/** A version of Keras: of the package `keras`, or of the TensorFlow that contains it. Unknown parts are left out. */
export interface KerasVersion {
  flavor: Flavor;
  major: number;
  minor?: number;
  patch?: number;
}

/** The numbers that a version starts with, such as [2, 4, 0] of "2.4.0rc1"; empty if it starts with none. */
export function numbersOf(version: string): number[] {
  const [leading] = /^v?\d+(\.\d+)*/.exec(version.trim()) ?? [];
  return leading === undefined ? [] : leading.replace('v', '').split('.').map(Number);
}

/** Reads "2.2.4", "2.3" or "2"; undefined if the text starts with no number. */
export function parseVersion(text: string, flavor: Flavor = 'keras'): KerasVersion | undefined {
  const [major, minor, patch] = numbersOf(text);
  if (major === undefined) return undefined;
  return { flavor, major, ...(minor !== undefined && { minor }), ...(patch !== undefined && { patch }) };
}

/** "Keras 2.2.4", "tf.keras 2.10". */
export function versionText({ flavor, major, minor, patch }: KerasVersion): string {
  const numbers = [major, minor, patch].filter((part) => part !== undefined).join('.');
  return `${flavor === 'keras' ? 'Keras' : 'tf.keras'} ${numbers}`;
}

/** Place of a flavor and major version in the order of meaning, not of dates: Keras 1 and 2, tf.keras, Keras 3. */
function generation({ flavor, major }: KerasVersion): number {
  if (flavor === 'tf.keras') return 1;
  return major < 3 ? 0 : 2;
}

/**
 * Negative if `a` is older than `b`, positive if newer, 0 if they agree as far as both are known: Keras 2.2 and 2.2.4
 * are equal. Keras 1 and 2 stand before tf.keras, which stands before Keras 3.
 */
export function compareVersions(a: KerasVersion, b: KerasVersion): number {
  const byGeneration = generation(a) - generation(b);
  if (byGeneration !== 0) return byGeneration;
  for (const part of ['major', 'minor', 'patch'] as const) {
    const [left, right] = [a[part], b[part]];
    if (left === undefined || right === undefined) return 0;
    if (left !== right) return left - right;
  }
  return 0;
}

/** Whether both are of one flavor and no known number differs. */
export function sameVersion(a: KerasVersion, b: KerasVersion): boolean {
  return a.flavor === b.flavor && compareVersions(a, b) === 0;
}

const parse = (flavor: Flavor) => (text: string) => parseVersion(text, flavor)!;

/**
 * The releases, oldest first in the order of `compareVersions`: each patch where Keras 2 changed between patches, each
 * minor version of the others. Source: the package index's list of `keras` and of `tensorflow`; Keras 3.16 is not
 * released yet (see src/backbones/keras/batchNormalizationByVersion.ts).
 */
export const RELEASES: readonly KerasVersion[] = [
  ...['1.0', '1.1', '1.2'].map(parse('keras')),
  ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((patch) => parse('keras')(`2.0.${patch}`)),
  ...[0, 1, 2, 3, 4, 5, 6].map((patch) => parse('keras')(`2.1.${patch}`)),
  ...[0, 1, 2, 3, 4, 5].map((patch) => parse('keras')(`2.2.${patch}`)),
  ...['2.3.0', '2.3.1'].map(parse('keras')),
  ...[4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15].map((minor) => parse('tf.keras')(`1.${minor}`)),
  ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15].map((minor) => parse('tf.keras')(`2.${minor}`)),
  ...[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16].map((minor) => parse('keras')(`3.${minor}`)),
];

/** The releases that a version can mean: Keras 2.2 means 2.2.0 to 2.2.5. */
export function releasesOf(version: KerasVersion): KerasVersion[] {
  return RELEASES.filter((release) => sameVersion(release, version));
}

/** Versions of one flavor; both ends included, an end that is left out is open. */
export interface VersionRange {
  flavor: Flavor;
  from?: string;
  to?: string;
}

/** Ends of ranges as versions: each is compared with each release, many times for one script. */
const bounds = new Map<string, KerasVersion>();

function boundOf(text: string, flavor: Flavor): KerasVersion {
  const key = `${flavor} ${text}`;
  const bound = bounds.get(key) ?? parseVersion(text, flavor)!;
  bounds.set(key, bound);
  return bound;
}

export function inRange(version: KerasVersion, { flavor, from, to }: VersionRange): boolean {
  if (version.flavor !== flavor) return false;
  const at = (bound: string): number => compareVersions(version, boundOf(bound, flavor));
  return (from === undefined || at(from) >= 0) && (to === undefined || at(to) <= 0);
}

/**
 * The versions that the `keras_version` of a model file can mean. TensorFlow's own Keras wrote the version of the
 * package that it was last merged with, and "-tf": read in `keras/__init__.py` of TF 1.4 ("2.0.8-tf"), 1.10 and 1.12
 * ("2.1.6-tf"), 1.13 ("2.2.4-tf"), 1.15 to 2.2 ("2.2.4-tf" or "2.3.0-tf"), 2.3 and 2.4 ("2.4.0") and 2.5 ("2.5.0").
 * From 2.6 on it is TensorFlow's number.
 */
export function versionsOfModelFile(kerasVersion: string): VersionRange[] {
  const parts = numbersOf(kerasVersion);
  const [major = 0, minor = 0] = parts;
  const merged = `${major}.${minor}`;
  if (kerasVersion.includes('-tf')) return [{ flavor: 'tf.keras', ...TENSORFLOW_OF_MERGED[merged] }];
  if (merged === '2.4') return [{ flavor: 'tf.keras', from: '2.3', to: '2.4' }];
  if (major === 2 && minor > 4) return [{ flavor: 'tf.keras', from: merged, to: merged }];
  const exact = parts.join('.');
  return [{ flavor: 'keras', from: exact, to: exact }];
}

/** Which TensorFlow wrote a `keras_version` that ends with "-tf". */
const TENSORFLOW_OF_MERGED: Record<string, { from: string; to: string }> = table({
  '2.0': { from: '1.4', to: '1.9' },
  '2.1': { from: '1.5', to: '1.12' },
  '2.2': { from: '1.13', to: '2.2' },
  '2.3': { from: '1.14', to: '2.2' },
});
