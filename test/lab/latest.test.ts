import { expect, test } from 'vitest';
import { NoAnswer } from '../../src/lab/askKernel.js';
import { Latest } from '../../src/lab/latest.js';

/** Answers when it is told to. */
function slowKernel() {
  const asked: {
    question: number;
    answer: (answer: { error?: string; of?: number }) => void;
    fail: (error: Error) => void;
  }[] = [];
  const ask = (question: number) =>
    new Promise<{ error?: string; of?: number }>((answer, fail) => {
      asked.push({ question, answer, fail });
    });
  return { asked, ask };
}
const turn = () => new Promise((resolve) => setTimeout(resolve));

test('of questions that come while one is under way, the latest is asked', async () => {
  const { asked, ask } = slowKernel();
  const answers: unknown[] = [];
  const latest = new Latest(
    ask,
    (answer) => answers.push(answer.of),
    () => expect.unreachable(),
  );
  const done = latest.want(1);
  void latest.want(2);
  void latest.want(3);
  expect(asked.map(({ question }) => question)).toEqual([1]);
  asked[0]!.answer({ of: 1 });
  await turn();
  expect(asked.map(({ question }) => question)).toEqual([1, 3]);
  asked[1]!.answer({ of: 3 });
  await done;
  expect(answers).toEqual([1, 3]);
});

test('a question that was cancelled is asked again, unless there is a later one', async () => {
  const { asked, ask } = slowKernel();
  const latest = new Latest(
    ask,
    () => undefined,
    () => expect.unreachable(),
    turn as () => Promise<void>,
  );
  void latest.want(1);
  asked[0]!.fail(new NoAnswer('cancelled', false));
  await turn();
  await turn();
  expect(asked.map(({ question }) => question)).toEqual([1, 1]);
  void latest.want(2);
  asked[1]!.fail(new NoAnswer('cancelled', false));
  await turn();
  await turn();
  expect(asked.map(({ question }) => question)).toEqual([1, 1, 2]);
});

test('what cannot be answered is told, and later questions are asked', async () => {
  const { asked, ask } = slowKernel();
  const failures: unknown[] = [];
  const latest = new Latest(
    ask,
    () => undefined,
    (reason, isForGood) => failures.push([reason, isForGood]),
  );
  const first = latest.want(1);
  asked[0]!.fail(new NoAnswer('no such map', true));
  await first;
  const second = latest.want(2);
  asked[1]!.answer({ error: 'no such image' });
  await second;
  expect(failures).toEqual([
    ['no such map', true],
    ['no such image', false],
  ]);
});
