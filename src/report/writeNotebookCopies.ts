import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { exportMarkdown } from './exportMarkdown.js';
import { titleOf } from './notebookFormat.js';
import type { NotebookRun } from './runNotebook.js';

/** Run notebooks and where their copies go. */
export interface NotebookCopies {
  runs: readonly NotebookRun[];
  folder: string;
  /** One sentence of Markdown: which run the copies are made from. */
  madeFrom: string;
  /** Is cut from the front of paths in the text. */
  projectFolder: string;
  /** Whether they are only some of the notebooks: the copies of the others then stay. Default: false */
  areSome?: boolean;
}

/** Writes a Markdown copy of each notebook with its figures, and a page that lists them. What was in the folder goes. */
export function writeNotebookCopies({ runs, folder, madeFrom, projectFolder, areSome = false }: NotebookCopies): void {
  if (!areSome) rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const { name } of runs) rmSync(path.join(folder, name), { recursive: true, force: true });
  for (const { name, notebook } of runs) {
    const note = `> A copy of [notebooks/${name}.ipynb](../../notebooks/${name}.ipynb) with its outputs. ${madeFrom}`;
    const { markdown, files } = exportMarkdown(notebook, name, note);
    writeFileSync(path.join(folder, `${name}.md`), markdown.replaceAll(projectFolder + path.sep, ''));
    if (files.size > 0) mkdirSync(path.join(folder, name));
    for (const [file, bytes] of files) writeFileSync(path.join(folder, name, file), bytes);
  }
  if (areSome) return;
  const list = runs.map(({ name, notebook }) => `- [${titleOf(notebook, name)}](${name}.md)`);
  writeFileSync(
    path.join(folder, 'README.md'),
    `# The notebooks with their outputs\n\n${madeFrom}\n\n${list.join('\n')}\n`,
  );
}
