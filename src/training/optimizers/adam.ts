import { adamStep } from '../../engine/adamKernel.js';
import type { AdamOptions, UpdateRule } from './optimizer.js';

/** Both corrections of bias are in the rate. */
export function adam(options: AdamOptions): UpdateRule {
  const { beta1, beta2 } = options;
  return {
    slots: ['momentum', 'velocity'],
    rateAt: (learningRate, t) => (learningRate * Math.sqrt(1 - beta2 ** t)) / (1 - beta1 ** t),
    update: (weight, gradient, [momentum, velocity], rate) => {
      const [next, ...slots] = adamStep({ weight, gradient, momentum: momentum!, velocity: velocity!, rate }, options);
      return { weight: next, slots };
    },
  };
}
