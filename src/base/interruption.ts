import { AsyncLocalStorage } from 'node:async_hooks';
import { inspect } from 'node:util';

/** The error of work that the user interrupted. What was finished before is kept. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';

  constructor() {
    super('Interrupted. Run the cell again to go on.');
  }
}

// A notebook's kernel prints it without a stack trace, since nothing is wrong.
Object.defineProperty(Interrupted.prototype, inspect.custom, {
  value(this: Interrupted): string {
    return this.message;
  },
});

// A value of the calls that a piece of work consists of, not of the process: what an interrupted cell left running stops
// at its next step, while the cell that was started after it runs.
const current = new AsyncLocalStorage<AbortSignal>();

/** Runs work whose steps end with `Interrupted` once the signal is aborted. */
export function withInterruption<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  return current.run(signal, work);
}

/** Runs work that a signal ends, or, without one, what ends the work around it. */
export function stoppable<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  return signal === undefined ? work() : withInterruption(signal, work);
}

/** Runs something that an interrupt does not end, such as saying that there was one. */
export function outsideOfInterruption<T>(run: () => T): T {
  return current.exit(run);
}

/** Whether the work that calls this was interrupted. */
export function isInterrupted(): boolean {
  return current.getStore()?.aborted ?? false;
}

/**
 * A step of work that takes long: every loop over images calls it, by way of `mapConcurrent` or `yieldToEventLoop`.
 *
 * @throws Interrupted if the work was interrupted
 */
export function throwIfInterrupted(): void {
  if (isInterrupted()) throw new Interrupted();
}
