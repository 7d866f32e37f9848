import { UserError } from '../../base/errors.js';
import { pluralize } from '../../base/text/pluralize.js';
import { type EpochRow, stagesOfRows } from './epochRows.js';
import { columnsOf, type TrainingHistory } from './trainingHistory.js';

const SEPARATORS = [',', ';', '\t'];
/** Words of Python, pandas and R for values that are not there. `CSVLogger` writes NA where a training stopped before validation. */
const MISSING = new Set(['', 'na', 'n/a', 'null', 'none', 'true', 'false']);
/** A name that a metric or column of a training has; first lines of other tables have none. */
const KNOWN_NAME = /^(epochs?|step|(val_)?(loss|acc|accuracy)|.*(_loss|_acc|_accuracy))$/i;
const NUMBER = /^([-+]?(?:\d+[.,]?\d*|\.\d+)(?:e[-+]?\d+)?)(\s?%)?$/i;
/** The line by which Excel names the separator. */
const SEPARATOR_LINE = /^\s*sep=.\s*$/i;
const LINE_END = /\r\n?|\n/;
/** More than any training has. A table of more would fill the memory. */
const MOST_EPOCHS = 1_000_000;
const MOST_COLUMNS = 10_000;

/** Whether a text begins with the header of a table that names a loss, an accuracy or epochs. */
export function looksLikeCsv(text: string): boolean {
  const [header, ...rest] = linesOf(text.trimStart(), 3);
  if (header === undefined || rest.length === 0) return false;
  // A sentence, such as a warning that lists metrics, has a colon.
  const isOther = (name: string): boolean => NUMBER.test(name) || /:\s/.test(name);
  return SEPARATORS.some((separator) => {
    const names = cellsOf(header, separator);
    return names.length > 1 && names.some((name) => KNOWN_NAME.test(name)) && !names.some(isOther);
  });
}

/**
 * Reads a file of `CSVLogger`, or a table that pandas wrote of a history: separated by commas, semicolons or tabs. A line
 * whose epoch does not follow the one before, or another header, begins a new stage: that is how `append=True` leaves a restart.
 *
 * @param shown name of the file in error messages
 * @throws UserError if no line holds an epoch
 */
export function readCsv(text: string, shown: string): TrainingHistory {
  const lines = linesOf(text).filter((line) => line.trim() !== '');
  const separator = SEPARATORS.reduce((best, next) =>
    lines[0]!.split(next).length > lines[0]!.split(best).length ? next : best,
  );
  const notes: string[] = [];
  const table = new Table(cellsOf(lines[0]!, separator), shown);
  for (const line of lines.slice(1)) table.take(cellsOf(line, separator));
  if (table.skipped > 0) notes.push(`${pluralize(table.skipped, 'line')} left out that hold no epoch.`);
  if (table.unreadable.size > 0) {
    notes.push(`Values that are no numbers are left out, in ${[...table.unreadable].join(', ')}.`);
  }
  if (table.shifted > 0) {
    notes.push(`${pluralize(table.shifted, 'line')} left out that do not have the columns of the header.`);
  }
  const stages = stagesOfRows(table.rows);
  if (stages.length === 0) {
    throw new UserError(
      `${shown} is expected to have a line of numbers for each epoch under its header.`,
      `the header ${lines[0]!.slice(0, 80)}, ${pluralize(table.skipped, 'line')} without numbers and ${pluralize(table.shifted, 'line')} with more or fewer cells than the header`,
      'Pass the file that CSVLogger wrote in a training of one epoch or more. Numbers with decimal commas need another separator, or quotes.',
    );
  }
  if (stages.length > 1)
    notes.push(`Epochs start again ${pluralize(stages.length - 1, 'time')}: each start begins a new stage.`);
  return { kind: 'csv', columns: columnsOf(table.rows.map(({ values }) => values)), stages, notes };
}

/** Lines of a text, up to a number of them, without the one that names the separator. */
function linesOf(text: string, most?: number): string[] {
  const lines = text.split(LINE_END, most);
  return SEPARATOR_LINE.test(lines[0]!) ? lines.slice(1) : lines;
}

/** Cells of a line, without quotes. A separator inside double quotes belongs to its cell. */
function cellsOf(line: string, separator: string): string[] {
  const cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (const character of line) {
    if (character === '"') isQuoted = !isQuoted;
    else if (character === separator && !isQuoted) {
      cells.push(cell.trim());
      cell = '';
    } else cell += character;
  }
  return [...cells, cell.trim()];
}

class Table {
  readonly rows: EpochRow[] = [];
  readonly unreadable = new Set<string>();
  skipped = 0;
  shifted = 0;
  private isAfterHeader = true;

  constructor(
    private names: string[],
    private readonly shown: string,
  ) {
    this.refuseLarge(names.length, MOST_COLUMNS, 'column');
  }

  take(cells: string[]): void {
    if (!cells.some((cell) => numberOf(cell) !== undefined)) {
      this.takeNames(cells);
      return;
    }
    // Some programs end each line with a separator, but not the header.
    if (cells.length === this.names.length + 1 && cells[cells.length - 1] === '') cells.pop();
    // A second training that appends without the learning rate, or with it, shifts the cells: no header says which is which.
    if (cells.length !== this.names.length) this.shifted++;
    else this.takeRow(cells);
  }

  private takeNames(cells: string[]): void {
    if (!cells.some((cell) => KNOWN_NAME.test(cell))) {
      this.skipped++;
      return;
    }
    this.names = cells;
    this.isAfterHeader = true;
  }

  private takeRow(cells: readonly string[]): void {
    const { isAfterHeader } = this;
    this.isAfterHeader = false;
    const values: Record<string, number> = {};
    let epoch: number | undefined;
    for (const [i, name] of this.names.entries()) {
      const value = numberOf(cells[i]!);
      if (isIndex(name)) epoch = Number.isFinite(value) ? value : undefined;
      else if (value !== undefined) values[name] = value;
      else if (!MISSING.has(cells[i]!.toLowerCase())) this.unreadable.add(name);
    }
    if (Object.keys(values).length === 0) this.skipped++;
    else this.rows.push({ epoch, values, isAfterHeader });
    this.refuseLarge(this.rows.length, MOST_EPOCHS, 'epoch');
  }

  private refuseLarge(count: number, most: number, of: string): void {
    if (count <= most) return;
    throw new UserError(
      `A table of a training is expected to have at most ${pluralize(most, of)}.`,
      `${this.shown} with more`,
      'Pass a table with one line for each epoch and a column for each metric.',
    );
  }
}

/** The column of epochs, or the index that pandas writes without a name. */
function isIndex(name: string): boolean {
  return /^(epochs?|unnamed: 0|)$/i.test(name);
}

/** A number with a decimal point, or a comma where these separate no cells, perhaps in percent. */
function numberOf(cell: string): number | undefined {
  const number = NUMBER.exec(cell);
  if (number !== null) return Number(number[1]!.replace(',', '.')) / (number[2] === undefined ? 1 : 100);
  if (/^[-+]?nan$/i.test(cell)) return Number.NaN;
  const infinite = /^([-+]?)inf(inity)?$/i.exec(cell);
  if (infinite) return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return undefined;
}
