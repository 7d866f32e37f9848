import {
  BATCH_NORMALIZATION_BY_VERSION,
  type BatchNormalizationRow,
  type InFit,
} from '../../backbones/keras/batchNormalizationByVersion.js';
import { inRange, type KerasVersion, type VersionRange } from './kerasVersion.js';
import { type Readings, readingsOf } from './readings.js';

const STANDALONE: VersionRange = { flavor: 'keras', to: '2.3.1' };
const KERAS_3: VersionRange = { flavor: 'keras', from: '3.0' };

/** The value of the first range that a version lies in. */
type ByRange<T> = readonly (readonly [range: VersionRange, ...values: T[]])[];

function valuesIn<T>(table: ByRange<T>): (release: KerasVersion) => readonly T[] {
  return (release) => {
    const [, ...values] = table.find(([range]) => inRange(release, range)) ?? [undefined];
    return values;
  };
}

const [KERAS_2_1_2, KERAS_2_3, TF_1_4, TF_1_15, TF_2, KERAS_3_15, KERAS_3_16] = BATCH_NORMALIZATION_BY_VERSION as [
  BatchNormalizationRow,
  BatchNormalizationRow,
  BatchNormalizationRow,
  BatchNormalizationRow,
  BatchNormalizationRow,
  BatchNormalizationRow,
  BatchNormalizationRow,
];

/** TensorFlow 1.5 to 1.9 were not measured: the frozen layers of 1.4 and of 1.10 differ. */
const BATCH_NORMALIZATION: ByRange<BatchNormalizationRow> = [
  [{ flavor: 'keras', to: '2.1.2' }, KERAS_2_1_2],
  [STANDALONE, KERAS_2_3],
  [{ flavor: 'tf.keras', to: '1.4' }, TF_1_4],
  [{ flavor: 'tf.keras', to: '1.9' }, TF_1_4, TF_1_15],
  [{ flavor: 'tf.keras', to: '1.15' }, TF_1_15],
  [{ flavor: 'tf.keras' }, TF_2],
  [{ flavor: 'keras', from: '3.0', to: '3.15' }, KERAS_3_15],
  [KERAS_3, KERAS_3_16],
];

function inFitText({ statistics, moves }: InFit): string {
  return `${statistics} statistics${moves ? ', moving averages move' : ''}`;
}

function batchNormalizationText({ frozen, trainableCalledWithFalse }: BatchNormalizationRow): string {
  const called = trainableCalledWithFalse;
  const calling =
    called === undefined
      ? 'a model takes no training=False'
      : `with training=False unfrozen ones use ${inFitText(called)}`;
  return `frozen batch normalization uses ${inFitText(frozen)}, ${calling}`;
}

/** What batch normalization does while `fit` runs; see docs/batch-normalization.md. */
export function batchNormalizationOf(releases: readonly KerasVersion[]): Readings<BatchNormalizationRow> {
  return readingsOf(releases, valuesIn(BATCH_NORMALIZATION), batchNormalizationText);
}

/** How `trainable` of a model and that of its layers work together. */
export interface TrainableRule {
  /**
   * Setting a model's `trainable` sets it for each layer within. If not, `base.trainable = False` freezes nothing in a
   * model built on `base.output`, whose layers are those of the base; it freezes where the base is itself a layer.
   */
  recursive: boolean;
  /** A layer within a model that is a layer and is frozen never trains, whatever its own `trainable` says. */
  frozenModelHides: boolean;
  /**
   * `base.trainable = True` does nothing if the base's own flag is True already, even though its layers were frozen one
   * by one. Measured with the TensorFlow backend, whose `KerasAutoTrackable.__setattr__` skips a value that is there.
   */
  sameValueIsSkipped: boolean;
  /**
   * When it is decided what trains: flags that are set later change nothing. Keras 3 reads them as the first `fit` after a
   * compile traces its step. Measured with Keras 2.1.2, 2.2.4, 2.3.1, TF 1.4, 1.10, 1.15, 2.0, 2.3, 2.10, Keras 3.15.1.
   */
  decidedAt: 'compile' | 'first fit';
}

const TRAINABLE_OF_KERAS_2: TrainableRule = {
  recursive: false,
  frozenModelHides: true,
  sameValueIsSkipped: false,
  decidedAt: 'compile',
};
const TRAINABLE_OF_TF_2: TrainableRule = { ...TRAINABLE_OF_KERAS_2, recursive: true };
const TRAINABLE_OF_KERAS_3: TrainableRule = {
  recursive: true,
  frozenModelHides: false,
  sameValueIsSkipped: true,
  decidedAt: 'first fit',
};

/**
 * Measured by counting the trainable weights of a base in a model on its output, in a model that calls it, and in a
 * `Sequential`, each frozen in seven ways: Keras 1.2.2 to 2.3.1 (8 versions), TF 1.4, 1.10, 1.15, 2.0, 2.2, 2.3, 2.4,
 * 2.6, 2.9, 2.10, 2.13, tf_keras 2.21, Keras 3.0.5, 3.6.0, 3.12.0, 3.15.1. TF 1.11 to 1.14 were not measured.
 */
