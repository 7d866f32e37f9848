import path from 'node:path';
import { expect, test } from 'vitest';
import { readEnvironment } from '../../../src/report/jupyterServer.js';
import { parseSource } from '../../../src/script/syntax/parseScript.js';

const { python } = readEnvironment(path.join(import.meta.dirname, '../../..'));

test('a call has its place in characters, whatever bytes stand before it', async () => {
  const { body } = await parseSource('a.py', "x = 'é😀', f(1)\n", { python });
  expect(body).toMatchObject([
    {
      type: 'Assign',
      place: { line: 1, column: 1, endLine: 1, endColumn: 16 },
      value: {
        type: 'Tuple',
        elts: [
          { type: 'Constant', value: 'é😀' },
          { type: 'Call', place: { line: 1, column: 12, endLine: 1, endColumn: 16 } },
        ],
      },
    },
  ]);
});
