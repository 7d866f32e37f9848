import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ScannedImage } from '../../../src/dataset/scan.js';
import { subjectOf } from '../../../src/diagnose/interventions/catalogue.js';
import { searchCauses } from '../../../src/diagnose/interventions/searchCauses.js';
import { suggestionsOf } from '../../../src/diagnose/interventions/suggestions.js';
import { openTrials, type Trials } from '../../../src/diagnose/interventions/trials.js';
import { bfloat16Support } from '../../../src/engine/precision.js';
import { tf } from '../../../src/engine/tensorflow.js';
import { REFERENCE_RECIPE, type RecipeChanges, withChanges } from '../../../src/recipe/recipe.js';
import { measurePassSeconds } from '../../../src/run/estimateTrainingSeconds.js';
import { drawnSampleSet } from '../../fixtures/drawnSampleSet.js';

const FIXED = withChanges(REFERENCE_RECIPE, {
  height: 80,
  width: 160,
  scaling: [{ step: 'rescale', factor: 1 / 255 }],
  batchNormalization: 'moving',
  augmentation: null,
  head: { units: [], dropout: 0.2 },
  batchSize: 16,
  epochs: 20,
});

const TWICE: RecipeChanges = {
  scaling: [
    { step: 'preprocess_input', mode: 'tf' },
    { step: 'rescale', factor: 1 / 255 },
  ],
};

// Trials that select compute in bfloat16 only where that names the same fields as float32 does.
describe.skipIf(!bfloat16Support().isAvailable)('on the drawn sample set', () => {
  let folder: string;
  let images: ScannedImage[];
  let classNames: string[];
  beforeAll(async () => {
    await tf.ready();
    folder = await mkdtemp(path.join(tmpdir(), 'thaw-precision-'));
    ({ images, classNames } = await drawnSampleSet(folder));
  }, 120_000);
  afterAll(() => rm(folder, { recursive: true }));

  test.each<{ what: string; changes: RecipeChanges; fields: string[] }>([
    { what: 'a rate of 1e-7', changes: { learningRate: 1e-7 }, fields: ['learningRate'] },
    {
      what: 'images scaled twice and batch statistics',
      changes: { ...TWICE, batchNormalization: 'batch', batchSize: 8 },
      fields: ['batchNormalization', 'scaling'],
    },
  ])(
    'the same changes win in bfloat16 and in float32: $what',
    async ({ changes, fields }) => {
      const recipe = withChanges(FIXED, changes);
      const options = { cacheFolder: path.join(folder, 'cache'), now: () => performance.now() };
      const trials = await openTrials(recipe, images, classNames, {
        ...options,
        pass: await measurePassSeconds(recipe, images, options),
        runs: folder,
        clock: Date.now,
        seconds: 120,
      });
      const subject = subjectOf(images, classNames.length);
      const precisions = new Set<string>();
      /** Trials with another seed compute in the precision of the recipe. */
      const keptWith = async (seed: number): Promise<string[]> => {
        const seeded: Pick<Trials, 'run' | 'secondsOf'> = {
          secondsOf: () => 0,
          run: async (of) => {
            const run = await trials.run(of, seed);
            precisions.add(run.recipe.precision);
            return run;
          },
        };
        const { kept } = await searchCauses({
          recipe,
          trials: seeded,
          suggest: (current) => suggestionsOf(current, [], subject).filter(({ isUnusual }) => isUnusual),
          secondsLeft: () => Number.POSITIVE_INFINITY,
        });
        return kept.map(({ field }) => field).sort();
      };
      const [inBfloat16, inFloat32] = [await keptWith(0), await keptWith(1)];
      expect([...precisions]).toEqual(['bfloat16', 'float32']);
      expect(inBfloat16).toEqual(inFloat32);
      expect(inBfloat16).toEqual(expect.arrayContaining(fields));
    },
    300_000,
  );
});
