import { group } from '../base/group.js';
import { alignColumns } from '../base/text/alignColumns.js';
import { pluralize } from '../base/text/pluralize.js';
import { shortened, wrapText } from '../base/text/wrapText.js';
import { expectedInputOf } from '../diagnose/evidence/expectedInput.js';
import { RELEASES } from '../script/keras/kerasVersion.js';
import { fieldsOf } from '../script/reading/fields.js';
import { kerasEraText } from '../script/reading/kerasEra.js';
import { baseOf, type Pipeline } from '../script/reading/pipelines.js';
import type { ScriptReading } from '../script/reading/readScript.js';
import type { StageReading } from '../script/reading/stageReading.js';
import type { Place } from '../script/syntax/ast.js';
import { keyOf } from '../script/syntax/keyOf.js';
import { lineText } from '../script/syntax/quote.js';
import { differs, type OtherWay } from './otherWays.js';
import { pipelineTable } from './pipelineTable.js';

const INDENT = '  ';
/** Lines of a list that are printed. */
const MAX_LISTED = 12;
/** Places of one note that are printed. */
const MAX_PLACES = 3;

/** What a script says, as tables: its settings with their lines, and the way of the images. */
export function scriptText(
  reading: ScriptReading,
  pipelines: readonly Pipeline[],
  ways: readonly OtherWay[],
  width: number,
): string {
  const { stages } = reading;
  const parts = stages.map((stage, i) => stageText(reading, stage, i, stages.length, width));
  const expected = expectedInputOf(baseOf(reading));
  const expects = expected && { name: expected.application, range: expected.words };
  const table = pipelineTable(reading.file, pipelines, width, expects);
  const isAny = stages.length === 0 && reading.keras.releases.length === RELEASES.length;
  const version = isAny ? '' : wrapText(`It is written for: ${kerasEraText(reading.keras, reading.file)}.`, width);
  return [
    version,
    ...parts,
    table,
    othersText(reading, width),
    waysText(reading, ways, width),
    notUnderstoodText(reading, width),
    notesText(reading, width),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function stageText(reading: ScriptReading, stage: StageReading, i: number, count: number, width: number): string {
  const where = lineText(reading.file, stage.place);
  const title = count === 1 ? `The training (${where})` : `Training ${i + 1} of ${count} (${where})`;
  const fields = fieldsOf(stage);
  // A later training repeats what it does not change.
  const before = i === 0 ? [] : fieldsOf(reading.stages[i - 1]!);
  const shown = fields.filter(({ field, read }) => {
    const same = before.find((one) => one.field === field)?.read;
    return same === undefined || same.value !== read.value || same.from !== read.from;
  });
  const rows = shown.map(({ label, read, defaultOf = "Keras' default" }) => {
    const [first] = read.places;
    const value =
      read.from === 'unknown'
        ? `not visible: ${read.why}`
        : `${read.value}${read.from === 'default' ? ` (${defaultOf})` : ''}`;
    return [
      label,
      shortened(value, Math.max(30, width - 40)),
      read.from === 'default' || first === undefined ? '' : lineText(reading.file, first),
    ];
  });
  return `${title}\n${alignColumns(rows, INDENT)}`;
}

/** Models that are trained apart from the last: what is wrong with them is among the findings. */
function othersText(reading: ScriptReading, width: number): string {
  const rows = reading.others.flatMap(({ stages }) => {
    const [stage] = stages;
    if (stage === undefined) return [];
    const backbone = fieldsOf(stage).find(({ field }) => field === 'backbone')?.read;
    return [`${lineText(reading.file, stage.place)}  ${backbone?.value ?? 'a model without a pretrained base'}`];
  });
  const counted = [...group(rows, (row) => row)].map(([row, { length }]) =>
    length === 1 ? row : `${row}, ${length} models`,
  );
  return listText('Trained apart from it, and checked too', counted, width);
}

/** Settings of another way that are printed. */
const MAX_FIELDS = 3;

/** Conditions that the text does not decide, with what the other way changes; those that change nothing are left out. */
function waysText(reading: ScriptReading, ways: readonly OtherWay[], width: number): string {
  const rows = ways.filter(differs).map((way) => {
    const { place, condition, taken } = way;
    return `${lineText(reading.file, place)}  ${condition}: read as ${taken}. Otherwise ${otherwiseText(way)}.`;
  });
  const { length } = reading.furtherConditions;
  const further =
    length === 0 ? [] : [`${INDENT}and ${pluralize(length, 'more condition')}, of which the other way is not read`];
  const list = listText(UNDECIDED, rows, width);
  return [...(list === '' && length > 0 ? [UNDECIDED] : list === '' ? [] : [list]), ...further].join('\n');
}

const UNDECIDED = 'Conditions that the text does not decide';

function otherwiseText({ trainings: [read, otherwise], fields, more, fewer }: OtherWay): string {
  if (otherwise === 0) return 'nothing is trained';
  const shown = fields.slice(0, MAX_FIELDS).map((one) => {
    return `${one.label} ${shortened(one.otherwise, MOST_VALUE)} (here ${shortened(one.read, MOST_VALUE)})`;
  });
  const rest = fields.length - shown.length;
  const parts = [
    ...(read === otherwise ? [] : [`${pluralize(otherwise, 'training')} (here ${read})`]),
    ...shown,
    ...(rest > 0 ? [`${pluralize(rest, 'other setting')}`] : []),
    ...(more.length > 0 ? [`also ${more.join(', ')}`] : []),
    ...(fewer.length > 0 ? [`no ${fewer.join(', ')}`] : []),
  ];
  return parts.join('; ');
}

/** Characters of a setting of another way. */
const MOST_VALUE = 40;

function notUnderstoodText(reading: ScriptReading, width: number): string {
  const { notUnderstood, isWhole } = reading;
  const alike = group(notUnderstood, ({ text, why }) => `${text}: ${why}`);
  const rows = [
    ...[...alike].map(([what, same]) => `${placesText(reading, same)}  ${what}`),
    ...(isWhole ? [] : ['the rest: it takes too long to read']),
  ];
  return listText('Not understood', rows, width);
}

/** How the file was read where that is not plain: statements for the shell, broken ones, cells that ran in another order. */
function notesText(reading: ScriptReading, width: number): string {
  // What is not understood is listed already.
  const listed = new Set(reading.notUnderstood.map(({ place }) => keyOf(place)));
  const notes = reading.notes.filter(({ place }) => place === undefined || !listed.has(keyOf(place)));
  const rows = [...group(notes, ({ why }) => why)].map(([why, same]) => {
    const places = placesText(reading, same);
    return `${places}${places === '' ? '' : ': '}${why}`;
  });
  return listText('How the file is read', rows, width);
}

/** `line 3; line 8; line 12 and 2 more`. */
function placesText({ file }: ScriptReading, notes: readonly { place?: Place }[]): string {
  const lines = [...new Set(notes.flatMap(({ place }) => (place === undefined ? [] : [lineText(file, place)])))];
  const shown = lines.slice(0, MAX_PLACES);
  return `${shown.join('; ')}${lines.length > MAX_PLACES ? ` and ${lines.length - MAX_PLACES} more` : ''}`;
}

function listText(title: string, rows: readonly string[], width: number): string {
  if (rows.length === 0) return '';
  const shown = rows.slice(0, MAX_LISTED).map((row) => wrapText(row, width, `${INDENT}    `, `${INDENT}- `));
  const more = rows.length > MAX_LISTED ? [`${INDENT}and ${pluralize(rows.length - MAX_LISTED, 'more line')}`] : [];
  return [title, ...shown, ...more].join('\n');
}
