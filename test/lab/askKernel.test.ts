import vm from 'node:vm';
import { expect, test } from 'vitest';
import { askKernel, literal, NoAnswer } from '../../src/lab/askKernel.js';
import type { KernelConnection, KernelMessage } from '../../src/lab/jupyter.js';
import { ANSWER_MIME, ANSWERING } from '../../src/lab/questions.js';

const ODD = 'a"\\\'`\u0024{x}\n\u2028\u0000ü\ud83d\ude00</script>*/';

/** A kernel that runs the code with this global function, and shows what it returns. */
function kernelWith(answer: ((text: string) => unknown) | undefined, status = 'ok') {
  const codes: string[] = [];
  const kernel: KernelConnection = {
    requestExecute: ({ code, silent, store_history }) => {
      expect({ silent, store_history }).toEqual({ silent: true, store_history: false });
      codes.push(code);
      const future = { onIOPub: (_: KernelMessage) => {}, done: Promise.resolve({ content: { status } }) };
      const run = async (): Promise<{ content: { status: string } }> => {
        const result = await vm.runInNewContext(`(async () => ${code})()`, { [ANSWERING]: answer });
        const data = result === undefined ? {} : { [ANSWER_MIME]: result };
        future.onIOPub({ header: { msg_type: 'display_data' }, content: { data } });
        return { content: { status } };
      };
      return Object.assign(future, { done: run() });
    },
  };
  return { kernel, codes };
}

test('a question arrives as it is, and nothing of it is code', async () => {
  const { kernel, codes } = kernelWith((text) => JSON.parse(text));
  expect(await askKernel(kernel, { ask: ODD })).toEqual({ ask: ODD });
  expect(codes[0]).toMatch(/^[ -~]+$/);
  expect(JSON.parse(literal(ODD))).toBe(ODD);
});

test('where nobody answers there is no error in the kernel, and none to come', async () => {
  await expect(askKernel(kernelWith(undefined).kernel, {})).rejects.toMatchObject({ isForGood: true });
  await expect(askKernel(kernelWith(undefined, 'abort').kernel, {})).rejects.toBeInstanceOf(NoAnswer);
  await expect(askKernel(kernelWith(undefined, 'abort').kernel, {})).rejects.toMatchObject({ isForGood: false });
});

test('a kernel that is restarted meanwhile, or gone, is said in words for people', async () => {
  const restarted: KernelConnection = {
    requestExecute: () => ({
      onIOPub: () => {},
      done: Promise.reject(new Error('Canceled future for execute_request message before replies were done')),
    }),
  };
  const dead: KernelConnection = {
    requestExecute: () => {
      throw new Error('Kernel is dead');
    },
  };
  for (const kernel of [restarted, dead]) {
    await expect(askKernel(kernel, {})).rejects.toMatchObject({
      message: 'The kernel has ended or was restarted. Run the cells again.',
      isForGood: true,
    });
  }
});
