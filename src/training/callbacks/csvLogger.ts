import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { Callback } from './callback.js';
import { type Logs, METRICS } from './metric.js';

const COLUMNS: readonly (keyof Logs)[] = [...METRICS, 'learning_rate' as const].sort();

/**
 * Writes a line an epoch to a CSV file, which it begins anew, as Keras' of the same name: epochs from 0, columns by
 * name, lines ended by CRLF, and the learning rate, as Keras has it where a callback lowers it.
 */
export function csvLogger(file: string, separator = ','): Callback {
  const line = (cells: readonly (string | number)[]): string => `${cells.join(separator)}\r\n`;
  return {
    onTrainBegin: async () => {
      await fs.mkdir(path.dirname(file), { recursive: true });
      await fs.writeFile(file, line(['epoch', ...COLUMNS]));
    },
    onEpochEnd: async (epoch, logs) => {
      await fs.appendFile(file, line([epoch - 1, ...COLUMNS.map((name) => pythonNumber(logs[name]))]));
    },
  };
}

/** NaN and infinities as Python and pandas write and read them. */
function pythonNumber(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  return Number.isFinite(value) ? String(value) : value > 0 ? 'inf' : '-inf';
}
