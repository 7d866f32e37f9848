import { scriptFindings } from '../diagnose/stages/scriptFindings.js';
import { type FieldReading, fieldsOf } from '../script/reading/fields.js';
import type { ScriptReading } from '../script/reading/readScript.js';
import type { Place } from '../script/syntax/ast.js';

/** What is read otherwise where a condition that the text does not decide goes the other way. */
export interface OtherWay {
  place: Place;
  condition: string;
  /** How it is read. */
  taken: boolean;
  /** Number of trainings, as it is read and otherwise. */
  trainings: readonly [read: number, otherwise: number];
  /** Settings of the last training that differ. */
  fields: { field: string; label: string; read: string; otherwise: string }[];
  /** Checks that find something otherwise alone, and those that then find nothing. */
  more: string[];
  fewer: string[];
}

/**
 * What differs where conditions that the text does not decide go the other way.
 *
 * @param checks that find something as the script is read
 */
export function otherWays(reading: ScriptReading, checks: readonly string[]): OtherWay[] {
  if (reading.alternatives.length === 0) return [];
  // Without what other ways show.
  const own = new Set<string>(scriptFindings({ ...reading, alternatives: [] }).map(({ check }) => check));
  return reading.alternatives.map(({ place, condition, taken, reading: way }) => {
    const other: ScriptReading = { ...reading, ...way, alternatives: [] };
    const found = [...new Set<string>(scriptFindings(other).map(({ check }) => check))];
    return {
      place,
      condition,
      taken,
      trainings: [reading.stages.length, other.stages.length],
      fields: differingFields(reading, other),
      more: found.filter((check) => !checks.includes(check)),
      fewer: [...new Set(checks)].filter((check) => own.has(check) && !found.includes(check)),
    };
  });
}

/** Whether anything differs. */
export function differs({ trainings: [read, otherwise], fields, more, fewer }: OtherWay): boolean {
  return read !== otherwise || fields.length + more.length + fewer.length > 0;
}

function differingFields(reading: ScriptReading, other: ScriptReading): OtherWay['fields'] {
  const [stage, otherStage] = [reading.stages.at(-1), other.stages.at(-1)];
  if (stage === undefined || otherStage === undefined) return [];
  const values = new Map(fieldsOf(otherStage).map((one) => [one.field, valueText(one)]));
  return fieldsOf(stage).flatMap((one) => {
    const [read, otherwise] = [valueText(one), values.get(one.field) ?? NOT_VISIBLE];
    return read === otherwise ? [] : [{ field: one.field, label: one.label, read, otherwise }];
  });
}

const NOT_VISIBLE = 'not visible';

function valueText({ read }: FieldReading): string {
  return read.from === 'unknown' ? NOT_VISIBLE : read.value;
}
