import { randomUUID } from 'node:crypto';
import * as path from 'node:path';
import { PROJECT, RUNS } from '../../base/project.js';
import { RUNS_MIME, type RunsData } from '../../lab/runTable/runsData.js';
import { answerQuestions } from '../answers.js';
import { showForms, showMarkdown } from '../display.js';
import { runsForms } from './runsHtml.js';
import { answerRuns, RunsSession } from './runsSession.js';

/** Tables of this kernel, by id. */
const sessions = new Map<string, RunsSession>();

/** Which runs a table shows. */
export interface RunsOptions {
  /** Folder of runs, relative to the project's. Default `runs`. */
  folder?: string;
}

/** So many runs are kept in the notebook's file, the newest; the page asks for the others. */
const MOST_KEPT = 500;

/**
 * Shows all runs in the store, in thaw's JupyterLab as a table to sort, to filter and to choose two runs in, whose recipes,
 * accuracies (McNemar's test) and curves are then compared. Columns are the figures and the fields in which the recipes of the
 * shown runs differ. A run of another process, or of another machine, appears while it trains. A report, and another front end,
 * show the newest runs as a table.
 *
 * @example
 * await thaw.showRuns();
 */
export async function showRuns({ folder }: RunsOptions = {}): Promise<void> {
  const session = new RunsSession(folder === undefined ? RUNS : path.resolve(PROJECT, folder));
  const { fields = [], rows, order = [] } = await session.since(0);
  if (rows.length === 0) showMarkdown('There is no run yet: `thaw.train` and `thaw.sweep` make them.');
  const byId = new Map(rows.map((row) => [row.id, row]));
  const sorted = order.flatMap((id) => byId.get(id) ?? []);
  const data: RunsData = { id: randomUUID(), fields, rows: sorted.slice(0, MOST_KEPT) };
  sessions.set(data.id, session);
  answerQuestions('runs', (question) => answerRuns(question, sessions));
  const { html, text } = runsForms({ fields, rows: sorted });
  showForms({ [RUNS_MIME]: data, 'text/html': html, 'text/plain': text });
}
