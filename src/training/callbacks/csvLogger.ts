import * as fs from 'node:fs/promises';
import { readIfExists, writeAtomic } from '../../base/wholeFile.js';
import type { Callback } from './callback.js';
import { type Logs, METRICS } from './metric.js';

const COLUMNS: readonly (keyof Logs)[] = [...METRICS, 'learning_rate' as const].sort();

/**
 * Same as `keras.callbacks.CSVLogger`: a line for each epoch in a CSV file, which is overwritten unless the training
 * resumes. Epochs count from 0, columns are sorted by name, lines end with CRLF. The learning rate is a column, as it is in
 * Keras if a callback lowers it.
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

/** Numbers with NaN and infinities as Python and pandas write and read them. */
function pythonNumber(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  return Number.isFinite(value) ? String(value) : value > 0 ? 'inf' : '-inf';
}
