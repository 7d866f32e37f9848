import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../src/report/chromium.js';
import { exportHtml } from '../../src/report/exportHtml.js';
import { type JupyterServer, startJupyterServer } from '../../src/report/jupyterServer.js';
import { readNotebook } from '../../src/report/notebookFormat.js';
import { environment, fixtureNotebook, PROJECT } from '../endToEnd/project.js';

/** Milliseconds that a kernel may take, which loads TensorFlow first. */
const KERNEL = 240_000;
const CLASSES = ['blue', 'green', 'red'];

/** Twenty training and four validation images of each class, no two alike. */
async function drawImages(): Promise<string> {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'thaw-map-')));
  for (const [k, name] of CLASSES.entries()) {
    for (let i = 0; i < 24; i++) {
      const image = path.join(folder, i < 20 ? 'training_set' : 'validation_set', name, `${i}.png`);
      mkdirSync(path.dirname(image), { recursive: true });
      const background = {
        r: k === 2 ? 255 - 5 * i : 20,
        g: k === 1 ? 255 - 5 * i : 20,
        b: k === 0 ? 255 - 5 * i : 20,
      };
      await sharp({ create: { width: 40 + i, height: 40, channels: 3, background } })
        .png()
        .toFile(image);
    }
  }
  return folder;
}

const SOURCE = `import * as thaw from '${path.join(PROJECT, 'dist')}';
const dataset = await thaw.openDataset(thaw.notebookSettings());
await thaw.showImageMap(dataset);`;
const CHOSEN = `const chosen = thaw.selectedImages();
console.log('chosen: ' + chosen.map(({ className }) => className).join(' '));`;

describe('A map in JupyterLab', () => {
  let browser: Browser;
  let server: JupyterServer;
  let images: string;
  const notebook = fixtureNotebook('map', [SOURCE, CHOSEN]);

  beforeAll(async () => {
    images = await drawImages();
    browser = await launchChromium();
    server = await startJupyterServer(environment(), path.dirname(notebook), { THAW_DATA: images }, 'jupyterlab');
  });
  afterAll(async () => {
    await server?.stop();
    await browser?.close();
    rmSync(images, { recursive: true });
  });

  async function run(page: Page): Promise<void> {
    await page.getByRole('menuitem', { name: 'Run', exact: true }).click();
    await page.locator('[data-command="notebook:run-all-cells"], [data-command="runmenu:run-all"]').first().click();
  }

  it('selects by legend, keyboard and lasso, and the next cell has what is selected', async () => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 1100 } });
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(`${server.baseUrl}lab/tree/${path.basename(notebook)}?reset&token=${server.token}`);
    await page.getByText(/\| Idle$/).waitFor({ timeout: 120_000 });
    await run(page);
    const map = page.getByRole('group', { name: 'Map of 72 images' });
    await map.waitFor({ timeout: KERNEL });

    await map.getByRole('button', { name: 'green, 24 images, 0 selected' }).click();
    await map.getByText('24 selected; the next cell has them: thaw.selectedImages()').waitFor();
    await map.locator('.thaw-map-chosen img').first().waitFor({ timeout: KERNEL });
    const stage = map.getByRole('application', { name: 'Images as points' });
    await stage.focus();
    // None, the first image, it, and its ten neighbors.
    for (const key of ['Escape', 'ArrowRight', 'Space', 'n']) await page.keyboard.press(key);
    await map.getByText(/^11 selected/).waitFor();
    await expect.poll(() => map.locator('.thaw-map-spoken[aria-live]').textContent()).toMatch(/blue, training/);

    const box = (await stage.boundingBox())!;
    await page.mouse.move(box.x + 2, box.y + 2);
    await page.mouse.down();
    for (const [x, y] of [
      [1, 0],
      [1, 1],
      [0, 1],
    ] as const) {
      await page.mouse.move(box.x + 2 + x * (box.width - 4), box.y + 2 + y * (box.height - 4), { steps: 4 });
    }
    await page.mouse.up();
    await map.getByText(/^72 selected/).waitFor();

    await map.getByRole('button', { name: 'red, 24 images' }).click();
    await map.getByRole('button', { name: 'red, 24 images, 24 selected' }).waitFor();
    await page.getByText('chosen:').locator('visible=true').first().click();
    await page.keyboard.press('Shift+Enter');
    await page.getByText(`chosen: ${new Array(24).fill('red').join(' ')}`).waitFor({ timeout: KERNEL });
    await page.keyboard.press('Control+s');
    await expect.poll(() => readFileSync(notebook, 'utf8')).toContain('vnd.thaw.map');
    // Images are fetched when somebody looks at them.
    expect(readFileSync(notebook, 'utf8')).not.toContain('data:image');
    await page.close();
    expect(errors).toEqual([]);
  });

  it('is a drawing without scripts in a report', async () => {
    const html = exportHtml(readNotebook(notebook), 'map', { date: '2026-03-01', dataFolder: images, settings: {} });
    const page = await (await browser.newContext({ offline: true })).newPage();
    await page.setContent(html);
    const figure = page.getByRole('img', { name: /^A map of 72 images of 3 classes/ });
    expect(await figure.locator('path').count()).toBeGreaterThan(72);
    for (const name of CLASSES) expect(await figure.getByText(name, { exact: true }).count()).toBe(1);
    await page.close();
  });
});
