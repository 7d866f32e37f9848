import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type JupyterEnvironment, readEnvironment } from '../../src/report/jupyterServer.js';

export const PROJECT: string = path.join(import.meta.dirname, '..', '..');

/** The environment that setup.mjs made. */
export function environment(): JupyterEnvironment {
  return readEnvironment(PROJECT);
}

/** Writes a notebook of the given code cells to a new temporary folder and gives its path. */
export function fixtureNotebook(name: string, sources: readonly string[]): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'thaw-notebook-'));
  const file = path.join(folder, `${name}.ipynb`);
  const cells = sources.map((source, i) => ({
    cell_type: 'code',
    id: `cell-${i + 1}`,
    source,
    metadata: {},
    outputs: [],
    execution_count: null,
  }));
  const kernelspec = { name: 'tslab', display_name: 'TypeScript', language: 'typescript' };
  writeFileSync(file, JSON.stringify({ cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 }));
  return file;
}
