import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { classImbalance } from '../../../src/diagnose/checks/data/classImbalance.js';
import { upscaledInput } from '../../../src/diagnose/checks/data/upscaledInput.js';
import { frozenBatchNorm } from '../../../src/diagnose/checks/network/frozenBatchNorm.js';
import { headTooLarge } from '../../../src/diagnose/checks/network/headTooLarge.js';
import { smallBatchNorm } from '../../../src/diagnose/checks/network/smallBatchNorm.js';
import { augmentationTooStrong } from '../../../src/diagnose/checks/pipeline/augmentationTooStrong.js';
import { channelOrder } from '../../../src/diagnose/checks/pipeline/channelOrder.js';
import { doublePreprocessing } from '../../../src/diagnose/checks/pipeline/doublePreprocessing.js';
import { heightWidthSwapped } from '../../../src/diagnose/checks/pipeline/heightWidthSwapped.js';
import { wrongScaling } from '../../../src/diagnose/checks/pipeline/wrongScaling.js';
import { miscalibrated } from '../../../src/diagnose/checks/result/miscalibrated.js';
import { worstClass } from '../../../src/diagnose/checks/result/worstClass.js';
import { checkpointNotBest } from '../../../src/diagnose/checks/training/checkpointNotBest.js';
import { learningRateTooHigh } from '../../../src/diagnose/checks/training/learningRateTooHigh.js';
import { learningRateTooLow } from '../../../src/diagnose/checks/training/learningRateTooLow.js';
import { overfitting } from '../../../src/diagnose/checks/training/overfitting.js';
import { tooFewSteps } from '../../../src/diagnose/checks/training/tooFewSteps.js';
import { unknownMonitor } from '../../../src/diagnose/checks/training/unknownMonitor.js';
import type { TrainedRun } from '../../../src/diagnose/evidence/trainedRun.js';
import type { Finding } from '../../../src/diagnose/finding.js';
import { scores } from '../../../src/metrics/scores.js';
import { REFERENCE_RECIPE, withChanges } from '../../../src/recipe/recipe.js';
import { METRICS } from '../../../src/training/callbacks/metric.js';
import { rightOn } from '../outcomes.js';

const [good, bad] = [rightOn(300, 0.9), rightOn(300, 0.3)];

/** Two classes, 300 pictures in each split; losses, the same in both splits, and accuracies of each epoch. */
function runOf(losses: readonly number[], training: number, validation: readonly number[], kept = 1): TrainedRun {
  return {
    history: losses.map((loss, i) => ({
      epoch: i + 1,
      trainLoss: loss,
      trainAccuracy: training,
      validationLoss: loss,
      validationAccuracy: validation[i],
      learningRate: 1e-6,
    })),
    bestEpoch: kept,
    stopped: 'finished',
    learningRate: 1e-6,
    numTraining: 300,
    numValidation: 300,
    numClasses: 2,
    batchSize: 4,
  };
}

const batches = { batchSize: 2, layers: ['bn'], unfrozen: REFERENCE_RECIPE.unfrozen, fromScratch: false };
const fits = [
  { name: 'raw [0, 255]', steps: [], divergence: 10_000 },
  {
    name: 'preprocess_input (tf)',
    steps: [{ step: 'preprocess_input' as const, mode: 'tf' as const }],
    divergence: 0.2,
  },
];

/** What each check that can mend a recipe finds where its fault is. */
const FOUND: Readonly<Record<string, () => Finding[]>> = {
  augmentationTooStrong: () => augmentationTooStrong({ clean: good, augmented: bad, chance: 0.2, pictureLeft: 0.3 }),
  channelOrder: () => channelOrder({ received: 'RGB', expected: 'BGR', mode: 'caffe', asReceived: bad, swapped: good }),
  checkpointNotBest: () => checkpointNotBest(runOf([1, 1], 0.5, [0.3, 0.9])),
  classImbalance: () => classImbalance(['a', 'b'], [500, 10]),
  doublePreprocessing: () =>
    doublePreprocessing({ received: [0, 0.004], mode: 'unit', scalingSteps: ['rescale 1/255', 'rescale 1/255'] }),
  frozenBatchNorm: () =>
    frozenBatchNorm({
      policy: 'batch',
      batchSize: 4,
      departures: [{ layer: 'bn', difference: 2 }],
      inTraining: good,
      inInference: bad,
      withMoving: good,
    }),
  headTooLarge: () => headTooLarge({ units: [1024], weights: 2e6 }, 300, true),
  heightWidthSwapped: () => heightWidthSwapped({ height: 454, width: 227 }, [{ height: 200, width: 400 }]),
  learningRateTooHigh: () => learningRateTooHigh(runOf([1, 3], 0.5, [0.5, 0.5])),
  learningRateTooLow: () => learningRateTooLow(runOf([0.69, 0.68, 0.67, 0.66], 0.5, [0.5, 0.5, 0.5, 0.5])),
  miscalibrated: () =>
    miscalibrated({ error: 0.2, interval: [0.15, 0.25], byChance: 0.05, confidence: 0.9, accuracy: 0.7 }),
  overfitting: () => overfitting(runOf([1], 0.99, [0.5])),
  smallBatchNorm: () => [...smallBatchNorm(batches), ...smallBatchNorm({ ...batches, fromScratch: true })],
  tooFewSteps: () => tooFewSteps(runOf([1, 0.8, 0.6, 0.4], 0.5, [0.5, 0.6, 0.7, 0.8], 4)),
  unknownMonitor: () => unknownMonitor('val_acc', METRICS),
  upscaledInput: () => upscaledInput([{ height: 30, width: 30 }], { height: 300, width: 300 }),
  worstClass: () => {
    const labels = good.map((_, i) => i % 2);
    return worstClass(
      scores(
        labels,
        labels.map(() => [0.9, 0.1]),
        2,
      ),
      ['a', 'b'],
    );
  },
  wrongScaling: () => wrongScaling({ fits, expected: 1 }),
};

test.each(Object.entries(FOUND))(
  '%s says in at most eight words what its patch changes, and it fits a recipe',
  (_, find) => {
    const findings = find();
    expect(findings).not.toEqual([]);
    for (const { fix } of findings) {
      expect(fix.change).toMatch(/^\S+( \S+){0,7}$/);
      expect(() => withChanges(REFERENCE_RECIPE, fix.patch!)).not.toThrow();
    }
  },
);

test('every check that patches a recipe is looked at here', () => {
  // Those of a saved model patch as frozen-batch-norm and wrong-scaling do.
  const folder = 'src/diagnose/checks';
  const patching = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.startsWith('savedModel'))
    .filter((file) => /\bpatch: /.test(readFileSync(path.join(folder, file), 'utf8')))
    .map((file) => path.basename(file, '.ts'));
  expect(patching.sort()).toEqual(Object.keys(FOUND).sort());
});
