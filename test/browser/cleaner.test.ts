import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Correction } from '../../src/dataset/corrections.js';
import { launchChromium } from '../../src/report/chromium.js';
import { exportHtml } from '../../src/report/exportHtml.js';
import { type JupyterServer, startJupyterServer } from '../../src/report/jupyterServer.js';
import { readNotebook } from '../../src/report/notebookFormat.js';
import { changeCorrections, correctionsFile, readCorrections } from '../../src/store/corrections.js';
import { environment, fixtureNotebook, PROJECT } from '../endToEnd/project.js';

/** Milliseconds that a kernel may take, which loads TensorFlow first. */
const KERNEL = 240_000;
const CLASSES = ['blue', 'green', 'red'];
const file = correctionsFile(path.join(PROJECT, 'runs'));

/** Four training and two validation images of each class, one of them in no format at all. */
async function drawImages(): Promise<string> {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'thaw-cleaner-')));
  for (const [k, name] of CLASSES.entries()) {
    for (const [i, split] of [...new Array(4).fill('training_set'), ...new Array(2).fill('validation_set')].entries()) {
      const image = path.join(folder, split, name, `it's "${i}".png`);
      mkdirSync(path.dirname(image), { recursive: true });
      const background = { r: k === 2 ? 200 - i : 0, g: k === 1 ? 200 - i : 0, b: k === 0 ? 200 - i : 0 };
      await sharp({ create: { width: 60, height: 40, channels: 3, background } })
        .png()
        .toFile(image);
    }
  }
  writeFileSync(path.join(folder, 'training_set', 'red', 'broken.png'), 'no image');
  return folder;
}

/** Every second image is doubted, in favor of the next class; one file cannot be read. */
const SOURCE = `import * as thaw from '${path.join(PROJECT, 'dist')}';
const dataset = await thaw.openDataset(thaw.notebookSettings());
const doubted = dataset.scan.images.filter((_, i) => i % 2 === 0).map((image) => ({
  measure: image.path,
  expected: image.className + ' (0.03)',
  received: dataset.classNames[(image.label + 1) % 3] + ' (0.97)',
  files: [image],
}));
const broken = dataset.scan.unreadable.map(({ example, reason }) => ({
  measure: example.path, expected: '', received: reason, files: [example],
}));
const finding = { severity: 'warning', summary: '', fix: { text: '' } };
await thaw.showCleaner([
  { ...finding, check: 'unreadable-image', evidence: broken },
  { ...finding, check: 'suspect-label', evidence: doubted },
] as unknown as thaw.Finding[], dataset);`;

