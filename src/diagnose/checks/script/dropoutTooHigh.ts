import { percentOf } from '../../../metrics/format.js';
import { numberOf } from '../../../script/evaluate/values.js';
import type { ScriptReading } from '../../../script/reading/readScript.js';
import { inEachStage, scriptFinding } from '../../evidence/scriptFinding.js';
import type { Finding } from '../../finding.js';
import { isDropout } from './dropoutRate.js';

/**
 * Share of dropped units from which on a warning is given. Srivastava and others (2014) drop 0.2 of inputs and 0.5 of hidden
 * units; their error is flat while 0.4 to 0.8 of the units are kept, and rises below. A tenth is far below: a choice.
 */
export const MOST_DROPPED = 0.9;

/** Finds dropout that leaves a head next to nothing: a rate of 0.9 and more, such as one that is meant as the share kept. */
export function dropoutTooHigh(reading: ScriptReading): Finding[] {
  return inEachStage(reading, ({ model, place }) =>
    model.head.filter(isDropout).flatMap(({ className, args, argPlaces, origin }) => {
      const rate = numberOf(args.get('rate'));
      if (rate === undefined || rate < MOST_DROPPED || rate >= 1) return [];
      return [
        scriptFinding(reading, {
          check: 'dropout-too-high',
          severity: 'warning',
          summary: `${className} of the head drops ${percentOf(rate)} of what it gets: too little is left to learn from.`,
          fix: 'Use a rate of 0.2 to 0.5. It is the share that is dropped, not the one that is kept.',
          at: [args.get('rate')?.origin, argPlaces.get('rate') ?? origin, place],
        }),
      ];
    }),
  );
}
