import { z } from 'zod';
import { LIVE_MIME, type LiveAnswer, type LiveData } from '../lab/live/liveData.js';
import { answerQuestions } from './answers.js';
import type { Bundle, WriteDisplay } from './kernelDisplay.js';

/** What an output shows by now. */
interface LiveOutput {
  forms: Bundle;
  version: number;
  display: WriteDisplay;
}

/** So many outputs of a kernel are kept for pages that ask for them: those that changed last. */
const MOST_KEPT = 500;

const outputs = new Map<string, LiveOutput>();

const liveQuestion = z.looseObject({ id: z.string(), version: z.number() });

/**
 * Keeps what an output shows, for pages that were not open when it changed.
 *
 * @param id of the output, in all notebooks and kernels
 * @param display that of the output's cell
 * @returns the same forms, and the one by which JupyterLab asks for what comes later
 */
export function keptForPages(id: string, data: Bundle, display: WriteDisplay): Bundle {
  const version = (outputs.get(id)?.version ?? 0) + 1;
  const live: LiveData = { id, version };
  const forms = { ...data, [LIVE_MIME]: live };
  outputs.delete(id);
  outputs.set(id, { forms, version, display });
  const [oldest] = outputs.keys();
  if (outputs.size > MOST_KEPT) outputs.delete(oldest!);
  answerQuestions('live', answerLive);
  return forms;
}

/** @param running the display of the cell that runs */
async function answerLive(question: unknown, running: WriteDisplay | undefined): Promise<LiveAnswer | undefined> {
  const { success, data } = liveQuestion.safeParse(question);
  const output = success ? outputs.get(data.id) : undefined;
  if (!success || output === undefined) return undefined;
  const { forms, version, display } = output;
  return { isRunning: display === running, ...(version !== data.version && { forms }) };
}
