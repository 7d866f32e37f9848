import { firstOfEach } from '../../base/group.js';
import { overlapOf } from '../../script/edit/applyEdits.js';
import type { Change, Edit } from '../../script/edit/edit.js';
import type { ScriptReading } from '../../script/reading/readScript.js';
import type { CheckName } from '../checks.js';
import type { Finding } from '../finding.js';
import { augmentedValidationFix } from './augmentedValidationFix.js';
import { compileFix } from './compileFix.js';
import { channelFix, floatsFix, inputShapeFix, poolingFix, shuffleFix, swappedSizeFix } from './imageFixes.js';
import { labelFormFix } from './labelFormFix.js';
import { lastLayerFix, lossFix, metricFix } from './lastLayerFix.js';
import { leakingSplitFix } from './leakingSplitFix.js';
import { learningRateFix } from './learningRateFix.js';
import { pipelineFix } from './pipelineFix.js';
import { scalingFix } from './scalingFix.js';
import { bestWeightsFix, flagFix, monitorFix } from './trainingFixes.js';

/** The change of a script's text that removes what a check found, or why it cannot be made safely. */
export type ScriptFix = (reading: ScriptReading, finding: Finding) => Change;

/** Fixes by the check whose finding they remove. */
const FIXES: Partial<Record<CheckName, ScriptFix>> = {
  'wrong-scaling': scalingFix,
  'double-preprocessing': scalingFix,
  'train-validation-mismatch': pipelineFix,
  'channel-order': channelFix,
  'integer-pixels': floatsFix,
  'height-width-swapped': swappedSizeFix,
  'input-shape-mismatch': inputShapeFix,
  'head-too-large': poolingFix,
  'unknown-monitor': monitorFix,
  'checkpoint-not-best': bestWeightsFix,
  'flags-without-effect': flagFix,
  'flags-without-compile': compileFix,
  'learning-rate-too-high': learningRateFix,
  'learning-rate-too-low': learningRateFix,
  'last-layer-mismatch': lastLayerFix,
  'label-form-mismatch': labelFormFix,
  'number-of-classes': labelFormFix,
  'wrong-loss': lossFix,
  'misleading-metric': metricFix,
  'augmented-validation': augmentedValidationFix,
  'shuffled-predictions': shuffleFix,
  'leaking-split': leakingSplitFix,
};

/** Why the findings of a check have no change, where it takes more than a few lines. */
const REASONS: Partial<Record<CheckName, string>> = {
  'ordered-split': 'shuffling arrays needs every array of the same rows',
  'frozen-batch-norm': 'it depends on the version of Keras that the script runs in',
  'statistics-not-fitted': 'it needs an array of the training images',
  'training-false-ignored': 'it depends on the version of Keras that the script runs in',
  'head-on-classes': 'the head would need another input',
  'unscaled-images': 'every way of the images to the network needs the same change',
  'dropout-rate': 'which share is meant is not visible',
  'decimal-comma': 'which number is meant is for you to decide',
  'lagging-batch-norm': 'how long to train is for you to decide',
};

/** What becomes of a finding: edits, or the reason why the text cannot be changed safely. */
export interface FixedFinding {
  finding: Finding;
  change: Change;
  /** What the changed script still has of it: less severe findings of the same check. Default: nothing */
  rest?: Finding[];
}

/**
 * A change for each finding that costs accuracy. Findings that are only worth knowing have none.
 *
 * @param found findings, each with the reading of the model that it is about
 */
export function scriptFixes(found: readonly { reading: ScriptReading; finding: Finding }[]): FixedFinding[] {
  return found
    .filter(({ finding }) => finding.severity !== 'info')
    .map(({ reading, finding }) => {
      const fix = FIXES[finding.check];
      const reason = REASONS[finding.check] ?? 'it takes more than a few lines';
      return { finding, change: fix === undefined ? { reason } : checked(fix(reading, finding)) };
    });
}

/** A change that changes something, without edits that overlap. */
function checked(change: Change): Change {
  if ('reason' in change) return change;
  if (change.edits.length === 0) return { reason: 'the line to change is not found' };
  return overlapOf(change.edits) === undefined ? change : { reason: 'its own edits overlap' };
}

/** All edits, each once: two findings may have the same cause. */
export function allEdits(fixed: readonly FixedFinding[]): Edit[] {
  const edits = fixed.flatMap(({ change }) => ('edits' in change ? change.edits : []));
  return firstOfEach(edits, ({ place, text, side }) => JSON.stringify([place, text, side]));
}
