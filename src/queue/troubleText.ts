import { connectionTrouble } from './connection.js';

/** What goes wrong with a worker beside its jobs, in a sentence. */
export function troubleText(error: Error): string {
  const { message } = error;
  if (/renew lock|missing lock/i.test(message)) {
    return 'This worker was not heard of for so long that its job went to another one. What it has done of it is kept.';
  }
  const broken = connectionTrouble(error);
  if (broken !== undefined) return `A connection to the queue broke: ${broken}. It is made again, and work goes on.`;
  return `Note: ${message}`;
}
