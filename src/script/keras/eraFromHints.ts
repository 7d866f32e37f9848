import type { Because, Hint, Spelling } from './hints.js';
import {
  inRange,
  type KerasVersion,
  numbersOf,
  RELEASES,
  sameVersion,
  type VersionRange,
  versionsOfModelFile,
  versionText,
} from './kerasVersion.js';
import { type ImportRoot, releasesWithName, rootOf } from './publicNames.js';
import { intervalOf, intervalOfSpecifier, overlaps, type VersionInterval } from './versionInterval.js';

/** The versions of Keras that a script can be for. */
export interface KerasEra {
  /** Each release that no sign rules out, in the order of `compareVersions`. Never empty. */
  releases: readonly KerasVersion[];
  /** The first and the last of `releases`. */
  from: KerasVersion;
  to: KerasVersion;
  /**
   * False if a sign that only makes releases likely has narrowed them (a notebook's Python, a monitored name), or if
   * signs contradict each other. True also for all releases, if nothing was said.
   */
  sure: boolean;
  /** What narrowed the releases, in the order it was applied. */
  because: Because[];
  /** Signs that leave no release together with those before them; they were not applied. */
  contradictions: Because[];
}

/** What a spelling says; measured by running each of the named versions, see test/script/keras/record. */
interface SpellingMeaning {
  ranges: readonly VersionRange[];
  /** False if the script also runs elsewhere, only with another meaning. */
  certain: boolean;
}

const STANDALONE_1_2: VersionRange = { flavor: 'keras', to: '2.3.1' };
const TENSORFLOW: VersionRange = { flavor: 'tf.keras' };
const KERAS_3: VersionRange = { flavor: 'keras', from: '3.0' };

/** Versions that log `metrics=['accuracy']` as `acc`. */
const LOGS_ACC: readonly VersionRange[] = [
  { flavor: 'keras', to: '2.2.5' },
  { flavor: 'tf.keras', to: '1.15' },
];
const LOGS_ACCURACY: readonly VersionRange[] = [
  { flavor: 'keras', from: '2.3.0', to: '2.3.1' },
  { flavor: 'tf.keras', from: '2.0' },
  KERAS_3,
];

/**
 * Measured with Keras 1.2.2, 2.0.0, 2.0.8, 2.1.6, 2.2.4, 2.2.5, 2.3.0, 2.3.1, TF 1.4, 1.10, 1.15, 2.0, 2.2, 2.3, 2.4,
 * 2.6, 2.9, 2.10, 2.13, tf_keras 2.21, Keras 3.6, 3.12, 3.15.
 */
export const SPELLINGS: Record<Spelling, SpellingMeaning> = {
  // Keras 2 renames it with a warning, as do TF 1.10 to 2.0; TF 1.4 and TF 2.2 raise TypeError.
  nb_epoch: { ranges: [STANDALONE_1_2, { flavor: 'tf.keras', from: '1.5', to: '2.1' }], certain: true },
  samples_per_epoch: { ranges: [STANDALONE_1_2], certain: true },
  // Keras 1.2.2 knows `nb_epoch` and `samples_per_epoch` alone, and raises TypeError.
  'epochs=': { ranges: [{ flavor: 'keras', from: '2.0', to: '2.3.1' }, TENSORFLOW, KERAS_3], certain: true },
  fit_generator: { ranges: [STANDALONE_1_2, TENSORFLOW], certain: true },
  // Keras 2.2.4 and TF 1.10 raise an error, Keras 2.2.5 and TF 1.15 take it; TF 1.11 to 1.14 were not measured.
  'fit on a generator': {
    ranges: [{ flavor: 'keras', from: '2.2.5', to: '2.3.1' }, { flavor: 'tf.keras', from: '1.11' }, KERAS_3],
    certain: true,
  },
  // TF 2.11 to 2.15 ignore it with a warning; Keras 3 raises ValueError.
  'lr=': { ranges: [STANDALONE_1_2, TENSORFLOW], certain: true },
  // TF 1.10 raises TypeError, 1.15 takes it.
  'learning_rate=': {
    ranges: [{ flavor: 'keras', from: '2.3.0', to: '2.3.1' }, { flavor: 'tf.keras', from: '1.11' }, KERAS_3],
    certain: true,
  },
  // TF 2.11 to 2.15 raise ValueError, outside of `optimizers.legacy`; Keras 3 ignores it with a warning.
  'decay=': { ranges: [STANDALONE_1_2, { flavor: 'tf.keras', to: '2.10' }, KERAS_3], certain: true },
  // A wrong name is only a warning before Keras 3, so many scripts keep it.
  val_acc: { ranges: LOGS_ACC, certain: false },
  val_accuracy: { ranges: LOGS_ACCURACY, certain: false },
  // What a notebook's outputs show is what the version logs.
  'prints val_acc': { ranges: LOGS_ACC, certain: true },
  'prints val_accuracy': { ranges: LOGS_ACCURACY, certain: true },
  'input= of Model': { ranges: [STANDALONE_1_2], certain: true },
  predict_classes: { ranges: [STANDALONE_1_2, { flavor: 'tf.keras', to: '2.5' }], certain: true },
  // In the recorded signatures of most applications: TF 2.1 has `**kwargs`, of which keras_applications takes other names alone.
  'classifier_activation=': { ranges: [{ flavor: 'tf.keras', from: '2.2' }, KERAS_3], certain: true },
  // TF 1.15 to 2.15 take it with a warning; Keras 3 raises TypeError, as Keras 1.1 does.
  'period=': { ranges: [{ flavor: 'keras', from: '1.2', to: '2.3.1' }, TENSORFLOW], certain: true },
  // Keras 3 raises ValueError for a checkpoint that does not end with .keras, .h5 or, of weights alone, .weights.h5, and for
  // `save_weights` to another file: measured with 3.6, 3.12 and 3.15. Earlier versions write to any file.
  'other checkpoint file': { ranges: [STANDALONE_1_2, TENSORFLOW], certain: true },
  'other weights file': { ranges: [STANDALONE_1_2, TENSORFLOW], certain: true },
  // Keras 3 raises ValueError for `model.save` to a file that does not end with .keras, .h5 or .hdf5: measured with 3.15.
  'saves a folder': { ranges: [STANDALONE_1_2, TENSORFLOW], certain: true },
  // Earlier versions write HDF5 under that name.
  'saves .keras': { ranges: [{ flavor: 'tf.keras', from: '2.12' }, KERAS_3], certain: false },
};

