import { expect, test } from 'vitest';
import type { CleanerImage } from '../../src/lab/cleaner/cleanerData.js';
import {
  choose,
  classesOfKeys,
  countChoices,
  goTo,
  readKey,
  startState,
  undo,
  withWritten,
} from '../../src/lab/cleaner/cleanerState.js';

const image: CleanerImage = {
  file: 'a/1.jpg',
  className: 'a',
  split: 'training',
  source: '',
  reasons: [],
  predictions: [{ className: 'm', probability: 0.8 }],
  suggested: 'm',
  copies: [],
};
const MOVE = { action: 'move', to: 'b' } as const;
const KEEP = { action: 'keep' } as const;

test('a choice leads to the next image without one, around the end', () => {
  let state = choose(startState(3), KEEP);
  expect(state.at).toBe(1);
  state = choose(goTo(state, 2), MOVE);
  expect(state.at).toBe(1);
  state = choose(state, { action: 'skip' });
  expect(state.at).toBe(1);
  expect(countChoices(state)).toEqual({ keep: 1, move: 1, delete: 0, skip: 1, open: 0 });
});

test('undo takes back the latest choices one by one, a changed one too', () => {
  let state = choose(choose(startState(3), KEEP), MOVE);
  state = choose(goTo(state, 0), { action: 'delete' });
  state = undo(state);
  expect(state.at).toBe(0);
  expect(state.choices).toEqual([KEEP, MOVE, undefined]);
  state = undo(undo(state));
  expect(state.choices).toEqual([undefined, undefined, undefined]);
  expect(undo(state)).toBe(state);
});

test('what is written already is shown, and the first open image; what was chosen since stays', () => {
  const written = [
    { image: 0, decision: KEEP },
    { image: 1, decision: MOVE },
  ];
  const fresh = withWritten(startState(4), written);
  expect(fresh.choices).toEqual([KEEP, MOVE, undefined, undefined]);
  expect(fresh.at).toBe(2);
  const begun = withWritten(choose(startState(4), { action: 'delete' }), written);
  expect(begun.choices).toEqual([{ action: 'delete' }, MOVE, undefined, undefined]);
});

test('going stops at the ends', () => {
  expect(goTo(startState(3), -1).at).toBe(0);
  expect(goTo(startState(3), 7).at).toBe(2);
});

test('keys 1 to 9 are the classes in their order, or the likeliest of many', () => {
  expect(classesOfKeys(['a', 'b', 'm'], image)).toEqual(['a', 'b', 'm']);
  const many = [...'abcdefghijklm'];
  expect(classesOfKeys(many, image)).toEqual(['m', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']);
});

test.each([
  ['k', { action: 'choose', choice: KEEP }],
  ['1', { action: 'choose', choice: KEEP }],
  ['2', { action: 'choose', choice: MOVE }],
  ['4', undefined],
  ['A', { action: 'choose', choice: { action: 'move', to: 'm' } }],
  ['Delete', { action: 'choose', choice: { action: 'delete' } }],
  ['s', { action: 'choose', choice: { action: 'skip' } }],
  ['Backspace', { action: 'undo' }],
  ['ArrowLeft', { action: 'go', by: -1 }],
  ['Tab', undefined],
  ['x', undefined],
])('the key %s', (key, meaning) => {
  expect(readKey(key, false, image, ['a', 'b', 'm'])).toEqual(meaning);
});

test('with the control key only undo is meant, and A means nothing where the model agrees', () => {
  expect(readKey('z', true, image, [])).toEqual({ action: 'undo' });
  expect(readKey('s', true, image, [])).toBeUndefined();
  expect(readKey('a', false, { ...image, suggested: undefined }, [])).toBeUndefined();
});
