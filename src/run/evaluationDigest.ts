import { digest } from '../base/digest.js';
import { UserError } from '../base/errors.js';
import type { ScannedImage } from '../dataset/scan.js';
import { isIn } from '../dataset/validationParts.js';
import type { RunResult } from './runResult.js';

/** Digest of the validation images that a run is evaluated on, in their order. */
export function evaluationDigest(images: readonly ScannedImage[]): string {
  const evaluated = images.filter((image) => isIn(image, 'evaluation'));
  return digest(evaluated.map((image) => [image.digest, image.label])).slice(0, 16);
}

/** @throws UserError if runs are evaluated on different images, so that they cannot be compared */
export function checkSameEvaluation(runs: readonly RunResult[]): void {
  const first = runs[0]!;
  const other = runs.find(
    (run) =>
      (run.evaluatedOn !== undefined && first.evaluatedOn !== undefined && run.evaluatedOn !== first.evaluatedOn) ||
      run.labels.length !== first.labels.length ||
      run.labels.some((label, i) => label !== first.labels[i]),
  );
  if (other === undefined) return;
  throw new UserError(
    'Runs that are compared are expected to be evaluated on the same images.',
    [first, other].map(
      ({ evaluatedOn: name, labels }) => `${labels.length} images${name === undefined ? '' : `, ${name}`}`,
    ),
    'Train both on the same dataset, with the same split.',
  );
}
