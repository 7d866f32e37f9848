import type { PictureSample } from '../../features/pictureSample.js';
import { argmax } from '../../metrics/argmax.js';
import { shownClassOrder } from '../../metrics/classOrder.js';
import { isCorrect } from '../../metrics/correctness.js';
import { accuracy, isClearlyBetter } from '../../metrics/paired.js';
import { type ScalingMode, type ScalingStep, stepOfMode } from '../../preprocess/scaling.js';
import type { Predictor } from './predictor.js';
import { candidateScalings, differentScalings, divergencesOf, type ScalingDivergence } from './scalingDivergences.js';

/** A scaling that a model may have been trained with, and its accuracy under it. */
export interface ScalingResult extends ScalingDivergence {
  /** Whether the model is correct on each validation image of a sample. */
  right: boolean[];
  /** Whether it is, in another class order if one is shown to be better: `shownClassOrder`. */
  reordered: boolean[];
  accuracy: number;
}

/**
 * What another order of a model's outputs has to show: a gain of 10 points, and most images of the moved classes predicted
 * as the other output. Choices. A CNN whose moving statistics lagged gained 18 points in another order than its own.
 */
export const ORDER_OF_MODEL = { leastGain: 0.1, leastShare: 0.5 } as const;

/** `rescale` of ImageDataGenerator, which runs after `preprocessing_function`. */
const RESCALE: ScalingStep = { step: 'rescale', factor: 1 / 255 };

/**
 * Scalings to try on the input of a model: the declared one first, then every mode, no scaling, and the expected one or `tf`
 * scaled once more by 1/255, as in the reference.
 *
 * @param own what the model does itself, after the others
 */
export function scalingsToTry(
  declared: readonly ScalingStep[],
  expected: ScalingMode | undefined,
  own: readonly ScalingStep[],
): ScalingStep[][] {
  const doubled = [expected ?? 'tf', 'tf' as const].map((mode) => [stepOfMode(mode), RESCALE]);
  const before = differentScalings([...candidateScalings(declared, expected), ...doubled]);
  return differentScalings(before.map((steps) => [...steps, ...own]));
}

/**
 * Evaluates a model on the same images under every scaling, and compares those with its weights.
 *
 * @param evaluated validation images
 * @param training images whose statistics are compared with the moving ones
 */
export async function tryScalings(
  model: Predictor,
  evaluated: PictureSample,
  training: PictureSample,
  scalings: readonly ScalingStep[][],
  onProgress?: (done: number) => void,
): Promise<ScalingResult[]> {
  const trials: ScalingResult[] = [];
  for (const fit of divergencesOf(model, training, scalings)) {
    const { probabilities } = await model.predict(evaluated, fit.steps);
    const right = isCorrect({ labels: evaluated.labels, probabilities });
    const predictions = probabilities.map(argmax);
    const order = shownClassOrder(evaluated.labels, predictions, probabilities[0]!.length, ORDER_OF_MODEL);
    trials.push({ ...fit, right, reordered: order?.right ?? right, accuracy: accuracy(right) });
    onProgress?.(trials.length);
  }
  return trials;
}

/**
 * The trial that a model seems to have been trained with: the declared one, the first, unless it is clearly more accurate
 * under another. Where the model is far more accurate in another order of the classes, that order counts.
 */
export function trainedWith(trials: readonly ScalingResult[]): ScalingResult {
  const by = judgedBy(trials);
  const best = bestBy(trials, by);
  return isClearlyBetter(trials[0]![by], best[by]) ? best : trials[0]!;
}

/** Which correctness decides: in the order of the folders, unless the model is clearly more accurate in another order. */
export function judgedBy(trials: readonly ScalingResult[]): 'right' | 'reordered' {
  const [plain, inOrder] = [bestBy(trials, 'right'), bestBy(trials, 'reordered')];
  return isClearlyBetter(plain.right, inOrder.reordered) ? 'reordered' : 'right';
}

/** Whether the declared scaling is clearly more accurate than every other, so that the model was trained with it. */
export function isDeclaredShown(trials: readonly ScalingResult[]): boolean {
  const by = judgedBy(trials);
  const [declared, ...others] = trials;
  return others.length > 0 && isClearlyBetter(bestBy(others, by)[by], declared![by]);
}

function bestBy(trials: readonly ScalingResult[], by: 'right' | 'reordered'): ScalingResult {
  return trials.reduce((a, b) => (accuracy(b[by]) > accuracy(a[by]) ? b : a));
}
