import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { EvidenceFile, Finding } from '../../src/diagnose/finding.js';
import { showDuplicates } from '../../src/notebook/duplicates.js';
import type { OpenDataset } from '../../src/notebook/openDataset.js';
import { showSuspectLabels } from '../../src/notebook/suspectLabels.js';

interface Jupyter {
  lastWriteDisplayData: ((message: { data: Record<string, string> }, update: boolean) => void) | null;
}

const folder = mkdtempSync(path.join(tmpdir(), 'thaw-copies-'));
const file = (split: EvidenceFile['split'], i: number): EvidenceFile => ({
  path: path.join(folder, `${split}_set`, `${i} & co.png`),
  className: 'oat',
  split,
});
const pairs = (n: number): Finding => ({
  check: 'duplicate-across-splits',
  severity: 'critical',
  summary: '',
  evidence: Array.from({ length: n }, (_, i) => ({
    measure: '',
    expected: '',
    received: '',
    files: [file('training', i), file('validation', i)],
    areCopies: true,
  })),
  fix: { text: '' },
});
const dataset = { folder } as OpenDataset;

beforeAll(async () => {
  for (const split of ['training', 'validation'] as const) {
    mkdirSync(path.join(folder, `${split}_set`));
    for (let i = 0; i < 3; i++) {
      await sharp({ create: { width: 4, height: 4, channels: 3, background: '#a63' } })
        .png()
        .toFile(file(split, i).path);
    }
  }
});

afterAll(() => rmSync(folder, { recursive: true }));

/** What a cell shows, in turn. */
async function shown(work: () => Promise<void>): Promise<Record<string, string>[]> {
  const jupyter = require('tslab/dist/jupyter') as Jupyter;
  const write = vi.fn<NonNullable<Jupyter['lastWriteDisplayData']>>();
  const before = jupyter.lastWriteDisplayData;
  jupyter.lastWriteDisplayData = write;
  await work();
  jupyter.lastWriteDisplayData = before;
  return write.mock.calls.map(([{ data }]) => data);
}

test('copies are shown side by side under their paths below the folder', async () => {
  const [title, grid] = await shown(() => showDuplicates([pairs(2)], dataset));
  expect(title?.['text/markdown']).toBe('**In training and in validation**: 2 groups of copies.');
  expect(grid?.['text/plain']).toBe(
    'training_set/0 & co.png = validation_set/0 & co.png\ntraining_set/1 & co.png = validation_set/1 & co.png',
  );
  expect(grid?.['text/html']?.match(/<img src="data:image\/jpeg;base64,/g)).toHaveLength(4);
  expect(grid?.['text/html']).toContain(
    '<figcaption style="font-size:11px;color:#555;overflow-wrap:anywhere">training_set/0 &amp; co.png',
  );
  expect(grid?.['text/html']).not.toContain(folder);
});

test('of many copies the first are shown, and where all of them are', async () => {
  const [title, grid] = await shown(() => showDuplicates([pairs(3)], dataset, { most: 1 }));
  expect(title?.['text/markdown']).toBe(
    '**In training and in validation**: 3 groups of copies. Shown: 1. `npx thaw diagnose --csv FILE` writes all of them to a file.',
  );
  expect(grid?.['text/html']?.match(/<img /g)).toHaveLength(2);
});

test('without copies there is a sentence', async () => {
  expect(await shown(() => showDuplicates([], dataset))).toMatchObject([
    { 'text/markdown': 'No image is stored more than once.' },
  ]);
});

test('possibly mislabeled images are shown with their label and the predicted class', async () => {
  const image = file('training', 1);
  const finding: Finding = {
    ...pairs(0),
    check: 'suspect-label',
    summary: 'A classifier doubts 2 of 9 labels.',
    evidence: [
      { measure: 'share of wrong training labels, estimated', expected: 'at most 2 %', received: '9 %' },
      { measure: image.path, expected: 'oat (0.01)', received: 'rye (0.98)', files: [image] },
    ],
  };
  const [title, grid] = await shown(() => showSuspectLabels([finding], dataset));
  expect(title?.['text/markdown']).toBe('A classifier doubts 2 of 9 labels.');
  expect(grid?.['text/plain']).toBe('oat (0.01), predicted rye (0.98); training_set/1 & co.png');
  expect(grid?.['text/html']?.match(/<img src="data:image\/jpeg;base64,/g)).toHaveLength(1);
  expect(await shown(() => showSuspectLabels([], dataset))).toHaveLength(1);
});
