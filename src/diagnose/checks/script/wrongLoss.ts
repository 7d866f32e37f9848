import { accuracyOfBinaryOf } from '../../../script/keras/versionMeaning.js';
import { metricsOf, type OutputReading, outputOf, resolvedAccuracy } from '../../../script/reading/outputReading.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import type { StageReading } from '../../../script/reading/stageReading.js';
import { inEachStage, scriptFinding } from '../../evidence/scriptFinding.js';
import type { Finding } from '../../finding.js';
import { countsEach, SOFTMAX, SOFTMAX_OR_METRIC } from './misleadingMetric.js';

/** Losses of Keras that are for numbers, by the names that `compile` takes. */
const REGRESSION: ReadonlySet<string> = new Set([
  'mean_squared_error',
  'mse',
  'mean_absolute_error',
  'mae',
  'mean_squared_logarithmic_error',
  'msle',
  'mean_absolute_percentage_error',
  'mape',
  'log_cosh',
  'logcosh',
  'huber',
  'huber_loss',
]);

/** Finds losses that do not fit classes of which each image has one: of yes-or-no answers, and of numbers. */
export function wrongLoss(reading: ScriptReading): Finding[] {
  return inEachStage(reading, (stage) => {
    const output = outputOf(stage);
    if (stage.training?.labels.form !== 'one-hot' || output === undefined) return [];
    const found = ofNumbers(reading, stage, output) ?? ofAnswers(reading, stage, output);
    return found === undefined ? [] : [found];
  });
}

/** A regression loss: with probabilities, its gradients vanish where the network is sure of a wrong class. */
function ofNumbers(
  reading: ScriptReading,
  { loss, training }: StageReading,
  { activations, dense }: OutputReading,
): Finding | undefined {
  if (!REGRESSION.has(loss.name ?? '')) return undefined;
  const last = activations.at(-1);
  const isProbability = last?.name === 'softmax' || last?.name === 'sigmoid';
  return scriptFinding(reading, {
    check: 'wrong-loss',
    severity: isProbability ? 'warning' : 'info',
    summary: isProbability
      ? `The loss ${loss.name} is for numbers, but the labels are one class per image. After a ${last.name} its gradients are small, and vanish where the network is sure of a wrong class.`
      : `The loss ${loss.name} is for numbers, but the labels are one class per image.`,
    fix: `${SOFTMAX}.`,
    at: [loss.place, last?.place ?? dense.origin, [training?.labels.place, 'one class per image']],
  });
}

/** Binary cross-entropy: each class against all others. With two classes, both outputs say the same. */
function ofAnswers(reading: ScriptReading, stage: StageReading, { units, dense }: OutputReading): Finding | undefined {
  const { loss, training } = stage;
  const classes = units ?? training?.labels.numClasses?.value;
  if (loss.name !== 'binary_crossentropy' || (classes !== undefined && classes <= 2)) return undefined;
  const metrics = metricsOf(stage);
  if (metrics.some(({ name }) => name === 'binary_accuracy')) return undefined;
  const accuracy = resolvedAccuracy(metrics);
  const counted = accuracyOfBinaryOf(reading.keras.releases).readings.map(({ value }) => value);
  if (accuracy === undefined || !counted.includes('each output')) {
    return classes === undefined ? undefined : lossAlone(reading, stage, classes);
  }
  const isSure = !counted.includes('top-1');
  const metric = `'${accuracy.name}' with binary_crossentropy`;
  const counts =
    classes === undefined
      ? `${metric} counts each class as an answer of its own: with 10 classes, a network that says no to every class has 0.90.`
      : countsEach(metric, classes);
  return scriptFinding(reading, {
    check: 'wrong-loss',
    severity: isSure && classes !== undefined ? 'critical' : 'warning',
    summary: isSure
      ? counts
      : `In Keras 1 and 2, and TensorFlow up to 2.1, ${counts} From TensorFlow 2.2 on it counts images.`,
    fix: SOFTMAX_OR_METRIC,
    at: [loss.place, dense.origin, [training?.labels.place, 'one class per image']],
  });
}

/** Where 'accuracy' is the share of images, the loss still learns each class against all others. */
function lossAlone(reading: ScriptReading, { loss, training }: StageReading, classes: number): Finding {
  return scriptFinding(reading, {
    check: 'wrong-loss',
    severity: 'info',
    summary: `binary_crossentropy on one-hot labels averages over ${classes} outputs, of which all but one have the label 0. A loss near ${nothingLearned(classes)} means that nothing is learned.`,
    fix: `${SOFTMAX}.`,
    at: [loss.place, training?.labels.place],
  });
}

/** Binary cross-entropy of a network that gives each class its share. */
function nothingLearned(classes: number): string {
  const p = 1 / classes;
  return (-(p * Math.log(p) + (1 - p) * Math.log(1 - p))).toFixed(2);
}
