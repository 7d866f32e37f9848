/** Ctrl-C ends the work that is under way, and the command goes on; a second one ends the command. */
export function interruption(): { signal: AbortSignal; wasAsked(): boolean; end(): void } {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  process.once('SIGINT', stop);
  return {
    signal: controller.signal,
    wasAsked: () => controller.signal.aborted,
    end: () => process.removeListener('SIGINT', stop),
  };
}