const TRAINABLE: ByRange<TrainableRule> = [
  [STANDALONE, TRAINABLE_OF_KERAS_2],
  [{ flavor: 'tf.keras', to: '1.10' }, TRAINABLE_OF_KERAS_2],
  [{ flavor: 'tf.keras', to: '1.14' }, TRAINABLE_OF_KERAS_2, TRAINABLE_OF_TF_2],
  [{ flavor: 'tf.keras' }, TRAINABLE_OF_TF_2],
  [KERAS_3, TRAINABLE_OF_KERAS_3],
];

function trainableText({ recursive, frozenModelHides }: TrainableRule): string {
  if (!recursive) return "a model's trainable does not reach its layers";
  if (frozenModelHides) return "a model's trainable reaches its layers, and no layer in a frozen model trains";
  return "a model's trainable reaches its layers, and a layer set to True in a frozen model trains";
}

/** How `trainable` of a model and that of its layers work together. */
export function trainableOf(releases: readonly KerasVersion[]): Readings<TrainableRule> {
  return readingsOf(releases, valuesIn(TRAINABLE), trainableText);
}

/** What the history calls a metric given as "accuracy": as given from Keras 2.3.0 and TensorFlow 2.0 on, before "acc". */
const ACCURACY: ByRange<string> = [
  [{ flavor: 'keras', to: '2.2.5' }, 'acc'],
  [{ flavor: 'tf.keras', to: '1.15' }, 'acc'],
  [{ flavor: 'keras' }, 'accuracy'],
  [{ flavor: 'tf.keras' }, 'accuracy'],
];

/**
 * What the history calls the metric of `metrics=['accuracy']` or `['acc']`; the validation's has `val_` before it. Other
 * names, such as `categorical_accuracy`, are the same in all versions. Measured by `fit`: Keras 1.2.2 to 2.3.1,
 * TF 1.4, 1.10, 1.15, 2.0 to 2.13, Keras 3.6 to 3.15.
 */
export function accuracyNamesOf(
  releases: readonly KerasVersion[],
  metric: 'accuracy' | 'acc' = 'accuracy',
): Readings<string> {
  if (metric === 'acc')
    return readingsOf(
      releases,
      () => ['acc'],
      (name) => name,
    );
  return readingsOf(releases, valuesIn(ACCURACY), (name) => `the history names it ${name}`);
}

/** What an optimizer does with an argument: uses it, ignores it with a warning, or raises an error. */
export type ArgumentUse = 'used' | 'ignored' | 'error';
export type RateArgument = 'lr' | 'learning_rate' | 'decay';

/**
 * Measured with Adam and SGD: Keras 1.2.2 to 2.3.1, TF 1.4, 1.10, 1.15, 2.0 to 2.13, tf_keras 2.21, Keras 3.6 to 3.15;
 * for TF 2.11 read in `optimizers/optimizer_experimental/optimizer.py`, `_process_kwargs`. TF 1.11 to 1.14 were not.
 */
const RATE_ARGUMENTS: Record<RateArgument, ByRange<ArgumentUse>> = {
  lr: [
    [STANDALONE, 'used'],
    [{ flavor: 'tf.keras', to: '2.10' }, 'used'],
    [{ flavor: 'tf.keras' }, 'ignored'],
    [KERAS_3, 'error'],
  ],
  learning_rate: [
    [{ flavor: 'keras', to: '2.2.5' }, 'error'],
    [{ flavor: 'tf.keras', to: '1.10' }, 'error'],
    [{ flavor: 'tf.keras', to: '1.14' }, 'error', 'used'],
    [{ flavor: 'tf.keras' }, 'used'],
    [{ flavor: 'keras' }, 'used'],
  ],
  decay: [
    [STANDALONE, 'used'],
    [{ flavor: 'tf.keras', to: '2.10' }, 'used'],
    [{ flavor: 'tf.keras' }, 'error'],
    [KERAS_3, 'ignored'],
  ],
};

/**
 * What becomes of `Adam(lr=…)`, `Adam(learning_rate=…)` and `SGD(…, decay=…)`. In TensorFlow 2.11 to 2.15, `lr` only
 * makes a warning: the optimizer keeps its default rate.
 */
export function rateArgumentOf(argument: RateArgument, releases: readonly KerasVersion[]): Readings<ArgumentUse> {
  const words: Record<ArgumentUse, string> = { used: 'is used', ignored: 'is ignored', error: 'is an error' };
  return readingsOf(releases, valuesIn(RATE_ARGUMENTS[argument]), (use) => `${argument} ${words[use]}`);
}

/** What `metrics=['accuracy']` counts with `binary_crossentropy` and several outputs. */
export type AccuracyOfBinary = 'each output' | 'top-1';

/**
 * Measured with a sigmoid of five units on one-hot labels, the loss as text and as object: TF 2.0 counts each output
 * (accuracy 0.656, where top-1 accuracy is 0.188), TF 2.3, 2.4, 2.6, 2.13 and Keras 3.15 take the largest one. Read in
 * `engine/training.py` of Keras 2.0 to 2.3 and TF 1.x, where the loss decides; TF 2.2 is the first where shapes do.
 */
