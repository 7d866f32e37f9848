import { readQueueAddress } from '../queue/address.js';
import { connect } from '../queue/connection.js';
import { fetchWeights } from '../queue/weightPieces.js';
import { type Console, sayOn } from './console.js';

const MEGABYTE = 1e6;

/**
 * Fetches the weights of a run from the machine that trained it, and prints where they are.
 *
 * @throws UserError as `fetchWeights`
 */
export async function fetchRun(queue: string, name: string, folder: string, console: Console): Promise<void> {
  const connection = await connect(readQueueAddress(queue));
  const inMegabytes = (bytes: number): string => (bytes / MEGABYTE).toFixed(1);
  try {
    const { file, wasThere } = await fetchWeights(connection.redis, folder, name, (done, total) =>
      console.progress(`${inMegabytes(done)} of ${inMegabytes(total)} MB`),
    );
    sayOn(console)(wasThere ? `They are there already: ${file}` : `Fetched: ${file}`);
  } finally {
    connection.close();
  }
}
