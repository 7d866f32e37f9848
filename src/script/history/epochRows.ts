import { least } from '../../base/extremes.js';
import { epochOf, type HistoryStage } from './trainingHistory.js';

/** What a table or a list of dicts holds of one epoch. */
export interface EpochRow {
  /** As written, from 0 or from 1; undefined where epochs are not numbered. */
  epoch: number | undefined;
  values: Readonly<Record<string, number>>;
  /** Whether it is the first row under a header. */
  isAfterHeader?: boolean;
}

/**
 * Epochs as stages: a row whose epoch does not follow the one before, or under a header of its own, begins a new stage. Rows of
 * the same epoch with other columns each are one epoch: PyTorch Lightning's CSVLogger writes training and validation apart.
 */
export function stagesOfRows(rows: readonly EpochRow[]): HistoryStage[] {
  const stages: HistoryStage[] = [];
  // CSVLogger counts from 0; a table made by hand may count from 1.
  const offset = least(rows.flatMap(({ epoch }) => epoch ?? [])) < 1 ? 1 : 0;
  let last = 0;
  let seen: Readonly<Record<string, number>> = {};
  for (const { epoch, values, isAfterHeader = false } of rows) {
    const counted = epoch === undefined ? (isAfterHeader ? 1 : last + 1) : epoch + offset;
    const stage = stages[stages.length - 1];
    if (stage !== undefined && !isAfterHeader && counted === last && isOther(values, seen)) {
      seen = { ...seen, ...values };
      stage.epochs[stage.epochs.length - 1] = epochOf(counted, seen);
      continue;
    }
    if (stage === undefined || isAfterHeader || counted <= last) stages.push({ epochs: [epochOf(counted, values)] });
    else stage.epochs.push(epochOf(counted, values));
    [last, seen] = [counted, values];
  }
  return stages;
}

/** Whether values have no metric in common. The number of the step stands in each row. */
function isOther(values: Readonly<Record<string, number>>, seen: Readonly<Record<string, number>>): boolean {
  return Object.keys(values).every((name) => name === 'step' || !Object.hasOwn(seen, name));
}
