import { expect, test } from 'vitest';
import type { ScannedImage } from '../../../src/dataset/scan.js';
import { answerMap, type MapSessions, selectionOf } from '../../../src/notebook/map/mapSession.js';

function sessionsOf(...ids: string[]): MapSessions {
  const session = (id: string) => ({
    images: ['a', 'b', 'c'].map((name) => ({ path: `${id}/${name}.png` }) as ScannedImage),
    selected: [],
    look: async (image: number) => ({ source: 'data:', file: `${id}/${image}`, text: 'grain, training' }),
  });
  return { byId: new Map(ids.map((id) => [id, session(id)])), latest: undefined };
}

test('what is selected is there for the next cell: of the map where it was selected last', async () => {
  const sessions = sessionsOf('one', 'two');
  expect(selectionOf(sessions)).toEqual([]);
  expect(await answerMap({ ask: 'map', id: 'one', want: 'select', images: [2, 0, 2] }, sessions)).toEqual({
    selected: [0, 2],
  });
  expect(selectionOf(sessions).map(({ path }) => path)).toEqual(['one/a.png', 'one/c.png']);
  await answerMap({ ask: 'map', id: 'two', want: 'select', images: [1] }, sessions);
  await answerMap({ ask: 'map', id: 'one', want: 'look', images: [1] }, sessions);
  expect(selectionOf(sessions).map(({ path }) => path)).toEqual(['two/b.png']);
  expect(await answerMap({ ask: 'map', id: 'one', want: 'selection' }, sessions)).toEqual({ selected: [0, 2] });
});

test('images are shown where they are asked for', async () => {
  const { looks } = (await answerMap({ ask: 'map', id: 'one', want: 'look', images: [1] }, sessionsOf('one')))!;
  expect(looks).toEqual([{ image: 1, source: 'data:', file: 'one/1', text: 'grain, training' }]);
});

test('a map of another kernel, an image that there is not, and too many at once are not answered', async () => {
  const sessions = sessionsOf('one');
  expect(await answerMap({ ask: 'map', id: 'two', want: 'selection' }, sessions)).toBeUndefined();
  await expect(answerMap({ ask: 'map', id: 'one', want: 'select', images: [3] }, sessions)).rejects.toThrow(/image 3/);
  const many = { ask: 'map', id: 'one', want: 'look', images: new Array(25).fill(0) };
  await expect(answerMap(many, sessions)).rejects.toThrow();
  await expect(answerMap({ ask: 'map', id: 'one', want: 'delete' }, sessions)).rejects.toThrow();
  expect(selectionOf(sessions)).toEqual([]);
});
