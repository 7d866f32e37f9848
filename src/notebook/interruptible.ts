import { AsyncLocalStorage } from 'node:async_hooks';
import { Interrupted, outsideOfInterruption, withInterruption } from '../base/interruption.js';
import { type Place, showMarkdown } from './display.js';

/** Replaces a progress line by what was interrupted, and what of it is kept. */
export type Notice = () => void;

/** The notice of work that keeps nothing of its own to go on from, and whose progress line is in `place`. */
export function interruptedWhile(activity: string, place: Place): Notice {
  return () => showMarkdown(`**Interrupted** while ${activity}. Run the cell again to repeat it.`, place);
}

/**
 * How long an interrupted cell waits for its work to stop, in ms. What has not stopped by then, such as a download, stops
 * at its next step.
 */
const PATIENCE = 500;

/** Notices of the functions that a cell is in, the outermost first. */
const current = new AsyncLocalStorage<Notice[]>();

/**
 * Runs the work of a function that a cell calls, so that the stop button ends it: the notice is shown, the work stops at its
 * next step, and the cell fails without a stack trace. Of functions within each other, the innermost says what was
 * interrupted.
 *
 * @param onStop called at an interrupt too, to stop what runs in other processes
 * @throws Interrupted where the cell was interrupted
 */
export async function interruptible<T>(work: () => Promise<T>, notice?: Notice, onStop?: () => void): Promise<T> {
  const outer = current.getStore();
  if (outer !== undefined) return await within(outer, work, notice);
  // Until a cell first waits, Node takes the process's handlers away, to end an endless loop (`breakOnSigint` of `node:vm`),
  // and a handler that is added then is lost.
  await undefined;
  const notices: Notice[] = [];
  const controller = new AbortController();
  let giveUp: (reason: Interrupted) => void;
  const givenUp = new Promise<never>((_, reject) => {
    giveUp = reject;
  });
  const stop = (): void => {
    if (controller.signal.aborted) return;
    controller.abort();
    outsideOfInterruption(() => notices.at(-1)?.());
    onStop?.();
    setTimeout(() => giveUp(new Interrupted()), PATIENCE);
  };
  const restore = replaceInterruptHandlers(stop);
  try {
    const running = current.run(notices, () =>
      withInterruption(controller.signal, () => within(notices, work, notice)),
    );
    const result = await Promise.race([running, givenUp]);
    if (controller.signal.aborted) throw new Interrupted();
    return result;
  } catch (error) {
    // Whatever an interrupt made fail, it is the interrupt that ended the cell.
    throw controller.signal.aborted ? new Interrupted() : error;
  } finally {
    restore();
  }
}

async function within<T>(notices: Notice[], work: () => Promise<T>, notice: Notice | undefined): Promise<T> {
  if (notice !== undefined) notices.push(notice);
  try {
    return await work();
  } finally {
    if (notice !== undefined) notices.splice(notices.lastIndexOf(notice), 1);
  }
}

type Handler = NodeJS.SignalsListener;

/** The message of tslab's error, private to its pinned version. */
const KERNELS_WORDS = 'Interrupted asynchronously';

let replaced: Handler[] = [];
const handlers = new Set<Handler>();

/**
 * Takes the place of the kernel's handlers of an interrupt, which would print a stack trace of the kernel and leave the rest
 * of the cell running.
 *
 * @returns a function that gives the kernel its handlers back, after the last one that runs at the same time
 */
function replaceInterruptHandlers(stop: Handler): () => void {
  const isFirst = handlers.size === 0;
  if (isFirst) replaced = process.listeners('SIGINT').map(quietly);
  handlers.add(stop);
  // Added before the others are removed: without any handler, the signal would end the process.
  process.on('SIGINT', stop);
  if (isFirst) {
    for (const handler of process.listeners('SIGINT')) if (handler !== stop) process.removeListener('SIGINT', handler);
  }
  return () => {
    handlers.delete(stop);
    if (handlers.size === 0) for (const handler of replaced) process.on('SIGINT', handler);
    process.removeListener('SIGINT', stop);
  };
}

const quiet = new WeakSet<Handler>();

/**
 * The kernel's own handler, for a cell that is interrupted between two functions of thaw, with one sentence in place of its
 * stack trace. The kernel prints that before the next turn of the event loop.
 */
function quietly(handler: Handler): Handler {
  if (quiet.has(handler)) return handler;
  const wrapped: Handler = (signal) => {
    const { stderr } = process;
    const write = stderr.write;
    const filtered = (text: string | Uint8Array): boolean =>
      write.call(stderr, String(text).includes(KERNELS_WORDS) ? `${new Interrupted().message}\n` : text);
    stderr.write = filtered as typeof write;
    handler(signal);
    setImmediate(() => {
      if (stderr.write === filtered) stderr.write = write;
    });
  };
  quiet.add(wrapped);
  return wrapped;
}
