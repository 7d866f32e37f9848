import { batchNormalizationsOf } from '../../backbones/network/layer.js';
import { random, shuffled } from '../../base/random.js';
import { ofSplit } from '../../dataset/dataset.js';
import type { ScannedImage } from '../../dataset/scan.js';
import { decodePictures, drawPictures, type PictureSample, PROBE_PICTURES } from '../../features/pictureSample.js';
import type { PictureSize } from '../../features/pictures.js';
import { probeOutcomes } from '../../learn/probe.js';
import { argmax } from '../../metrics/argmax.js';
import type { Baseline } from '../../metrics/baseline.js';
import { isCorrect } from '../../metrics/correctness.js';
import { nearestCentroid } from '../../metrics/nearestCentroid.js';
import { accuracy } from '../../metrics/paired.js';
import { type ScalingStep, stepsOfMode } from '../../preprocess/scaling.js';
import { type InputRange, measureInputRange } from './inputRange.js';
import { type ModelPhases, statisticsLagBehind } from './modelPhases.js';
import { type Predictor, predictImages } from './predictor.js';
import type { SavedModel } from './savedModel.js';
import { sameScaling } from './scalingDivergences.js';
import { type ScalingMeasurement, suspectScaling } from './scalingMeasurement.js';
import { type ScalingResult, scalingsToTry, trainedWith, tryScalings } from './scalingTrials.js';
import { statisticsLag } from './statisticsLag.js';
import { trainInferenceGap } from './trainInferenceGap.js';

/** What was measured of a saved model. */
export interface SavedModelMeasures {
  /** On some validation images; the declared scaling first. */
  trials: ScalingResult[];
  trained: ScalingResult;
  range: InputRange | undefined;
  weights: ScalingMeasurement | undefined;
  /** Undefined for a model without batch normalization. */
  phases: ModelPhases | undefined;
  /** On all validation images, under the scaling that it seems to have been trained with: `[numExamples][numClasses]`. */
  probabilities: number[][];
  /** Indices of some of them. */
  sampled: number[];
  /** Nearest class centroid of the model's own features, on those. */
  centroid: Baseline | undefined;
}

export interface SavedModelMeasureOptions {
  size: PictureSize;
  /** How images are scaled before they enter the model, as declared or as the backbone expects. */
  declared: readonly ScalingStep[];
  /** Batch size of the training, for the statistics of a batch. */
  batchSize: number;
  onProgress?: (text: string) => void;
}

/** Validation images that every scaling is tried on: the 95 % interval of an accuracy reaches 8 points to each side. */
export const TRIED_PICTURES = 150;
/** Training images that both modes are compared on. */
export const PHASE_PICTURES = 240;

/** Measures a saved model: the scaling it was trained with, whether training and inference agree, and its predictions. */
export async function measureSavedModel(
  savedModel: SavedModel,
  model: Predictor,
  images: readonly ScannedImage[],
  numClasses: number,
  { size, declared, batchSize, onProgress }: SavedModelMeasureOptions,
): Promise<SavedModelMeasures> {
  const { expected, own, normalizations } = savedModel;
  const training = ofSplit(images, 'training');
  const validation = ofSplit(images, 'validation');
  const sampled = shuffled([...validation.keys()], random('tried')).slice(0, TRIED_PICTURES);
  const tried = await decodePictures(
    sampled.map((i) => validation[i]!),
    size,
  );
  const trainingSample = await drawPictures(training, PROBE_PICTURES, size);
  const scalings = scalingsToTry(declared, expected, own);
  const trials = await tryScalings(model, tried, trainingSample, scalings, (done) =>
    onProgress?.(`Trying scalings: ${done} of ${scalings.length}`),
  );
  onProgress?.('Comparing training with inference');
  const isFrozen = normalizations.frozen > normalizations.trainable;
  const phasesUnder = async (trial: ScalingResult): Promise<ModelPhases | undefined> =>
    batchNormalizationsOf(model.network).length > 0
      ? await measurePhases(model, training, size, trial, batchSize, isFrozen)
      : undefined;
  let trained = trainedWith(trials);
  let phases = await phasesUnder(trained);
  if (phases !== undefined && trained !== trials[0] && statisticsLagBehind(phases)) {
    trained = trials[0]!;
    phases = await phasesUnder(trained);
  }
  const probabilities = await predictImages(model, validation, size, trained.steps, (done) =>
    onProgress?.(`Predicting: ${done} of ${validation.length} images`),
  );
  const features = async (pictures: PictureSample, steps: readonly ScalingStep[]): Promise<Float32Array | undefined> =>
    (await model.predict(pictures, steps)).features;
  const probe = async (steps: readonly ScalingStep[]): Promise<boolean[] | undefined> => {
    const values = await features(trainingSample, steps);
    return values && probeOutcomes(values, [values], trainingSample.labels, numClasses)[0];
  };
  const known = await features(trainingSample, trained.steps);
  const predictions =
    known && nearestCentroid(known, trainingSample.labels, (await features(tried, trained.steps))!, numClasses);
  return {
    trials,
    trained,
    range: expected && measureInputRange(tried.pixels, trained.steps, expected),
    weights: await measureWeights(trials, trained, expected && stepsOfMode(expected), probe),
    phases,
    probabilities,
    sampled,
    centroid: predictions && {
      name: 'nearest centroid on its own features',
      right: predictions.map((predicted, i) => predicted === tried.labels[i]),
    },
  };
}

