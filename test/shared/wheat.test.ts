import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readClassFolders, support } from '../../src/dataset/classFolders.js';
import { inTwoClasses } from '../../src/dataset/duplicates.js';
import { type Scan, scanImages } from '../../src/dataset/scan.js';

const ARCHIVE = path.join(import.meta.dirname, '../../../shared/data/wheat-grain.tar');
const there = existsSync(ARCHIVE);

test.runIf(process.env.CI === 'true')('continuous integration has the wheat kernels', () => {
  expect(there, ARCHIVE).toBe(true);
});

describe.skipIf(!there)('7,139 real wheat kernels, which lie beside the project and not in it', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'thaw-wheat-'));
    execFileSync('tar', ['-xf', ARCHIVE, '-C', folder]);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('the scan finds the faults that are known of the data', async () => {
    const dataset = await readClassFolders(folder);
    expect(dataset.classNames).toEqual([
      'damaged_grain',
      'foreign_particles',
      'grain',
      'grain_broken',
      'grain_covered',
    ]);
    expect(support(dataset)).toEqual([756, 597, 4538, 1142, 106]);
    const scan: Scan = await scanImages(dataset);
    expect(scan.unreadable).toEqual([]);
    expect(inTwoClasses(scan)).toHaveLength(143);
    const within = scan.duplicates.filter((group) => new Set(group.map(({ className }) => className)).size === 1);
    expect(within.map((group) => group.map(({ className }) => className))).toEqual([
      ['grain', 'grain'],
      ['grain', 'grain'],
    ]);
  }, 300_000);

  test('a split by photo leaves no photo on both sides, a random one does', async () => {
    const photoOf = (file: string): string => path.basename(file).replace(/_\d+\.jpg$/, '');
    const shared = async (groupPattern?: string): Promise<number> => {
      const { examples } = await readClassFolders(folder, { groupPattern });
      const photos = (split: string): Set<string> =>
        new Set(examples.filter((e) => e.split === split).map((e) => photoOf(e.path)));
      const [training, validation] = [photos('training'), photos('validation')];
      return [...validation].filter((photo) => training.has(photo)).length;
    };
    expect(await shared('^(.*)_\\d+\\.jpg$')).toBe(0);
    expect(await shared()).toBeGreaterThan(40);
  });
});
