import { expect, test } from 'vitest';
import { usesOf } from '../../../src/script/edit/usesOf.js';
import { find, parse } from './parsed.js';

const TEXT = `n = 1
def f(a, b=n):
    m = n
    def g():
        nonlocal m
        m += n
        return a
    return [n for n in a] + [n]
class C:
    n = 2
    k = n
    def h(self):
        global n
        n = 3
        return n
l = lambda n: n
n += 1
x[n] = (n, y) = 3, 4
`;

/** Lines of what binds and of what reads a name. */
async function lines(name: string, scope?: string): Promise<[number[], number[]]> {
  const parsed = await parse(TEXT);
  const { bindings, reads } = usesOf(
    parsed.script,
    name,
    scope === undefined ? null : find(parsed, 'FunctionDef', `def ${scope}`),
  );
  const numbers = (nodes: readonly { place: { line: number } }[]): number[] => nodes.map(({ place }) => place.line);
  return [numbers(bindings), numbers(reads)];
}

test('uses of a name of the script are those that Python finds', async () => {
  expect(await lines('n')).toEqual([
    [1, 14, 17, 18],
    [2, 3, 6, 8, 15, 17, 18],
  ]);
});

test('uses of a name of a function are those in it and in the functions inside', async () => {
  expect(await lines('m', 'f')).toEqual([[3, 6], [6]]);
  expect(await lines('a', 'f')).toEqual([[], [7, 8]]);
});

test('a name that nothing binds has no uses', async () => {
  expect(await lines('print')).toEqual([[], []]);
});
