import type { PictureSample } from '../../features/pictureSample.js';
import { argmax } from '../../metrics/argmax.js';
import { bestClassOrder } from '../../metrics/classOrder.js';
import { isCorrect } from '../../metrics/correctness.js';
import { accuracy, isClearlyBetter } from '../../metrics/paired.js';
import { type ScalingMode, type ScalingStep, stepOfMode } from '../../preprocess/scaling.js';
import type { Predictor } from './predictor.js';
import { candidateScalings, differentScalings, divergencesOf, type ScalingDivergence } from './scalingDivergences.js';

/** A scaling that a model may have been trained with, by what it answers under it. */
export interface ScalingTrial extends ScalingDivergence {
  /** Whether the model is right about each validation picture of a sample. */
  right: boolean[];
  /** Whether it would be, if its outputs stood for other classes: `bestClassOrder`. */
  reordered: boolean[];
  accuracy: number;
}

/** Of ImageDataGenerator, after whatever the `preprocessing_function` did. */
const RESCALE: ScalingStep = { step: 'rescale', factor: 1 / 255 };

/**
 * What is done to pictures before they go into a model: what was declared first, then every mode, no scaling, and what is
 * expected or `tf` scaled once more by 1/255, as the reference did.
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
 * Asks a model about the same pictures under every scaling, and holds those against its weights.
 *
 * @param asked validation pictures
 * @param training pictures whose statistics are held against the moving ones
 */
export async function tryScalings(
  model: Predictor,
  asked: PictureSample,
  training: PictureSample,
  scalings: readonly ScalingStep[][],
  onProgress?: (done: number) => void,
): Promise<ScalingTrial[]> {
  const trials: ScalingTrial[] = [];
  for (const fit of divergencesOf(model, training, scalings)) {
    const { probabilities } = await model.predict(asked, fit.steps);
    const right = isCorrect({ labels: asked.labels, probabilities });
    const predictions = probabilities.map(argmax);
    const { right: reordered } = bestClassOrder(asked.labels, predictions, probabilities[0].length);
    trials.push({ ...fit, right, reordered, accuracy: accuracy(right) });
    onProgress?.(trials.length);
  }
  return trials;
}

/**
 * The trial that a model seems to have been trained with: the declared one, the first, unless it is right on clearly more
 * pictures under another. Where another order of the classes makes far more of its answers right, they count in that.
 */
export function trainedWith(trials: readonly ScalingTrial[]): ScalingTrial {
  const [plain, inOrder] = [bestBy(trials, 'right'), bestBy(trials, 'reordered')];
  const by = isClearlyBetter(plain.right, inOrder.reordered) ? 'reordered' : 'right';
  const best = bestBy(trials, by);
  return isClearlyBetter(trials[0][by], best[by]) ? best : trials[0];
}

function bestBy(trials: readonly ScalingTrial[], by: 'right' | 'reordered'): ScalingTrial {
  return trials.reduce((a, b) => (accuracy(b[by]) > accuracy(a[by]) ? b : a));
}
