import type { RunOptions } from '../run/runOptions.js';
import type { Console } from './console.js';

/** What the parts of a diagnosis share. */
export interface Session {
  console: Console;
  /** The folder that holds `dataset/`. */
  project: string;
  /** Of all runs. */
  runs: string;
  /** Where scans and surveys of images are kept. */
  scans: string;
  /** ISO date and time. */
  today(): string;
  /** Of what is computed: its cache, its clock, where weights are kept. */
  options: Pick<RunOptions, 'cacheFolder' | 'cacheLimit' | 'date' | 'weightStore' | 'now'>;
}
