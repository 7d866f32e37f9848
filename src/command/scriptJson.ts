import type { Finding } from '../diagnose/finding.js';
import { type FieldReading, fieldsOf } from '../script/reading/fields.js';
import { pipelinesOf } from '../script/reading/pipelines.js';
import { quotePlace, quotePlaces } from '../script/reading/quotes.js';
import type { ScriptReading } from '../script/reading/readScript.js';
import { rangeText, stepText } from '../script/reading/stepText.js';
import { otherWays } from './otherWays.js';

/** What a script says and what is wrong in it, as an object for JSON. */
export function scriptPart(reading: ScriptReading, findings: readonly Finding[]): Record<string, unknown> {
  const { file, stages, notUnderstood, isWhole } = reading;
  const ways = otherWays(
    reading,
    findings.map(({ check }) => check),
  );
  const field = ({ field: name, read }: FieldReading): Record<string, unknown> => ({
    field: name,
    from: read.from === 'unknown' ? 'not visible' : read.from,
    value: read.value ?? null,
    ...(read.from === 'unknown' && { why: read.why, text: read.text }),
    places: quotePlaces(reading, read.places),
  });
  return {
    file,
    trainings: stages.map((stage) => ({ place: quotePlace(reading, stage.place), fields: fieldsOf(stage).map(field) })),
    pipelines: pipelinesOf(reading).map(({ name, place, steps }) => ({
      name,
      place: quotePlace(reading, place),
      steps: steps.map((step) => ({
        what: stepText(step),
        range: rangeText(step.after),
        place: quotePlace(reading, step.place),
      })),
    })),
    alternatives: ways.map(({ place, condition, taken, trainings: [, trainings], fields, more, fewer }) => ({
      place: quotePlace(reading, place),
      condition,
      taken,
      otherwise: { trainings, fields, more, fewer },
    })),
    notUnderstood: notUnderstood.map(({ place, text, why }) => ({ place: quotePlace(reading, place), text, why })),
    isWhole,
    findings,
  };
}