const ACCURACY_OF_BINARY: ByRange<AccuracyOfBinary> = [
  [STANDALONE, 'each output'],
  [{ flavor: 'tf.keras', to: '2.1' }, 'each output'],
  [{ flavor: 'tf.keras' }, 'top-1'],
  [KERAS_3, 'top-1'],
];

/** What `metrics=['accuracy']` counts with `binary_crossentropy` and several outputs. */
export function accuracyOfBinaryOf(releases: readonly KerasVersion[]): Readings<AccuracyOfBinary> {
  return readingsOf(releases, valuesIn(ACCURACY_OF_BINARY), (counts) =>
    counts === 'top-1' ? 'accuracy is top-1' : 'accuracy counts each output by itself',
  );
}

/**
 * Whether a loss with `from_logits=True` takes the logits from before a softmax or sigmoid, so that the activation does no
 * harm. Measured by the loss after 30 steps: TF 2.0 and 2.3 apply softmax twice; TF 2.4, 2.6, 2.13 and Keras 3.15 with
 * TensorFlow take the logits, with a warning. Keras 3 with JAX or PyTorch does not see them.
 */
const LOGITS_BEFORE_ACTIVATION: ByRange<boolean> = [
  [STANDALONE, false],
  [{ flavor: 'tf.keras', to: '2.3' }, false],
  [{ flavor: 'tf.keras' }, true],
  [KERAS_3, true],
];

/** Whether a loss with `from_logits=True` takes the logits from before a softmax or sigmoid. */
export function logitsBeforeActivationOf(releases: readonly KerasVersion[]): Readings<boolean> {
  return readingsOf(releases, valuesIn(LOGITS_BEFORE_ACTIVATION), (takes) =>
    takes ? 'the loss takes the logits from before the activation' : 'the activation is applied twice',
  );
}

/**
 * Whether 'accuracy' of a loaded model is `categorical_accuracy` with sparse labels too. Measured: TF 2.3 reads 0.188
 * where 0.375 was saved; TF 2.0, 2.4, 2.6 and 2.13 read 0.375. TF 2.2 was not measured, and is reported both ways
 * (tensorflow issues 42045, 43457).
 */
const LOADED_ACCURACY_DIFFERS: ByRange<boolean> = [
  [STANDALONE, false],
  [{ flavor: 'tf.keras', to: '2.1' }, false],
  [{ flavor: 'tf.keras', from: '2.2', to: '2.2' }, true, false],
  [{ flavor: 'tf.keras', from: '2.3', to: '2.3' }, true],
  [{ flavor: 'tf.keras' }, false],
  [KERAS_3, false],
];

/** Whether 'accuracy' of a loaded model is `categorical_accuracy` with sparse labels too. */
export function loadedAccuracyDiffersOf(releases: readonly KerasVersion[]): Readings<boolean> {
  return readingsOf(releases, valuesIn(LOADED_ACCURACY_DIFFERS), (differs) =>
    differs ? 'accuracy is another metric after loading' : 'accuracy is the same metric after loading',
  );
}

/** What a callback does whose monitor is not logged: it raises an error after the first epoch, or warns and does nothing. */
export type OfUnknownMonitor = 'error' | 'warning';

/**
 * Measured with Keras 3.6.0, 3.11.3, 3.12.0 and 3.15.1, EarlyStopping with 3.0.0 and 3.3.3 too: in mode `auto`, Keras 3 looks
 * for the metric to find out whether more is better, EarlyStopping in all versions and the other callbacks from 3.11 on. Read
 * in `callbacks.py` of Keras 1.2.2 to 2.3.1 (9 versions): EarlyStopping up to 2.0.6 warns, and then calculates with None.
 */
const UNKNOWN_MONITOR: Record<'early stopping' | 'others', ByRange<OfUnknownMonitor>> = {
  'early stopping': [
    [{ flavor: 'keras', to: '2.0.6' }, 'error'],
    [STANDALONE, 'warning'],
    [{ flavor: 'tf.keras' }, 'warning'],
    [KERAS_3, 'error'],
  ],
  others: [
    [{ flavor: 'keras', from: '3.11' }, 'error'],
    [{ flavor: 'keras' }, 'warning'],
    [{ flavor: 'tf.keras' }, 'warning'],
  ],
};

/**
 * What a callback does whose monitor is not logged.
 *
 * @param isDirected whether Keras 3 knows which direction is better: by `mode`, or since the name is the loss or a compiled
 *   metric, and its validation alone is missing
 */
export function unknownMonitorOf(
  className: string,
  isDirected: boolean,
  releases: readonly KerasVersion[],
): Readings<OfUnknownMonitor> {
  const valuesOf = valuesIn(UNKNOWN_MONITOR[className === 'EarlyStopping' ? 'early stopping' : 'others']);
  return readingsOf(
    releases,
    (release) => (isDirected && inRange(release, KERAS_3) ? ['warning'] : valuesOf(release)),
    (what) => (what === 'error' ? 'it raises an error' : 'it warns'),
  );
}
