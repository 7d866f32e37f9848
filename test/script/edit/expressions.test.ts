import { expect, test } from 'vitest';
import { renameInString, replaceExpression, wrapExpression } from '../../../src/script/edit/expressions.js';
import { setKeyword } from '../../../src/script/edit/keywords.js';
import { safeToEdit } from '../../../src/script/edit/safeToEdit.js';
import { numberLike, quoteLike } from '../../../src/script/edit/style.js';
import { call, find, nodesOf, parse, patched, reason } from './parsed.js';

test.each([
  ['x = a * 2\n', 'a', 'b + c', 'x = (b + c) * 2\n'],
  ['x = (a) * 2\n', 'a', 'b + c', 'x = (b + c) * 2\n'],
  ['x = f(a)\n', 'a', 'b + c', 'x = f(b + c)\n'],
  ['x = -a\n', 'a', 'f(1)[0].b', 'x = -f(1)[0].b\n'],
  ['x = a.b\n', 'a', 'c or d', 'x = (c or d).b\n'],
  ['x = a[0]\n', 'a', 'not c', 'x = (not c)[0]\n'],
  ['x = f(a)\n', 'a', 'b, c', 'x = f((b, c))\n'],
  ['é = "é"; x = a\n', 'a', '1e-4', 'é = "é"; x = 1e-4\n'],
])('an expression is replaced: %s', async (text, name, by, after) => {
  const parsed = await parse(text);
  const nodes = nodesOf(parsed.script).filter((each) => 'type' in each && each.type === 'Name' && each.id === name);
  expect(await patched(parsed, replaceExpression(parsed.script, nodes.at(-1) as never, by))).toBe(after);
});

test('an expression is wrapped, over several lines', async () => {
  const parsed = await parse('x = f(\n    a,\n)  / 2\n');
  expect(await patched(parsed, wrapExpression(parsed.script, call(parsed, 'f'), 'g(', ')'))).toBe(
    'x = g(f(\n    a,\n))  / 2\n',
  );
});

test('what is wrapped can get a keyword as well, in any order', async () => {
  const parsed = await parse('f(a)\n');
  const changes = [
    setKeyword(parsed.script, call(parsed, 'f'), 'b', '1'),
    wrapExpression(parsed.script, call(parsed, 'f').args[0]!, 'g(', ')'),
  ];
  expect(await patched(parsed, ...changes)).toBe('f(g(a), b=1)\n');
  expect(await patched(parsed, ...changes.reverse())).toBe('f(g(a), b=1)\n');
});

test('a name in a string is renamed, in its own quotes and escapes', async () => {
  const parsed = await parse('f(monitor=u\'val_acc\', path="a\\n{val_acc:.2f}")\n');
  const [monitor, path] = call(parsed, 'f').keywords.map(({ value }) => value);
  expect(
    await patched(
      parsed,
      renameInString(parsed.script, monitor!, 'val_acc', 'val_accuracy'),
      renameInString(parsed.script, path!, 'val_acc', 'val_accuracy'),
    ),
  ).toBe('f(monitor=u\'val_accuracy\', path="a\\n{val_accuracy:.2f}")\n');
  expect(reason(renameInString(parsed.script, monitor!, 'loss', 'x'))).toMatch(/does not stand/);
});

test('quotes and numbers are those of the script', async () => {
  const double = await parse('a = "x"\nb = "y"\nc = \'z\'\nlr = 0.0001\nd = 1. / 255.\n');
  expect(quoteLike(double.script, 'it')).toBe('"it"');
  expect(quoteLike(double.script, 'a "b"')).toBe('\'a "b"\'');
  expect(numberLike(double.script, 1e-5)).toBe('0.00001');
  expect(numberLike(double.script, 2.5e-4)).toBe('0.00025');
  expect(numberLike(double.script, 255, { float: true })).toBe('255.');
  const single = await parse("a = 'x'\nlr = 1e-4\nd = 1.0\n");
  expect(quoteLike(single.script, "it's\\\n")).toBe('"it\'s\\\\\\n"');
  expect(quoteLike(single.script, '\'"')).toBe("'\\'\"'");
  expect(numberLike(single.script, 1e-5)).toBe('1e-5');
  expect(numberLike(single.script, 2.5e-4)).toBe('2.5e-4');
  expect(numberLike(single.script, 0.01)).toBe('0.01');
  expect(numberLike(single.script, 1, { float: true })).toBe('1.0');
});

test.each([
  ["f'{a}'\n", 'Name', 'inside an f-string'],
  ['a = b = 3\n', 'Constant', 'gives it to 2 names'],
  ['n = 3\nf(n)\ng(n)\n', 'Constant', 'its name is read 2 times: train.py:2; train.py:3'],
  ['n = 3\nf(n)\nn = 4\ng(n)\nh(n)\n', 'Constant', 'assigned 2 times and read 3 times'],
])('what is not safe to edit is said: %s', async (text, type, why) => {
  const parsed = await parse(text);
  expect(safeToEdit(parsed.script, find(parsed, type as 'Name'))).toContain(why);
});

test.each([
  ["f'{a}'\n", 'JoinedStr'],
  ['n = 3\nf(n)\n', 'Constant'],
  ['n = 3\nf(n)\nn = 4\ng(n)\n', 'Constant'],
  ['def f():\n  n = 3\n  g(n)\ndef h():\n  n = 4\n  g(n)\n', 'Constant'],
  ['f(3)\n', 'Constant'],
])('what is safe to edit: %s', async (text, type) => {
  const parsed = await parse(text);
  expect(safeToEdit(parsed.script, find(parsed, type as 'Name'))).toBeUndefined();
});

test('a literal that is read twice is changed if the caller says so', async () => {
  const parsed = await parse('n = 3\nf(n)\ng(n)\n');
  const node = find(parsed, 'Constant');
  expect(await patched(parsed, replaceExpression(parsed.script, node, '4', { everyUse: true }))).toBe(
    'n = 4\nf(n)\ng(n)\n',
  );
});

test('a node of another script, or with text of another place, is not edited', async () => {
  const parsed = await parse('a = 1\n');
  const other = await parse('b = 1\n');
  expect(safeToEdit(parsed.script, find(other, 'Constant'))).toBe('it does not stand in the script');
  const name = find(parsed, 'Name');
  name.id = 'b';
  expect(safeToEdit(parsed.script, name)).toMatch(/not what was read/);
});

test('what no parser could read is not edited', async () => {
  const parsed = await parse('a = 1\n');
  const [statement] = parsed.script.body;
  Object.assign(statement!, { type: 'Unparsed', text: 'a = 1', why: 'a test' });
  expect(safeToEdit(parsed.script, statement!)).toBe('`a = 1` could not be read (a test)');
  Object.assign(statement!, { type: 'Magic' });
  expect(safeToEdit(parsed.script, statement!)).toMatch(/line of IPython/);
});
