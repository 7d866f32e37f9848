import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type JupyterServer, startJupyterServer } from '../../src/report/jupyterServer.js';
import { drawTwoClasses } from '../fixtures/drawTwoClasses.js';
import { type LiveKernel, liveKernel } from './liveKernel.js';
import { environment, PROJECT } from './project.js';

const RUNS = path.join(PROJECT, 'runs');
const data = mkdtempSync(path.join(tmpdir(), 'thaw-interrupt-'));
/** Of the runs of this test alone: a finished run would be read, with nothing to interrupt. */
const SEED = Date.now() % 1_000_000_000;

/**
 * How long an interrupted cell may take to end, in ms: half a second, and a pass of a batch through the backbone, which cannot
 * be interrupted; 1.9 s on two cores that five processes shared.
 */
const PROMPT = 3000;

const OPEN = `import * as thaw from '../dist';
const settings = thaw.notebookSettings();
const dataset = await thaw.openDataset(settings);
const recipe = thaw.withChanges(thaw.REFERENCE_RECIPE, { height: 80, width: 160, epochs: 9, seed: ${SEED}, patience: 9 });
const lite = thaw.withBackbone(recipe, { name: 'EfficientNetLite0', weights: 'imagenet' });
const short = thaw.withChanges(lite, { epochs: 1, batchNormalization: 'moving', augmentation: null });`;

/** Each stage: the cell, what it shows when it is interrupted, and what it shows then. */
const STAGES: readonly [name: string, code: string, at: RegExp, then: RegExp][] = [
  [
    'a training in its first epoch',
    `const first = await thaw.train('first', recipe, dataset);`,
    /first.*epoch 1 of 9, batch/,
    /\*\*first\*\*: interrupted in epoch 1 of 9\. No epoch is finished; run the cell again to start over\./,
  ],
  [
    'a training in its third epoch',
    `const third = await thaw.train('third', lite, dataset);`,
    /third.*epoch 3 of 9, batch/,
    /\*\*third\*\*: interrupted in epoch 3 of 9\. 2 epochs are kept; run the cell again to go on\./,
  ],
  [
    'features of frozen layers',
    `const frozen = await thaw.train('frozen', thaw.withChanges(recipe, { batchNormalization: 'moving', augmentation: null, width: 161 + ${SEED % 100} }), dataset);`,
    /frozen.*features of the frozen layers, batch/,
    /\*\*frozen\*\*: interrupted in batch \d+ of \d+ of the features of the frozen layers\. They are kept; run the cell again to go on\./,
  ],
  [
    'a comparison of policies',
    `const policies = await thaw.comparePolicies([recipe.backbone], recipe, dataset, 2);`,
    /InceptionV3, batch, seed 1 of 2.*epoch 1 of 9|InceptionV3, moving, seed 1 of 2.*epoch 1 of 9/,
    /\*\*InceptionV3, (moving|batch), seed 1 of 2\*\*: interrupted in epoch 1 of 9\./,
  ],
  [
    'a sweep',
    `const swept = await thaw.sweep(thaw.grid(lite, { learningRate: [1e-3, 1e-4] }), 2, dataset);`,
    /epoch 2 of 9/,
    /interrupted: epoch 2 of 9[\s\S]*\*\*Interrupted\*\* after [01] of 4 runs\. These and all finished epochs are kept; run the cell again to go on\./,
  ],
  [
    'the checks of images',
    `const ofImages = await thaw.checkImages(dataset, recipe);`,
    /Every image is measured once/,
    /\*\*Interrupted\*\* while checking the images\. Run the cell again to repeat it\./,
  ],
  [
    'a learning-rate finder',
    `const rates = await thaw.showLearningRates(recipe, dataset);`,
    /Step 10 of 100/,
    /\*\*Learning rates\*\*: interrupted in step \d+ of 100\./,
  ],
  [
    'the checks of a recipe',
    `const run = await thaw.train('short', short, dataset);
const findings = await thaw.checkRecipe(thaw.withChanges(recipe, { height: 96 + ${SEED % 30} }), dataset, run);`,
    /The checks pass/,
    /\*\*Checks\*\*: interrupted\. What they have measured is kept; run the cell again to go on\./,
  ],
  [
    'the search for causes',
    `const found = await thaw.findCauses(recipe, [], dataset, { minutes: 5, seeds: 1 });`,
    /Trial 1: /,
    /\*\*Interrupted\*\* after \d+ trials?, which are kept\. Run the cell again to go on\./,
  ],
];

