import { firstOfEach } from '../../base/group.js';
import { evaluationAtChance, sameLossOtherAccuracy } from './signatures/evaluations.js';
import { earlyStoppingNeverFired, missingMonitor, stillImproving } from './signatures/lengthOfTraining.js';
import { hardlyLearns, lossRises, noMovement, slowFall } from './signatures/lossCourse.js';
import {
  accuracyDoesNotFollowLoss,
  lossNan,
  negativeLoss,
  perOutputAccuracy,
  zeroLoss,
} from './signatures/lossValues.js';
import { majorityAnswer, saturatedOutput, uniformOutput } from './signatures/nothingLearned.js';
import type { Cause, HistoryFacts, Signature, SignatureName } from './signatures/signature.js';
import { type KnownFacts, type StageView, stageView } from './signatures/stageView.js';
import { overfitting, trainingBelowValidation, validationJumps } from './signatures/trainingAgainstValidation.js';
import { validationAccuracyZero, validationAtChance } from './signatures/validationAtChance.js';
import type { TrainingHistory } from './trainingHistory.js';

export type { Cause, FaultName, HistoryFacts, Signature, SignatureName } from './signatures/signature.js';

/** What a history shows. */
export interface HistorySignatures {
  /** Faults before remarks, the most certain first. */
  signatures: Signature[];
  /** Facts that signatures were looked for with: those passed, and those that the history itself shows. */
  facts: HistoryFacts;
  /** What is not known, and what could not be looked for without it, in whole sentences. */
  missing: string[];
}

/** By order of what explains most. */
const OF_A_STAGE: readonly ((view: StageView) => Signature[])[] = [
  lossNan,
  negativeLoss,
  zeroLoss,
  saturatedOutput,
  validationAccuracyZero,
  validationAtChance,
  perOutputAccuracy,
  accuracyDoesNotFollowLoss,
  uniformOutput,
  majorityAnswer,
  lossRises,
  noMovement,
  slowFall,
  hardlyLearns,
  trainingBelowValidation,
  validationJumps,
  overfitting,
  stillImproving,
];

/** What is said by another signature of the same stage already. */
const EXPLAINED_BY: Partial<Record<SignatureName, readonly SignatureName[]>> = {
  'saturated-validation': ['validation-accuracy-zero'],
  'validation-at-chance': ['saturated-validation', 'validation-accuracy-zero'],
  'uniform-output': ['saturated-output', 'zero-loss'],
  'majority-answer': ['uniform-output', 'saturated-output', 'zero-loss', 'per-output-accuracy', 'loss-nan'],
  'no-movement': ['uniform-output', 'saturated-output', 'majority-answer', 'zero-loss'],
  'slow-fall': ['uniform-output', 'no-movement'],
  'hardly-learns': [
    'loss-nan',
    'negative-loss',
    'zero-loss',
    'saturated-output',
    'per-output-accuracy',
    'uniform-output',
    'majority-answer',
    'loss-rises',
    'no-movement',
    'slow-fall',
  ],
  'loss-rises': ['loss-nan', 'saturated-output', 'negative-loss'],
  // A validation that jumps has no course to read.
  overfitting: ['saturated-validation', 'validation-at-chance', 'validation-accuracy-zero', 'validation-jumps'],
  'validation-accuracy-zero': ['loss-nan'],
  'validation-jumps': ['saturated-validation', 'validation-at-chance'],
  'still-improving': ['slow-fall', 'negative-loss', 'accuracy-does-not-follow-loss', 'uniform-output', 'no-movement'],
};

const CONFIDENCES: readonly Signature['confidence'][] = ['certain', 'likely', 'possible'];

/**
 * Names what the figures of a training show: losses and accuracies that only certain faults leave. What a training that does well
 * may show too is a remark.
 *
 * @param facts what is known from elsewhere, as from the script. Default: what the history shows, such as `Found 2000 images
 * belonging to 7 classes.`
 *
 * @example
 * const { signatures } = signaturesOf(await readHistory('train.log'), { numClasses: 7 });
 */
