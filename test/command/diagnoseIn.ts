import path from 'node:path';
import { runDiagnose } from '../../src/command/runDiagnose.js';
import type { Session } from '../../src/command/session.js';

/**
 * Runs `thaw diagnose` with a folder for its project, runs and cache; gives its exit code and all that it prints.
 *
 * @param onPrint called with each text that is printed
 */
export async function diagnoseIn(
  folder: string,
  words: readonly string[],
  onPrint?: (text: string) => void,
): Promise<{ code: number; printed: string; error: string }> {
  let [printed, error] = ['', ''];
  const session: Session = {
    console: {
      width: 100,
      print: (text) => {
        printed += `${text}\n`;
        onPrint?.(text);
      },
      fail: (text) => {
        error += text;
      },
      progress: () => {},
    },
    project: folder,
    runs: path.join(folder, 'runs'),
    scans: path.join(folder, 'cache'),
    today: () => '2026-01-01T00:00:00.000Z',
    options: { cacheFolder: path.join(folder, 'cache'), now: () => performance.now() },
  };
  const code = await runDiagnose(words, session.console, async () => session);
  return { code, printed, error };
}
