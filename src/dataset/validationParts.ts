import type { Example, SelectionOptions, ValidationPart } from './dataset.js';
import type { Split } from './listClasses.js';
import { selectionAndEvaluation } from './selectionAndEvaluation.js';

/**
 * Fewest validation images that are split into two parts. The 95 % interval of an accuracy on 500 images reaches at most
 * 4.4 points to either side, 4.0 at an accuracy of 0.7. With fewer, the wider interval costs more than the optimism of
 * choosing on the images that are evaluated.
 */
const MIN_TO_SPLIT = 1000;

/** Fewest images in a part. Where whole groups make the parts more unequal than that, there are no parts. */
const MIN_PER_PART = 400;

/** Names of the parts in scans and run names of older versions; kept so that stored runs and scans are found again. */
export const PART_IN_STORE: Record<ValidationPart, 'choose' | 'tell'> = { selection: 'choose', evaluation: 'tell' };

/**
 * Assigns each validation image to the selection or the evaluation part, if there are 1,000 or more. The parts are drawn by
 * the seed of the split, so every recipe and every seed of a run has the same parts.
 */
export function splitValidation(examples: readonly Example[], options: Omit<SelectionOptions, 'least'>): Example[] {
  const validation = examples.filter(({ split }) => split === 'validation');
  if (validation.length < MIN_TO_SPLIT) return [...examples];
  const { selection: choose, apart } = selectionAndEvaluation(validation, { ...options, least: MIN_PER_PART });
  if (!apart) return [...examples];
  const chosenBy = new Set(choose.map((i) => validation[i]));
  return examples.map((example) => {
    if (example.split === 'training') return example;
    return { ...example, part: chosenBy.has(example) ? 'selection' : 'evaluation' };
  });
}

/** Whether an example belongs to a split or to one part of the validation split. Without parts, it belongs to both. */
export function isIn({ split, part: own }: Pick<Example, 'split' | 'part'>, part: Split | ValidationPart): boolean {
  if (part === 'training' || part === 'validation') return split === part;
  return split === 'validation' && (own ?? part) === part;
}
