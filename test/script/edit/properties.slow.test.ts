import { expect, test } from 'vitest';
import { UserError } from '../../../src/base/errors.js';
import { random } from '../../../src/base/random.js';
import { orderedEdits } from '../../../src/script/edit/applyEdits.js';
import type { Change, Edit } from '../../../src/script/edit/edit.js';
import { setKeyword } from '../../../src/script/edit/keywords.js';
import { patchedText } from '../../../src/script/edit/patchedText.js';
import { sourceOf } from '../../../src/script/edit/sourceFile.js';
import { insertAfter, insertBefore } from '../../../src/script/edit/statements.js';
import type { ParsedScript, Statement } from '../../../src/script/syntax/ast.js';
import { askPython } from '../../../src/script/syntax/pythonProcess.js';
import { CORPUS } from './corpus.js';
import { edits, find, type Parsed, parse, parseNotebook, patched, python } from './parsed.js';
import { type RandomChange, separateChanges } from './randomChanges.js';

/** Sets of changes tried on each script. */
const TRIALS = 40;

test.each(Object.entries(CORPUS))('edits change what they say and nothing else: %s', async (title, text) => {
  for (const end of ['\n', '\r\n', '\r']) {
    const parsed = await parse(text.replaceAll('\n', end), 'train.py', python);
    await tryChanges(parsed, `${title}/${JSON.stringify(end)}`);
  }
  const ends = ['\r\n', '\n', '\r'];
  let count = 0;
  await tryChanges(
    await parse(
      text.replaceAll('\n', () => ends[count++ % 3]!),
      'train.py',
      python,
    ),
    `${title}/mixed`,
  );
});

test('each kind of change is made on the scripts', async () => {
  const titles = new Set<string>();
  for (const text of Object.values(CORPUS)) {
    const { script } = await parse(text);
    for (let seed = 0; seed < TRIALS; seed++) {
      for (const { title } of separateChanges(script, random(seed), 3)) titles.add(title.split(' ')[0]!);
    }
  }
  expect([...titles].sort()).toEqual(['add', 'after', 'before', 'remove', 'replace', 'wrap']);
});

test.each(['list of lines', 'one string', 'nbformat 3'])('a notebook changes as a script does: %s', async (form) => {
  for (const [title, whole] of Object.entries(CORPUS)) {
    if (title === 'strings and letters' && form === 'nbformat 3') continue;
    const text = whole.replace(/\n+$/, '');
    const script = await parse(text);
    const notebook = await parseNotebook(notebookOf(text, form));
    for (let seed = 0; seed < TRIALS; seed++) {
      const inScript = wanted(separateChanges(script.script, random(seed, title), 2));
      const inCell = wanted(separateChanges(notebook.script, random(seed, title), 2));
      const expected = patchedText(script.source, script.script, inScript);
      expect(patchedText(notebook.source, notebook.script, inCell)).toBe(notebookOf(expected, form));
    }
  }
});

/** A notebook with a text as its second cell; all else has unusual spaces, orders and escapes. */
function notebookOf(text: string, form: string): string {
  const lines = text.split(/(?<=\n)/).map((line) => JSON.stringify(line));
  const source = form === 'one string' ? JSON.stringify(text) : `[\n    ${lines.join(',\n    ')}\n   ]`;
  const cells = (field: string): string =>
    `[ {"source": "# Caf\\u00e9", "cell_type":"markdown"},\n  {"outputs":[{"text": ["a\\\\\\"b]}"], "n": 1.50}], "${field}": ${source},\n "cell_type": "code"} ]`;
  return form === 'nbformat 3'
    ? `{"nbformat":3,"worksheets":[{"cells":${cells('input')}}]}\n`
    : `{"cells":${cells('source')},\n"metadata": {"é": 1e2}, "nbformat": 4}`;
}

function wanted(changes: readonly RandomChange[]): Edit[] {
  return changes.flatMap(({ change }) => edits(change));
}

/** Makes random changes of a script; what Python reads of the result is the changed tree, and all other text is as it was. */
async function tryChanges({ source, script }: Parsed, name: string): Promise<void> {
  const trials = Array.from({ length: TRIALS }, (_, seed) => {
    const changes = separateChanges(script, random(seed, name), 1 + (seed % 3));
    const all = wanted(changes);
    const text = patchedText(source, script, all);
    expect(keepsTheRest(source.text, text, orderedEdits(script, all))).toBe(true);
    return { changes, text };
  });
  const texts = trials.map(({ text }) => [text.replace(/\r\n?/g, '\n')]);
  const answers = await askPython(python, texts);
  for (const [index, { changes, text }] of trials.entries()) {
    const answer = answers[index]!;
    const shown = `${changes.map(({ title }) => title).join(', ')}\n${text}`;
    expect(answer, shown).toHaveProperty('body');
    expect(normal((answer as { body: unknown }).body), shown).toEqual(normal(expectedTree(script, changes)));
  }
}

