import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readEnvironment, startJupyterServer } from '../../src/report/jupyterServer.js';
import { runNotebook } from '../../src/report/runNotebook.js';
import { RESULTS, type Spread, spreadOf } from './alternate.js';
import { wheatFolder } from './wheat.js';

const PROJECT = path.join(import.meta.dirname, '../..');
const RUNS = 5;
/** Seconds. */
const TARGETS = { firstPlot: 5, rerun: 1 };

const IMPORT = `import * as thaw from '../../dist';
await thaw.showPlot(thaw.classCounts(['a', 'b'], [3, 4], [1, 2]), 'Two classes.');`;
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
    const firstPlot = spreadOf(runs.map(([seconds]) => seconds));
    const rerun = spreadOf(runs.flatMap(([, , once, again]) => [once, again]));
    report('import of thaw until the first plot', firstPlot, TARGETS.firstPlot);
    report('rerun of a finished experiment cell, 7,139 images', rerun, TARGETS.rerun);
    mkdirSync(RESULTS, { recursive: true });
    writeFileSync(path.join(RESULTS, 'kernel.json'), `${JSON.stringify({ firstPlot, rerun, TARGETS }, null, 2)}\n`);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true });
  }
}

function report(what: string, { min, median, max }: Spread, target: number): void {
  console.log(`${what}: ${median.toFixed(2)} s (${min.toFixed(2)} to ${max.toFixed(2)}); target ${target} s`);
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
