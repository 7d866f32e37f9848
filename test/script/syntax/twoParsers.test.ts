import { expect, test } from 'vitest';
import { parseSource } from '../../../src/script/syntax/parseScript.js';
import { parsePython } from './python.js';

const VALID = `not a if b else c
a or b if c else d
lambda: a if b else c
x if y else not z and w
lambda x: not x and y
a or b and not c or d < e is not f not in g
-x ** -y ** 2 + ~z * 3 % 4 // 5
a | b ^ c & d << 1 >> 2 == 3
await x ** 2
- await x
[x for x in y if not x and y if z or w]
a if not b and c else d if e else f
f(not a and b, *c or d, k=not e or f)
x[not a and b:-1 or c]
assert not a and b
del (a, b), c
(a + b) * (c)
((a))
x = (yield)
def f():
    yield
with (a, b): pass
with (a): pass
b'\\x00a' rb'\\x'
u"\\u00e9\\U0001F600\\101\\
x"
f"{a!r:>{w}}{{}} {b=} {c = :.2f} {d['k']}" "x"
1_000.5e-3 + 0xFF + 0b1 + 0o17 + 1j + .5 + 5. + 1.e3
x: int
a.b.c[1:2, ..., None].d(x)(y, **z)
print(a); print(b);
class A: 
    "doc"  # comment
    # end
    x = 1 # y

@a.b(1)
@c
async def f(a, /, b=1, *, c, d=2, **e) -> int: return 1
for i, in x: pass
for i in 1, 2: pass
else: pass
try: pass
except E as e: pass
finally: pass
x = *a, b
x = [*a, *b]; y = {*a}; z = {**a, 'k': 1, **b}
if a: pass
elif b:
    pass
elif c: pass
else: pass
raise X from y
return
global a
x = y = z = 1,
f(x for x in y)
f((x for x in y), 1)
(x for x in y)
while (n := f()): pass
f(a := 1)
x[a := 1]
x[1,]
match a:
    case 1: pass
match f(a):
    case 'a' | "b" | None if c > 2:
        x = 1
    case ('r', [1, -2.5, *_], *others) as whole:
        x = 2
    case 1 | 'b' as either:
        x = 3
    case A.B.C | (True):
        pass
    case {'k': v, **rest}:
        pass
    case Point(x=0, y=q), 1 + 2j,:
        pass
    case *first, last:
        pass
    case (name):
        pass
    case _: pass
a @= b
a //= b; a **= c
from .. import a as b, c
from .a.b import *
import a.b, c.d as e
lambda *a, b=1, **c: (a, b)
`;

test('both parsers give the same nodes and places', async () => {
  const first = await parsePython(VALID);
  expect(first.notes).toEqual([]);
  const second = await parseSource('train.py', VALID, { python: '/no/python' });
  expect(second.notes.map(({ why }) => why).join()).toMatch(/Python does not start/);
  expect(second.body).toEqual(first.body);
  expect(first.body.length).toBeGreaterThan(50);
});

test('form feeds are blanks, and set the indentation back to none at the beginning of a line', async () => {
  const text = 'import a\n\f\nx = 1\n\fdef f(b):\n    c = b\f+ 1\n\f\ny = "a\fb"\nif y:\n\tz = 1\n';
  const first = await parsePython(text);
  expect(first.notes).toEqual([]);
  expect(first.body.map(({ type }) => type)).toEqual(['Import', 'Assign', 'FunctionDef', 'Assign', 'If']);
  const second = await parseSource('train.py', text, { python: '/no/python' });
  expect(second.body).toEqual(first.body);
});

test('an f-string in an f-string is read alike', async () => {
  const text = `a = f"{f'{x}'} {'-'.join([f'{y:>{w}}'])} {x!r:'>10}{{"\n`;
  expect((await parseSource('train.py', text, { python: '/no/python' })).body).toEqual((await parsePython(text)).body);
});

/** The nodes of a value, without places. */
async function shown(text: string): Promise<string> {
  const { body, notes } = await parseSource('train.py', `z = ${text}\nw = 1\n`, { python: '/no/python' });
  expect(body.map(({ type }) => type)).toEqual(['Assign', 'Assign']);
  expect(notes).toHaveLength(1);
  return JSON.stringify(body[0], (key, value: unknown) => (key === 'place' ? undefined : value));
}

test.each([
  [`f"{x["a(b"]}"`, `f"{x['a(b']}"`],
  [`f"{x["it's"]} {"-".join(["(", ")"])}"`, `f'''{x["it's"]} {"-".join(["(", ")"])}'''`],
  [`f"{f"{f"{x}"}"}"`, `f"{f'{f'''{x}'''}'}"`],
  [`f"{x["a"] if y else "]"}" + "b"`, `f"{x['a'] if y else ']'}" + "b"`],
])('quotes of Python 3.12 in %s are read', async (nested, old) => {
  expect(await shown(nested)).toBe(await shown(old));
});

test('an f-string that is not closed is set aside alone', async () => {
  const { body } = await parseSource('train.py', 'x = f"{a["b"]\ny = 1\n', { python: '/no/python' });
  expect(body.map(({ type }) => type)).toEqual(['Unparsed', 'Assign']);
});

test('`not a and b` is not `not (a and b)`, as the tree of the second parser has it', async () => {
  const { body } = await parseSource('train.py', 'not a and b', { python: '/no/python' });
  expect(body).toMatchObject([{ value: { type: 'BoolOp', op: 'and', values: [{ type: 'UnaryOp' }, { id: 'b' }] } }]);
});

test('operators nested deeper than the limit are not read, by either parser', async () => {
  const deep = (count: number): string => `x = ${Array(count).fill('a').join('+')}\ny = 1\n`;
  const { body } = await parsePython(deep(900));
  expect(JSON.stringify(body[0])).toContain('nested deeper than 400 levels');
  const second = await parseSource('train.py', deep(900), { python: '/no/python' });
  expect(JSON.stringify(second.body[0])).toContain('Unparsed');
  for (const { body: statements } of [{ body }, second]) {
    expect(statements[1]).toMatchObject({ type: 'Assign', value: { value: 1 } });
  }
});
