import { digest } from '../base/digest.js';
import { UserError } from '../base/errors.js';
import type { ScannedImage } from '../dataset/scan.js';
import { isIn } from '../dataset/validationParts.js';
import type { RunResult } from './runResult.js';

/** Digest of the validation images that figures are told on, in their order. */
export function evaluationDigest(images: readonly ScannedImage[]): string {
  const told = images.filter((image) => isIn(image, 'evaluation'));
  return digest(told.map((image) => [image.digest, image.label])).slice(0, 16);
}

/** @throws UserError where runs that are to be compared are told on different images */
export function checkSameEvaluation(runs: readonly RunResult[]): void {
  const [first] = runs;
  const other = runs.find(
    (run) =>
      (run.evaluatedOn !== undefined && first.evaluatedOn !== undefined && run.evaluatedOn !== first.evaluatedOn) ||
      run.labels.length !== first.labels.length ||
      run.labels.some((label, i) => label !== first.labels[i]),
  );
  if (other === undefined) return;
  throw new UserError(
    'Runs are compared on the same validation images.',
    [first, other].map(
      ({ evaluatedOn: name, labels }) => `${labels.length} images${name === undefined ? '' : `, ${name}`}`,
    ),
    'Train both on one data set, split in one way.',
  );
}
