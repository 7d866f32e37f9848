import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../src/report/chromium.js';
import { type JupyterServer, startJupyterServer } from '../../src/report/jupyterServer.js';
import { environment, fixtureNotebook, PROJECT } from '../endToEnd/project.js';

const NOTEBOOKS = path.join(PROJECT, 'notebooks');
/** How long a notebook may run, in ms. */
const RUN_LIMIT = 840_000;
/** One epoch on a few images, and a minute of trials: what is tested is the page, not the figures. */
const QUICK = { THAW_SETTINGS: JSON.stringify({ epochs: 1, imagesPerClass: 12, minutes: 1 }) };
const PLOT = '.jp-OutputArea-output .vega-embed, .jp-OutputArea-output svg, .jp-OutputArea-output img';

const FIXTURE = fixtureNotebook('fixture', [
  'import * as tslab from "tslab";',
  `tslab.display.raw("application/vnd.vegalite.v5+json", {
  $schema: "https://vega.github.io/schema/vega-lite/v5.json",
  data: { values: [{ a: 1, b: 2 }] },
  mark: "point",
  encoding: { x: { field: "a", type: "quantitative" }, y: { field: "b", type: "quantitative" } },
} as any);`,
]);

/** What a cell prints, and not one of thaw's functions: a value by its last expression, a log, a stack trace. */
const PRINTED = ['stdout', 'stderr']
  .map((stream) => `.jp-OutputArea-output[data-mime-type="application/vnd.jupyter.${stream}"]`)
  .join(', ');
/** A value as Node prints it, a line of a stack trace, or a path of this machine. */
const NOT_FOR_READERS =
  /\[(Object|Array|Function)[:\]]|^ +at .*:\d+:\d+\)?$|(?<![\w.)/])\/(home|root|work|tmp|Users)\//m;

/** Opens a notebook, runs all its cells and waits until each code cell has run. */
async function runAllCells(page: Page, server: JupyterServer, file: string): Promise<void> {
  await page.goto(`${server.baseUrl}lab/tree/${file}?reset&token=${server.token}`);
  await page.locator('.jp-Notebook').waitFor({ timeout: 120_000 });
  // The notebook's own indicator says idle before there is a kernel, and cells that run then are dropped.
  await page.getByText(/\| Idle$/).waitFor({ timeout: 120_000 });
  await page.getByRole('menuitem', { name: 'Run', exact: true }).click();
  await page.locator('[data-command="notebook:run-all-cells"], [data-command="runmenu:run-all"]').first().click();
  await page.waitForFunction(
    // A cell's prompt is [ ] before, [*] while and [n] after it runs. Cells out of sight may have none in the page.
    () => {
      const prompts = Array.from(document.querySelectorAll('.jp-Notebook .jp-CodeCell .jp-InputPrompt'));
      const texts = prompts.map((prompt) => prompt.textContent ?? '');
      const idle = document.querySelector('.jp-Notebook-ExecutionIndicator')?.getAttribute('data-status') === 'idle';
      return idle && texts.some((text) => /\d/.test(text)) && !texts.some((text) => text.includes('*'));
    },
    undefined,
    { timeout: RUN_LIMIT, polling: 1000 },
  );
}

describe('JupyterLab runs a notebook and shows its plots', () => {
  let browser: Browser;
  let server: JupyterServer | undefined;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(async () => {
    await server?.stop();
    await browser?.close();
  });

  const names = readdirSync(NOTEBOOKS).filter((name) => name.endsWith('.ipynb'));
  it.each([FIXTURE, ...names.sort().map((name) => path.join(NOTEBOOKS, name))])('%s', async (file) => {
    const kept = readFileSync(file);
    server = await startJupyterServer(environment(), path.dirname(file), QUICK, 'jupyterlab');
    const page = await browser.newPage({ viewport: { width: 1280, height: 6000 } });
    try {
      await runAllCells(page, server, path.basename(file));
      await page.locator(PLOT).first().waitFor({ state: 'attached', timeout: 60_000 });
      expect(await page.locator(PLOT).count()).toBeGreaterThan(0);
      // The question for news covered the first cell.
      expect(await page.getByText('official Jupyter news').count()).toBe(0);
      expect(await page.locator(PRINTED).allTextContents()).toEqual([]);
      for (const output of await page.locator('.jp-OutputArea-output').allTextContents()) {
        expect(output).not.toMatch(NOT_FOR_READERS);
      }
      // A failing cell of tslab has no error output, but the cells after it are never numbered.
      for (const prompt of await page.locator('.jp-Notebook .jp-CodeCell .jp-InputPrompt').allTextContents()) {
        expect(prompt).toMatch(/\d/);
      }
    } finally {
      await page.close();
      await server.stop();
      // JupyterLab saves by itself after two minutes, with the outputs.
      writeFileSync(file, kept);
    }
  });
});
