import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { UserError } from '../../src/base/errors.js';
import { writeAtomic } from '../../src/base/wholeFile.js';
import { page } from '../../src/report/pageStyle.js';
import { writePdfs } from '../../src/report/writePdf.js';

const FACTS = { date: '2025-03-01 14:05', dataFolder: '/data/wheat', settings: {} };
const figure = '<figure><svg width="600" height="850"><rect width="600" height="850"/></svg></figure>';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'thaw-pdf-'));
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

async function numPages(body: string): Promise<number> {
  const [html, pdf] = ['html', 'pdf'].map((extension) => path.join(folder, `report.${extension}`));
  await writeAtomic(html, page('A report', FACTS, body));
  await writePdfs([{ html, pdf }]);
  const bytes = await readFile(pdf, 'latin1');
  expect(bytes.slice(0, 5)).toBe('%PDF-');
  return bytes.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
}

test('a figure that does not fit into the rest of a page begins on the next', async () => {
  expect(await numPages('<p>one page</p>')).toBe(1);
  // Less than two pages, if figures were cut.
  expect(await numPages(figure.repeat(2))).toBe(3);
});

test('evidence that is folded on the page is in the PDF', async () => {
  const rows = '<tr><td>evidence</td></tr>'.repeat(120);
  const evidence = `<details><summary>evidence</summary><table>${rows}</table></details>`;
  expect(await numPages(evidence)).toBeGreaterThan(2);
});

test('code that is folded on the page is not', async () => {
  const code = `<details class="code"><summary>code</summary><pre>${'line\n'.repeat(400)}</pre></details>`;
  expect(await numPages(code)).toBe(1);
});

test('where THAW_CHROMIUM names nothing, the error says what to do', async () => {
  vi.stubEnv('THAW_CHROMIUM', path.join(folder, 'nowhere'));
  await expect(writePdfs([])).rejects.toThrow(UserError);
  await expect(writePdfs([])).rejects.toThrow(/THAW_CHROMIUM is expected to name Chrome/);
});
