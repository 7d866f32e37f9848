import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { UserError } from '../../src/base/errors.js';
import { Interrupted, isInterrupted, outsideOfInterruption, withInterruption } from '../../src/base/interruption.js';
import { mapConcurrent } from '../../src/base/mapConcurrent.js';
import { yieldToEventLoop } from '../../src/engine/tensorflow.js';

test('a loop over images ends at its next step, and nothing more of it begins', async () => {
  const controller = new AbortController();
  let begun = 0;
  const work = withInterruption(controller.signal, () =>
    mapConcurrent(
      Array.from({ length: 100 }, (_, i) => i),
      async (i) => {
        begun++;
        if (i === 10) controller.abort();
      },
      1,
    ),
  );
  await expect(work).rejects.toThrow(Interrupted);
  expect(begun).toBe(11);
});

test('work that yields to the event loop ends there', async () => {
  const controller = new AbortController();
  const work = withInterruption(controller.signal, async () => {
    for (;;) await yieldToEventLoop();
  });
  setTimeout(() => controller.abort(), 5);
  await expect(work).rejects.toThrow('Interrupted. Run the cell again to go on.');
});

test('other work goes on, also what was begun after the interrupt', async () => {
  const controller = new AbortController();
  controller.abort();
  await withInterruption(controller.signal, async () => {
    expect(isInterrupted()).toBe(true);
    expect(outsideOfInterruption(isInterrupted)).toBe(false);
  });
  expect(isInterrupted()).toBe(false);
  expect(await withInterruption(new AbortController().signal, () => mapConcurrent([1, 2], async (n) => n))).toEqual([
    1, 2,
  ]);
});

test('a kernel prints neither an interrupt nor an error of the user with a stack trace', () => {
  expect(inspect(new Interrupted())).toBe('Interrupted. Run the cell again to go on.');
  expect(inspect(new UserError('A folder is expected.', 'a file', 'Name a folder.'))).toBe(
    'UserError: A folder is expected. Received: a file. Name a folder.',
  );
});
