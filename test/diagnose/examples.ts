import type { PictureFigures } from '../../src/dataset/figures/pictureFigures.js';
import type { Scan, ScannedImage } from '../../src/dataset/scan.js';
import { classesSwapped } from '../../src/diagnose/checks/data/classesSwapped.js';
import { classImbalance } from '../../src/diagnose/checks/data/classImbalance.js';
import { classMissing } from '../../src/diagnose/checks/data/classMissing.js';
import { classOrderMismatch } from '../../src/diagnose/checks/data/classOrderMismatch.js';
import { duplicateAcrossSplits } from '../../src/diagnose/checks/data/duplicateAcrossSplits.js';
import { exactDuplicate } from '../../src/diagnose/checks/data/exactDuplicate.js';
import { groupLeak } from '../../src/diagnose/checks/data/groupLeak.js';
import { imageQuality } from '../../src/diagnose/checks/data/imageQuality.js';
import { labelConflict } from '../../src/diagnose/checks/data/labelConflict.js';
import { loaderDifference } from '../../src/diagnose/checks/data/loaderDifference.js';
import { nearDuplicate } from '../../src/diagnose/checks/data/nearDuplicate.js';
import { shortcut } from '../../src/diagnose/checks/data/shortcut.js';
import { splitShift } from '../../src/diagnose/checks/data/splitShift.js';
import { suspectLabel } from '../../src/diagnose/checks/data/suspectLabel.js';
import { tinyClass } from '../../src/diagnose/checks/data/tinyClass.js';
import { unreadableImage } from '../../src/diagnose/checks/data/unreadableImage.js';
import { unusualEncoding } from '../../src/diagnose/checks/data/unusualEncoding.js';
import { upscaledInput } from '../../src/diagnose/checks/data/upscaledInput.js';
import { frozenBatchNorm } from '../../src/diagnose/checks/network/frozenBatchNorm.js';
import { headTooLarge } from '../../src/diagnose/checks/network/headTooLarge.js';
import { laggingBatchNorm, laggingBatchNormOfRun } from '../../src/diagnose/checks/network/laggingBatchNorm.js';
import { nothingTrainable } from '../../src/diagnose/checks/network/nothingTrainable.js';
import { smallBatchNorm } from '../../src/diagnose/checks/network/smallBatchNorm.js';
import { weightsNotLoaded } from '../../src/diagnose/checks/network/weightsNotLoaded.js';
import { augmentationTooStrong } from '../../src/diagnose/checks/pipeline/augmentationTooStrong.js';
import { channelOrder } from '../../src/diagnose/checks/pipeline/channelOrder.js';
import { doublePreprocessing } from '../../src/diagnose/checks/pipeline/doublePreprocessing.js';
import { heightWidthSwapped } from '../../src/diagnose/checks/pipeline/heightWidthSwapped.js';
import { trainValidationMismatch } from '../../src/diagnose/checks/pipeline/trainValidationMismatch.js';
import { wrongScaling } from '../../src/diagnose/checks/pipeline/wrongScaling.js';
import { baselineNotBeaten } from '../../src/diagnose/checks/result/baselineNotBeaten.js';
import { differenceIsNoise } from '../../src/diagnose/checks/result/differenceIsNoise.js';
import { miscalibrated } from '../../src/diagnose/checks/result/miscalibrated.js';
import { weakSlice } from '../../src/diagnose/checks/result/weakSlice.js';
import { worstClass } from '../../src/diagnose/checks/result/worstClass.js';
import { batchNotLearned } from '../../src/diagnose/checks/training/batchNotLearned.js';
import { checkpointNotBest } from '../../src/diagnose/checks/training/checkpointNotBest.js';
import { deadUnits } from '../../src/diagnose/checks/training/deadUnits.js';
import { firstLoss } from '../../src/diagnose/checks/training/firstLoss.js';
import { largeUpdates } from '../../src/diagnose/checks/training/largeUpdates.js';
import { learningRateTooHigh } from '../../src/diagnose/checks/training/learningRateTooHigh.js';
import { learningRateTooLow } from '../../src/diagnose/checks/training/learningRateTooLow.js';
import { notReproducible } from '../../src/diagnose/checks/training/notReproducible.js';
import { overfitting } from '../../src/diagnose/checks/training/overfitting.js';
import { regularizationTooStrong } from '../../src/diagnose/checks/training/regularizationTooStrong.js';
import { smallUpdates } from '../../src/diagnose/checks/training/smallUpdates.js';
import { tooFewSteps } from '../../src/diagnose/checks/training/tooFewSteps.js';
import { underfitting } from '../../src/diagnose/checks/training/underfitting.js';
import { unknownMonitor } from '../../src/diagnose/checks/training/unknownMonitor.js';
import { vanishingGradients } from '../../src/diagnose/checks/training/vanishingGradients.js';
import type { CheckName } from '../../src/diagnose/checks.js';
import type { TrainedRun } from '../../src/diagnose/evidence/trainedRun.js';
import type { Finding } from '../../src/diagnose/finding.js';
import { scores } from '../../src/metrics/scores.js';
import type { Slice } from '../../src/metrics/slice.js';
import { searchSlices } from '../../src/metrics/slices.js';
import { REFERENCE_RECIPE, withChanges } from '../../src/recipe/recipe.js';
import { METRICS } from '../../src/training/callbacks/metric.js';
import { scannedImage } from '../dataset/scannedImage.js';
import { deadBatch, drownedBatch, oneBatch, slowBatch, thrownBatch, unlearnable, VANISHED_GROUPS } from './oneBatch.js';
import { rightOn } from './outcomes.js';
import { SCRIPT_EXAMPLES } from './scriptExamples.js';

