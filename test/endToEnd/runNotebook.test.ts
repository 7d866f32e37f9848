import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { startJupyterServer } from '../../src/report/jupyterServer.js';
import { type NotebookRun, runNotebook } from '../../src/report/runNotebook.js';
import { environment, fixtureNotebook } from './project.js';

async function run(file: string, variables: Record<string, string> = {}): Promise<NotebookRun & { places: string[] }> {
  const server = await startJupyterServer(environment(), path.dirname(file), variables);
  const places: string[] = [];
  try {
    return { ...(await runNotebook(server, file, (cell, numCells) => places.push(`${cell}/${numCells}`))), places };
  } finally {
    await server.stop();
  }
}

function outputs(result: NotebookRun): unknown[] {
  return result.notebook.cells.map((cell) => cell.outputs);
}

describe('runNotebook runs a notebook on its kernel', () => {
  it('collects what the cells write and show, an update in place of what it updates', async () => {
    const file = fixtureNotebook('01-fixture', [
      'import * as tslab from "tslab";\nconst slot = tslab.newDisplay();',
      'console.log("data", process.env.THAW_DATA);\nconsole.log("cwd", process.cwd());',
      'slot.text("before");',
      'slot.text("after");\ntslab.display.html("<b>shown</b>");',
      '6 * 7',
    ]);
    const before = readFileSync(file, 'utf8');
    const result = await run(file, { THAW_DATA: '/data/wheat' });
    expect(result.failure).toBeUndefined();
    expect(result.places).toEqual(['1/5', '2/5', '3/5', '4/5', '5/5']);
    const [, log, display, shown, value] = outputs(result);
    expect(log).toEqual([
      { output_type: 'stream', name: 'stdout', text: `data /data/wheat\ncwd ${path.dirname(file)}\n` },
    ]);
    expect(display).toMatchObject([{ output_type: 'display_data', data: { 'text/plain': 'after' } }]);
    expect(shown).toMatchObject([{ data: { 'text/html': '<b>shown</b>' } }]);
    expect(value).toMatchObject([{ output_type: 'stream', text: expect.stringContaining('42') }]);
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it('stops at a cell that fails, keeps the outputs up to there and says what failed', async () => {
    const file = fixtureNotebook('02-fixture', [
      'console.log("fine");',
      'console.log("so far");\nthrow new Error("no pictures");',
      'console.log("never");',
    ]);
    const result = await run(file);
    expect(result.failure?.cell).toBe(2);
    expect(result.failure?.message).toContain('02-fixture, code cell 2, `console.log("so far");`');
    expect(result.failure?.message).toContain('no pictures');
    expect(result.failure?.stderr).not.toContain('tslab/dist');
    const [first, second, third] = outputs(result);
    expect(first).toMatchObject([{ text: 'fine\n' }]);
    expect(second).toMatchObject([{ text: 'so far\n' }, { name: 'stderr' }]);
    expect(third).toEqual([]);
  });

  it('reports a type error as a failure too', async () => {
    const result = await run(fixtureNotebook('03-fixture', ['const a: number = "text";']));
    expect(result.failure?.stderr).toContain("Type 'string' is not assignable to type 'number'");
  });

  it('reports a kernel that dies', async () => {
    const result = await run(fixtureNotebook('04-fixture', ['process.exit(3);', '1']));
    expect(result.failure).toMatchObject({ cell: 1 });
    expect(result.failure?.message).toContain('the kernel died');
  });
});
