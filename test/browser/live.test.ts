import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../src/report/chromium.js';
import { type JupyterServer, startJupyterServer } from '../../src/report/jupyterServer.js';
import { environment, fixtureNotebook, PROJECT } from '../endToEnd/project.js';
import { drawTwoClasses } from '../fixtures/drawTwoClasses.js';
import { writeFileOf, writeFinished, writeRunning } from '../fixtures/storedRuns.js';

/** Milliseconds that a kernel may take, which loads TensorFlow first. */
const KERNEL = 240_000;
/** Of the run of this test alone: a finished run would be read. */
const SEED = Date.now() % 1_000_000_000;

const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'thaw-live-')));
/** A folder of runs. */
const store = path.join(folder, 'store');
/** Holds the number of the epoch in whose end the training waits. */
const gate = path.join(folder, 'gate');

/** Epochs of milliseconds would be over before the page shows them. */
const SOURCE = `import * as thaw from '${path.join(PROJECT, 'dist')}';
import * as fs from 'node:fs';
const dataset = await thaw.openDataset(thaw.notebookSettings());
const recipe = thaw.withChanges(thaw.REFERENCE_RECIPE, { height: 48, width: 64, backbone: { name: 'SmallCnn', weights: 'random' },
  scaling: [], augmentation: null, batchSize: 4, epochs: 6, seed: ${SEED}, patience: null });
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const waiting = { onEpochEnd: async (epoch: number) => {
  await pause(600);
  while (epoch >= Number(fs.readFileSync('${gate}', 'utf8'))) await pause(50);
} };
const run = await thaw.train('gated', recipe, dataset, [waiting]);`;

/** With an import of its own: its cell may be the first that runs. */
const RUNS = `import { showRuns } from '${path.join(PROJECT, 'dist')}';
await showRuns({ folder: '${store}' });`;