export function signaturesOf(history: TrainingHistory, facts: HistoryFacts = {}): HistorySignatures {
  const known = withShown(history, facts);
  const found = history.stages.flatMap((_, i) => {
    const view = stageView(history, i, known);
    const signatures = OF_A_STAGE.flatMap((look) => look(view));
    return unexplained([...signatures, ...earlyStoppingNeverFired(view, history)]);
  });
  const monitors = (history.missingMonitors ?? [])
    .filter(
      ({ monitor }) => !found.some(({ name, summary }) => name === 'missing-monitor' && summary.includes(monitor)),
    )
    .map(({ monitor, available }) => {
      return missingMonitor(monitor, available.length > 0 ? available : history.columns, 0, []);
    });
  const signatures = [...found, ...monitors, ...evaluationAtChance(history, known), ...sameLossOtherAccuracy(history)];
  const rank = ({ kind, confidence }: Signature): number =>
    (kind === 'remark' ? CONFIDENCES.length : 0) + CONFIDENCES.indexOf(confidence);
  const { isBinaryLoss: _, ...shown } = known;
  const possible = signatures.map((one) => ({
    ...one,
    causes: one.causes.filter((cause) => isPossible(cause, known)),
  }));
  return { signatures: possible.sort((a, b) => rank(a) - rank(b)), facts: shown, missing: missingOf(history, known) };
}

/** Whether nothing that is known speaks against a cause: values that are too small are not too large. */
function isPossible({ fault, values }: Cause, facts: HistoryFacts): boolean {
  if (fault === 'train-validation-mismatch' && facts.areAlike === true) return false;
  return values === undefined || facts.values === undefined || values === facts.values;
}

function unexplained(signatures: readonly Signature[]): Signature[] {
  const names = new Set(signatures.map(({ name }) => name));
  const first = firstOfEach(signatures, ({ name }) => name);
  return first.filter(({ name }) => !(EXPLAINED_BY[name] ?? []).some((other) => names.has(other)));
}

/** The facts passed, and those that lines such as `Found 2000 images belonging to 7 classes.` show. */
function withShown(history: TrainingHistory, facts: HistoryFacts): KnownFacts {
  // A test folder without classes counts as one class.
  const withClasses = (history.found ?? []).filter((set) => set.classes > 1);
  const classes = new Set(withClasses.map((set) => set.classes));
  const samples = history.stages.find((stage) => stage.samples !== undefined)?.samples;
  const [training, validation] = withClasses;
  const shownClasses = classes.size === 1 ? withClasses[0]!.classes : undefined;
  const shown: HistoryFacts = {
    numClasses: facts.classShares?.length ?? shownClasses,
    numTraining: samples?.training ?? training?.used ?? training?.images,
    numValidation: samples?.validation ?? validation?.used ?? validation?.images,
  };
  const merged = { ...shown, ...withoutUndefined(facts) };
  return { ...merged, isBinaryLoss: merged.loss !== undefined && /binary/i.test(merged.loss) };
}

function withoutUndefined(facts: HistoryFacts): HistoryFacts {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}

function missingOf(history: TrainingHistory, facts: KnownFacts): string[] {
  const missing: string[] = [];
  if (facts.numClasses === undefined) {
    missing.push(
      'The number of classes is not known: whether loss and accuracy are those of guessing was not looked at.',
    );
  }
  if (facts.classShares === undefined) {
    missing.push(
      'The share of each class is not known: an accuracy that is the share of the largest class may go unnoticed.',
    );
  }
  if (facts.loss === undefined) {
    missing.push('The loss is not known: with binary_crossentropy, accuracy of several classes means something else.');
  }
  if (facts.numValidation === undefined) {
    missing.push('The number of validation images is not known: a small number is assumed.');
  }
  const columns = new Set(history.columns);
  if (![...columns].some((name) => name.startsWith('val_'))) {
    missing.push('The history has no validation: nothing is said about it.');
  }
  if (![...columns].some((name) => /acc/.test(name))) {
    missing.push('The history has no accuracy: only the loss was looked at.');
  }
  return missing;
}