describe('A cleaner in JupyterLab', () => {
  let browser: Browser;
  let server: JupyterServer;
  let images: string;
  const notebook = fixtureNotebook('cleaner', [SOURCE, '1 + 1;']);

  beforeAll(async () => {
    images = await drawImages();
    browser = await launchChromium();
    server = await startJupyterServer(environment(), path.dirname(notebook), { THAW_DATA: images }, 'jupyterlab');
  });
  afterAll(async () => {
    await server?.stop();
    await browser?.close();
    // They are the user's file and the test's entries.
    await changeCorrections(file, (all) => all.filter(({ folder }) => folder !== images));
    if ((await readCorrections(file)).length === 0) rmSync(file);
    rmSync(images, { recursive: true });
  });

  async function openNotebook(page: Page, options: string): Promise<void> {
    await page.goto(`${server.baseUrl}lab/tree/${path.basename(notebook)}?${options}token=${server.token}`);
    await page.locator('.jp-Notebook').waitFor({ timeout: 120_000 });
    await page.getByText(/\| Idle$/).waitFor({ timeout: 120_000 });
  }

  /** What is written of these images: file, class and check. */
  async function written(): Promise<string[]> {
    const own = (await readCorrections(file)).filter(({ folder }) => folder === images);
    const line = ({ file: name, from, to, by }: Correction): string => `${path.basename(name)} ${from} ${to} ${by}`;
    return own.map(line).sort();
  }

  it('sorts images out by keyboard and by mouse, and goes on where it was after the page was closed', async () => {
    let page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await openNotebook(page, 'reset&');
    await page.getByRole('menuitem', { name: 'Run', exact: true }).click();
    await page.locator('[data-command="notebook:run-all-cells"], [data-command="runmenu:run-all"]').first().click();
    const cleaner = page.getByRole('group', { name: '10 suspicious images to sort out' });
    await cleaner.waitFor({ timeout: KERNEL });
    const counts = (text: string) => cleaner.getByText(text, { exact: true }).waitFor({ timeout: 5000 });
    const saved = () => page.locator('.thaw-saved[data-state="saved"]').waitFor({ timeout: KERNEL });
    await counts('image 1 of 10');
    expect(await cleaner.getByRole('img', { name: 'training_set/blue/it\'s "0".png, labeled blue' }).count()).toBe(1);

    await cleaner.focus();
    // The model's class, the third class, the label, out twice, the last one back, and out again later.
    for (const key of ['a', '3', 'k', 'd', 'd', 'u', 's']) await page.keyboard.press(key);
    await counts('image 6 of 10 · 1 kept · 2 moved · 1 left out · 1 skipped');
    expect(await page.locator('.thaw-spoken').textContent()).toMatch(
      /^Image 5 skipped\. +Image 6 of 10: labeled green, the model says red\./,
    );
    await saved();
    const byKeys = [
      `it's "0".png blue green suspect-label`,
      `it's "0".png green null suspect-label`,
      `it's "2".png blue red suspect-label`,
      `it's "4".png blue blue suspect-label`,
    ];
    expect(await written()).toEqual(byKeys.sort());
    // D twice is JupyterLab's shortcut that deletes a cell.
    expect(await page.locator('.jp-Notebook .jp-Cell').count()).toBe(2);

    await cleaner.getByRole('button', { name: 'accept red' }).click();
    await cleaner.getByRole('button', { name: 'image 10, labeled red, not decided' }).click();
    await cleaner.getByText('cannot be read', { exact: true }).first().waitFor();
    await cleaner.getByRole('button', { name: 'leave out' }).click();
    // After the mouse the keys go on.
    await page.keyboard.press('k');
    await saved();
    expect((await written()).length).toBe(7);
    expect(await written()).toContain('broken.png red null unreadable-image');
    await page.keyboard.press('Control+s');
    await expect.poll(() => readFileSync(notebook, 'utf8')).toContain('vnd.thaw.cleaner');
    await page.close();

    page = await browser.newPage({ viewport: { width: 1280, height: 1000 } });
    page.on('pageerror', (error) => errors.push(error.message));
    await openNotebook(page, '');
    // What was skipped is for another day: that day has come.
    await page.getByText('image 5 of 10 · 2 kept · 3 moved · 2 left out', { exact: true }).waitFor({ timeout: KERNEL });
    await page.close();
    expect(errors).toEqual([]);
  });

  it('is a list without scripts in a report, in the same order', async () => {
    const html = exportHtml(readNotebook(notebook), 'cleaner', {
      date: '2026-03-01',
      dataFolder: images,
      settings: {},
    });
    const page = await (await browser.newContext({ offline: true })).newPage();
    await page.setContent(html);
    const captions = await page.locator('figcaption').allTextContents();
    expect(captions.length).toBe(9);
    expect(captions[0]).toMatch(/^1\. labeled blue; the model says green, 97.%; .*training_set\/blue\/it's "0"\.png$/);
    expect(await page.getByText('10. labeled red; cannot be read').count()).toBe(1);
    const isShown = await page
      .locator('figure img')
      .evaluateAll((all) => all.every((one) => (one as HTMLImageElement).naturalWidth > 0));
    expect(isShown).toBe(true);
    await page.close();
  });
});
