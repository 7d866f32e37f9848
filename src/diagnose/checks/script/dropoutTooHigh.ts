import { percentOf } from '../../../metrics/format.js';
import { numberOf } from '../../../script/evaluate/values.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import { inEachStage, scriptFinding } from '../../evidence/scriptFinding.js';
import type { Finding } from '../../finding.js';
import { isDropout } from './dropoutRate.js';

/** Share of values that the dropout layers of a head let through together, up to which a warning is given: measured, see its docs. */
export const LEAST_KEPT = 0.1;

/** Layers that put branches together. */
const MERGES = new Set(['Add', 'Average', 'Concatenate', 'Maximum', 'Multiply']);

/** Finds dropout that leaves a head next to nothing, in one layer, such as a rate that is meant as the share kept, or in several. */
export function dropoutTooHigh(reading: ScriptReading): Finding[] {
  return inEachStage(reading, ({ model: { base, head, isOnFeatures }, place }) => {
    // A network without a base, or with branches, is not measured.
    if ((base === undefined && !isOnFeatures) || head.some(({ className }) => MERGES.has(className))) return [];
    const layers = head.filter(isDropout).flatMap(({ args, argPlaces, origin }) => {
      const rate = numberOf(args.get('rate'));
      // A rate of 1 and more is another fault.
      if (rate === undefined || rate <= 0 || rate >= 1) return [];
      return [{ rate, at: args.get('rate')?.origin ?? argPlaces.get('rate') ?? origin }];
    });
    // Rounded, since 1 - 0.9 is no tenth in floating point.
    const kept = Number(layers.reduce((share, { rate }) => share * (1 - rate), 1).toPrecision(6));
    if (kept > LEAST_KEPT) return [];
    const subject =
      layers.length === 1 ? 'The dropout of the head lets' : `The ${layers.length} dropout layers of the head let`;
    const together = layers.length === 1 ? '' : ' together';
    return [
      scriptFinding(reading, {
        check: 'dropout-too-high',
        severity: 'warning',
        summary: `${subject} ${percentOf(kept)} of the values through${together}: too little is left to learn from.`,
        fix: 'Use a rate of 0.2 to 0.5. It is the share that is dropped, not the one that is kept.',
        at: [...layers.map(({ at }) => at), place],
      }),
    ];
  });
}