/** What a cell shows that was not meant for a reader. */
const NOT_FOR_READERS = /\n? +at .*[\\/]|tslab[\\/]dist|asynchronously|(?<![\w.)/])\/(home|root|work|tmp|usr)\//;

describe('An interrupted cell', () => {
  let server: JupyterServer;
  let kernel: LiveKernel;
  const before = new Set(runFolders());

  beforeAll(async () => {
    await drawTwoClasses(data, 60, 60);
    server = await startJupyterServer(environment(), path.join(PROJECT, 'notebooks'), {
      THAW_DATA: data,
      THAW_SETTINGS: '{}',
    });
    kernel = await liveKernel(server);
    const opened = kernel.run(OPEN);
    expect(await opened.ended(), opened.text()).toBe('ok');
  });
  afterAll(async () => {
    await kernel?.close();
    await server?.stop();
    for (const name of runFolders()) if (!before.has(name)) rmSync(path.join(RUNS, name), { recursive: true });
    rmSync(data, { recursive: true });
  });

  it.each(STAGES)('%s ends at once, and says what is kept', async (_, code, at, then) => {
    await kernelReady();
    const cell = kernel.run(code);
    await cell.shows(at);
    const start = performance.now();
    await kernel.interrupt();
    expect(await cell.ended()).toBe('error');
    expect(performance.now() - start).toBeLessThan(PROMPT);
    expect(cell.text()).toMatch(then);
    expect(cell.text()).toMatch(/Interrupted\. Run the cell again to go on\.\n$/);
    expect(cell.text()).not.toMatch(/ s left|images a second/);
    expect(cell.text()).not.toMatch(NOT_FOR_READERS);
    // Nothing goes on behind the reader's back, into the next cell or over the notice.
    const shown = cell.text();
    await kernelReady();
    const next = kernel.run('await new Promise((resolve) => setTimeout(resolve, 1500));');
    expect(await next.ended()).toBe('ok');
    expect([next.text(), cell.text()]).toEqual(['', shown]);
  });

  it('goes on after its last finished epoch when it runs again', async () => {
    const code = `const again = await thaw.train('again', thaw.withChanges(lite, { epochs: 4, seed: ${SEED + 1} }), dataset);`;
    await kernelReady();
    const cell = kernel.run(code);
    await cell.shows(/again.*epoch 3 of 4, batch/);
    await kernel.interrupt();
    expect(await cell.ended()).toBe('error');
    await kernelReady();
    const second = kernel.run(code);
    await second.shows(/again.*epoch \d of 4, batch/);
    expect(second.text()).toMatch(/epoch [34] of 4, batch/);
    expect(await second.ended(), second.text()).toBe('ok');
    expect(second.text()).toMatch(/trained now in .* Best epoch \d of 4:/);
  });

  it('shows no stack trace between functions of thaw either', async () => {
    await kernelReady();
    const cell = kernel.run(`console.log('waiting');\nawait new Promise((resolve) => setTimeout(resolve, 60_000));`);
    await cell.shows(/waiting/);
    await kernel.interrupt();
    expect(await cell.ended()).toBe('error');
    expect(cell.text()).toMatch(/Interrupted\. Run the cell again to go on\.\n$/);
    expect(cell.text()).not.toMatch(NOT_FOR_READERS);
  });

  it('shows an error that the user can fix without a stack trace', async () => {
    await kernelReady();
    const cell = kernel.run('thaw.withChanges(recipe, { epochs: 0 });');
    expect(await cell.ended()).toBe('error');
    expect(cell.text()).toMatch(/^UserError: .*epochs/);
    expect(cell.text()).not.toMatch(NOT_FOR_READERS);
  });
});

/** After a cell that failed, tslab refuses others for 0.2 s, so that those that were queued do not run. */
function kernelReady(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 500));
}

function runFolders(): string[] {
  try {
    return readdirSync(RUNS).filter((name) => name !== 'cache');
  } catch {
    return [];
  }
}
