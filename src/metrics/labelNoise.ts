import { goldenSection } from './goldenSection.js';
import type { Interval } from './intervals.js';
import { logOf } from './logLoss.js';

/** Share of wrong labels, estimated from probabilities of models that have not seen the examples. */
export interface LabelNoise {
  /** Share of labels that were replaced by those of other classes, in [0, MOST_NOISE]. */
  rate: number;
  /** 95 %, by the profile likelihood: the shares that a likelihood-ratio test does not reject. */
  interval: Interval;
  /** What the logarithms of the probabilities are multiplied by: the inverse of a temperature. */
  sharpness: number;
}

/** Largest share that is tried: beyond it, the labels say little about the classes. */
const MOST_NOISE = 0.6;
/** Half the 95 % quantile of the chi-squared distribution with one degree of freedom. */
const LIKELIHOOD_DROP = 1.920729;
/** Examples that are used at most, evenly spaced: their interval is less than 4 points wide at a rate of 12 %. */
const MOST_EXAMPLES = 4000;
/** Sharpness that is tried, as a logarithm. */
const SHARPNESS_RANGE = [-3, 4] as const;
const SHARPNESS_TOLERANCE = 5e-3;
const RATE_TOLERANCE = 5e-4;

/**
 * Estimates the share of wrong labels by maximum likelihood of P(label = k) = (1 - rate) q_k + rate (1 - q_k) / (numClasses - 1),
 * with q = softmax(sharpness log p): probabilities calibrated by a temperature, then labels exchanged at random.
 *
 * Difficult classes alone give no noise. There, errors become rarer the more confident the model is; wrong labels are as
 * frequent among the examples that the model is most confident of. A share of doubted labels, such as the off-diagonal of
 * confident learning's joint, counts both.
 *
 * Source: Copas 1988, "Binary regression models for contaminated data", J. R. Stat. Soc. B 50; temperature: Guo et al.
 * 2017, arXiv:1706.04599; noise that does not depend on the example: Northcutt et al. 2021, arXiv:1911.00068, section 2.
 *
 * @param labels `[numExamples]`
 * @param probabilities out of fold, `[numExamples][numClasses]`, rows sum to 1; rows with NaN are left out
 * @returns undefined without examples, or with one class
 */
export function labelNoise(
  labels: readonly number[],
  probabilities: readonly (readonly number[])[],
): LabelNoise | undefined {
  const numClasses = probabilities[0]?.length ?? 0;
  const usable = labels.map((_, i) => i).filter((i) => !probabilities[i]!.some(Number.isNaN));
  if (usable.length === 0 || numClasses < 2) return undefined;
  const step = Math.max(1, usable.length / MOST_EXAMPLES);
  const used = Array.from({ length: Math.floor(usable.length / step) }, (_, i) => usable[Math.floor(i * step)]!);
  const examples = marginsOf(
    used.map((i) => labels[i]!),
    used.map((i) => probabilities[i]!),
  );
  const profile = (rate: number): Point => {
    const at = (logSharpness: number): number => negativeLogLikelihood(examples, numClasses, rate, logSharpness);
    const logSharpness = goldenSection(at, SHARPNESS_RANGE, SHARPNESS_TOLERANCE);
    return { loss: at(logSharpness), sharpness: Math.exp(logSharpness) };
  };
  const lossAt = (rate: number): number => profile(rate).loss;
  const inside = goldenSection(lossAt, [0, MOST_NOISE], RATE_TOLERANCE);
  const rate = lossAt(0) <= lossAt(inside) ? 0 : inside;
  const best = profile(rate);
  const within = (other: number): boolean => lossAt(other) - best.loss <= LIKELIHOOD_DROP;
  return {
    rate,
    interval: [
      within(0) ? 0 : boundary(rate, 0, within),
      within(MOST_NOISE) ? MOST_NOISE : boundary(rate, MOST_NOISE, within),
    ],
    sharpness: best.sharpness,
  };
}

interface Point {
  loss: number;
  sharpness: number;
}

/** Logarithms of the probabilities over that of the label, row by row without the label itself. */
function marginsOf(labels: readonly number[], probabilities: readonly (readonly number[])[]): Float64Array {
  const others = probabilities[0]!.length - 1;
  const margins = new Float64Array(labels.length * others);
  probabilities.forEach((row, i) => {
    const own = logOf(row[labels[i]!]!);
    let at = i * others;
    row.forEach((value, k) => {
      if (k !== labels[i]) margins[at++] = logOf(value) - own;
    });
  });
  return margins;
}

function negativeLogLikelihood(margins: Float64Array, numClasses: number, rate: number, logSharpness: number): number {
  const sharpness = Math.exp(logSharpness);
  const others = numClasses - 1;
  let loss = 0;
  for (let at = 0; at < margins.length; at += others) {
    let ratio = 1;
    for (let k = 0; k < others; k++) ratio += Math.exp(sharpness * margins[at + k]!);
    const q = 1 / ratio;
    loss -= logOf((1 - rate) * q + (rate * (1 - q)) / others);
  }
  return loss;
}

/** The last point from `inside` towards `outside` that is within, by bisection. */
function boundary(inside: number, outside: number, within: (x: number) => boolean): number {
  let [near, far] = [inside, outside];
  while (Math.abs(far - near) > RATE_TOLERANCE) {
    const middle = (near + far) / 2;
    if (within(middle)) near = middle;
    else far = middle;
  }
  return near;
}
