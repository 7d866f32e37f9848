import { capitalize } from '../../base/text/capitalize.js';
import { compareVersions, type KerasVersion, RELEASES } from '../keras/kerasVersion.js';
import { rangesText } from '../keras/readings.js';
import type { ScriptReading } from './readScript.js';

/** In how many of the versions that a script can be for something holds. */
export type Share = 'all' | 'some' | 'none';

const isTensorFlow1 = ({ flavor, major }: KerasVersion): boolean => flavor === 'tf.keras' && major === 1;

/** Versions without those of TensorFlow 1, which few scripts were for; unless there are no others. */
function mattering(releases: readonly KerasVersion[]): readonly KerasVersion[] {
  const others = releases.filter((release) => !isTensorFlow1(release));
  return others.length === 0 ? releases : others;
}

/**
 * Whether something holds in all versions that a script can be for, in some, or in none. TensorFlow 1 counts where it is alone.
 * Where the versions are only likely, it is never all of them.
 */
export function shareOf({ keras }: ScriptReading, releases: readonly KerasVersion[]): Share {
  if (releases.length === 0) return 'none';
  const isAll = mattering(keras.releases).every((release) => releases.includes(release));
  return isAll && keras.sure ? 'all' : 'some';
}

/** `In Keras 2.1.3 to 2.3.1`, for a sentence to go on; `In every version of Keras` */
export function inVersions(releases: readonly KerasVersion[]): string {
  return releases.length === RELEASES.length ? 'In every version of Keras' : `In ${rangesText(releases)}`;
}

/** `In Keras 2.1.3 to 2.3.1 (not later), fit does so.`: a sentence that begins with the versions that it holds in. */
export function heldIn(reading: ScriptReading, releases: readonly KerasVersion[], sentence: string): string {
  return `${inVersions(releases)}${elsewhere(reading, releases)}, ${sentence}`;
}

/** The same; the sentence alone where it holds in every version that the script can be for. */
export function heldInSome(reading: ScriptReading, releases: readonly KerasVersion[], sentence: string): string {
  return shareOf(reading, releases) === 'all' ? capitalize(sentence) : heldIn(reading, releases, sentence);
}

/** Which of the versions that a script can be for are not among these. */
function elsewhere({ keras }: ScriptReading, releases: readonly KerasVersion[]): string {
  const others = keras.releases.filter((release) => !releases.includes(release));
  if (others.length === 0) return keras.sure ? '' : ' (probably your version; --keras sets it)';
  if (others.every((other) => releases.every((one) => compareVersions(other, one) > 0))) return ' (not later)';
  const isBefore = others.every((other) => releases.every((one) => compareVersions(other, one) < 0));
  return isBefore ? ' (not earlier)' : ' alone';
}

/**
 * Whether something that holds in these versions alone is shown: not if they are all TensorFlow 1, and the script can be for
 * later versions too.
 */
export function isWorthSaying({ keras }: ScriptReading, releases: readonly KerasVersion[]): boolean {
  return !releases.every(isTensorFlow1) || keras.releases.every(isTensorFlow1);
}

/** Whether the newest released version among those that a script can be for is one of these. */
export function isLikely(reading: ScriptReading, releases: readonly KerasVersion[]): boolean {
  const likely = released(reading).at(-1);
  return likely !== undefined && releases.includes(likely);
}

/** Whether something holds in every released version that a script can be for, and that is sure. TensorFlow 1 counts where it is alone. */
export function isCertain(reading: ScriptReading, releases: readonly KerasVersion[]): boolean {
  return reading.keras.sure && mattering(released(reading)).every((release) => releases.includes(release));
}

/** Keras 3.16 is not released; it counts where it is alone. */
function released({ keras }: ScriptReading): readonly KerasVersion[] {
  const some = keras.releases.filter(({ flavor, minor }) => !(flavor === 'keras' && minor === 16));
  return some.length === 0 ? keras.releases : some;
}
