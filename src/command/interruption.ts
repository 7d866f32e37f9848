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
