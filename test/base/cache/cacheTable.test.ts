import { expect, test } from 'vitest';
import { cacheTable } from '../../../src/base/cache/cacheTable.js';

const NEW_YEAR = Date.UTC(2026, 0, 1, 12, 30);

test('each kind has its line, with number, bytes and last use, and all together have one', () => {
  const files = [
    { file: '/c/features/a.rows', kind: 'features', bytes: 3 * 2 ** 30, lastUse: NEW_YEAR },
    { file: '/c/scans/b.json', kind: 'scans', bytes: 1000, lastUse: NEW_YEAR + 60_000 },
    { file: '/c/features/b.rows', kind: 'features', bytes: 2 ** 29, lastUse: NEW_YEAR - 60_000 },
  ];
  expect(cacheTable(files).split('\n')).toEqual([
    'features  2 files  3.5 GB  last used 2026-01-01 12:30 UTC',
    'scans     1 file   1000 B  last used 2026-01-01 12:31 UTC',
    'all       3 files  3.5 GB  last used 2026-01-01 12:31 UTC',
  ]);
});

test('an empty cache holds nothing', () => {
  expect(cacheTable([])).toBe('nothing');
});
