import { z } from 'zod';
import { ANSWER_MIME, ANSWERING } from '../lab/questions.js';
import { type Bundle, currentDisplay, type WriteDisplay } from './kernelDisplay.js';

/** Answers a question of the page; undefined where it cannot. Gets the display of the cell that runs, too. */
type Answerer = (question: unknown, running: WriteDisplay | undefined) => Promise<object | undefined>;

/** How `setup/tslabQuestions.cjs` calls for an answer while a cell runs. */
interface Asking {
  write(data: Bundle): void;
  running: WriteDisplay | undefined;
}

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
async function answerText(text: unknown, { write, running }: Asking = asCell()): Promise<void> {
  try {
    const question: unknown = JSON.parse(String(text));
    const { success, data } = asked.safeParse(question);
    const answer = success ? await answerers.get(data.ask)?.(question, running) : undefined;
    if (answer !== undefined) write({ [ANSWER_MIME]: answer });
  } catch (error) {
    write({ [ANSWER_MIME]: { error: error instanceof Error ? error.message : String(error) } });
  }
}

/** In a kernel that tslab alone started, a question runs as a cell of its own, after those before it. */
function asCell(): Asking {
  const display = currentDisplay();
  return { write: (data) => display?.({ data, metadata: {}, transient: {} }, false), running: undefined };
}
