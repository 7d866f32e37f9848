import { UserError } from '../../base/errors.js';
import { pluralize } from '../../base/text/pluralize.js';
import { columnsOf, epochOf, type HistoryStage, type TrainingHistory } from './trainingHistory.js';

const SEPARATORS = [',', ';', '\t'];
/** Words of Python, pandas and R for values that are not there. `CSVLogger` writes NA where a training stopped before validation. */
const MISSING = new Set(['', 'na', 'n/a', 'null', 'none', 'true', 'false']);
/** A name that a metric or column of a training has; first lines of other tables have none. */
const KNOWN_NAME = /^(epochs?|step|(val_)?(loss|acc|accuracy)|.*(_loss|_acc|_accuracy))$/i;
const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;
const DECIMAL_COMMA = /^[-+]?\d+,\d+(e[-+]?\d+)?$/i;

/** Whether a text begins with the header of a table that names a loss, an accuracy or epochs. */
export function looksLikeCsv(text: string): boolean {
  const lines = text.trimStart().split(/\r?\n/, 2);
  if (lines.length < 2) return false;
  return SEPARATORS.some((separator) => {
    const names = cellsOf(lines[0]!, separator);
    return names.length > 1 && names.some((name) => KNOWN_NAME.test(name)) && !names.some((name) => NUMBER.test(name));
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
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const separator = SEPARATORS.reduce((best, next) =>
    lines[0]!.split(next).length > lines[0]!.split(best).length ? next : best,
  );
  const notes: string[] = [];
  const table = new Table(cellsOf(lines[0]!, separator), separator !== ',');
  for (const line of lines.slice(1)) table.take(cellsOf(line, separator));
  if (table.skipped > 0) notes.push(`${pluralize(table.skipped, 'line')} left out that hold no epoch.`);
  if (table.unreadable.size > 0) {
    notes.push(`Values that are no numbers are left out, in ${[...table.unreadable].join(', ')}.`);
  }
  if (table.shifted > 0) {
    notes.push(`${pluralize(table.shifted, 'line')} left out that do not have the columns of the header.`);
  }
  const stages = table.stages();
  if (stages.length === 0) {
    throw new UserError(
      `${shown} is expected to have a line of numbers for each epoch under its header.`,
      `the header ${lines[0]!.slice(0, 80)} and ${lines.length - 1} lines without numbers`,
      'Pass the file that CSVLogger wrote in a training of one epoch or more.',
    );
  }
  if (stages.length > 1) notes.push(`Epochs start again ${stages.length - 1} times: each start begins a new stage.`);
  return { kind: 'csv', columns: columnsOf(table.rows.map(({ values }) => values)), stages, notes };
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

interface Row {
  /** As written; undefined if the table has no epochs. */
  epoch: number | undefined;
  values: Record<string, number>;
  isAfterHeader: boolean;
}

class Table {
  readonly rows: Row[] = [];
  readonly unreadable = new Set<string>();
  skipped = 0;
  shifted = 0;
  private isAfterHeader = true;

  constructor(
    private names: string[],
    private readonly mayHaveDecimalCommas: boolean,
  ) {}

  take(cells: string[]): void {
    if (!cells.some((cell) => numberOf(cell, this.mayHaveDecimalCommas) !== undefined)) {
      if (cells.some((cell) => KNOWN_NAME.test(cell))) {
        this.names = cells;
        this.isAfterHeader = true;
      } else this.skipped++;
      return;
    }
    // A second training that appends without the learning rate, or with it, shifts the cells: no header says which is which.
    if (cells.length !== this.names.length) {
      this.shifted++;
      return;
    }
    const row: Row = { epoch: undefined, values: {}, isAfterHeader: this.isAfterHeader };
    this.isAfterHeader = false;
    for (const [i, name] of this.names.entries()) this.takeCell(row, name, cells[i] ?? '');
    if (Object.keys(row.values).length === 0) this.skipped++;
    else this.rows.push(row);
  }

  private takeCell(row: Row, name: string, cell: string): void {
    const value = numberOf(cell, this.mayHaveDecimalCommas);
    if (isIndex(name)) row.epoch = value;
    else if (value !== undefined) row.values[name] = value;
    else if (!MISSING.has(cell.toLowerCase())) this.unreadable.add(name);
  }

  stages(): HistoryStage[] {
    const stages: HistoryStage[] = [];
    // CSVLogger counts from 0; a table made by hand may count from 1.
    const first = Math.min(...this.rows.map(({ epoch }) => epoch ?? 0));
    const offset = first >= 1 ? 0 : 1;
    let last = Number.POSITIVE_INFINITY;
    for (const { epoch, values, isAfterHeader } of this.rows) {
      const counted = epoch === undefined ? (isAfterHeader ? 1 : last + 1) : epoch + offset;
      if (isAfterHeader || counted <= last || stages.length === 0) stages.push({ epochs: [] });
      stages[stages.length - 1]!.epochs.push(epochOf(counted, values));
      last = counted;
    }
    return stages;
  }
}

/** The column of epochs, or the index that pandas writes without a name. */
function isIndex(name: string): boolean {
  return /^(epochs?|unnamed: 0|)$/i.test(name);
}

function numberOf(cell: string, mayHaveDecimalCommas: boolean): number | undefined {
  if (NUMBER.test(cell)) return Number(cell);
  if (mayHaveDecimalCommas && DECIMAL_COMMA.test(cell)) return Number(cell.replace(',', '.'));
  if (/^[-+]?nan$/i.test(cell)) return Number.NaN;
  const infinite = /^([-+]?)inf(inity)?$/i.exec(cell);
  if (infinite) return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return undefined;
}
