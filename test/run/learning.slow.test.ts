import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/base/errors.js';
import type { ValidationPart } from '../../src/dataset/dataset.js';
import type { ScannedImage } from '../../src/dataset/scan.js';
import { tf } from '../../src/engine/tensorflow.js';
import type { Progress } from '../../src/features/featureOptions.js';
import { fitTemperature } from '../../src/metrics/temperature.js';
import { REFERENCE_RECIPE, type RecipeChanges, withChanges } from '../../src/recipe/recipe.js';
import type { Recipe } from '../../src/recipe/recipeType.js';
import type { RunResult } from '../../src/run/runResult.js';
import { accuracyOf, CLASSES, images, run, SMALL } from './smallRun.js';

test('a small network learns two colors, and its predictions are those of its best epoch', async () => {
  const result = await run(SMALL);
  const [first, last] = [result.history[0], result.history[result.history.length - 1]];
  expect(result).toMatchObject({ stopped: 'finished', classNames: CLASSES, labels: [0, 0, 0, 0, 1, 1, 1, 1] });
  expect(result.history.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
  expect(last.validationAccuracy).toBe(1);
  expect(last.validationLoss).toBeLessThan(Math.LN2 / 2); // ln 2 is the loss of knowing nothing
  expect(last.trainLoss).toBeLessThan(first.trainLoss);
  const best = result.history[result.bestEpoch - 1].validationAccuracy;
  expect(best).toBe(Math.max(...result.history.map(({ validationAccuracy }) => validationAccuracy)));
  expect(accuracyOf(result)).toBe(best);
  for (const row of result.probabilities) expect(row[0] + row[1]).toBeCloseTo(1, 5);
});

test('random labels are not learned, so the test before proves something', async () => {
  const dealt = images.map((image, i) => ({ ...image, label: i % 2 }));
  const { history } = await run(SMALL, { images: dealt });
  expect(Math.min(...history.map(({ validationLoss }) => validationLoss))).toBeGreaterThan(Math.LN2 / 2);
});

/** The validation images in two parts, with the classes of one part swapped. */
function withParts(swapped?: ValidationPart): ScannedImage[] {
  return images.map((image, i) => {
    if (image.split === 'training') return image;
    const part = i % 2 === 0 ? 'selection' : 'evaluation';
    return { ...image, part, label: part === swapped ? 1 - image.label : image.label };
  });
}

test('with validation parts, the selection part selects the epoch and the run predicts the evaluation part', async () => {
  const recipe = withChanges(SMALL, { epochs: 6, patience: 2, reduceOnPlateau: { patience: 1 } });
  const plain = await run(recipe, { images: withParts() });
  expect(plain.labels).toEqual([0, 0, 1, 1]);
  expect(plain.selection?.labels).toEqual([0, 0, 1, 1]);
  expect(plain.selection?.probabilities).not.toEqual(plain.probabilities);
  expect(accuracyOf({ ...plain, ...plain.selection })).toBe(plain.history[plain.bestEpoch - 1].validationAccuracy);

  // Whatever part it is evaluated on: history, epoch and end stay, and only the accuracy of the predictions changes.
  const evaluated = await run(recipe, { images: withParts('evaluation') });
  expect(evaluated.history).toEqual(plain.history);
  expect(evaluated).toMatchObject({ bestEpoch: plain.bestEpoch, stopped: plain.stopped, selection: plain.selection });
  expect(evaluated.probabilities).toEqual(plain.probabilities);
  expect(accuracyOf(evaluated)).toBeCloseTo(1 - accuracyOf(plain), 10);
  expect(evaluated.evaluatedOn).not.toBe(plain.evaluatedOn);

  const chosen = await run(recipe, { images: withParts('selection') });
  expect(chosen.history).not.toEqual(plain.history);
  expect(chosen.evaluatedOn).toBe(plain.evaluatedOn);
});

test('without validation parts, the run predicts all validation images', async () => {
  const result = await run(SMALL);
  expect(result.selection).toBeUndefined();
  expect(result.labels).toHaveLength(8);
});

describe('predictions', () => {
  /** A softmax of the same logits over another temperature keeps the ratios of their logarithms. */
  const temperatureOf = ([a, b]: number[], [ownA, ownB]: number[]): number =>
    (Math.log(a) - Math.log(b)) / (Math.log(ownA) - Math.log(ownB));

  test('have the temperature that fits the selection part, and are otherwise the same', async () => {
    const plain = await run(SMALL, { images: withParts() });
    const scaled = await run(withChanges(SMALL, { temperatureScaling: true }), { images: withParts() });
    const { labels, probabilities } = plain.selection!;
    expect(plain.temperature).toBeUndefined();
    expect(scaled.temperature).toBe(fitTemperature(labels, probabilities));
    expect(scaled.history).toEqual(plain.history);
    scaled.probabilities.forEach((row, i) => {
      expect(temperatureOf(plain.probabilities[i], row)).toBeCloseTo(scaled.temperature!, 6);
    });
  });

  test('are the mean over the views of the recipe; epochs are selected without views', async () => {
    const plain = await run(SMALL);
    const mirrored = await run(withChanges(SMALL, { testTimeAugmentation: { flip: true } }));
    const drawn = await run(withChanges(SMALL, { testTimeAugmentation: { flip: true, draws: 3 } }));
    for (const other of [mirrored, drawn]) {
      expect(other.history).toEqual(plain.history);
      expect(other.bestEpoch).toBe(plain.bestEpoch);
      for (const [a, b] of other.probabilities) expect(a + b).toBeCloseTo(1, 5);
    }
    expect(new Set([plain, mirrored, drawn].map(({ probabilities }) => probabilities[0][0])).size).toBe(3);
    const numTensors = tf.memory().numTensors;
    await run(withChanges(SMALL, { testTimeAugmentation: { draws: 1 } }));
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});

test('the same seed gives the same history, also with augmentation and dropout; another seed gives another one', async () => {
  const drawn = withChanges(SMALL, {
    augmentation: REFERENCE_RECIPE.augmentation,
    head: { units: [16], dropout: 0.3 },
    epochs: 2,
  });
  const first = await run(drawn);
  expect((await run(drawn)).history).toEqual(first.history);
  expect((await run(withChanges(drawn, { seed: 43 }))).history).not.toEqual(first.history);
});

test('a short last batch is dropped, as in the reference, or kept', async () => {
  const batches = async (lastBatch: Recipe['lastBatch']): Promise<Set<number>> => {
    const seen = new Set<number>();
    const onProgress = ({ activity, batch }: Progress): void => void (activity === 'training' && seen.add(batch));
    await run(withChanges(SMALL, { batchSize: 6, lastBatch, epochs: 1 }), { onProgress });
    return seen;
  };
  expect((await batches('drop')).size).toBe(Math.floor(16 / 6));
  expect((await batches('keep')).size).toBe(Math.ceil(16 / 6));
});

test('mixup mixes images, not features, is drawn by seed, and leaves no tensor behind', async () => {
  const before = tf.memory().numTensors;
  const frozen = withChanges(SMALL, { unfrozen: { above: 'pool_4', batchNormalization: false }, epochs: 2 });
  const recipe = withChanges(frozen, { mixup: 0.4 });
  const [plain, first, again] = [await run(frozen), await run(recipe), await run(recipe)];
  expect(again.history).toEqual(first.history);
  expect(first.history[0].trainLoss).not.toBe(plain.history[0].trainLoss);
  // The frozen layers are still frozen, though they run in every step.
  expect(first.frozenDigest).toEqual(plain.frozenDigest);
  expect(first.trainableParameters).toBe(plain.trainableParameters);
  expect(tf.memory().numTensors).toBe(before);
});

test.each<{ what: string; changes: RecipeChanges }>([
  { what: 'balanced sampling', changes: { sampling: 'balanced' } },
  { what: 'logit adjustment', changes: { logitAdjustment: 1 } },
  { what: 'weights by effective number', changes: { classWeight: { name: 'EffectiveNumber', beta: 0.9 } } },
  { what: 'balanced weights', changes: { classWeight: 'balanced' } },
])(
  'with eight images of one class and two of the other, $what predicts the rare class more often',
  async ({ changes }) => {
    let [blue, red] = [0, 0];
    const rare = images.filter(
      ({ split, label }) => split === 'validation' || (label === 0 ? ++blue <= 8 : ++red <= 2),
    );
    // Two epochs are not enough to be sure of anything, and so leave much to the prior.
    const recipe = withChanges(SMALL, { epochs: 2, learningRate: 1e-3, batchSize: 5 });
    const redness = ({ probabilities }: RunResult): number => probabilities.reduce((sum, row) => sum + row[1], 0);
    const plain = await run(recipe, { images: rare });
    const changed = await run(withChanges(recipe, changes), { images: rare });
    expect(redness(changed)).toBeGreaterThan(redness(plain) + 0.2);
  },
);

test.each<{ what: string; changes: RecipeChanges; message: RegExp }>([
  {
    what: 'a block that the backbone does not have',
    changes: { unfrozen: { above: 'mixed7', batchNormalization: false } },
    message: /^SmallCnn can be unfrozen above: nothing, everything, pool_1, .*Received: mixed7\./,
  },
  {
    what: 'images too small for InceptionV3',
    changes: { backbone: { name: 'InceptionV3', weights: 'random' }, height: 75, width: 74 },
    message: /^InceptionV3 expects images of at least 75x75 pixels\. Received: 75x74\./,
  },
  {
    what: 'weights that the backbone does not have',
    changes: { backbone: { name: 'SmallCnn', weights: 'nsfwjs' } },
    message: /^SmallCnn expects weights from one of: random\. Received: nsfwjs\./,
  },
  {
    what: 'an alpha for another number of classes',
    changes: { loss: { name: 'CategoricalFocalCrossentropy', alpha: [1, 1, 1] } },
    message:
      /^Field 'loss\.alpha' of the recipe is expected to be one number, or one for each of the 2 classes\. Received: \[1,1,1\]\./,
  },
])('an error that the user can fix, and no tensor left behind: $what', async ({ changes, message }) => {
  const before = tf.memory().numTensors;
  const error = await run(withChanges(SMALL, changes)).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).message).toMatch(message);
  expect(tf.memory().numTensors).toBe(before);
});
