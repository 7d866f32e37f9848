import { expect, test } from 'vitest';
import type { Example } from '../../src/dataset/dataset.js';
import { scanParts } from '../../src/dataset/scanParts.js';

const names = ['a/1.png', 'b/2.png', 'a/3.png', 'b/more/4.png', 'a/5.png'];
const examplesIn = (folder: string): Example[] =>
  names.map((name) => ({ path: `${folder}/${name}`, className: name[0], label: 0, split: 'training' }));
const stamps = names.map((_, i) => ({ bytes: 10 + i, modified: 1000 * i + 1 }));

test('parts are folders, large ones in several, sorted whatever the order of the images', () => {
  const parts = scanParts({ folder: '/x', examples: examplesIn('/x') }, stamps, 2);
  expect(parts.map(({ folder, examples }) => [folder, ...examples.map(({ path }) => path)])).toEqual([
    ['a', '/x/a/1.png', '/x/a/3.png'],
    ['a', '/x/a/5.png'],
    ['b', '/x/b/2.png'],
    ['b/more', '/x/b/more/4.png'],
  ]);
});

test('a part is the same wherever the folder lies, and another one once a file has changed', () => {
  const digests = (folder: string, changed = stamps): string[] =>
    scanParts({ folder, examples: examplesIn(folder) }, changed, 2).map((part) => part.digest);
  expect(digests('/elsewhere/images')).toEqual(digests('/x'));
  expect(new Set(digests('/x')).size).toBe(4);
  // File systems differ in parts of a second.
  expect(digests('/x', [{ bytes: 10, modified: 900 }, ...stamps.slice(1)])).toEqual(digests('/x'));
  for (const stamp of [
    { bytes: 11, modified: 1 },
    { bytes: 10, modified: 1001 },
  ]) {
    const changed = digests('/x', [stamp, ...stamps.slice(1)]);
    expect(changed.map((digest, i) => digest === digests('/x')[i])).toEqual([false, true, true, true]);
  }
});
