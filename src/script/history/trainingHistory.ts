/** What a history was read from. */
export type HistoryKind = 'csv' | 'dict' | 'event-files' | 'progress' | 'notebook';

/** One epoch of a training. */
export interface HistoryEpoch {
  /** From 1, as Keras prints it. */
  epoch: number;
  /** By the names in the file, such as `loss` and `val_acc`; without the learning rate. NaN and infinities stay. */
  metrics: Record<string, number>;
  /** Learning rate, if the file has it. */
  lr?: number;
  /** Steps, or samples in Keras before 2.3, that the progress bar counted. */
  steps?: number;
  secondsPerStep?: number;
}

/** One call of `fit`. */
export interface HistoryStage {
  epochs: HistoryEpoch[];
  /** The 25 of `Epoch 3/25`. */
  plannedEpochs?: number;
  /** Epoch after which `EarlyStopping` ended the training, if it said so. */
  stoppedAt?: number;
  /** Samples, if Keras printed `Train on 2000 samples, validate on 500 samples`. */
  samples?: { training: number; validation?: number };
}

/** A line `Found 2000 images belonging to 7 classes.`, with what later lines say of a part of these. */
export interface FoundImages {
  images: number;
  classes: number;
  /** `Using 1600 files for training.` */
  used?: number;
}

/** A warning that a callback watches a metric that is not there. */
export interface MissingMonitor {
  monitor: string;
  /** Metrics that there were, if the warning lists them. */
  available: string[];
}

/** A training, as far as a file shows it. */
export interface TrainingHistory {
  kind: HistoryKind;
  /** Names of metrics and learning rates, in the order of the file. */
  columns: string[];
  stages: HistoryStage[];
  /**
   * Digits after the point of the values: 4 in Keras' progress lines, where values below 0.001 have 4 digits after the first.
   * Undefined where values are written in full.
   */
  decimals?: number;
  /** Results of `evaluate`, in the order of the file. */
  evaluations?: Record<string, number>[];
  found?: FoundImages[];
  missingMonitors?: MissingMonitor[];
  /** What was left out or assumed, in whole sentences. */
  notes: string[];
}

/** Names under which callbacks of Keras log the learning rate. */
const RATE_NAMES: ReadonlySet<string> = new Set(['lr', 'learning_rate']);

/** Whether a metric is an accuracy, by its name: `acc`, `val_accuracy`, `categorical_accuracy_1`. */
export function isAccuracy(name: string): boolean {
  return /(^|_)acc(uracy)?(_\d+)?$/.test(name);
}

/** An epoch out of named values: the learning rate apart from the metrics. */
export function epochOf(epoch: number, values: Readonly<Record<string, number>>): HistoryEpoch {
  const result: HistoryEpoch = { epoch, metrics: {} };
  for (const [name, value] of Object.entries(values)) {
    if (RATE_NAMES.has(name)) result.lr = value;
    else result.metrics[name] = value;
  }
  return result;
}

/** Names of metrics and learning rates, in the order in which they first come. */
export function columnsOfStages(stages: readonly HistoryStage[]): string[] {
  return columnsOf(
    stages.flatMap(({ epochs }) => epochs.map(({ metrics, lr }) => (lr === undefined ? metrics : { ...metrics, lr }))),
  );
}

/** Collects names in the order in which they first come. */
export function columnsOf(epochs: Iterable<Readonly<Record<string, unknown>>>): string[] {
  const names = new Set<string>();
  for (const values of epochs) for (const name of Object.keys(values)) names.add(name);
  return [...names];
}