describe('A training and a table of runs in JupyterLab', () => {
  let browser: Browser;
  let server: JupyterServer;
  const notebook = fixtureNotebook('live', [SOURCE, RUNS]);
  const errors: string[] = [];

  beforeAll(async () => {
    await drawTwoClasses(path.join(folder, 'images'));
    writeFinished(store, 'aaaa1111', { right: 1, learningRate: 0.1, day: 1 });
    writeFinished(store, 'bbbb2222', { right: 9, learningRate: 0.2, day: 2 });
    writeFileOf(store, 'cccc3333', 'run.json', '{');
    browser = await launchChromium();
    server = await startJupyterServer(
      environment(),
      path.dirname(notebook),
      { THAW_DATA: path.join(folder, 'images') },
      'jupyterlab',
    );
  });
  afterAll(async () => {
    await server?.stop();
    await browser?.close();
    const [, id] = /run `([0-9a-f]{16})`/.exec(readFileSync(notebook, 'utf8')) ?? [];
    if (id !== undefined) rmSync(path.join(PROJECT, 'runs', id), { recursive: true });
    rmSync(folder, { recursive: true });
  });

  async function openNotebook(options: string): Promise<Page> {
    const page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(`${server.baseUrl}lab/tree/${path.basename(notebook)}?${options}token=${server.token}`);
    await page.locator('.jp-Notebook').waitFor({ timeout: 120_000 });
    return page;
  }

  const goOnTo = (epoch: number): void => writeFileSync(gate, String(epoch));

  /** Outputs of the saved notebook that go on: what was read of the images, the progress, and the curves. */
  const savedPlaces = (): number => readFileSync(notebook, 'utf8').split('vnd.thaw.live').length - 1;

  /** The epochs in the curves of the saved notebook. */
  function savedEpochs(): number[] {
    const outputs = JSON.parse(readFileSync(notebook, 'utf8')).cells[0].outputs as { data?: Record<string, unknown> }[];
    const spec = outputs.map(({ data }) => data?.['application/vnd.vegalite.v5+json']).find(Boolean) as
      | { layer: { data: { values: { epoch: number }[] } }[] }
      | undefined;
    return [...new Set(spec?.layer[0]?.data.values.map(({ epoch }) => epoch))];
  }

  it('goes on in a page that was closed and opened again, and is kept by the notebook', async () => {
    goOnTo(2);
    let page = await openNotebook('reset&');
    await page.getByText(/\| Idle$/).waitFor({ timeout: 120_000 });
    await page.getByRole('menuitem', { name: 'Run', exact: true }).click();
    await page.locator('[data-command="notebook:run-all-cells"], [data-command="runmenu:run-all"]').first().click();
    await page.getByText(/gated: epoch 2 of 6, batch/).waitFor({ timeout: KERNEL });
    // Nobody saved the notebook: what is not in it could not be found again.
    await expect.poll(savedPlaces, { timeout: 20_000 }).toBe(3);
    await page.close();

    goOnTo(4);
    page = await openNotebook('');
    await page.getByText(/gated: epoch 4 of 6, batch/).waitFor({ timeout: 60_000 });
    // The cell still runs, whatever the kernel has answered meanwhile.
    await page.getByText(/\| Busy$/).waitFor({ timeout: 20_000 });
    await page.locator('.jp-RenderedVegaCommon5').waitFor({ timeout: 20_000 });
    goOnTo(9);
    await page.getByText(/gated: trained now in/).waitFor({ timeout: 60_000 });
    await page.getByText(/\| Idle$/).waitFor({ timeout: 60_000 });
    await page.keyboard.press('Control+s');
    await expect.poll(savedEpochs, { timeout: 20_000 }).toEqual([1, 2, 3, 4, 5, 6]);
    await page.close();
    expect(errors).toEqual([]);
  });

  it('lists runs, compares two of them by the keyboard alone, and shows one that another process begins', async () => {
    const page = await openNotebook('');
    await page.getByText(/\| Idle$/).waitFor({ timeout: 120_000 });
    await page.locator('.jp-Cell .cm-content').nth(1).click();
    await page.keyboard.press('Shift+Enter');
    const table = page.getByRole('group', { name: 'Runs in the store' });
    await table.getByText('3 runs', { exact: true }).waitFor({ timeout: 60_000 });
    await table.getByText('damaged', { exact: true }).waitFor();
    await table.getByText('90\u00a0% (60 to 98)', { exact: true }).waitFor();

    // As another process does in its first epoch.
    writeRunning(store, 'dddd4444');
    await table.getByText('4 runs, 1 running', { exact: true }).waitFor({ timeout: 30_000 });
    await table.getByText('running', { exact: true }).waitFor();

    await table.getByRole('checkbox', { name: 'compare run aaaa1111' }).focus();
    await page.keyboard.press('Space');
    await table.getByText('Run aaaa1111: choose a second one to compare.').waitFor();
    await table.getByRole('checkbox', { name: 'compare run bbbb2222' }).focus();
    await page.keyboard.press('Space');
    await table.getByText(/From aaaa1111 to bbbb2222: \+80 points/).waitFor({ timeout: 30_000 });
    await table.getByText(/8 in the second only: McNemar's test shows a difference/).waitFor();
    await table.getByRole('rowheader', { name: 'learningRate' }).waitFor();
    await table.locator('.thaw-runs-curves .marks').waitFor();

    await table.getByRole('button', { name: 'validation accuracy' }).focus();
    await page.keyboard.press('Enter');
    expect(await table.locator('tbody tr').first().textContent()).toContain('bbbb2222');
    await table.getByRole('searchbox', { name: 'Show runs that contain' }).fill('damaged');
    await table.getByText('1 of 4 runs', { exact: true }).waitFor();
    expect(await page.locator('.jp-Notebook .jp-Cell').count()).toBe(3);
    await page.close();
    expect(errors).toEqual([]);
  });
});
