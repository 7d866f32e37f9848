import type { InputRange } from '../../../measure/model/inputRange.js';
import type { ScalingMeasurement } from '../../../measure/model/scalingMeasurement.js';
import { type ScalingTrial, trainedWith } from '../../../measure/model/scalingTrials.js';
import { formatAccuracy, formatPercent, formatPoints } from '../../../metrics/format.js';
import { pairedDifference } from '../../../metrics/paired.js';
import type { Evidence, Finding } from '../../finding.js';
import { doublePreprocessing } from '../pipeline/doublePreprocessing.js';
import { wrongScaling } from '../pipeline/wrongScaling.js';

/** What was measured of the scaling of a model that is given as a file. */
export interface ModelScalingMeasurement {
  /** The one that was declared first. */
  trials: readonly ScalingTrial[];
  /** Whether somebody said so: the recipe, or the model itself; else it is only what its backbone expects. */
  isClaimed: boolean;
  /** Of the scaling that it seems to have been trained with; undefined where nothing is known of its backbone. */
  range?: InputRange;
  /** That scaling first in `fits`; undefined where nothing tells which one is right. */
  weights?: ScalingMeasurement;
}

/** A scaling whose divergence is no more than so many times the least fits the weights. */
const FITS = 3;

/**
 * Finds a model whose base was shown other values than those that its weights were trained on, and a model that is used
 * with another scaling than it was trained with. What it was trained with shows in its answers, since a head answers right
 * only what it has learnt on; what its base expects shows in the moving statistics, or by a linear probe.
 */
export function savedModelScaling({ trials, isClaimed, range, weights }: ModelScalingMeasurement): Finding[] {
  const [declared] = trials;
  const trained = trainedWith(trials);
  const isOther = trained !== declared;
  const used = isOther && isClaimed ? [usedOtherwise(declared, trained)] : [];
  const doubled = range === undefined || fitsWeights(trained, trials) ? [] : doublePreprocessing(range);
  const wrong = doubled.length > 0 || weights === undefined ? doubled : wrongScaling(weights);
  return [...used, ...wrong.map((finding) => withTraining(finding, declared, trained))];
}

function fitsWeights(trial: ScalingTrial, trials: readonly ScalingTrial[]): boolean {
  if (trial.divergence === undefined) return false;
  return trial.divergence <= FITS * Math.min(...trials.map(({ divergence }) => divergence!));
}

function usedOtherwise(declared: ScalingTrial, trained: ScalingTrial): Finding {
  const gain = pairedDifference([declared.right], [trained.right]);
  return {
    check: 'wrong-scaling',
    severity: 'critical',
    effect: gain.value,
    summary: `The model is right on ${formatPercent(declared.accuracy)} under the scaling that is claimed, ${declared.name}, and on ${formatPercent(trained.accuracy)} under ${trained.name}, which it seems to have been trained with.`,
    evidence: [
      answersUnder(declared, `${trained.name}: ${formatAccuracy(trained.right)}`),
      { measure: 'difference, the same pictures', expected: 'none', received: formatPoints(gain) },
    ],
    fix: {
      text: `Give it pictures scaled by ${trained.name}, and by nothing else.`,
      patch: { scaling: [...trained.steps] },
      change: `scaling by ${trained.name}`,
    },
  };
}

/** The finding with what tells that the model was trained so. */
function withTraining(finding: Finding, declared: ScalingTrial, trained: ScalingTrial): Finding {
  const told: Evidence[] =
    trained === declared ? [] : [answersUnder(trained, `${declared.name}: ${formatAccuracy(declared.right)}`)];
  const summary =
    trained === declared
      ? finding.summary
      : `The model seems to have been trained with ${trained.name}: so scaled it is right on ${formatPercent(trained.accuracy)}, scaled by ${declared.name} on ${formatPercent(declared.accuracy)}. ${finding.summary}`;
  return {
    ...finding,
    summary,
    evidence: [...told, ...finding.evidence],
    fix: { ...finding.fix, text: `${finding.fix.text} Then train the head again: it has learnt on the other values.` },
  };
}

function answersUnder(trial: ScalingTrial, expected: string): Evidence {
  return { measure: 'accuracy of the model', expected, received: `${trial.name}: ${formatAccuracy(trial.right)}` };
}