const CLASSES = ['barley', 'oat', 'rye'];
const [good, bad] = [rightOn(300, 0.9), rightOn(300, 0.3)];

/** Three classes, 300 images in each split; losses, the same in both splits, and accuracies of each epoch. */
function runOf(
  losses: readonly number[],
  training: number,
  validation: readonly number[],
  changes: Partial<TrainedRun> = {},
): TrainedRun {
  return {
    history: losses.map((loss, i) => ({
      epoch: i + 1,
      trainLoss: loss,
      trainAccuracy: training,
      validationLoss: loss,
      validationAccuracy: validation[i],
      learningRate: 1e-3,
    })),
    bestEpoch: 1,
    stopped: 'finished',
    learningRate: 1e-3,
    numTraining: 300,
    numValidation: 300,
    numClasses: 3,
    stepsPerEpoch: 18,
    ...changes,
  };
}

/** Images of one class and split, by name. */
const images = (n: number, changes: Partial<ScannedImage> = {}): ScannedImage[] =>
  Array.from({ length: n }, (_, i) =>
    scannedImage({ path: `training_set/oat/${i}.jpg`, className: 'oat', ...changes }),
  );
const [first, copy] = [
  scannedImage({ path: 'training_set/oat/7.jpg', className: 'oat' }),
  scannedImage({ path: 'training_set/oat/7 (1).jpg', className: 'oat' }),
];
const inValidation = scannedImage({ path: 'validation_set/oat/3.jpg', className: 'oat', split: 'validation' });
const inOtherClass = scannedImage({ path: 'training_set/rye/4.jpg', className: 'rye' });
const scanOf = (...all: ScannedImage[]): Scan => ({ images: all, unreadable: [], duplicates: [all] });

const LAGS = {
  numLayers: 94,
  momentum: 0.99,
  isPretrained: true,
  unfrozen: { above: 'everything', batchNormalization: true },
};
const batches = { batchSize: 2, layers: ['bn_1', 'bn_2'], unfrozen: REFERENCE_RECIPE.unfrozen, fromScratch: false };
const values = { minimum: -1, maximum: 1, mean: 0.1, deviation: 0.5 };
const separability = {
  balancedAccuracy: 0.6,
  interval: [0.55, 0.65] as const,
  chance: 1 / 3,
  aucs: CLASSES.map((name) =>
    name === 'oat' ? { auc: 0.99, interval: [0.97, 1] as const } : { auc: 0.5, interval: [0.4, 0.6] as const },
  ),
};
/** Of each class 100 images; `rye` is mostly predicted as `oat`. */
const labels = Array.from({ length: 300 }, (_, i) => i % 3);
const probabilities = labels.map((label, i) => {
  const predicted = label === 2 && i % 10 !== 2 ? 1 : label;
  return CLASSES.map((_, k) => (k === predicted ? 0.9 : 0.05));
});
/** The first 60 images are dark, and one of eight right; of the others, nine of ten are. */
const darkest: Slice = {
  property: 'brightness',
  name: 'brightness at most 60 of 255',
  members: [...labels.keys()].slice(0, 60),
};
const inLight = labels.map((_, i) => (i < 60 ? i % 8 === 7 : i % 10 > 0));
const evaluated = labels.map((label, i) =>
  scannedImage({ path: `validation_set/${CLASSES[label]}/${i}.jpg`, className: CLASSES[label], split: 'validation' }),
);
/** The label of every eighth image is contradicted, more or less confidently. */
const contradicting = labels.map((label, i) => {
  const confidence = [0.6, 0.8, 0.9, 0.97, 0.99][i % 5];
  const predicted = i % 8 === 1 ? (label + 1) % 3 : label;
  return CLASSES.map((_, k) => (k === predicted ? confidence : (1 - confidence) / 2));
});

