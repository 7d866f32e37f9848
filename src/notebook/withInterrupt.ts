/**
 * Runs a function that can ask whether the cell was interrupted.
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
