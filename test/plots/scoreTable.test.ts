import { parse, View } from 'vega';
import { expect, test } from 'vitest';
import { drawVega } from '../../src/plots/drawSvg.js';
import { type SortedColumn, scoreTable } from '../../src/plots/scoreTable.js';

const COLUMNS: SortedColumn[] = [
  { field: 'file', title: 'image', width: 80, isNumber: false },
  { field: 'loss', text: 'lossText', title: 'loss', width: 50, isNumber: true },
];
const rows = [
  ['a', 1],
  ['d', 3],
  ['b', 2],
  ['c', 0.5],
].map(([file, loss]) => ({ file, loss, lossText: `${loss} nats` }));

test('the first rows by the first column are seen; a click on a heading sorts, and the wheel moves', async () => {
  const view = await new View(parse(scoreTable(COLUMNS, rows, 'loss', 3)), { renderer: 'none' }).runAsync();
  const seen = (): string => {
    const values = view.data('rows') as { file: string; rank: number }[];
    return [...values]
      .sort((a, b) => a.rank - b.rank)
      .map(({ file }) => file)
      .join('');
  };
  expect(seen()).toBe('dba');
  await view.signal('start', 1).runAsync();
  expect(seen()).toBe('bac');
  await view.signal('sorted', { field: 'file', isDescending: false }).signal('start', 0).runAsync();
  expect(seen()).toBe('abc');
  view.finalize();
});

test('without a browser it is the first rows, with the heading that they are sorted by', async () => {
  const svg = await drawVega(scoreTable(COLUMNS, rows, 'loss', 3));
  for (const text of ['image', 'loss ↓', '3 nats', '1 nats']) expect(svg).toContain(`>${text}<`);
  expect(svg).not.toContain('0.5 nats');
  expect(await drawVega(scoreTable(COLUMNS, [], 'loss', 3))).toContain('loss ↓');
});
