import { compareVersions, type KerasVersion, RELEASES, versionText } from './kerasVersion.js';

/** What a script means in some releases of Keras. */
export interface Reading<T> {
  value: T;
  releases: KerasVersion[];
}

/** What a script means, by version: one reading if all releases agree. */
export interface Readings<T> {
  readings: Reading<T>[];
  /** Which version makes which reading, for the user to say; undefined if there is one reading. */
  tellApart?: string;
}

/** "Keras 2.1.3 to 2.3.1, tf.keras 1.15": releases that follow each other are one range. */
export function rangesText(releases: readonly KerasVersion[]): string {
  const places = releases.map((release) => RELEASES.indexOf(release)).sort((a, b) => a - b);
  const parts: string[] = [];
  for (let start = 0; start < places.length; ) {
    let end = start;
    while (
      places[end + 1] === places[end]! + 1 &&
      RELEASES[places[end + 1]!]!.flavor === RELEASES[places[start]!]!.flavor
    )
      end++;
    const [first, last] = [RELEASES[places[start]!]!, RELEASES[places[end]!]!];
    const to = versionText(last).split(' ')[1];
    parts.push(compareVersions(first, last) === 0 ? versionText(first) : `${versionText(first)} to ${to}`);
    start = end + 1;
  }
  return parts.join(', ');
}

/**
 * The readings of releases. A release that was not measured can have several values.
 *
 * @param describe words for a value, in the order that the readings are named to the user
 */
export function readingsOf<T>(
  releases: readonly KerasVersion[],
  valuesOf: (release: KerasVersion) => readonly T[],
  describe: (value: T) => string,
): Readings<T> {
  const byText = new Map<string, Reading<T>>();
  for (const release of releases) {
    for (const value of valuesOf(release)) {
      const text = describe(value);
      const reading = byText.get(text) ?? { value, releases: [] };
      reading.releases.push(release);
      byText.set(text, reading);
    }
  }
  const readings = [...byText.values()];
  if (readings.length < 2) return { readings };
  const parts = [...byText].map(([text, { releases: having }]) => `${text} in ${rangesText(having)}`);
  return { readings, tellApart: `${parts.join('; ')}.` };
}
