import { UserError } from '../../base/errors.js';
import { pluralize } from '../../base/text/pluralize.js';
import { otherLog } from './otherLogs.js';
import {
  hasValidation,
  isFinal,
  isRedrawOf,
  metricsOf,
  type ProgressBar,
  readBar,
  showsTheSame,
} from './progressBar.js';
import { progressLines } from './progressLines.js';
import {
  columnsOfStages,
  epochOf,
  type FoundImages,
  type HistoryKind,
  type HistoryStage,
  type MissingMonitor,
  type TrainingHistory,
} from './trainingHistory.js';

/** Digits behind the point in Keras' progress lines. Source: keras/src/utils/progbar.py, `f" {value:.4f}"`. */
const PRINTED_DECIMALS = 4;

/** Names that a training loop of one's own prints, where Keras says `loss` and `val_loss`. */
const OWN_NAMES = /\b(?:train(?:ing)?|val(?:id(?:ation)?)?|test|eval)\.?\s(?:loss|acc)/i;

/**
 * Reads the lines that `fit` and `evaluate` of Keras 1, 2 and 3 print, as a terminal, a file or a web page kept them: `verbose=1` and 2,
 * with backspaces, colors, quotation and wrapped lines, among other output. Epochs that were not finished are left out: what their bars
 * show are means of a part of the epoch.
 *
 * @param shown name of the file in error messages
 * @throws UserError if there is no finished epoch and no result of `evaluate`
 */
export function readProgress(text: string, shown: string, kind: HistoryKind = 'progress'): TrainingHistory {
  const reader = new ProgressReader();
  for (const redraws of progressLines(text)) reader.take(redraws);
  const history = reader.end(kind);
  if (history.stages.length > 0) return history;
  const expected = `${shown} is expected to hold what Keras prints while it trains, such as "Epoch 1/10" and "63/63 [====] - 12s - loss: 0.69 - acc: 0.51".`;
  const other = otherLog(text);
  if (other !== undefined) {
    throw new UserError(
      expected,
      other,
      'Write the figures of other programs into a CSV file whose first line is epoch,loss,accuracy,val_loss,val_accuracy, and pass that.',
    );
  }
  if (history.evaluations !== undefined) return history;
  throw new UserError(
    expected,
    reader.sawEpoch ? 'no epoch that was finished' : 'no line of an epoch',
    'Paste the lines of all epochs, or pass a file of CSVLogger, history.history as JSON, or the log_dir of TensorBoard.',
  );
}

/** An epoch whose lines are being read. */
interface OpenEpoch {
  number: number;
  bar: ProgressBar | undefined;
  /** Evaluations before it: TensorFlow 1.13 to 1.15 draws a bar for validation within an epoch. */
  evaluations: number;
}

class ProgressReader {
  sawEpoch = false;
  private readonly stages: HistoryStage[] = [];
  private readonly evaluations: { bar: ProgressBar | undefined; metrics: Record<string, number> }[] = [];
  private readonly found: FoundImages[] = [];
  private readonly monitors = new Map<string, MissingMonitor>();
  private readonly notes: string[] = [];
  private open: OpenEpoch | undefined;
  private samples: HistoryStage['samples'];
  /** Epochs of the present stage that came without their line `Epoch 3/25`. */
  private unnumbered = 0;
  private unfinished = 0;

  take(redraws: readonly string[]): void {
    for (const [i, drawn] of redraws.entries()) {
      const bar = readBar(drawn);
      if (bar === undefined || Object.keys(bar.metrics).length === 0) this.takeText(drawn);
      else this.takeBar(bar, i > 0);
    }
  }

  private takeText(text: string): void {
    const epoch = /Epoch\s{0,3}:?\s{0,3}(\d{1,7})\s{0,3}\/\s{0,3}(\d{1,7})/.exec(text);
    if (epoch !== null) {
      this.begin(Number(epoch[1]), Number(epoch[2]));
      // A callback of one's own may print all in this line.
      const rest = text.slice(epoch.index + epoch[0].length);
      const metrics = OWN_NAMES.test(rest) ? {} : metricsOf(rest);
      if (Object.keys(metrics).length > 0) this.takeBar(plainBar(metrics), false);
      return;
    }
    const stopped = /Epoch (\d{1,7}): early stopping/i.exec(text);
    if (stopped !== null) {
      this.close();
      const stage = this.stages[this.stages.length - 1];
      if (stage !== undefined) stage.stoppedAt = Number(stopped[1]);
      return;
    }
    this.takeCounts(text);
    this.takeWarning(text);
    this.takePrintedResult(text);
  }

