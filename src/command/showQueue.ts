import { alignColumns } from '../base/text/alignColumns.js';
import { cutText } from '../base/text/cutText.js';
import { wrapText } from '../base/text/wrapText.js';
import { readQueueAddress } from '../queue/address.js';
import { connect } from '../queue/connection.js';
import { type QueueStatus, statusOf } from '../queue/status.js';
import type { WorkerStatus } from '../queue/workerStatus.js';
import { type Console, sayOn } from './console.js';

/**
 * Prints what is in a queue.
 *
 * @throws UserError if it cannot be reached
 */
export async function showQueue(queue: string, console: Console, asJson: boolean): Promise<void> {
  const connection = await connect(readQueueAddress(queue));
  try {
    const status = await statusOf(connection.redis);
    if (asJson) {
      console.print(JSON.stringify(status, null, 2));
      return;
    }
    const say = sayOn(console);
    console.print(statusText(connection.address.shown, status, console.width));
    for (const note of connection.notes) say(note);
  } finally {
    connection.close();
  }
}

/** Jobs that failed, and jobs of a worker, that are listed. */
const MOST_LISTED = 10;

/** The status of a queue in words and tables. */
export function statusText(shown: string, status: QueueStatus, width: number): string {
  const { waiting, running, done, failed, workers } = status;
  const counts = `${shown}: ${waiting} waiting, ${running} running, ${done} done, ${failed.length} failed.`;
  const reasons = failed
    .slice(0, MOST_LISTED)
    .map(({ name, machine, reason }) =>
      wrapText(`${cutText(name)} failed on ${cutText(machine)}: ${cutText(reason)}`, width, '  ', '- '),
    );
  const more = failed.length > MOST_LISTED ? [`- and ${failed.length - MOST_LISTED} more, which \`--json\` lists`] : [];
  const header = ['machine', 'jobs', 'done', 'failed', 'works on'];
  const table =
    workers.length === 0 ? 'No worker is there.' : alignColumns([header, ...workers.flatMap((one) => rowsOf(one))]);
  const refusals = workers.flatMap(({ machine, refused }) =>
    [...new Set(Object.values(refused))].map((why) =>
      wrapText(`${machine} leaves jobs to others: ${cutText(why)}.`, width, '  ', '- '),
    ),
  );
  return [counts, ...reasons, ...more, table, ...refusals].join('\n');
}

/** A row for each job that a worker works on; one where there is none. */
function rowsOf({ machine, jobs, done, failed, running }: WorkerStatus): string[][] {
  const works = running.map(
    ({ name, seed, epoch }) => `${name}, seed ${seed}${epoch === undefined ? '' : `, epoch ${epoch}`}`,
  );
  const [first = 'nothing', ...others] = works.slice(0, MOST_LISTED);
  return [
    [machine, String(jobs), String(done), String(failed), first],
    ...others.map((work) => ['', '', '', '', work]),
  ];
}
