import { expect, test } from 'vitest';
import {
  insertAfter,
  insertBefore,
  removeStatement,
  removeStatements,
  replaceStatement,
} from '../../../src/script/edit/statements.js';
import { find, parse, parseNotebook, patched, reason } from './parsed.js';

const FREEZE = ['for layer in base.layers:', '    layer.trainable = False'];

test('lines are inserted before and after a statement, in its indentation', async () => {
  const parsed = await parse('def g():\n  a = 1\n  b()  # end\n');
  const statement = find(parsed, 'Expr', 'b()');
  expect(
    await patched(
      parsed,
      insertBefore(parsed.script, statement, FREEZE),
      insertAfter(parsed.script, statement, ['', 'c()']),
    ),
  ).toBe('def g():\n  a = 1\n  for layer in base.layers:\n    layer.trainable = False\n  b()  # end\n\n  c()\n');
});

test('tabs and CRLF stay tabs and CRLF', async () => {
  const parsed = await parse('if x:\r\n\tb()\r\n');
  expect(await patched(parsed, insertBefore(parsed.script, find(parsed, 'Expr'), FREEZE))).toBe(
    'if x:\r\n\tfor layer in base.layers:\r\n\t\tlayer.trainable = False\r\n\tb()\r\n',
  );
});

test('a file without a line break at its end keeps none', async () => {
  const parsed = await parse('a()\nb()');
  const [a, b] = parsed.script.body as [never, never];
  expect(await patched(parsed, insertAfter(parsed.script, b, ['c()', 'd()']))).toBe('a()\nb()\nc()\nd()');
  expect(await patched(parsed, removeStatement(parsed.script, b))).toBe('a()');
  expect(await patched(parsed, removeStatement(parsed.script, a))).toBe('b()');
  expect(await patched(parsed, insertBefore(parsed.script, b, ['c()']), removeStatement(parsed.script, b))).toBe(
    'a()\nc()',
  );
  expect(await patched(parsed, insertAfter(parsed.script, b, ['c()']), removeStatement(parsed.script, b))).toBe(
    'a()\nc()',
  );
  expect(await patched(parsed, removeStatements(parsed.script, [a, b]))).toBe('');
});

test('a statement that shares its line gets simple statements on that line', async () => {
  const parsed = await parse('a(); b(); c()\nif x: d()\n');
  const b = find(parsed, 'Expr', 'b()');
  const d = find(parsed, 'Expr', 'd()');
  expect(await patched(parsed, insertBefore(parsed.script, b, ['e()']), insertAfter(parsed.script, d, ['f()']))).toBe(
    'a(); e(); b(); c()\nif x: d(); f()\n',
  );
  expect(reason(insertAfter(parsed.script, b, FREEZE))).toMatch(/shares its line/);
  expect(await patched(parsed, removeStatement(parsed.script, b))).toBe('a(); c()\nif x: d()\n');
  expect(await patched(parsed, removeStatement(parsed.script, find(parsed, 'Expr', 'c()')))).toBe(
    'a(); b()\nif x: d()\n',
  );
  expect(await patched(parsed, removeStatement(parsed.script, d))).toBe('a(); b(); c()\nif x: pass\n');
});

test('lines go before the decorators of a function', async () => {
  const parsed = await parse('@a\n@b(1)\ndef f():\n    pass\nx()\n');
  const f = find(parsed, 'FunctionDef');
  expect(await patched(parsed, insertBefore(parsed.script, f, ['y()']))).toBe(`y()\n${parsed.source.text}`);
  expect(await patched(parsed, removeStatement(parsed.script, f))).toBe('x()\n');
});

test('the only statement of a block becomes pass', async () => {
  const parsed = await parse('for a in b:\n    # why\n    c()  # does\nd()\n');
  const statement = find(parsed, 'Expr', 'c()');
  expect(await patched(parsed, removeStatement(parsed.script, statement))).toBe(
    'for a in b:\n    # why\n    pass  # does\nd()\n',
  );
});

test('all statements of a block leave one pass', async () => {
  const parsed = await parse('try:\n    a()\n    b()\nfinally:\n    c()\n');
  const statements = [find(parsed, 'Expr', 'a()'), find(parsed, 'Expr', 'b()')];
  expect(await patched(parsed, removeStatements(parsed.script, statements))).toBe(
    'try:\n    pass\nfinally:\n    c()\n',
  );
});

test('a statement is replaced over all its lines, and its comment stays', async () => {
  const parsed = await parse('if x:\n    f(1,\n      2)  # why\n');
  expect(await patched(parsed, replaceStatement(parsed.script, find(parsed, 'Expr'), ['g()', 'h()']))).toBe(
    'if x:\n    g()\n    h()  # why\n',
  );
});

test('an elif is no statement of its own', async () => {
  const parsed = await parse('if a:\n    b()\nelif c:\n    d()\n');
  const [outer] = parsed.script.body;
  const branch = outer?.type === 'If' ? outer.orelse[0]! : undefined;
  expect(reason(removeStatement(parsed.script, branch!))).toMatch(/branch of the `if` above/);
});

test('a statement that begins after a backslash is left alone', async () => {
  const parsed = await parse('a(); \\\nb()\n');
  expect(reason(insertBefore(parsed.script, find(parsed, 'Expr', 'b()'), ['c()']))).toMatch(/line before/);
});

test('only the lines of the source of one cell change in a notebook', async () => {
  const notebook = (lines: string): string =>
    `{"cells": [\n {"cell_type": "markdown", "source": ["\\u00e9"]},\n {"cell_type": "code", "outputs": [{"text": "[\\"\\\\"}],\n  "source": [\n   ${lines}\n  ], "metadata": {"b": 1,  "a": 2}}\n],"nbformat": 4}`;
  const parsed = await parseNotebook(notebook('"a()\\n",\n   "if x:\\n",\n   "  b()"'));
  const b = find(parsed, 'Expr', '');
  expect(b.place.cell).toBe(2);
  const [a, condition] = parsed.script.body as [never, never];
  const after = await patchedJson(parsed, [
    insertAfter(parsed.script, condition, ['c()']),
    insertBefore(parsed.script, a, ["é('\"')"]),
  ]);
  expect(after).toBe(notebook(`"\\u00e9('\\"')\\n",\n   "a()\\n",\n   "if x:\\n",\n   "  b()\\n",\n   "c()"`));
  expect(await patchedJson(parsed, [removeStatement(parsed.script, condition)])).toBe(notebook('"a()"'));
  expect(await patchedJson(parsed, [removeStatement(parsed.script, a)])).toBe(notebook('"if x:\\n",\n   "  b()"'));
});

test('a source that is one string stays one', async () => {
  const notebook = (text: string): string =>
    `{"worksheets":[{"cells":[{"cell_type":"code","input":${JSON.stringify(text)}}]}]}`;
  const parsed = await parseNotebook(notebook('a()\nb()'));
  const [a, b] = parsed.script.body as [never, never];
  expect(await patchedJson(parsed, [insertBefore(parsed.script, a, ['c()']), removeStatement(parsed.script, b)])).toBe(
    notebook('c()\na()'),
  );
});

async function patchedJson(
  parsed: Awaited<ReturnType<typeof parse>>,
  changes: Parameters<typeof patched>[1][],
): Promise<string> {
  const text = await patched(parsed, ...changes);
  await parseNotebook(text);
  return text;
}
