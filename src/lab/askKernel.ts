import type { KernelConnection, KernelFuture } from './jupyter.js';
import { ANSWER_MIME, ANSWERING } from './questions.js';

/** The kernel did not answer: it knows nothing of the output, or the question was cancelled. */
export class NoAnswer extends Error {
  constructor(
    message: string,
    /** Whether it would not answer the next time either. */
    readonly isForGood: boolean,
  ) {
    super(message);
  }
}

/**
 * Asks the kernel something, of which the notebook shows nothing.
 *
 * @param question becomes JSON; it is data for the kernel, and never code
 * @throws NoAnswer where none comes back
 */
export async function askKernel<T>(kernel: KernelConnection, question: object): Promise<T> {
  // An error would cancel the cells that wait: where nobody answers, nothing is called.
  const code = `await Reflect.get(globalThis, ${literal(ANSWERING)})?.(${literal(JSON.stringify(question))})`;
  const answers: T[] = [];
  const content = await replyTo(kernel, code, (message) => {
    const answer = (message.content.data as Record<string, unknown> | undefined)?.[ANSWER_MIME];
    if (answer !== undefined) answers.push(answer as T);
  });
  const [answer] = answers;
  if (answer !== undefined) return answer;
  if (content.status !== 'ok') throw new NoAnswer('The question was cancelled.', false);
  throw new NoAnswer('The kernel knows nothing of this output. Run the cell again.', true);
}

/** Runs a code. @throws NoAnswer where the kernel ends or is restarted meanwhile: JupyterLab says so in words of its own */
async function replyTo(
  kernel: KernelConnection,
  code: string,
  onIOPub: KernelFuture['onIOPub'],
): Promise<{ status: string }> {
  try {
    const future = kernel.requestExecute({ code, silent: true, store_history: false, stop_on_error: false });
    future.onIOPub = onIOPub;
    return (await future.done).content;
  } catch (error) {
    const message = 'The kernel has ended or was restarted. Run the cells again.';
    throw Object.assign(new NoAnswer(message, true), { cause: error });
  }
}

/** A text as a literal of TypeScript that is all ASCII, whatever is in the text. */
export function literal(text: string): string {
  return JSON.stringify(text).replace(/[^ -~]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
