import type { InputRange } from '../../../measure/model/inputRange.js';
import type { ScalingMeasurement } from '../../../measure/model/scalingMeasurement.js';
import { judgedBy, type ScalingResult, trainedWith } from '../../../measure/model/scalingTrials.js';
import { formatAccuracy, formatPercent, formatPoints } from '../../../metrics/format.js';
import { accuracy, pairedDifference } from '../../../metrics/paired.js';
import type { Evidence, Finding } from '../../finding.js';
import { doublePreprocessing } from '../pipeline/doublePreprocessing.js';
import { wrongScaling } from '../pipeline/wrongScaling.js';

/** What was measured about the scaling of a saved model. */
export interface ModelScalingMeasurement {
  /** The declared one first. */
  trials: readonly ScalingResult[];
  /** Whether the recipe or the model itself declares it; else it is only what its backbone expects. */
  isClaimed: boolean;
  /** Of the scaling that it seems to have been trained with; undefined for an unknown backbone. */
  range?: InputRange;
  /** With that scaling first in `fits`; undefined where nothing shows which one is correct. */
  weights?: ScalingMeasurement;
}

/** A scaling fits the weights where its divergence is at most this multiple of the least. A choice. */
const FITS = 3;

/**
 * Finds a model that was trained on other values than the weights of its backbone, and a model that is used with another
 * scaling than it was trained with. Its accuracy shows what it was trained with; moving statistics, or a linear probe, show
 * what its backbone expects.
 */
export function savedModelScaling({ trials, isClaimed, range, weights }: ModelScalingMeasurement): Finding[] {
  const declared = trials[0]!;
  const trained = trainedWith(trials);
  const isOther = trained !== declared;
  const used = isOther && isClaimed ? [usedOtherwise(declared, trained, judgedBy(trials))] : [];
  const doubled = range === undefined || fitsWeights(trained, trials) ? [] : doublePreprocessing(range);
  const wrong = doubled.length > 0 || weights === undefined ? doubled : wrongScaling(weights);
  return [...used, ...wrong.map((finding) => withTraining(finding, declared, trained, judgedBy(trials)))];
}

function fitsWeights(trial: ScalingResult, trials: readonly ScalingResult[]): boolean {
  if (trial.divergence === undefined) return false;
  return trial.divergence <= FITS * Math.min(...trials.map(({ divergence }) => divergence!));
}

function usedOtherwise(declared: ScalingResult, trained: ScalingResult, by: 'right' | 'reordered'): Finding {
  const gain = pairedDifference([declared[by]], [trained[by]]);
  const order = by === 'reordered' ? ', with the outputs in the class order that fits them' : '';
  return {
    check: 'wrong-scaling',
    severity: 'critical',
    effect: gain.value,
    summary: `With scaling ${declared.name} (declared), accuracy is ${formatPercent(accuracy(declared[by]))}${order}. ${trainedWithOther(trained, by)}`,
    evidence: [
      accuracyUnder(declared, `${trained.name}: ${formatAccuracy(trained[by])}`, by),
      { measure: 'difference, on the same images', expected: 'none', received: formatPoints(gain) },
    ],
    fix: {
      text: `Use ${trained.name} as the only scaling.`,
      patch: { scaling: [...trained.steps] },
      change: `scaling by ${trained.name}`,
    },
  };
}

/** The finding with the evidence that the model was trained this way. */
function withTraining(
  finding: Finding,
  declared: ScalingResult,
  trained: ScalingResult,
  by: 'right' | 'reordered',
): Finding {
  const accuracies: Evidence[] =
    trained === declared ? [] : [accuracyUnder(trained, `${declared.name}: ${formatAccuracy(declared[by])}`, by)];
  const summary =
    trained === declared
      ? finding.summary
      : `With scaling ${declared.name}, accuracy is ${formatPercent(accuracy(declared[by]))}. ${trainedWithOther(trained, by)} ${finding.summary}`;
  return {
    ...finding,
    summary,
    evidence: [...accuracies, ...finding.evidence],
    fix: { ...finding.fix, text: `${finding.fix.text} Then train the head again: it was trained on the other values.` },
  };
}

function trainedWithOther(trained: ScalingResult, by: 'right' | 'reordered'): string {
  const { name } = trained;
  return `With ${name} it is ${formatPercent(accuracy(trained[by]))}, so the model was probably trained with ${name}.`;
}

function accuracyUnder(trial: ScalingResult, expected: string, by: 'right' | 'reordered'): Evidence {
  return { measure: 'accuracy of the model', expected, received: `${trial.name}: ${formatAccuracy(trial[by])}` };
}
