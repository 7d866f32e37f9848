import { REFERENCE_RECIPE } from '../../src/recipe/recipe.js';
import type { Recipe } from '../../src/recipe/recipeType.js';
import type { StoredRun } from '../../src/store/runStore.js';

/** A finished run over two classes whose model is right on the first `right` of `numExamples` validation pictures. */
export function runOf(right: number, numExamples: number, changes: Partial<StoredRun> = {}): StoredRun {
  const recipe: Recipe = changes.recipe ?? REFERENCE_RECIPE;
  const accuracy = right / numExamples;
  return {
    recipe,
    history: [
      {
        epoch: 1,
        trainLoss: 1,
        trainAccuracy: accuracy,
        validationLoss: 1,
        validationAccuracy: accuracy,
        learningRate: recipe.learningRate,
      },
    ],
    bestEpoch: 1,
    classNames: ['a', 'b'],
    labels: Array.from({ length: numExamples }, (_, i) => i % 2),
    probabilities: Array.from({ length: numExamples }, (_, i) =>
      (i % 2 === 0) === i < right ? [0.9, 0.1] : [0.1, 0.9],
    ),
    frozenDigest: { before: '', after: '', parameters: 0 },
    trainableParameters: 0,
    seconds: 0,
    stopped: 'finished',
    id: 'drawn',
    finishedAt: '',
    ...changes,
  };
}
