import type { FaultKindName } from './faultKinds.js';

/**
 * The kinds of the faults that a verdict names by trying changes, where no check names the same: by the beginning of their headlines
 * in src/diagnose/interventions/fields. Those that are missing here are choices, such as another backbone or no augmentation, and
 * of no kind: they are wrong in every case.
 */
const KINDS: readonly (readonly [RegExp, FaultKindName])[] = [
  [/^Images are scaled as /, 'wrong-range'],
  [/^Training images are scaled as /, 'pipelines-differ'],
  [/^The input of .* does not suit the weights/, 'input-shape'],
  [/^Height and width /, 'sides-exchanged'],
  [/^The frozen backbone has random weights/, 'weights-not-loaded'],
  [/^Frozen batch normalization /, 'frozen-batch-norm'],
  [/^Batch normalization (trains|in the head) /, 'small-batch-norm'],
  [/^(Training the backbone does more harm|Too many layers of the backbone train)/, 'wrong-layers-train'],
  [/^The head's dense layers of |^The head flattens /, 'head-too-large'],
  [/^A hidden layer of the head has no activation/, 'linear-head'],
  [/^A (dropout|label smoothing) of .* is too strong/, 'too-much-regularization'],
  [/^(The augmentation|Mixup) .*is too strong/, 'too-much-regularization'],
  [/^The learning rate .* is too high|^The backbone learns too fast/, 'learning-rate-too-high'],
  [/^The learning rate .* is too low|^The backbone learns too slowly/, 'learning-rate-too-low'],
  [/^(The schedule .* keeps the learning rate too low|ReduceLROnPlateau lowers )/, 'learning-rate-too-low'],
  [/^(Plain SGD|\w+) does not get far /, 'learning-rate-too-low'],
  [/^(An epoch is |One epoch |\d+ epochs are too few|Early stopping ends )/, 'too-few-steps'],
  [/^Batches of .* are too large/, 'too-few-steps'],
  [/^The loss .* does not fit the last activation/, 'last-activation'],
  [/^(Binary cross-entropy of several classes|Squared error of classes) /, 'wrong-loss'],
  [/^The epoch with the best .* is not the most accurate/, 'best-epoch-lost'],
  [/^Rare classes count no more /, 'imbalance'],
  [/^(Class weights|Balanced sampling|The logit adjustment) cost/, 'class-weights'],
];

/** The kind of a fault that a verdict names with this headline; undefined where it is of none. */
export function kindOfHeadline(headline: string): FaultKindName | undefined {
  return KINDS.find(([beginning]) => beginning.test(headline))?.[1];
}
