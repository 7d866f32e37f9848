/**
 * Runs something that asks whether it was interrupted, while the interrupts of the cell are heard.
 *
 * @param onStop called at each interrupt
 */
export async function withInterrupt<T>(
  run: (interrupted: () => boolean) => Promise<T>,
  onStop?: () => void,
): Promise<T> {
  let interrupted = false;
  const stop = (): void => {
    interrupted = true;
    onStop?.();
  };
  process.prependListener('SIGINT', stop);
  try {
    return await run(() => interrupted);
  } finally {
    process.removeListener('SIGINT', stop);
  }
}
