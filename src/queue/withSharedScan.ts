import type { Scanner } from '../dataset/scan.js';
import { readQueueAddress } from './address.js';
import { connect } from './connection.js';

/**
 * Calls with what shares scans over a queue, if one is named.
 *
 * @param address without a password
 * @throws UserError if the queue cannot be reached
 */
export async function withSharedScan<T>(
  address: string | undefined,
  work: (scanner?: Scanner) => Promise<T>,
): Promise<T> {
  if (address === undefined) return await work();
  const connection = await connect(readQueueAddress(address));
  try {
    // Loaded only where there is a queue: BullMQ takes a while to load.
    const { sharedScan } = await import('./sharedScan.js');
    return await work(sharedScan(connection.redis));
  } finally {
    connection.close();
  }
}
