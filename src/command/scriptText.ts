import { alignColumns } from '../base/text/alignColumns.js';
import { pluralize } from '../base/text/pluralize.js';
import { wrapText } from '../base/text/wrapText.js';
import { type FieldReading, fieldsOf } from '../script/reading/fields.js';
import { kerasEraText } from '../script/reading/kerasEra.js';
import type { Pipeline } from '../script/reading/pipelines.js';
import { quotePlace } from '../script/reading/quotes.js';
import type { ScriptReading } from '../script/reading/readScript.js';
import type { StageReading } from '../script/reading/stageReading.js';
import { rangeText, stepText } from '../script/reading/stepText.js';
import type { Place } from '../script/syntax/ast.js';

const INDENT = '  ';
/** Lines of a list that are printed. */
const MAX_LISTED = 12;

/** What a script says, as tables: its settings with their lines, and the way of the images. */
export function scriptText(reading: ScriptReading, pipelines: readonly Pipeline[], width: number): string {
  const { stages } = reading;
  const parts = stages.map((stage, i) => stageText(reading, stage, i, stages.length, width));
  const version = wrapText(`It is written for: ${kerasEraText(reading.keras)}.`, width);
  return [version, ...parts, pipelinesText(pipelines, width), notUnderstoodText(reading, width)]
    .filter((part) => part !== '')
    .join('\n\n');
}

function stageText(reading: ScriptReading, stage: StageReading, i: number, count: number, width: number): string {
  const where = quotePlace(reading, stage.place).where;
  const title = count === 1 ? `The training (${where})` : `Training ${i + 1} of ${count} (${where})`;
  const fields = fieldsOf(stage);
  // A later training repeats what it does not change.
  const before = i === 0 ? [] : fieldsOf(reading.stages[i - 1]!);
  const shown = fields.filter(({ field, read }) => {
    const same = before.find((one) => one.field === field)?.read;
    return same === undefined || same.value !== read.value || same.from !== read.from;
  });
  const rows = shown.map(({ label, read }) => {
    const [first] = read.places;
    const value =
      read.from === 'unknown'
        ? `not visible: ${read.why}`
        : `${read.value}${read.from === 'default' ? " (Keras' default)" : ''}`;
    return [
      label,
      shortened(value, width - 50),
      read.from === 'default' || first === undefined ? '' : quotePlace(reading, first).where,
    ];
  });
  return `${title}\n${alignColumns(rows, INDENT)}`;
}

function shortened(text: string, most: number): string {
  const limit = Math.max(30, most);
  return text.length > limit ? `${text.slice(0, limit - 1)}…` : text;
}

/** The steps of training, validation and prediction side by side, each with its line and the range of values after it. */
function pipelinesText(pipelines: readonly Pipeline[], width: number): string {
  if (pipelines.length === 0) return '';
  const column = Math.floor((width - INDENT.length) / pipelines.length) - 2;
  const cells = pipelines.map(({ name, place, steps }) => [
    `${name} (${lineOf(place)})`,
    ...steps.map((step) => `${stepText(step)}  ${rangeText(step.after)}  :${lineOf(step.place)}`),
  ]);
  const length = Math.max(...cells.map(({ length: n }) => n));
  const rows = Array.from({ length }, (_, i) => cells.map((cell) => shortened(cell[i] ?? '', column)));
  return `How images reach the network: what is done, the values after it, the line\n${alignColumns(rows, INDENT)}`;
}

function lineOf({ cell, line }: Place): string {
  return cell === undefined ? String(line) : `cell ${cell}, ${line}`;
}

function notUnderstoodText(reading: ScriptReading, width: number): string {
  const { notUnderstood, notes, isWhole } = reading;
  const rows = [
    ...notes.map(({ place, why, text }) => [place === undefined ? '' : quotePlace(reading, place).where, text, why]),
    ...notUnderstood.map(({ place, text, why }) => [quotePlace(reading, place).where, text, why]),
    ...(isWhole ? [] : [['', 'the rest', 'it takes too long to read']]),
  ];
  if (rows.length === 0) return '';
  const shown = rows
    .slice(0, MAX_LISTED)
    .map(([where = '', text = '', why = '']) =>
      wrapText(`${where}  ${text}: ${why}`, width, `${INDENT}    `, `${INDENT}- `),
    );
  const more = rows.length > MAX_LISTED ? [`${INDENT}and ${pluralize(rows.length - MAX_LISTED, 'more line')}`] : [];
  return ['Not understood', ...shown, ...more].join('\n');
}

/** Settings that are not visible, which `--set` can give. */
export function notVisible(stage: StageReading): FieldReading[] {
  return fieldsOf(stage).filter(({ read }) => read.from === 'unknown');
}