/**
 * Which Python 3 each TensorFlow is built for: the table "Tested build configurations" of its install page. Only a
 * likely sign: a notebook is often saved by another Python than the one that trained.
 */
const PYTHON_OF_TENSORFLOW: [tensorflow: [string, string], python: [string, string]][] = [
  [
    ['1.4', '1.12'],
    ['3.3', '3.6'],
  ],
  [
    ['1.13', '2.0'],
    ['3.3', '3.7'],
  ],
  [
    ['2.1', '2.1'],
    ['3.5', '3.7'],
  ],
  [
    ['2.2', '2.3'],
    ['3.5', '3.8'],
  ],
  [
    ['2.4', '2.4'],
    ['3.6', '3.8'],
  ],
  [
    ['2.5', '2.6'],
    ['3.6', '3.9'],
  ],
  [
    ['2.7', '2.7'],
    ['3.7', '3.10'],
  ],
  [
    ['2.8', '2.11'],
    ['3.7', '3.10'],
  ],
  [
    ['2.12', '2.13'],
    ['3.8', '3.11'],
  ],
  [
    ['2.14', '2.15'],
    ['3.9', '3.11'],
  ],
];

/** `Requires-Python` of Keras' wheels 3.0 to 3.14. */
const PYTHON_OF_KERAS_3: [keras: [string, string], least: string][] = [
  [['3.0', '3.10'], '3.9'],
  [['3.11', '3.13'], '3.10'],
  [['3.14', '3.16'], '3.11'],
];

/**
 * Keras 2.2 and earlier need TensorFlow 1; 2.3 is the first for TensorFlow 2 (its release notes). Keras 3 needs 2.16.
 */
function tensorflowOf(release: KerasVersion): VersionInterval {
  if (release.flavor === 'tf.keras') return intervalOf(numbersAt(release));
  if (release.major >= 3) return intervalOfSpecifier('>=2.16')!;
  return intervalOfSpecifier(release.minor === 3 ? '<2.6' : '<2')!;
}

function numbersAt({ major, minor, patch }: KerasVersion): number[] {
  return [major, minor, patch].filter((part) => part !== undefined);
}

/**
 * The package `keras` beside a release: itself; for TensorFlow's Keras 2.4 (TF 2.2 to 2.5), then TensorFlow's own
 * number, as TF 2.6 to 2.15 ask for (their METADATA). Undefined where TensorFlow needs no such package.
 */
function kerasPackageOf(release: KerasVersion, root: ImportRoot | undefined): VersionInterval | undefined {
  if (release.flavor === 'keras') return intervalOf(numbersAt(release));
  const { major, minor = 0 } = release;
  if (major === 2 && minor >= 6) return intervalOf([2, minor]);
  if (root !== 'keras') return undefined;
  return major === 2 && minor >= 2 ? intervalOf([2, 4]) : { from: -1, to: -1 };
}

