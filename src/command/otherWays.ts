import { type ModelFinding, scriptFindings } from '../diagnose/stages/scriptFindings.js';
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
  /** Checks that find something only the other way, and those that find something only as it is read. */
  more: string[];
  fewer: string[];
}

/**
 * What differs where conditions that the text does not decide go the other way.
 *
 * @param findings of the script as it is read
 */
export function otherWays(reading: ScriptReading, findings: readonly ModelFinding[]): OtherWay[] {
  const known = checksOf(findings);
  // Without what other ways show: each way has a library of its own.
  const asRead = checksOf(findings.filter((found) => found.reading.library === reading.library));
  return reading.alternatives.map(({ place, condition, taken, reading: way }) => {
    const other: ScriptReading = { ...reading, ...way, alternatives: [] };
    const found = new Set<string>(scriptFindings(other).map(({ check }) => check));
    return {
      place,
      condition,
      taken,
      trainings: [reading.stages.length, other.stages.length],
      fields: differingFields(reading, other),
      more: [...found].filter((check) => !known.has(check)),
      fewer: [...asRead].filter((check) => !found.has(check)),
    };
  });
}

/** Each once, in their order. */
function checksOf(findings: readonly ModelFinding[]): Set<string> {
  return new Set(findings.map(({ finding }) => finding.check));
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
