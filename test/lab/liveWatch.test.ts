import { expect, test } from 'vitest';
import { NoAnswer } from '../../src/lab/askKernel.js';
import type { LiveAnswer, LiveData } from '../../src/lab/live/liveData.js';
import { watchOutput } from '../../src/lab/live/liveWatch.js';

/** Watches an output with these answers of its kernel, and tells what happened. */
async function watched(answers: (LiveAnswer | Error)[], mostWaits = 9): Promise<string[]> {
  const events: string[] = [];
  let shown: LiveData = { id: 'x', version: 1 };
  await watchOutput(() => shown, {
    ask: async ({ version }) => {
      events.push(`asks after ${version}`);
      const answer = answers.shift()!;
      if (answer instanceof Error) throw answer;
      return answer;
    },
    show: (forms) => {
      shown = forms.live as LiveData;
      events.push(`shows ${shown.version}`);
    },
    onRunning: () => events.push('runs'),
    onLost: () => events.push('is lost'),
    wait: async () => mostWaits-- > 0,
  });
  return events;
}

const forms = (version: number) => ({ live: { id: 'x', version } });

test('asks until the cell has ended, and shows what is newer', async () => {
  const answers = [{ isRunning: true }, { isRunning: true, forms: forms(4) }, { isRunning: false, forms: forms(5) }];
  expect(await watched(answers)).toEqual([
    'asks after 1',
    'runs',
    'asks after 1',
    'shows 4',
    'asks after 4',
    'shows 5',
  ]);
});

test('asks once of an output that is whole, or that the kernel does not know', async () => {
  expect(await watched([{ isRunning: false }])).toEqual(['asks after 1']);
  expect(await watched([new NoAnswer('', true)])).toEqual(['asks after 1']);
});

test('asks again where a question was cancelled, and not where the output is gone', async () => {
  expect(await watched([new NoAnswer('', false), { isRunning: false }])).toEqual(['asks after 1', 'asks after 1']);
  expect(await watched([{ isRunning: true }], 0)).toEqual(['asks after 1', 'runs']);
});

test('says that a cell has lost its kernel, where it was seen to run', async () => {
  const answers = [{ isRunning: true }, new NoAnswer('', true)];
  expect(await watched(answers)).toEqual(['asks after 1', 'runs', 'asks after 1', 'is lost']);
});
