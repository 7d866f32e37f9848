import type { NamedRecipe } from '../recipe/grid.js';
import { type SweepOptions, type Swept, sweep } from '../store/sweep.js';
import { readQueueAddress } from './address.js';
import { connect } from './connection.js';
import { type CoordinatorOptions, openCoordinator } from './coordinator.js';
import { sayOnce } from './sayOnce.js';

/** How a sweep goes over a queue. */
export interface QueueSweep extends Omit<CoordinatorOptions, 'connection'>, Pick<SweepOptions, 'onChange'> {
  /** Address of the queue, without a password. */
  queue: string;
  /** Whether an interrupt takes the jobs that wait out of the queue. */
  takesBack: boolean;
  /** Ends the waiting once it is aborted. */
  signal: AbortSignal;
}

/** Milliseconds between two looks for why nothing goes on; the first comes when workers have had time to look. */
const LOOK_FOR_OBSTACLES = 5000;

/**
 * Trains every recipe with every seed on the machines of a queue, or reads its finished run.
 *
 * @throws UserError if the queue cannot be reached, or as `sweep`
 */
export async function sweepOnQueue(
  recipes: readonly NamedRecipe[],
  seeds: readonly number[],
  { queue, takesBack, signal, say, onChange, ...options }: QueueSweep,
): Promise<Swept[]> {
  const once = sayOnce(say);
  const connection = await connect(readQueueAddress(queue), (reason) =>
    say(`The queue cannot be reached: ${reason}. It is tried again; workers go on.`),
  );
  try {
    for (const note of connection.notes) once(note);
    const coordinator = await openCoordinator({ connection, say: once, ...options });
    let stopping: Promise<void> | undefined;
    const stop = (): void => {
      stopping ??= coordinator.interrupt(takesBack);
    };
    signal.addEventListener('abort', stop);
    const looking = setInterval(() => {
      // What cannot be asked now is asked the next time.
      coordinator.obstacles().then(
        ({ reasons }) => reasons.forEach(once),
        () => {},
      );
    }, LOOK_FOR_OBSTACLES);
    try {
      if (signal.aborted) stop();
      const workers = coordinator.workers(recipes.length * seeds.length);
      return await sweep(recipes, seeds, { workers, onChange, interrupted: () => signal.aborted });
    } finally {
      clearInterval(looking);
      signal.removeEventListener('abort', stop);
      await stopping;
      await coordinator.end();
    }
  } finally {
    connection.close();
  }
}
