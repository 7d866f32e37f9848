import { expect, test } from 'vitest';
import { NoAnswer } from '../../src/lab/askKernel.js';
import type { CleanerAnswer, CleanerQuestion } from '../../src/lab/cleaner/cleanerData.js';
import { type Saved, Saver } from '../../src/lab/cleaner/saver.js';

const KEEP = { action: 'keep' } as const;
const DELETE = { action: 'delete' } as const;

/** A saver whose questions are answered in turn. */
function saverWith(answers: (() => Promise<CleanerAnswer>)[]) {
  const asked: CleanerQuestion['decisions'][] = [];
  const saved: Saved[] = [];
  const saver = new Saver(
    'id',
    ({ decisions }) => {
      asked.push(decisions);
      return answers.shift()!();
    },
    (state) => saved.push(state),
    () => Promise.resolve(),
  );
  return { saver, asked, saved };
}

const well = async (): Promise<CleanerAnswer> => ({ decisions: [] });

test('what is decided while a question is under way goes with the next one, the latest of each image', async () => {
  const { saver, asked, saved } = saverWith([well, well]);
  const first = saver.save(0, KEEP);
  void saver.save(1, KEEP);
  void saver.save(2, KEEP);
  void saver.save(1, null);
  await first;
  expect(asked).toEqual([
    [{ image: 0, decision: KEEP }],
    [
      { image: 1, decision: null },
      { image: 2, decision: KEEP },
    ],
  ]);
  expect(saved.map(({ state }) => state)).toEqual(['saving', 'saved']);
});

test('a question that a failing cell cancels is asked again', async () => {
  const cancelled = () => Promise.reject(new NoAnswer('cancelled', false));
  const { saver, asked, saved } = saverWith([cancelled, cancelled, well]);
  await saver.save(0, KEEP);
  expect(asked.length).toBe(3);
  expect(saved.at(-1)).toEqual({ state: 'saved' });
});

test('what could not be written is told, and goes with the next decision', async () => {
  const damaged = async (): Promise<CleanerAnswer> => ({ error: 'damaged' });
  const { saver, asked, saved } = saverWith([damaged, well]);
  await saver.save(0, KEEP);
  expect(saved.at(-1)).toEqual({ state: 'failed', reason: 'Not saved: damaged', isForGood: false });
  await saver.save(1, DELETE);
  expect(asked[1]).toEqual([
    { image: 0, decision: KEEP },
    { image: 1, decision: DELETE },
  ]);
  expect(saved.at(-1)).toEqual({ state: 'saved' });
});

test('a kernel that knows nothing of it is told for good', async () => {
  const { saver, saved } = saverWith([() => Promise.reject(new NoAnswer('Run the cell again.', true))]);
  expect(await saver.read()).toBeUndefined();
  expect(saved).toEqual([{ state: 'failed', reason: 'Run the cell again.', isForGood: true }]);
});
