import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readEnvironment, startJupyterServer } from '../../src/report/jupyterServer.js';
import { runNotebook } from '../../src/report/runNotebook.js';
import { spreadOf, writeResult } from '../harness/results.js';
import { wheatFolder } from './wheat.js';

const PROJECT = path.join(import.meta.dirname, '../..');
const RUNS = 5;
/** Most seconds that each may take. */
const SECONDS = { 'kernel-first-plot': 5, 'kernel-rerun': 1 };

const IMPORT = `import * as thaw from '../../dist';
const values = [{ name: 'a', images: 3 }, { name: 'b', images: 4 }];
const encoding = { y: { field: 'name', type: 'nominal' }, x: { field: 'images', type: 'quantitative' } } as const;
await thaw.showPlot({ data: { values }, mark: 'bar', encoding }, 'Two classes.');`;
const OPEN = `const dataset = await thaw.openDataset(thaw.notebookSettings());
const recipe = thaw.withChanges(thaw.REFERENCE_RECIPE, {
  backbone: { name: 'EfficientNetLite0', weights: 'imagenet' }, scaling: [{ step: 'preprocess_input', mode: 'lite' }],
  height: 96, width: 192, batchNormalization: 'moving', augmentation: null, epochs: 5,
});`;
const TRAIN = `await thaw.train('frozen', recipe, dataset);`;

/**
 * In fresh kernels: the cell that imports thaw and shows a plot, from its start to its end, and a cell that trains a
 * frozen backbone on all wheat kernels, once it has been run.
 */
export async function measure(): Promise<void> {
  const folder = path.join(PROJECT, 'runs/kernel');
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'kernel.ipynb');
  writeFileSync(file, notebookOf([IMPORT, OPEN, TRAIN, TRAIN, '0']));
  const server = await startJupyterServer(readEnvironment(PROJECT), folder, {
    THAW_DATA: wheatFolder(),
    THAW_SETTINGS: '{}',
  });
  try {
    const runs: number[][] = [];
    for (let run = 0; run <= RUNS; run++) {
      const starts: number[] = [];
      const { failure } = await runNotebook(server, file, () => starts.push(performance.now()));
      if (failure !== undefined) throw new Error(failure.message);
      const seconds = starts.slice(1).map((start, i) => (start - starts[i]) / 1000);
      // The first run trains; the others find what it left.
      if (run > 0) runs.push(seconds);
    }
    writeTime(
      'kernel-first-plot',
      'import of thaw in a fresh kernel until the first plot',
      runs.map(([seconds]) => seconds),
    );
    const reruns = runs.flatMap(([, , once, again]) => [once, again]);
    writeTime('kernel-rerun', 'rerun of a finished experiment cell, 7,139 images', reruns);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true });
  }
}

function writeTime(name: keyof typeof SECONDS, work: string, seconds: readonly number[]): void {
  const most = SECONDS[name];
  const thaw = spreadOf(seconds);
  writeResult(name, {
    work: `${work}, over ${most} s`,
    unit: 's',
    thaw,
    other: { min: most, median: most, max: most },
    ratio: thaw.median / most,
    paired: { min: thaw.min / most, median: thaw.median / most, max: thaw.max / most },
    target: 1,
  });
}

function notebookOf(sources: readonly string[]): string {
  const cells = sources.map((source, i) => ({
    cell_type: 'code',
    id: `cell-${i}`,
    execution_count: null,
    metadata: {},
    outputs: [],
    source,
  }));
  const kernelspec = { display_name: 'TypeScript', language: 'typescript', name: 'tslab' };
  return JSON.stringify({ cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 });
}
