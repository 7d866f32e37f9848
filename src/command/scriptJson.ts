import { type FieldReading, fieldsOf } from '../script/reading/fields.js';
import { pipelinesOf } from '../script/reading/pipelines.js';
import { quotePlace, quotePlaces } from '../script/reading/quotes.js';
import { rangeText, stepText } from '../script/reading/stepText.js';
import type { ScriptDiagnosis } from './diagnoseScript.js';

/** What a script says and what is wrong in it, as an object for JSON. */
export function scriptPart({
  reading,
  findings,
  ways,
}: Pick<ScriptDiagnosis, 'reading' | 'findings' | 'ways'>): Record<string, unknown> {
  const { file, stages, notUnderstood, isWhole } = reading;
  const field = ({ field: name, read, defaultOf }: FieldReading): Record<string, unknown> => ({
    field: name,
    from: read.from === 'unknown' ? 'not visible' : read.from,
    ...(defaultOf !== undefined && { defaultOf }),
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
    furtherConditions: reading.furtherConditions.map(({ place, condition, taken }) => ({
      place: quotePlace(reading, place),
      condition,
      taken,
    })),
    notUnderstood: notUnderstood.map(({ place, text, why }) => ({ place: quotePlace(reading, place), text, why })),
    isWhole,
    findings,
  };
}