/** How the scaling of training fits the weights: by moving statistics, or by linear probes where those cannot decide. */
async function measureWeights(
  trials: readonly ScalingResult[],
  trained: ScalingResult,
  expected: ScalingStep[] | undefined,
  probe: (steps: readonly ScalingStep[]) => Promise<boolean[] | undefined>,
): Promise<ScalingMeasurement | undefined> {
  const fits = [trained, ...trials.filter((trial) => trial !== trained)];
  const best = fits.reduce((a, b) => ((b.divergence ?? 0) < (a.divergence ?? 0) ? b : a));
  if (expected === undefined && best.divergence === undefined) return undefined;
  const right = expected === undefined ? best : fits.find(({ steps }) => sameScaling(steps, expected));
  const measured: ScalingMeasurement = { fits, expected: fits.indexOf(right ?? best) };
  const suspect = suspectScaling(measured);
  if (suspect === undefined) return measured;
  const [received, under] = [await probe(trained.steps), await probe(fits[suspect]!.steps)];
  return received && under && { ...measured, probe: { suspect, received, right: under } };
}

/** A batch whose statistics are less noisy than those of a small one. */
const LARGE_BATCH = 32;

/**
 * Predicts the same training images in both modes: on those that the head has fitted, the two modes differ most. In batches
 * of the size of training and of 32, whose statistics are less noisy; the better one counts.
 */
async function measurePhases(
  model: Predictor,
  training: readonly ScannedImage[],
  size: PictureSize,
  { steps: scaling }: ScalingResult,
  batchSize: number,
  isFrozen: boolean,
): Promise<ModelPhases> {
  // Not balanced, so that a batch has the class shares of training.
  const pictures = await decodePictures(shuffled(training, random('phases')).slice(0, PHASE_PICTURES), size);
  const { labels } = pictures;
  const sizes = [...new Set([batchSize, LARGE_BATCH])].map((n) => Math.min(n, labels.length));
  const tried: { batchSize: number; right: boolean[]; predicted: number[] }[] = [];
  for (const batch of sizes) {
    const { probabilities } = await model.predictWithBatchStatistics(pictures, scaling, batch);
    tried.push({ batchSize: batch, right: isCorrect({ labels, probabilities }), predicted: probabilities.map(argmax) });
  }
  const best = tried.reduce((a, b) => (accuracy(b.right) > accuracy(a.right) ? b : a));
  const { probabilities } = await model.predict(pictures, scaling);
  return {
    inInference: isCorrect({ labels, probabilities }),
    inTraining: best.right,
    labels,
    predictedInTraining: best.predicted,
    batchSize: best.batchSize,
    departures: await trainInferenceGap(model, pictures, { scaling, policy: 'batch', batchSize: best.batchSize }),
    isFrozen,
    lag: await statisticsLag(model, pictures, scaling, best.batchSize),
  };
}
