import type { ScannedImage } from '../dataset/scan.js';
import { isIn } from '../dataset/validationParts.js';
import type { Recipe } from '../recipe/recipeType.js';
import type { StoredRun } from './runStore.js';

/**
 * Stands for the run of a recipe that diverges in its first epoch, to compare others with: its predictions are NaN, so that it
 * is correct on no image. It is never stored.
 */
export function divergedRun(recipe: Recipe, images: readonly ScannedImage[], classNames: readonly string[]): StoredRun {
  const predictionsOn = (part: 'selection' | 'evaluation') => {
    const labels = images.filter((image) => isIn(image, part)).map(({ label }) => label);
    return { labels, probabilities: labels.map(() => classNames.map(() => Number.NaN)) };
  };
  const record = { epoch: 1, trainLoss: Number.NaN, validationLoss: Number.NaN };
  return {
    recipe,
    id: 'diverged',
    finishedAt: '',
    history: [{ ...record, trainAccuracy: 0, validationAccuracy: 0 }],
    bestEpoch: 1,
    stopped: 'diverged',
    classNames: [...classNames],
    ...predictionsOn('evaluation'),
    selection: predictionsOn('selection'),
    frozenDigest: { before: '', after: '', parameters: 0 },
    trainableParameters: 0,
    seconds: 0,
  };
}
