import { DEVIATION_EPSILON, each, type PerChannel, type ScalingStep } from './scaling.js';

type OneOrEach = number | readonly number[];

/** A layer `Rescaling` of Keras, value * scale + offset, as steps of a pipeline. */
export function rescalingSteps(scale: OneOrEach, offset: OneOrEach): ScalingStep[] {
  const [factors, offsets] = [perChannel(scale), perChannel(offset)];
  const isSame = factors.every((factor) => factor === factors[0]);
  if (isSame && Math.abs(factors[0] * 127.5 - 1) < 1e-6 && offsets.every((one) => one === -1)) {
    return [{ step: 'preprocess_input', mode: 'tf' }];
  }
  const scaled: ScalingStep = isSame
    ? { step: 'rescale', factor: factors[0] }
    : { step: 'featurewise_std_normalization', deviation: each((c) => 1 / factors[c] - DEVIATION_EPSILON) };
  if (offsets.every((one) => one === 0)) return [scaled];
  return [scaled, { step: 'featurewise_center', mean: each((c) => -offsets[c]) }];
}

function perChannel(value: OneOrEach): PerChannel {
  return each((c) => (typeof value === 'number' ? value : value[c]));
}
