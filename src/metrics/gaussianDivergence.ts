/** A channel's mean and variance. */
export interface Gaussian {
  mean: number;
  variance: number;
}

/**
 * Kullback-Leibler divergence of one normal distribution from another, in nats: the information lost if `expected` is used
 * to approximate `received`. 0 for equal distributions.
 *
 * Source: log(s2 / s1) + (s1^2 + (m1 - m2)^2) / (2 s2^2) - 1/2; e.g. `torch.distributions.kl_divergence`.
 */
export function gaussianDivergence(received: Gaussian, expected: Gaussian): number {
  const ratio = received.variance / expected.variance;
  const shift = (received.mean - expected.mean) ** 2 / expected.variance;
  return (ratio + shift - 1 - Math.log(ratio)) / 2;
}