function runsOnPython(release: KerasVersion, python: VersionInterval): boolean {
  if (release.flavor === 'keras') {
    const row = PYTHON_OF_KERAS_3.find(([[from, to]]) => inRange(release, { flavor: 'keras', from, to }));
    // Keras 1 and 2 ran on what their backend ran on.
    return row === undefined || overlaps(python, intervalOfSpecifier(`>=${row[1]}`)!);
  }
  const row = PYTHON_OF_TENSORFLOW.find(([[from, to]]) => inRange(release, { flavor: 'tf.keras', from, to }));
  if (row === undefined) return true;
  const [from, to] = row[1];
  return overlaps(python, { from: intervalOf(numbersOf(from)).from, to: intervalOf(numbersOf(to)).to });
}

type Allows = (release: KerasVersion) => boolean;

function allowedByPackage(hint: Hint & { kind: 'requirement' | 'remark' }, root: ImportRoot | undefined): Allows {
  const { interval } = hint;
  switch (hint.package) {
    case 'tensorflow':
      return (release) => overlaps(tensorflowOf(release), interval);
    case 'keras':
      return (release) => {
        const package_ = kerasPackageOf(release, root);
        return package_ === undefined || overlaps(package_, interval);
      };
    case 'tf_keras':
      // Its code is that of Keras 2.15, whatever its number; it is often installed without being imported.
      return (release) => root !== 'tf_keras' || sameVersion(release, { flavor: 'tf.keras', major: 2, minor: 15 });
    case 'python':
      return (release) => runsOnPython(release, interval);
  }
}

function allowedBy(hint: Hint, root: ImportRoot | undefined): Allows {
  switch (hint.kind) {
    case 'stated':
      return (release) => hint.ranges?.some((range) => inRange(release, range)) ?? sameVersion(release, hint.version);
    case 'requirement':
    case 'remark':
      return allowedByPackage(hint, root);
    case 'notebookPython': {
      const python = intervalOf(numbersOf(hint.version).slice(0, 2));
      return (release) => runsOnPython(release, python);
    }
    case 'modelFile': {
      const ranges = versionsOfModelFile(hint.kerasVersion);
      return (release) => ranges.some((range) => inRange(release, range));
    }
    case 'name': {
      const having = releasesWithName(hint.name);
      return (release) => having === undefined || having.includes(release);
    }
    case 'tensorflowName':
      return (release) => overlaps(tensorflowOf(release), hint.interval);
    case 'spelling':
      return (release) => SPELLINGS[hint.spelling].ranges.some((range) => inRange(release, range));
  }
}

/** In which order signs are applied: what is stated first, what is only likely last. */
function rank(hint: Hint): number {
  if (hint.kind === 'spelling') return SPELLINGS[hint.spelling].certain ? 3 : 5;
  return { stated: 0, requirement: 1, name: 2, tensorflowName: 2, modelFile: 4, remark: 4, notebookPython: 6 }[
    hint.kind
  ];
}

/** Whether the script, or its environment, cannot do without what the sign says. */
function isCertain(hint: Hint): boolean {
  if (hint.kind === 'requirement') return hint.package !== 'python';
  return rank(hint) <= 3;
}

/** How the script imports Keras, if all its imports agree. */
function importRoot(hints: readonly Hint[]): ImportRoot | undefined {
  const roots = new Set(hints.flatMap((hint) => (hint.kind === 'name' ? (rootOf(hint.name) ?? []) : [])));
  return roots.size === 1 ? [...roots][0] : undefined;
}

/**
 * Narrows the releases of Keras by signs. A sign that would leave none is not applied and named in `contradictions`.
 * Where several releases are left, `batchNormalizationOf` and its like give each reading.
 */
export function eraFromHints(hints: readonly Hint[]): KerasEra {
  const root = importRoot(hints);
  const contradictions: Because[] = [];
  const because: Because[] = [];
  let releases: readonly KerasVersion[] = RELEASES;
  let sure = true;
  for (const hint of [...hints].sort((a, b) => rank(a) - rank(b))) {
    const left = releases.filter(allowedBy(hint, root));
    if (left.length === releases.length) continue;
    const { what, place, file, line } = hint;
    const reason: Because = { what, ...(place && { place }), ...(file && { file }), ...(line && { line }) };
    if (left.length === 0) {
      contradictions.push(reason);
      continue;
    }
    because.push(reason);
    releases = left;
    if (!isCertain(hint)) sure = false;
  }
  if (contradictions.length > 0) sure = false;
  return { releases, from: releases[0]!, to: releases.at(-1)!, sure, because, contradictions };
}

/** "Keras 2.2.4", "Keras 2.0.0 to tf.keras 2.3"; "any version" if nothing narrowed it. */
export function eraText({ releases, from, to }: KerasEra): string {
  if (releases.length === RELEASES.length) return 'any version of Keras';
  if (releases.length === 1) return versionText(from);
  return `${versionText(from)} to ${versionText(to)}`;
}
