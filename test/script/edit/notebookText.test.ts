import { expect, test } from 'vitest';
import { UserError } from '../../../src/base/errors.js';
import { cellTexts } from '../../../src/script/edit/notebookText.js';

test('cells of code have their number over all cells, and their text from a list or a string', () => {
  const cells = [
    { cell_type: 'markdown', source: ['# a'] },
    { cell_type: 'code', source: ['a\n', 'b'], metadata: { cells: [{ cell_type: 'code', source: 'no' }] } },
    { cell_type: 'raw', source: 'c' },
    { cell_type: 'code', source: 'é\u2028"\\n"\n😀', outputs: [{ text: '"source": ["no"]' }] },
    { cell_type: 'code', source: [] },
  ];
  const found = cellTexts(JSON.stringify({ metadata: {}, cells }), 'a.ipynb');
  expect(found.map(({ cell, text }) => [cell, text])).toEqual([
    [2, 'a\nb'],
    [4, 'é\u2028"\\n"\n😀'],
    [5, ''],
  ]);
});

test('cells of all worksheets of nbformat 3 are counted on', () => {
  const sheet = (input: string): object => ({ cells: [{ cell_type: 'code', input, language: 'python' }] });
  const json = JSON.stringify({ nbformat: 3, worksheets: [sheet('a'), sheet('b')] }, null, 1);
  expect(cellTexts(json, 'a.ipynb').map(({ cell, text }) => [cell, text])).toEqual([
    [1, 'a'],
    [2, 'b'],
  ]);
});

test('what is nested without end is passed over', () => {
  const deep = '['.repeat(100_000) + ']'.repeat(100_000);
  const json = `{"metadata": ${deep}, "cells": [{"cell_type": "code", "outputs": ${deep}, "source": "a"}, ${deep}]}`;
  expect(cellTexts(json, 'a.ipynb')).toMatchObject([{ cell: 1, text: 'a' }]);
});

test.each(['{}', '[1]', '"a"', 'null', '{"cells": 3}', '{"nbformat": 4'])(
  'what is no notebook is an error: %s',
  (json) => {
    expect(() => cellTexts(json, 'a.ipynb')).toThrow(UserError);
  },
);
