import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../../src/report/chromium.js';
import { exportHtml } from '../../src/report/exportHtml.js';
import type { Notebook } from '../../src/report/notebookFormat.js';
import { indexEntry, writeIndex } from '../../src/report/writeIndex.js';

const FACTS = { date: '2025-03-01 14:05', dataFolder: '/data/wheat', settings: {} };
const NOTEBOOK: Notebook = {
  nbformat: 4,
  nbformat_minor: 5,
  metadata: {},
  cells: [
    { cell_type: 'markdown', source: '# Fixture\n\n![far](https://example.org/far.png)', metadata: {} },
    {
      cell_type: 'code',
      source: 'bars();',
      metadata: {},
      outputs: [
        {
          output_type: 'display_data',
          metadata: { thaw: { inIndex: true } },
          data: {
            'image/svg+xml':
              '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30"><rect width="9" height="9"/></svg>',
            'text/plain': 'two bars',
          },
        },
        { output_type: 'display_data', metadata: {}, data: { 'text/markdown': 'It is **frozen**.' } },
      ],
    },
  ],
};

describe('A report opens in a browser without a network', () => {
  let browser: Browser;
  const folder = mkdtempSync(path.join(tmpdir(), 'thaw-reports-'));

  beforeAll(async () => {
    writeFileSync(path.join(folder, '06-diagnosis.html'), exportHtml(NOTEBOOK, '06-diagnosis', FACTS));
    const entry = indexEntry({ name: '06-diagnosis', notebook: NOTEBOOK, seconds: 2 }, FACTS);
    writeFileSync(path.join(folder, 'index.html'), writeIndex([entry], FACTS));
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  it('is reached from the index, requests files alone and logs no error', async () => {
    const context = await browser.newContext({ offline: true });
    const page = await context.newPage();
    const requests: string[] = [];
    const errors: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(pathToFileURL(path.join(folder, 'index.html')).href);
    expect(await page.getByRole('heading', { name: 'Verdict' }).isVisible()).toBe(true);
    expect(await page.getByRole('img', { name: 'two bars' }).isVisible()).toBe(true);
    await page.getByRole('link', { name: 'Fixture' }).click();
    await page.waitForLoadState('load');
    expect(await page.getByRole('img', { name: 'two bars' }).isVisible()).toBe(true);
    expect(await page.getByText('bars();').isVisible()).toBe(false);
    await page.getByText('code', { exact: true }).click();
    expect(await page.getByText('bars();').isVisible()).toBe(true);
    expect(requests.filter((url) => !/^(file|data):/.test(url))).toEqual([]);
    expect(requests.length).toBeGreaterThanOrEqual(2);
    expect(errors).toEqual([]);
    await context.close();
  });
});
