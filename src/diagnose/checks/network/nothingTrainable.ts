import { pluralize } from '../../../base/text/pluralize.js';
import type { Finding } from '../../finding.js';

/** What of a network trains. */
export interface TrainableWeights {
  /** Weights that an optimizer changes, in the whole network and in the backbone alone. */
  weights: number;
  backboneWeights: number;
  total: number;
  /** What of the backbone was asked to train, e.g. `mixed7`; `nothing` where it is to stay frozen. */
  unfrozenAbove: string;
}

/** Finds a network that cannot learn since no weight trains, or a backbone of which nothing does though it was asked to. */
export function nothingTrainable({ weights, backboneWeights, total, unfrozenAbove }: TrainableWeights): Finding[] {
  const evidence = [
    { measure: 'weights that train', expected: 'some', received: `${weights} of ${total.toLocaleString('en')}` },
    { measure: 'of the backbone', expected: `those above ${unfrozenAbove}`, received: String(backboneWeights) },
  ];
  if (weights === 0) {
    return [
      {
        check: 'nothing-trainable',
        severity: 'critical',
        effect: 1,
        summary: `None of the ${pluralize(total, 'weight')} trains: the network stays as it is.`,
        evidence,
        fix: { text: 'Set trainable = true on the head, and compile again: Keras reads it when compiling.' },
      },
    ];
  }
  if (unfrozenAbove === 'nothing' || backboneWeights > 0) return [];
  return [
    {
      check: 'nothing-trainable',
      severity: 'warning',
      effect: 1,
      summary: `The backbone is unfrozen above ${unfrozenAbove}, and nothing with weights stands there: it stays frozen.`,
      evidence,
      fix: { text: 'Unfreeze above a block further down, or leave the backbone frozen and say so.' },
    },
  ];
}