/** What each check finds in a small input with its fault: `docs/checks.md` shows the first finding. */
export const EXAMPLES: Readonly<Record<CheckName, () => Finding[]>> = {
  ...SCRIPT_EXAMPLES,
  'class-order-mismatch': () => [
    ...classOrderMismatch(CLASSES, [{ source: 'classes.txt', classNames: ['oat', 'barley', 'rye'] }]),
    ...classesSwapped(
      labels,
      labels.map((label) => [1, 0, 2][label]),
      CLASSES,
    ),
  ],
  'class-missing': () => classMissing(CLASSES, [50, 40, 30], [12, 0, 8]),
  'label-conflict': () => labelConflict(scanOf(first, inOtherClass)),
  'duplicate-across-splits': () => {
    const validation = images(19, { split: 'validation' });
    return duplicateAcrossSplits({ ...scanOf(first, inValidation), images: [first, inValidation, ...validation] });
  },
  'group-leak': () =>
    groupLeak({
      pattern: '^(.*)_\\d+\\.\\w+$',
      numGroups: 62,
      groupsByClass: [20, 20, 22],
      straddling: 60,
      leaked: 180,
      validation: 180,
      effect: { observed: 0.59, interval: [0.57, 0.62], expected: 0.09 },
      accuracy: { random: 0.74, byGroup: 0.62, fall: { value: 0.12, interval: [0.11, 0.13] } },
    }),
  shortcut: () => shortcut({ size: separability }, CLASSES, [50, 40, 30]),
  'split-shift': () => splitShift({ training: [100, 100, 100], validation: [10, 10, 80] }, CLASSES),
  'suspect-label': () =>
    suspectLabel(
      labels.map((label, i) => scannedImage({ path: `training_set/${CLASSES[label]}/${i}.jpg`, label })),
      contradicting,
      CLASSES,
    ),
  'class-imbalance': () => classImbalance(CLASSES, [500, 80, 10]),
  'tiny-class': () => tinyClass(CLASSES, [50, 12, 30], [12, 5, 10]),
  'image-quality': () => {
    const usual = { brightness5: 20, brightness99: 200, entropy: 7, sharpness: 100 };
    const dark = { ...usual, brightness99: 40 };
    const figures = images(60).map((_, i) => (i < 8 ? dark : usual)) as unknown as PictureFigures[];
    const wrong = images(60).map((_, i) => (i < 8 ? i > 1 : i % 10 === 0));
    return imageQuality(images(60), figures, wrong);
  },
  'unreadable-image': () =>
    unreadableImage({
      images: images(59),
      unreadable: [
        {
          example: { path: 'training_set/oat/60.jpg', className: 'oat', label: 1, split: 'training' },
          reason: 'the file is cut short',
        },
      ],
    }),
  'loader-difference': () =>
    loaderDifference(
      [
        {
          loader: 'flow_from_directory',
          numOurs: 60,
          missed: [],
          extra: [],
          extraClasses: [{ name: '.ipynb_checkpoints', split: 'training', reason: 'hidden or empty', numFiles: 0 }],
        },
      ],
      images(60),
      CLASSES,
    ),
  'unusual-encoding': () => {
    const encodings = images(60).map((_, i) => ({
      space: i === 0 ? 'cmyk' : 'srgb',
      depth: 'uchar',
      hasAlpha: i >= 30,
    }));
    const [rye, oat] = [images(30, { className: 'rye' }), images(30)];
    return unusualEncoding([...rye, ...oat], encodings);
  },
  'upscaled-input': () => upscaledInput(images(9, { width: 76, height: 38 }), { height: 227, width: 454 }),
  'near-duplicate': () => nearDuplicate([{ images: [first, copy], correlation: 0.98 }], 10),
  'exact-duplicate': () => exactDuplicate({ images: images(10), duplicates: [[first, copy]] }),
  'double-preprocessing': () =>
    doublePreprocessing({
      received: [-1 / 255, 1 / 255],
      mode: 'tf',
      scalingSteps: ['preprocess_input (tf)', 'rescale 1/255'],
    }),
  'wrong-scaling': () =>
    wrongScaling({
      fits: [
        { name: 'raw [0, 255]', steps: [], divergence: 10_000 },
        { name: 'preprocess_input (tf)', steps: [{ step: 'preprocess_input', mode: 'tf' }], divergence: 0.2 },
      ],
      expected: 1,
    }),
  'channel-order': () =>
    channelOrder({
      received: 'RGB',
      expected: 'BGR',
      mode: 'caffe',
      asReceived: rightOn(300, 0.6),
      swapped: rightOn(300, 0.7),
    }),
  'height-width-swapped': () => heightWidthSwapped({ height: 454, width: 227 }, [{ height: 200, width: 400 }]),
  'train-validation-mismatch': () =>
    trainValidationMismatch(
      { steps: ['preprocess_input (tf)'], values, height: 224, width: 224 },
      { steps: [], values: { minimum: 0, maximum: 255, mean: 140, deviation: 64 }, height: 224, width: 224 },
    ),
  'augmentation-too-strong': () =>
    augmentationTooStrong({ clean: good, augmented: bad, chance: 0.2, pictureLeft: 0.4 }),
  'frozen-batch-norm': () =>
    frozenBatchNorm({
      policy: 'batch',
      batchSize: 32,
      departures: [{ layer: 'bn_2', difference: 2 }],
      inTraining: good,
      inInference: bad,
      withMoving: rightOn(300, 0.8),
    }),
  'lagging-batch-norm': () => [
    ...laggingBatchNorm({
      inInference: bad,
      inTraining: good,
      labels,
      predictedInTraining: labels,
      batchSize: 32,
      departures: [{ layer: 'bn_2', difference: 2 }],
      isFrozen: false,
      lag: { share: 0.41, explained: 0.9, momentum: 0.99 },
    }),
    ...laggingBatchNormOfRun(LAGS, runOf([1], 0.96, [0.32], { stepsPerEpoch: 75 })),
  ],
  'small-batch-norm': () => [...smallBatchNorm(batches), ...smallBatchNorm({ ...batches, fromScratch: true })],
  'nothing-trainable': () =>
    nothingTrainable({ weights: 0, backboneWeights: 0, total: 21_802_784, unfrozenAbove: 'nothing' }),
  'weights-not-loaded': () =>
    weightsNotLoaded(
      Array.from({ length: 94 }, (_, i) => ({ layer: `conv_${i}`, kind: 'kernel' as const, untrained: true })),
      false,
    ),
  'head-too-large': () => headTooLarge({ units: [1024], weights: 2e6 }, 300, true),
  'batch-not-learned': () => batchNotLearned(unlearnable()),
  'first-loss': () => firstLoss(oneBatch({ firstLoss: Number.NaN }), true),
  'vanishing-gradients': () => vanishingGradients(VANISHED_GROUPS),
  'dead-units': () => deadUnits(deadBatch(1)),
  'regularization-too-strong': () =>
    regularizationTooStrong(
      drownedBatch(),
      withChanges(REFERENCE_RECIPE, {
        head: { units: [256], dropout: 0.99 },
        optimizer: { name: 'AdamW', weightDecay: 10 },
        loss: { name: 'CategoricalCrossentropy', labelSmoothing: 0.1 },
      }),
    ),
  'learning-rate-too-high': () => [
    ...learningRateTooHigh(runOf([1, 3], 0.5, [0.5, 0.5])),
    ...largeUpdates(thrownBatch(), 1),
  ],
  'learning-rate-too-low': () => [
    ...learningRateTooLow(runOf([1.099, 1.097, 1.095, 1.093], 0.4, [0.4, 0.4, 0.4, 0.4], { learningRate: 1e-6 })),
    ...smallUpdates(slowBatch(4e-6), 1e-7, 350),
  ],
  overfitting: () => overfitting(runOf([1], 0.99, [0.5])),
  underfitting: () => underfitting(runOf([1.1], 0.36, [0.35]), 0.34),
  'too-few-steps': () => tooFewSteps(runOf([1, 0.8, 0.6, 0.4], 0.5, [0.5, 0.6, 0.7, 0.8], { bestEpoch: 4 })),
  'unknown-monitor': () => unknownMonitor('val_acc', METRICS),
  'checkpoint-not-best': () => checkpointNotBest(runOf([1, 1], 0.5, [0.5, 0.7]), 'loss'),
  'not-reproducible': () =>
    notReproducible(
      runOf([1, 0.9, 0.8], 0.5, [0.5, 0.6, 0.7]).history,
      runOf([1, 0.9, 0.79], 0.5, [0.5, 0.6, 0.7]).history,
    ),
  'baseline-not-beaten': () =>
    baselineNotBeaten(rightOn(300, 0.34), labels, [
      { name: 'majority class', right: labels.map((label) => label === 0) },
    ]),
  'worst-class': () => worstClass(scores(labels, probabilities, 3), CLASSES),
  'weak-slice': () => weakSlice(searchSlices([darkest], labels, inLight), evaluated, inLight),
  miscalibrated: () =>
    miscalibrated({ error: 0.2, interval: [0.15, 0.25], byChance: 0.05, confidence: 0.9, accuracy: 0.7 }),
  'difference-is-noise': () =>
    differenceIsNoise(
      { name: 'frozen', right: rightOn(300, 0.6) },
      { name: 'unfrozen', right: rightOn(300, 0.63, 20) },
    ),
};
