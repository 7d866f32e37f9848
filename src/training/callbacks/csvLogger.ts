import * as fs from 'node:fs/promises';
import { readIfExists, writeAtomic } from '../../base/wholeFile.js';
import type { Callback } from './callback.js';
import { type Logs, METRICS } from './metric.js';

const COLUMNS: readonly (keyof Logs)[] = [...METRICS, 'learning_rate' as const].sort();

/**
 * Writes a line for each epoch to a CSV file, as Keras' `CSVLogger`: epochs from 0, columns in alphabetical order,
 * lines ended by CRLF, and the learning rate. A new training overwrites the file; one that resumes continues it.
 *
 * @param file path
 *
 * @example
 * await thaw.train('reference', recipe, dataset, [thaw.csvLogger('log.csv')]);
 */
export function csvLogger(file: string, separator = ','): Callback {
  const line = (cells: readonly (string | number)[]): string => `${cells.join(separator)}\r\n`;
  let epochs = 0;
  return {
    saveState: () => ({ values: { epochs } }),
    loadState: ({ values }) => {
      ({ epochs } = values as { epochs: number });
    },
    onTrainBegin: async () => {
      const header = line(['epoch', ...COLUMNS]);
      // A kill may have come after an epoch's line and before its state was kept: that epoch is trained again.
      const known = epochs === 0 ? undefined : (await readIfExists(file))?.toString().split(/(?<=\r\n)/);
      await writeAtomic(file, known?.slice(0, epochs + 1).join('') || header);
    },
    onEpochEnd: async (epoch, logs) => {
      epochs++;
      await fs.appendFile(file, line([epoch - 1, ...COLUMNS.map((name) => pythonNumber(logs[name]))]));
    },
  };
}

/** NaN and infinities as Python and pandas write and read them. */
function pythonNumber(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  return Number.isFinite(value) ? String(value) : value > 0 ? 'inf' : '-inf';
}
