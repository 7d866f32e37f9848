import { quotePlace } from '../../script/reading/quotes.js';
import type { ScriptReading } from '../../script/reading/readScript.js';
import type { StageReading } from '../../script/reading/stageReading.js';
import type { Place } from '../../script/syntax/ast.js';
import type { Finding } from '../finding.js';

/** Whether a finding names the line of a place. */
export function isNamed(reading: ScriptReading, { places = [] }: Finding, place: Place | undefined): boolean {
  return place !== undefined && places.some(({ where }) => where === quotePlace(reading, place).where);
}

/** Whether the first line of a finding, the most telling one, is that of a place. */
export function isNamedFirst(reading: ScriptReading, { places = [] }: Finding, place: Place | undefined): boolean {
  return place !== undefined && places[0]?.where === quotePlace(reading, place).where;
}

/** The trainings of all models of the script. */
export function allStages({ stages, others }: ScriptReading): StageReading[] {
  return [...stages, ...others.flatMap((other) => other.stages)];
}

/** The training that a finding is about: that of its `fit`, else of its `compile`, else of its labels. */
export function stageOfFinding(reading: ScriptReading, finding: Finding): StageReading | undefined {
  const { stages } = reading;
  return (
    stages.find(({ place }) => isNamed(reading, finding, place)) ??
    stages.find(
      ({ call, loss }) => isNamed(reading, finding, loss.place) || isNamed(reading, finding, call.compiled?.place),
    ) ??
    stages.find(({ training }) => isNamed(reading, finding, training?.labels.place))
  );
}
