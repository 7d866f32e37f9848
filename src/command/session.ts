import { PROJECT, RUNS, SCANS } from '../base/project.js';
import type { RunOptions } from '../run/runOptions.js';
import { projectCacheOptions, weightStore } from '../store/projectOptions.js';
import type { Console } from './console.js';

/** What all parts of a diagnosis share: where to print, where to read and write, what time it is. */
export interface Session {
  console: Console;
  /** Folder that holds `dataset/`. */
  project: string;
  /** Folder of all runs. */
  runs: string;
  /** Folder of scans and surveys of images. */
  scans: string;
  /** File that gets every row of evidence, where one is named. */
  rowsFile?: string;
  /** Current date and time in ISO format. */
  today(): string;
  /** Cache, clock and weights for everything that is computed. */
  options: Pick<RunOptions, 'cacheFolder' | 'cacheLimit' | 'date' | 'weightStore' | 'now'>;
}

/** A session with the project's folders and the machine's clock. */
export async function projectSession(console: Console): Promise<Session> {
  return {
    console,
    project: PROJECT,
    runs: RUNS,
    scans: SCANS,
    today: () => new Date().toISOString(),
    options: { ...(await projectCacheOptions()), weightStore: weightStore(), now: () => performance.now() },
  };
}
