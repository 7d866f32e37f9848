import { pluralize } from '../../../base/text/pluralize.js';
import type { Finding } from '../../finding.js';

/** How much of a network is trainable. */
export interface TrainableWeights {
  /** Weights that an optimizer changes, in the whole network and in the backbone alone. */
  weights: number;
  backboneWeights: number;
  total: number;
  /** Layer above which the backbone is meant to train, e.g. `mixed7`; `nothing` where it stays frozen. */
  unfrozenAbove: string;
}

/** Finds a network without trainable weights, or a backbone without any though it is meant to be unfrozen. */
export function nothingTrainable({ weights, backboneWeights, total, unfrozenAbove }: TrainableWeights): Finding[] {
  const evidence = [
    { measure: 'trainable weights', expected: 'above 0', received: `${weights} of ${total.toLocaleString('en')}` },
    {
      measure: 'trainable weights of the backbone',
      expected: `those above ${unfrozenAbove}`,
      received: String(backboneWeights),
    },
  ];
  if (weights === 0) {
    return [
      {
        check: 'nothing-trainable',
        severity: 'critical',
        effect: 1,
        summary: `None of the ${pluralize(total, 'weight')} is trainable: the network cannot learn.`,
        evidence,
        fix: { text: 'Set trainable = True on the head, and compile again: Keras reads it in compile().' },
      },
    ];
  }
  if (unfrozenAbove === 'nothing' || backboneWeights > 0) return [];
  return [
    {
      check: 'nothing-trainable',
      severity: 'warning',
      effect: 1,
      summary: `The backbone is unfrozen above ${unfrozenAbove}, but no layer there has weights: all of it stays frozen.`,
      evidence,
      fix: { text: 'Unfreeze above an earlier block, or leave the backbone frozen.' },
    },
  ];
}
