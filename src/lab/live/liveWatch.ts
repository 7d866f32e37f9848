import { NoAnswer } from '../askKernel.js';
import type { LiveAnswer, LiveData, LiveQuestion } from './liveData.js';

/** What a page is that shows an output. */
export interface LivePage {
  ask(question: LiveQuestion): Promise<LiveAnswer>;
  /** Shows newer forms of the output. */
  show(forms: Record<string, unknown>): void;
  /** Called once, where the cell of the output is found to run. */
  onRunning(): void;
  /** Called where the kernel knows nothing any more of an output whose cell ran: it has ended, or was restarted. */
  onLost(): void;
  /** Resolves after so many milliseconds, and not before the output can be seen; false where it is gone. */
  wait(milliseconds: number): Promise<boolean>;
}

/** Milliseconds between two questions. */
const BETWEEN_QUESTIONS = 2000;

/**
 * Keeps an output as its kernel has it, as long as its cell runs: what a cell shows while no page is open reaches none.
 *
 * @param shown the version that is shown, at any time; undefined where the output is none that goes on
 */
export async function watchOutput(shown: () => LiveData | undefined, page: LivePage): Promise<void> {
  let wasRunning = false;
  do {
    const state = await askOnce(shown, page);
    if (state === 'lost' && wasRunning) page.onLost();
    if (state === 'ended' || state === 'lost') return;
    if (state === 'running' && !wasRunning) {
      wasRunning = true;
      page.onRunning();
    }
  } while (await page.wait(BETWEEN_QUESTIONS));
}

/** Shows what is newer. Lost is an output that the kernel knows nothing of. */
async function askOnce(
  shown: () => LiveData | undefined,
  page: LivePage,
): Promise<'running' | 'ended' | 'lost' | 'cancelled'> {
  const data = shown();
  if (data === undefined) return 'ended';
  try {
    const { isRunning, forms } = await page.ask({ ...data, ask: 'live' });
    // A newer version may have come by itself meanwhile.
    if (forms !== undefined && shown()?.version === data.version) page.show(forms);
    return isRunning ? 'running' : 'ended';
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    return error.isForGood ? 'lost' : 'cancelled';
  }
}
