import { PROJECT, projectCacheOptions, RUNS, SCANS, weightStore } from '../store/projectFolders.js';
import type { Console } from './console.js';
import type { Session } from './session.js';

/** A session with the project's own folders and the machine's clock. */
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
