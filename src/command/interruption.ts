import { Interrupted } from '../base/interruption.js';

/**
 * Ctrl-C ends the work that is under way, and the command goes on; a second one ends the command.
 *
 * @param onAsked called at the first one
 */
export function interruption(onAsked: () => void): { signal: AbortSignal; wasAsked(): boolean; end(): void } {
  const controller = new AbortController();
  const stop = (): void => {
    onAsked();
    controller.abort();
  };
  process.once('SIGINT', stop);
  return {
    signal: controller.signal,
    wasAsked: () => controller.signal.aborted,
    end: () => process.removeListener('SIGINT', stop),
  };
}

/** What work gives; undefined where an interruption ends it. */
export async function unlessInterrupted<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Interrupted) return undefined;
    throw error;
  }
}