  private takeCounts(text: string): void {
    const found =
      /Found (\d+) (?:validated )?(?:images?|files?|image filenames)(?: \w+)? belonging to (\d+) class/.exec(text);
    if (found !== null) this.found.push({ images: Number(found[1]), classes: Number(found[2]) });
    const used = /Using (\d+) files for (?:training|validation)/.exec(text);
    const last = this.found[this.found.length - 1];
    if (used !== null && last !== undefined) last.used = Number(used[1]);
    const samples = /Train on (\d+) samples(?:, validate on (\d+) samples)?/.exec(text);
    if (samples !== null) {
      this.samples = { training: Number(samples[1]), ...(samples[2] && { validation: Number(samples[2]) }) };
    }
  }

  private takeWarning(text: string): void {
    const monitor =
      /conditioned on metric `?([\w.-]{1,60})`? which is not available/i.exec(text) ??
      /(?:Can save best model only with|Early stopping requires) `?([\w.-]{1,60})`? (?:available|but)/i.exec(text);
    if (monitor === null) return;
    const listed = /Available metrics are: ([\w,. -]{1,500})/.exec(text);
    const available = listed === null ? [] : listed[1]!.split(',').map((name) => name.trim());
    const known = this.monitors.get(monitor[1]!);
    if (known === undefined || known.available.length === 0) {
      this.monitors.set(monitor[1]!, { monitor: monitor[1]!, available });
    }
  }

  /** What scripts print of `evaluate`: `Test loss: 0.69`, `Test accuracy: 0.51`. */
  private takePrintedResult(text: string): void {
    const printed =
      /^\W{0,3}(?:final )?(?:test|evaluation|eval)[ _-](?:set )?(loss|score|acc|accuracy)\s*[:=]\s*(\d+(?:\.\d+)?)\s*(%?)/i.exec(
        text,
      );
    if (printed === null) return;
    this.close();
    const name = /acc/i.test(printed[1]!) ? 'accuracy' : 'loss';
    const value = Number(printed[2]) / (printed[3] === '%' ? 100 : 1);
    const last = this.evaluations[this.evaluations.length - 1];
    if (last === undefined || (last.bar === undefined && name in last.metrics)) {
      this.evaluations.push({ bar: undefined, metrics: { [name]: value } });
    } else if (last.bar === undefined) last.metrics[name] = value;
  }

  private begin(number: number, planned: number): void {
    this.sawEpoch = true;
    // Some versions print it twice.
    if (this.open?.number === number && this.open.bar === undefined) return;
    this.close();
    let stage = this.stages[this.stages.length - 1];
    const last = stage?.epochs[stage.epochs.length - 1]?.epoch ?? 0;
    const isAnother = stage?.plannedEpochs !== undefined && (number <= last || planned !== stage.plannedEpochs);
    if (stage === undefined || isAnother) {
      stage = { epochs: [], ...(this.samples && { samples: this.samples }) };
      this.stages.push(stage);
      this.samples = undefined;
    } else if (this.unnumbered > 0 && stage.plannedEpochs === undefined) this.number(stage, number);
    stage.plannedEpochs = planned;
    this.unnumbered = 0;
    this.open = { number, bar: undefined, evaluations: this.evaluations.length };
  }

  /** Numbers the epochs before the first whose number is known. */
  private number({ epochs }: HistoryStage, next: number): void {
    if (next <= epochs.length) return;
    for (const [i, epoch] of epochs.entries()) epoch.epoch = next - epochs.length + i;
  }

  private takeBar(bar: ProgressBar, isSameLine: boolean): void {
    if (this.open !== undefined && belongs(this.open.bar, bar, isSameLine)) {
      if (hasValidation(bar)) this.evaluations.length = this.open.evaluations;
      this.open.bar = bar;
    } else if (hasValidation(bar)) this.takeUnnumbered(bar);
    else this.takeEvaluation(bar, isSameLine);
  }