function expectedTree({ body }: ParsedScript, changes: readonly RandomChange[]): unknown {
  const copies = new Map<unknown, object>();
  const tree = copy(body, copies);
  for (const { expected } of changes) expected(tree, (node) => copies.get(node)!);
  return tree;
}

function copy(value: unknown, copies: Map<unknown, object>): unknown {
  if (value === null || typeof value !== 'object') return value;
  const other: object = Array.isArray(value)
    ? value.map((item) => copy(item, copies))
    : Object.fromEntries(Object.entries(value).map(([name, item]) => [name, copy(item, copies)]));
  copies.set(value, other);
  return other;
}

/** A tree without places, with numbers as numbers. */
function normal(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(normal);
  const entries = Object.entries(value).filter(
    ([name, item]) => name !== 'place' && name !== 'text' && item !== 'keyword' && item !== undefined,
  );
  return Object.fromEntries(
    entries.map(([name, item]) => (name === 'number' ? ['value', Number(item)] : [name, normal(item)])),
  );
}

/** Whether a text is another one with edits in it: what stands between them follows each other, byte by byte. */
function keepsTheRest(before: string, after: string, ordered: readonly Edit[]): boolean {
  const starts = [0, ...[...before.matchAll(/\r\n|\r|\n/g)].map((found) => found.index + found[0].length)];
  const offset = (line: number, column: number): number =>
    Math.min((starts[line - 1] ?? before.length) + column - 1, before.length);
  const isOpen = !/[\r\n]$/.test(before);
  let pattern = '';
  let at = 0;
  for (const { place, text } of ordered) {
    const from = offset(place.line, place.column);
    pattern += escaped(before.slice(at, from));
    // At the end of a text without a line break, the line break is before the line and not after it.
    pattern += isOpen && place.endLine >= starts.length ? '[^]*' : text.split('\n').map(escaped).join('(?:\r\n|\r|\n)');
    at = Math.max(at, offset(place.endLine, place.endColumn));
  }
  if (isOpen && pattern.endsWith('[^]*')) return /[^\r\n]$/.test(after) || after === '';
  return new RegExp(`^${pattern}${escaped(before.slice(at))}$`).test(after);
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

test('two changes of the same text are an error that names both', async () => {
  const { script, source } = await parse('f(1)\n');
  const place = { line: 1, column: 3, endLine: 1, endColumn: 4 };
  const wantedEdits: Edit[] = [
    { place, text: '2', what: 'puts two' },
    { place: { ...place, column: 1 }, text: 'g', what: 'calls g' },
  ];
  expect(() => patchedText(source, script, wantedEdits)).toThrow(UserError);
  expect(() => patchedText(source, script, wantedEdits)).toThrow(/train\.py:1: calls g; and train\.py:1: puts two/);
});

test('a file that is not the one that was parsed is not patched', async () => {
  const { script } = await parse('a\nf(1)\n');
  const changed = sourceOf('train.py', Buffer.from('b\nf(1)\n'));
  expect(() => patchedText(changed, script, [])).toThrow(/as it was read/);
});

test('lines after an inner block come before lines after and before what is around it', async () => {
  const parsed = await parse('for a in b:\n    for c in d:\n        e()\nf()\n');
  const [outer, last] = parsed.script.body as [Statement, Statement];
  const inner = outer.type === 'For' ? outer.body[0]! : outer;
  const statement = inner.type === 'For' ? inner.body[0]! : inner;
  const changes = [
    insertBefore(parsed.script, last, ['before()']),
    insertAfter(parsed.script, outer, ['outer()']),
    insertAfter(parsed.script, statement, ['statement()']),
    insertAfter(parsed.script, inner, ['inner()']),
  ];
  expect(await patched(parsed, ...changes)).toBe(
    'for a in b:\n    for c in d:\n        e()\n        statement()\n    inner()\nouter()\nbefore()\nf()\n',
  );
});

test('two keywords that are added apart are a conflict where a comma between them would be missing', async () => {
  const parsed = await parse('f(\n    a\n)\ng()\nh(1)\n');
  const twice = (name: string): Change[] =>
    ['b', 'c'].map((keyword) => setKeyword(parsed.script, find(parsed, 'Call', name), keyword, '1'));
  for (const name of ['f(', 'g(']) {
    expect(() => patchedText(parsed.source, parsed.script, twice(name).flatMap(edits))).toThrow(UserError);
  }
  expect(await patched(parsed, ...twice('h('))).toContain('h(1, b=1, c=1)');
});
