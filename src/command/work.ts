import { pluralize } from '../base/text/pluralize.js';
import { readQueueAddress } from '../queue/address.js';
import { connect } from '../queue/connection.js';
import { byDigest } from '../queue/imageIndex.js';
import { serveQueue } from '../queue/serve.js';
import { sharedScan } from '../queue/sharedScan.js';
import { sayOn } from './console.js';
import { folderOf, openFolder } from './openFolder.js';
import type { Session } from './session.js';
import type { WorkerOptions } from './workerOptions.js';

/** Milliseconds that a worker that is stopped waits for a queue that it cannot reach. */
const PATIENCE = 10_000;

/**
 * Works on the jobs of a queue until it is stopped, or nothing is left.
 *
 * @returns whether the machine could go on
 * @throws UserError if the queue cannot be reached, or there are no images
 */
export async function work(options: WorkerOptions, session: Session): Promise<boolean> {
  const { console, runs } = session;
  const say = sayOn(console);
  const stamped = (text: string): void => say(`${session.today().slice(11, 19)} ${text}`);
  const connection = await connect(readQueueAddress(options.queue), (reason) =>
    stamped(`The queue cannot be reached: ${reason}. Work goes on, and the queue is tried again.`),
  );
  try {
    for (const note of connection.notes) say(note);
    const folder = folderOf(options.dataFolder, undefined, session);
    const { scan } = await openFolder(folder, undefined, session, {
      allowUntrained: true,
      // A job says which images it is of, and their classes: those that are left out here may be among them.
      isCorrected: false,
      scanner: sharedScan(connection.redis),
    });
    const { cacheFolder, weightStore } = session.options;
    const serving = await serveQueue({
      connection,
      images: byDigest(scan.images),
      setting: { folder: runs, cacheFolder, weightStore },
      jobs: options.jobs,
      untilEmpty: options.untilEmpty,
      machine: options.name,
      say: stamped,
    });
    say(
      `Worker ${serving.name} of the queue ${connection.address.shown}. Ctrl-C gives running jobs back, and ends it.`,
    );
    let giveUp: (unreachable: undefined) => void;
    const unreachable = new Promise<undefined>((resolve) => {
      giveUp = resolve;
    });
    const signals = stopOnSignals(() => {
      stamped('Jobs are given back at their next batch. Ctrl-C again ends at once.');
      serving.stop();
      setTimeout(() => {
        if (connection.redis.status !== 'ready') giveUp(undefined);
      }, PATIENCE);
    });
    const served = await Promise.race([serving.ended, unreachable]);
    signals.end();
    if (served === undefined) {
      stamped('The queue cannot be reached: it gives the jobs to others when it misses this worker.');
      return true;
    }
    const { done, failed, fault } = served;
    stamped(`${pluralize(done, 'job')} done, ${failed} failed.`);
    if (fault !== undefined) say(`This machine cannot go on: ${fault}. Its job went back to the queue.`);
    return fault === undefined;
  } finally {
    connection.close();
  }
}

/** The first Ctrl-C, or the SIGTERM of a batch system, stops; the second one ends the process. */
function stopOnSignals(stop: () => void): { end(): void } {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const onSignal = (): void => {
    end();
    stop();
  };
  const end = (): void => {
    for (const signal of signals) process.removeListener(signal, onSignal);
  };
  for (const signal of signals) process.on(signal, onSignal);
  return { end };
}
