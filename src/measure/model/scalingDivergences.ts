import { forward, INFERENCE } from '../../backbones/network/forward.js';
import type { Layer } from '../../backbones/network/layer.js';
import { networkUpTo } from '../../backbones/network/networkCuts.js';
import { scale } from '../../engine/scale.js';
import { tf } from '../../engine/tensorflow.js';
import { type PictureSample, pixelsOf } from '../../features/pictureSample.js';
import type { OpenBackbone } from '../../features/pooledFeatures.js';
import { type Gaussian, gaussianDivergence } from '../../metrics/gaussianDivergence.js';
import { median } from '../../metrics/median.js';
import { composedScaling, isSamplewise, scaledPixels } from '../../preprocess/composedScaling.js';
import {
  inOrder,
  nameOfStep,
  SCALING_MODES,
  type ScalingMode,
  type ScalingStep,
  stepsOfMode,
} from '../../preprocess/scaling.js';

/** A pipeline of scalings, and how far it is from what the weights were trained on. */
export interface ScalingDivergence {
  name: string;
  steps: ScalingStep[];
  /**
   * Median over channels of the divergence of a batch from the moving statistics at the first batch normalizations, in
   * nats; infinity where values overflow; undefined for a backbone that has none.
   */
  divergence: number | undefined;
}

/** Images in the batch; the figures in DESIGN were measured with as many. */
const PICTURES = 96;
/** Two pipelines are equal where black and white differ by a smaller share of the range: `lite` and `tf` by 0.4 %. */
const SAME = 0.01;

/**
 * Measures how well each scaling fits the weights of a backbone.
 *
 * @param received the recipe's own scaling, which comes first in the result
 * @returns also unscaled values and every mode, but none twice
 */
export function scalingDivergences(
  backbone: OpenBackbone,
  sample: PictureSample,
  received: readonly ScalingStep[],
): ScalingDivergence[] {
  return divergencesOf(backbone, sample, candidateScalings(received, backbone.expectation.scaling));
}

/** A scaling first, then the mode that is expected, the other modes and no scaling; none twice. */
export function candidateScalings(received: readonly ScalingStep[], expected?: ScalingMode): ScalingStep[][] {
  // What is expected comes before a mode that is nearly equal.
  const modes = SCALING_MODES.filter((mode) => mode !== expected && mode !== 'none');
  const all = [[...received], ...(expected === undefined ? modes : [expected, ...modes]).map(stepsOfMode), []];
  return differentScalings(all);
}

/** The first of pipelines that are equal. */
export function differentScalings(all: readonly ScalingStep[][]): ScalingStep[][] {
  return all.filter((steps, i) => all.findIndex((other) => sameScaling(steps, other)) === i);
}

/**
 * Measures how well scalings fit weights: the mean and variance of real images at the first batch normalizations against the
 * moving statistics there, in one pass of 96 images through the first layers for each.
 */
export function divergencesOf(
  network: FittedNetwork,
  sample: PictureSample,
  candidates: readonly ScalingStep[][],
): ScalingDivergence[] {
  return candidates.map((steps) => ({
    name: nameOfScaling(steps),
    steps,
    divergence: divergenceOf(network, sample, steps),
  }));
}

/** `preprocess_input (tf), then rescale 1/255` */
export function nameOfScaling(steps: readonly ScalingStep[]): string {
  return steps.length === 0 ? 'raw [0, 255]' : inOrder(steps.map(nameOfStep));
}

/** What of a backbone, or of a whole model, is compared with the images. */
export type FittedNetwork = Pick<OpenBackbone, 'network' | 'tensors' | 'weights'>;

/** Whether two pipelines are equal, as far as a network can distinguish them. */
export function sameScaling(a: readonly ScalingStep[], b: readonly ScalingStep[]): boolean {
  const [first, second] = [composedScaling(a), composedScaling(b)];
  if (first.some(isSamplewise) || second.some(isSamplewise)) return JSON.stringify(first) === JSON.stringify(second);
  // Black, white and a red, which shows the order of the channels.
  const probes = [0, 0, 0, 255, 255, 255, 255, 0, 0];
  const [ours, theirs] = [first, second].map((stages) => Array.from(scaledPixels(probes, stages))) as [
    number[],
    number[],
  ];
  const range = Math.max(...theirs) - Math.min(...theirs);
  return ours.every((value, i) => Math.abs(value - theirs[i]!) < SAME * range);
}

type BatchNormalization = Layer & { kind: 'BatchNormalization' };

/** Batch-normalization layers without another one before them. */
export function firstBatchNormalizations(layers: readonly Layer[]): BatchNormalization[] {
  const behind = new Set<string>();
  return layers.filter((layer): layer is BatchNormalization => {
    const first = !layer.inputs.some((name) => behind.has(name));
    if (!first || layer.kind === 'BatchNormalization') behind.add(layer.name);
    return first && layer.kind === 'BatchNormalization';
  });
}

function divergenceOf(
  backbone: FittedNetwork,
  sample: PictureSample,
  steps: readonly ScalingStep[],
): number | undefined {
  const layers = firstBatchNormalizations(backbone.network.layers);
  if (layers.length === 0) return undefined;
  const indices = sample.pixels.map((_, i) => i).slice(0, PICTURES);
  const { height, width } = sample;
  const divergences = tf.tidy(() => {
    const pixels = tf.tensor4d(pixelsOf(sample, indices), [indices.length, height, width, 3]);
    const scaled = scale(pixels, composedScaling(steps));
    return layers.flatMap(({ name, inputs, epsilon }) => {
      const before = forward(networkUpTo(backbone.network, inputs[0]!), backbone.tensors, scaled, INFERENCE).output;
      const { mean, variance } = tf.moments(before, [0, 1, 2]);
      const weight = (kind: string): ArrayLike<number> => backbone.weights.get(`${name}/${kind}`)!.values;
      // With epsilon, as the layer divides: without it a channel that is constant would be infinitely far.
      const batch = gaussians(mean.dataSync(), variance.dataSync(), epsilon);
      const moving = gaussians(weight('moving_mean'), weight('moving_variance'), epsilon);
      return batch.map((each, c) => gaussianDivergence(each, moving[c]!));
    });
  });
  // A scaling whose values overflow is infinitely far: with NaN, none would be the best.
  return median(divergences.map((each) => (Number.isNaN(each) ? Number.POSITIVE_INFINITY : each)));
}

function gaussians(mean: ArrayLike<number>, variance: ArrayLike<number>, epsilon: number): Gaussian[] {
  return Array.from({ length: mean.length }, (_, c) => ({ mean: mean[c]!, variance: variance[c]! + epsilon }));
}
