import type { OneCycle } from './scheduleConfig.js';

/**
 * The one-cycle policy: one rise and one fall, both along half a cosine; the momentum does not change.
 *
 * Sources: Smith 2018, arXiv:1803.09820; the shape is that of fastai's `Learner.fit_one_cycle`, `combined_cos(pct_start,
 * lr_max / div, lr_max, lr_max / div_final)` at the share of the steps that are done.
 */
export function oneCycle(
  { pctStart, div, divFinal }: OneCycle,
  learningRate: number,
  step: number,
  totalSteps: number,
): number {
  const done = Math.min(step / totalSteps, 1);
  if (done < pctStart) return alongCosine(learningRate / div, learningRate, done / pctStart);
  return alongCosine(learningRate, learningRate / divFinal, (done - pctStart) / (1 - pctStart));
}

function alongCosine(start: number, end: number, share: number): number {
  return start + ((1 + Math.cos(Math.PI * (1 - share))) * (end - start)) / 2;
}
