import { expect, test } from 'vitest';
import { quote } from '../../../src/script/syntax/quote.js';
import { parsePython } from './python.js';

test('what only Python 2 reads becomes nodes of Python 3, with its places', async () => {
  const text = [
    'print "loss", 1',
    'print >>log, x',
    'if a <> 0777: print `b`,',
    'try: pass',
    'except IOError, e:',
    '    raise ValueError, "text"',
    'n = 10L',
  ].join('\n');
  const { body, notes, pythonVersion, source } = await parsePython(text);
  expect(pythonVersion).toBe('2');
  expect(notes).toHaveLength(1);
  expect(notes[0]!.why).toMatch(/^Python 3 refuses it: SyntaxError: .* It is read as Python 2\.$/);
  const print = { type: 'Call', func: { id: 'print' } };
  expect(body).toMatchObject([
    { value: { ...print, args: [{ value: 'loss' }, { value: 1 }], keywords: [] } },
    { value: { ...print, args: [{ id: 'x' }], keywords: [{ name: 'file', value: { id: 'log' } }] } },
    {
      type: 'If',
      test: { ops: ['!='], comparators: [{ value: 511 }] },
      body: [{ value: { ...print, args: [{ type: 'Call', func: { id: 'repr' }, args: [{ id: 'b' }] }] } }],
    },
    { type: 'Try', handlers: [{ name: 'e', body: [{ type: 'Raise' }] }] },
    { type: 'Assign', value: { value: 10 } },
  ]);
  expect(body.slice(0, 2).map(({ place }) => quote(source, place))).toEqual(['print "loss", 1', 'print >>log, x']);
});

test('a tab and eight spaces are one indentation, as in Python 2, and columns stay those of the file', async () => {
  const { body, notes } = await parsePython('if a:\n        x = 1\n\ty = 2\n');
  expect(body).toMatchObject([
    { type: 'If', body: [{ place: { line: 2, column: 9 } }, { place: { line: 3, column: 2, endColumn: 7 } }] },
  ]);
  expect(notes[0]!.why).toContain('with a tab to every eighth column');
});

test('a tab and four spaces are one indentation where nothing else fits', async () => {
  const { body, notes } = await parsePython("def f():\n\t'''text'''\n    x = 1\n");
  expect(body).toMatchObject([{ type: 'FunctionDef', body: [{ type: 'Expr' }, { type: 'Assign' }] }]);
  expect(notes[0]!.why).toContain('with a tab to every fourth column');
});

test('a broken statement is kept as text, with the message of Python, and the others are read', async () => {
  const { body, notes } = await parsePython('a = 1\npickle.dump(, b)\nif c:\n    d = = 2\n    e = 3\n');
  expect(body).toMatchObject([
    { type: 'Assign', place: { line: 1 } },
    { type: 'Unparsed', text: 'pickle.dump(, b)', why: 'SyntaxError: invalid syntax', place: { line: 2 } },
    {
      type: 'If',
      body: [
        { type: 'Unparsed', text: 'd = = 2' },
        { type: 'Assign', place: { line: 5 } },
      ],
    },
  ]);
  expect(notes.map(({ place }) => place?.line)).toEqual([2, 2, 4]);
});

test('a bracket that is never closed takes no statement after it along', async () => {
  const { body } = await parsePython('a = 1\nmodel.fit(x,\n  y\nimport b\nc = f(2\n');
  expect(body).toMatchObject([
    { type: 'Assign' },
    { type: 'Unparsed', text: 'model.fit(x, y', why: "'(' is never closed" },
    { type: 'Import' },
    { type: 'Unparsed' },
  ]);
});

test('a broken branch takes its whole statement along: half of it would be another one', async () => {
  const { body } = await parsePython('if a:\n  b = 1\nelif = :\n  c = 2\nelse:\n  d = 3\ne = 4\n');
  expect(body).toMatchObject([
    { type: 'Unparsed', place: { line: 1, endLine: 6 } },
    { type: 'Assign', place: { line: 7 } },
  ]);
});

test('quotes of an f-string in its own field leave a field that is not read', async () => {
  const { body } = await parsePython('x = f\'{f"{f"""{1}"""}"}\'\ny = 1\n');
  expect(JSON.stringify(body[0])).toContain('a field of an f-string without a value');
  expect(body.at(-1)).toMatchObject({ type: 'Assign', value: { value: 1 } });
});
