import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { formsOfPlot } from '../../src/notebook/display.js';
import { classCounts } from '../../src/plots/classCounts.js';
import { readEnvironment } from '../../src/report/jupyterServer.js';

// "Save and Export Notebook As" of JupyterLab is nbconvert.

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'thaw-nbconvert-'));
  const data = await formsOfPlot(classCounts(['rye', 'wheat'], [3, 4], [1, 2]), 'Images: rye 4, wheat 6.');
  const cells = [
    {
      cell_type: 'code',
      id: 'plot',
      metadata: {},
      source: 'plot()',
      execution_count: 1,
      outputs: [{ output_type: 'display_data', data, metadata: {} }],
    },
  ];
  const notebook = {
    cells,
    metadata: { kernelspec: { name: 'tslab', display_name: 'TypeScript' } },
    nbformat: 4,
    nbformat_minor: 5,
  };
  await writeFile(path.join(folder, 'plot.ipynb'), JSON.stringify(notebook));
});
afterAll(() => rm(folder, { recursive: true }));

test('HTML that JupyterLab exports shows a plot', async () => {
  const { python } = readEnvironment(path.join(import.meta.dirname, '../..'));
  execFileSync(python, ['-m', 'nbconvert', '--to', 'html', path.join(folder, 'plot.ipynb')], { stdio: 'pipe' });
  const html = await readFile(path.join(folder, 'plot.html'), 'utf8');
  const [, base64] = /src="data:image\/svg\+xml;base64,([^"]+)"/.exec(html) ?? [];
  expect(Buffer.from(base64 ?? '', 'base64').toString()).toContain('wheat');
});