  private takeEvaluation(bar: ProgressBar, isSameLine: boolean): void {
    const last = this.evaluations[this.evaluations.length - 1];
    const isRedraw = last?.bar !== undefined && isRedrawOf(bar, last.bar) && (isSameLine || !isFinal(last.bar));
    if (isRedraw) Object.assign(last, { bar, metrics: bar.metrics });
    else this.evaluations.push({ bar, metrics: bar.metrics });
  }

  /** A line with validation can only be that of an epoch. */
  private takeUnnumbered(bar: ProgressBar): void {
    this.close();
    if (this.stages.length === 0) this.stages.push({ epochs: [] });
    const stage = this.stages[this.stages.length - 1]!;
    const number = (stage.epochs[stage.epochs.length - 1]?.epoch ?? 0) + 1;
    stage.epochs.push(readEpoch(number, bar, stage));
    this.unnumbered++;
  }

  /** Ends the epoch that is being read. */
  private close(): void {
    if (this.open === undefined) return;
    const { number, bar } = this.open;
    this.open = undefined;
    const stage = this.stages[this.stages.length - 1]!;
    if (bar === undefined || !isFinal(bar)) this.unfinished++;
    else stage.epochs.push(readEpoch(number, bar, stage));
  }

  end(kind: HistoryKind): TrainingHistory {
    this.close();
    if (this.unfinished > 0) {
      this.notes.push(
        `${pluralize(this.unfinished, 'unfinished epoch')} left out: a running mean is no result of an epoch.`,
      );
    }
    if (this.unnumbered > 0) this.notes.push('Epochs without a line such as Epoch 3/25 are numbered in order.');
    const stages = this.merged(this.stages.filter(({ epochs }) => epochs.length > 0));
    const evaluations = this.evaluations
      .filter(({ bar }) => bar === undefined || isFinal(bar))
      .map(({ metrics }) => metrics);
    return {
      kind,
      columns: columnsOfStages(stages),
      stages,
      decimals: PRINTED_DECIMALS,
      ...(evaluations.length > 0 && { evaluations }),
      ...(this.found.length > 0 && { found: this.found }),
      ...(this.monitors.size > 0 && { missingMonitors: [...this.monitors.values()] }),
      notes: this.notes,
    };
  }

  /** Stages with a loop around `fit(epochs=1)` as one. */
  private merged(stages: readonly HistoryStage[]): HistoryStage[] {
    const result: HistoryStage[] = [];
    let merged = 0;
    for (const stage of stages) {
      const last = result[result.length - 1];
      const isOne = stage.plannedEpochs === 1 && stage.epochs[0]!.epoch === 1;
      if (isOne && last?.plannedEpochs === 1) {
        last.epochs.push({ ...stage.epochs[0]!, epoch: last.epochs.length + 1 });
        merged++;
      } else result.push({ ...stage, epochs: [...stage.epochs] });
    }
    if (merged > 0)
      this.notes.push(`${pluralize(merged + 1, 'call')} of fit with one epoch each are read as one stage.`);
    return result;
  }
}

/** Whether a bar shows more of an epoch whose last bar is known. */
function belongs(last: ProgressBar | undefined, bar: ProgressBar, isSameLine: boolean): boolean {
  if (last === undefined) return true;
  if (hasValidation(bar)) return !hasValidation(last) || (isRedrawOf(bar, last) && isSameLine);
  if (hasValidation(last) || !isRedrawOf(bar, last)) return false;
  return isSameLine || !isFinal(last) || (bar.count === last.count && showsTheSame(bar, last));
}

function readEpoch(number: number, bar: ProgressBar, { samples }: HistoryStage): ReturnType<typeof epochOf> {
  const epoch = epochOf(number, bar.metrics);
  const steps = bar.total ?? bar.count;
  const countsSamples = bar.countsSamples || steps === samples?.training;
  if (steps !== undefined && !countsSamples) epoch.steps = steps;
  if (bar.secondsPerStep !== undefined && !countsSamples) epoch.secondsPerStep = bar.secondsPerStep;
  return epoch;
}

/** Metrics that a line shows without a bar. */
function plainBar(metrics: Record<string, number>): ProgressBar {
  return {
    count: undefined,
    total: undefined,
    isEstimate: false,
    metrics,
    secondsPerStep: undefined,
    countsSamples: false,
  };
}
