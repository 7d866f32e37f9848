/** Runs something that asks whether it was interrupted, while the interrupts of the cell are heard. */
export async function stoppable<T>(run: (interrupted: () => boolean) => Promise<T>): Promise<T> {
  let interrupted = false;
  const stop = (): void => {
    interrupted = true;
  };
  process.prependListener('SIGINT', stop);
  try {
    return await run(() => interrupted);
  } finally {
    process.removeListener('SIGINT', stop);
  }
}
