import type { OneBatch } from '../../src/measure/model/oneBatch.js';

const LOGITS = { name: 'logits', isHead: true, numWeights: 2048 * 7, size: 0.03, gradient: 1e-2, update: 2e-2 };

/** What a sound linear head shows on a batch of 32 images of seven classes. */
export function oneBatch(changes: Partial<OneBatch> = {}): OneBatch {
  return {
    numImages: 32,
    numClasses: 7,
    firstLoss: 2.2,
    uniformLoss: Math.log(7),
    recipe: { losses: [2.2, 1.6, 1.1, 0.8, 0.5], after: 4, correct: 32, isCut: false },
    groups: [LOGITS],
    activity: { before: [], after: [] },
    ...changes,
  };
}

/** A batch that the recipe does not learn, and Adam does. */
export function slowBatch(update: number, changes: Partial<OneBatch> = {}): OneBatch {
  return oneBatch({
    recipe: { losses: Array.from({ length: 100 }, (_, i) => 2.2 - 1e-4 * i), correct: 9, isCut: false },
    plain: { losses: [2.2, 1.6, 1.1, 0.8, 0.5], after: 4, correct: 32, isCut: false, learningRate: 1e-3 },
    groups: [{ ...LOGITS, update }],
    ...changes,
  });
}

/** A batch whose loss large steps in a hidden layer raise. */
export function thrownBatch(changes: Partial<OneBatch> = {}): OneBatch {
  return oneBatch({
    recipe: { losses: [2.2, 400, 230, 40, 12], correct: 32, after: 5, isCut: false },
    groups: [
      { ...LOGITS, name: 'dense_1', update: 0.4 },
      { ...LOGITS, update: 0.4 },
    ],
    ...changes,
  });
}

/** A batch that nothing learns, as where its images have nearly the same features. */
export function unlearnable(): OneBatch {
  return slowBatch(2e-2, {
    plain: { losses: Array.from({ length: 100 }, () => 1.94), correct: 8, isCut: false, learningRate: 1e-3 },
  });
}

/** A batch that dropout keeps from being learned. */
export function drownedBatch(): OneBatch {
  return slowBatch(2e-2, {
    plain: undefined,
    unregularized: { losses: [2.2, 1.6, 1.1, 0.8, 0.5], after: 4, correct: 32, isCut: false },
  });
}

/** A head all but a few of whose units of `relu` are 0 for every image after the steps. */
export function deadBatch(stuck = 0.97): OneBatch {
  const layer = { layer: 'dense_1', activation: 'relu', units: 256 } as const;
  return oneBatch({ activity: { before: [{ ...layer, stuck: 0.3 }], after: [{ ...layer, stuck }] } });
}

/** A deep network whose lower blocks no gradient reaches. */
export const VANISHED_GROUPS: OneBatch['groups'] = [
  { ...LOGITS, name: 'block1_pool', isHead: false, gradient: 0 },
  { ...LOGITS, name: 'block2_pool', isHead: false, gradient: 3e-9 },
  LOGITS,
];
