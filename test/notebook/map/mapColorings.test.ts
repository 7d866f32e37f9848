import { expect, test } from 'vitest';
import type { ScannedImage } from '../../../src/dataset/scan.js';
import { decode16 } from '../../../src/lab/map/mapData.js';
import { type ColoredImages, colorings } from '../../../src/notebook/map/mapColorings.js';

const CLASSES = ['chaff', 'grain'];
const images = Array.from({ length: 6 }, (_, i) => ({
  path: `/data/${i}.png`,
  className: CLASSES[i % 2],
  label: i % 2,
  split: i < 4 ? 'training' : 'validation',
})) as ScannedImage[];
const NONE = images.map(() => undefined);

/** The name of the entry of each image. */
function namesBy(name: string, given: Partial<ColoredImages> = {}): string[] {
  const { legend, entries } = colorings({ images, classNames: CLASSES, doubts: NONE, ...given }).find(
    (one) => one.name === name,
  )!;
  const names = Array.from(decode16(entries), (entry) => legend[entry]!.name);
  for (const entry of legend) expect(entry.count).toBe(names.filter((one) => one === entry.name).length);
  return names;
}

test('images are colored by class first, and by split', () => {
  expect(colorings({ images, classNames: CLASSES, doubts: NONE }).map(({ name }) => name)).toEqual(['class', 'split']);
  expect(namesBy('class')).toEqual(['chaff', 'grain', 'chaff', 'grain', 'chaff', 'grain']);
  expect(namesBy('split').slice(3)).toEqual(['training', 'validation', 'validation']);
});

test('a run colors the images that it is evaluated on', () => {
  const evaluated = {
    run: {
      labels: [0, 1],
      probabilities: [
        [0.3, 0.7],
        [0.02, 0.98],
      ],
    },
    positions: [4, 5],
  };
  const others = new Array(4).fill('not evaluated');
  expect(namesBy('prediction', { evaluated })).toEqual([...others, 'grain', 'grain']);
  expect(namesBy('correct or not', { evaluated })).toEqual([...others, 'wrong', 'correct']);
  // The logarithms of 0.3 and 0.98.
  expect(namesBy('loss', { evaluated })).toEqual([...others, '1 to 3', 'at most 0.1']);
});

test('labels that were checked are colored by doubt', () => {
  const doubts = images.map((_, i) => (i === 0 ? { doubt: 0.95, likely: 1, probability: 0.9 } : undefined));
  expect(namesBy('doubt of the label', { doubts })).toEqual(['above 0.8', ...new Array(5).fill('not checked')]);
});

test('of many groups, the largest have colors of their own', () => {
  const named = Array.from({ length: 60 }, (_, i) => ({
    ...images[i % 6]!,
    path: `/data/plant${i % 20}_${i}.png`,
  }));
  const all = colorings({ images: named, classNames: CLASSES, doubts: named.map(() => undefined) });
  const groups = all.find(({ name }) => name.startsWith('group by '))!;
  expect(groups.legend).toHaveLength(16);
  expect(groups.legend.at(-1)).toMatchObject({ name: 'other groups', count: 15 });
});
