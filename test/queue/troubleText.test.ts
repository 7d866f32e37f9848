import { expect, test } from 'vitest';
import { troubleText } from '../../src/queue/troubleText.js';

test.each([
  [
    'read ETIMEDOUT',
    'ETIMEDOUT',
    'A connection to the queue broke: no answer in time (ETIMEDOUT). It is made again, and work goes on.',
  ],
  ['Missing lock for job 1. moveToFinished', undefined, /^This worker was not heard of for so long/],
  ['WRONGTYPE Operation', undefined, 'Note: WRONGTYPE Operation'],
  ['EIO: i/o error, read', 'EIO', 'Note: EIO: i/o error, read'],
])('What goes wrong is told: %s', (message, code, text) => {
  expect(troubleText(Object.assign(new Error(message), { code }))).toMatch(text);
});
