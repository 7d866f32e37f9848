import { expect, test } from 'vitest';
import { parseSource } from '../../../src/script/syntax/parseScript.js';
import { placeText, quote } from '../../../src/script/syntax/quote.js';
import { parseCells, python } from './python.js';

test('magics, shell lines and questions are magics, and what stands around them is Python', async () => {
  const { body, notes } = await parseCells([
    '%matplotlib inline\n!pip install "keras\nx = 1\nif x:\n    %cd /data\nfiles = !ls\nmodel.fit?',
    '%%time\ny = 2',
    '%%bash\necho "',
    '%time z = f(3)',
    's = """\n%no\n"""\nt = (a\n% b)',
  ]);
  expect(notes).toEqual([]);
  expect(body).toMatchObject([
    { type: 'Magic', text: '%matplotlib inline', place: { cell: 1, line: 1 } },
    { type: 'Magic', text: '!pip install "keras' },
    { type: 'Assign', place: { line: 3 } },
    { type: 'If', body: [{ type: 'Magic', text: '%cd /data', place: { column: 5 } }] },
    { type: 'Assign', targets: [{ id: 'files' }], value: { type: 'Unparsed', text: '!ls' } },
    { type: 'Magic', text: 'model.fit?' },
    { type: 'Magic', text: '%%time', place: { cell: 2 } },
    { type: 'Assign', targets: [{ id: 'y' }] },
    { type: 'Magic', text: '%%bash', place: { cell: 3, line: 1, endLine: 2 } },
    { type: 'Magic', text: '%time' },
    { type: 'Assign', value: { type: 'Call' }, place: { cell: 4, column: 7 } },
    { type: 'Assign', value: { value: '\n%no\n' } },
    { type: 'Assign', value: { type: 'BinOp', op: '%' } },
  ]);
});

test('a cell has its number over all cells, and a place is named and quoted', async () => {
  const notebook = {
    metadata: { language_info: { name: 'python', version: '3.6.9' } },
    cells: [
      { cell_type: 'markdown', source: 'text' },
      { cell_type: 'code', source: ['a = 1\n', 'f(b,\n', '  c)'], execution_count: 7 },
      { cell_type: 'code', source: 'x ==', execution_count: 2 },
    ],
  };
  const { body, source, notes, pythonVersion } = await parseSource('d/t.ipynb', JSON.stringify(notebook), { python });
  expect(pythonVersion).toBe('3.6.9');
  expect(placeText('d/t.ipynb', body[1]!.place)).toBe('t.ipynb, cell 2, line 2');
  expect(quote(source, body[1]!.place)).toBe('f(b, c)');
  expect(quote(source, body[1]!.place, 4)).toBe('f(b…');
  expect(body[2]).toMatchObject({ type: 'Unparsed', text: 'x ==', place: { cell: 3 } });
  expect(notes[0]!.why).toMatch(/^The cells were not run in order: cell 3 was run as \[2\], cell 2 above it as \[7\]/);
});

test('a notebook of format 3 is read, by the kernel of Python 2', async () => {
  const cells = [{ cell_type: 'code', input: ['print x'], prompt_number: 1 }];
  const text = JSON.stringify({ metadata: { kernelspec: { name: 'python2' } }, worksheets: [{ cells }] });
  const { body, pythonVersion } = await parseSource('a.ipynb', text, { python });
  expect(body).toMatchObject([{ value: { func: { id: 'print' } }, place: { cell: 1 } }]);
  expect(pythonVersion).toBe('2');
});

test.each([
  ['{"metadata": {"kernelspec": {"language": "R"}}, "cells": []}', /Received: one of R/],
  ['{"a": 1}', /Received: JSON without cells/],
  ['hello', /expected to be JSON. In line 1/],
  ['['.repeat(1_000_000), /brackets inside each other/],
])('what is no notebook of Python is refused: %.40s', async (text, message) => {
  await expect(parseSource('a.ipynb', text, { python })).rejects.toThrow(message);
});

test('a version that a cell asks for and its output shows is kept, with its cell', async () => {
  const cell = (source: string, ...outputs: object[]): object => ({ cell_type: 'code', source, outputs });
  const stream = (text: string): object => ({ output_type: 'stream', text: [text] });
  const notebook = {
    metadata: { language_info: { name: 'python' } },
    cells: [
      cell('tf.__version__', { output_type: 'execute_result', data: { 'text/plain': ["'2.9.1'"] } }),
      cell('print(tf.__version__, keras.__version__)', stream('2.16.1 3.3.3\n')),
      cell('print(tf.__version__)', stream('2.9.1 with 11.2.0\n')),
      cell('print(x)', stream('2.9.1\n')),
    ],
  };
  const { versions } = await parseSource('train.ipynb', JSON.stringify(notebook), { python: 'no such program' });
  expect(versions).toEqual([
    { package: 'tensorflow', version: '2.9.1', cell: 1 },
    { package: 'tensorflow', version: '2.16.1', cell: 2 },
    { package: 'keras', version: '3.3.3', cell: 2 },
  ]);
});
