import { UserError } from '../base/errors.js';
import { parseOptions, readDataFolder } from './parseOptions.js';
import { ABOUT_QUEUE, neededQueue, wholeOption } from './queueOptions.js';

/** Options of `thaw worker`; paths are absolute. */
export interface WorkerOptions {
  queue: string;
  /** Folder of images. Default: the user's images in `dataset/`, or the drawn sample set */
  dataFolder?: string;
  jobs: number;
  untilEmpty: boolean;
  /** Name of the machine in tables and runs. Default: that of the host */
  name?: string;
}

export const WORKER_HELP: string = `thaw worker trains what others put into a queue.

Usage: thaw worker --queue redis://HOST:6379 [--data DIR] [--jobs N] [--until-empty] [--name NAME]

Jobs whose images, version of thaw or weights are not those of this machine are left to other workers; the
difference is printed. Ctrl-C, or SIGTERM, gives jobs back to the queue; a second one ends at once.

Options:
${ABOUT_QUEUE}
  --data DIR      folder with the images that jobs are about, wherever it is on this machine;
                  default: dataset/, or a sample set that thaw draws
  --jobs N        jobs at the same time, each in a process of its own; default: 1
  --until-empty   end once nothing waits, and nobody works on anything that this machine could do
  --name NAME     name of the machine in tables and runs; default: that of the host
  --help          show this text

Exit code: 0 if it was stopped or nothing is left, 1 if the machine cannot go on, such as with a full disk,
2 if it could not run.
`;

/**
 * Reads the words after `worker`.
 *
 * @returns undefined if help is asked for
 * @throws UserError if an option is unknown or does not fit
 */
export function readWorkerOptions(words: readonly string[]): WorkerOptions | undefined {
  const options = {
    queue: { type: 'string' },
    data: { type: 'string' },
    jobs: { type: 'string' },
    'until-empty': { type: 'boolean' },
    name: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  } as const;
  const { values, positionals } = parseOptions(words, options, 'See `thaw worker --help`.');
  if (values.help) return undefined;
  if (positionals.length > 0) {
    throw new UserError(
      '`worker` takes options only.',
      positionals.join(' '),
      'Name the folder with --data; see `thaw worker --help`.',
    );
  }
  return {
    queue: neededQueue(values.queue, 'thaw worker'),
    dataFolder: readDataFolder(values.data),
    jobs: wholeOption('--jobs', values.jobs, 1),
    untilEmpty: values['until-empty'] ?? false,
    name: values.name,
  };
}
