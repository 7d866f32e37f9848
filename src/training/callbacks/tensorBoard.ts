import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import type { Callback } from './callback.js';
import { scalarRecord, versionRecord } from './eventFile.js';
import { METRICS } from './metric.js';

/**
 * Writes what `tensorboard --logdir <folder>` shows, as Keras' `TensorBoard`: loss, accuracy and learning rate of every
 * epoch, in the folders `train` and `validation`; epochs from 0.
 *
 * @param folder for this training alone: TensorBoard reads all event files of a folder as one run
 * @param now returns the seconds since 1970
 *
 * @example
 * await thaw.train('reference', recipe, dataset, [thaw.tensorBoard('logs/reference', () => Date.now() / 1000)]);
 */
export function tensorBoard(folder: string, now: () => number): Callback {
  const files: Record<string, string> = {};
  return {
    onTrainBegin: async () => {
      for (const part of ['train', 'validation']) {
        files[part] = path.join(folder, part, `events.out.tfevents.${Math.floor(now())}.thaw.v2`);
        await fs.mkdir(path.dirname(files[part]), { recursive: true });
        await fs.writeFile(files[part], versionRecord(now()));
      }
    },
    onEpochEnd: async (epoch, logs, { learningRate }) => {
      const scalar = (name: string, value: number): Uint8Array =>
        scalarRecord(now(), epoch - 1, `epoch_${name}`, value);
      const of = (validation: boolean): Uint8Array[] =>
        METRICS.filter((metric) => metric.startsWith('val_') === validation).map((metric) =>
          scalar(metric.replace('val_', ''), logs[metric]),
        );
      await fs.appendFile(files.train!, Buffer.concat([...of(false), scalar('learning_rate', learningRate)]));
      await fs.appendFile(files.validation!, Buffer.concat(of(true)));
    },
  };
}
