import { z } from 'zod';
import { ANSWER_MIME, ANSWERING } from '../lab/questions.js';
import { showForms } from './display.js';

/** Answers a question of the page; undefined where it cannot. */
type Answerer = (question: unknown) => Promise<object | undefined>;

const answerers = new Map<string, Answerer>();

const asked = z.looseObject({ ask: z.string() });

/**
 * Lets outputs in JupyterLab ask this kernel: tslab has no comms, so the page runs one call of a global function, with the
 * question as text. A question of a kind that nobody answers, or that is no question, gets no answer.
 *
 * @param kind the `ask` of the questions
 */
export function answerQuestions(kind: string, answer: Answerer): void {
  answerers.set(kind, answer);
  (globalThis as Record<string, unknown>)[ANSWERING] ??= answerText;
}

/** Never throws: an error would cancel the cells that wait. */
async function answerText(text: unknown): Promise<void> {
  try {
    const question: unknown = JSON.parse(String(text));
    const { success, data } = asked.safeParse(question);
    const answer = success ? await answerers.get(data.ask)?.(question) : undefined;
    if (answer !== undefined) showForms({ [ANSWER_MIME]: answer });
  } catch (error) {
    showForms({ [ANSWER_MIME]: { error: error instanceof Error ? error.message : String(error) } });
  }
}
