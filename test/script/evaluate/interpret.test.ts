import { expect, test, vi } from 'vitest';
import { type Interpretation, interpret, interpretWays } from '../../../src/script/evaluate/interpret.js';
import { callOfPython, constantOfPython } from '../../../src/script/evaluate/pythonLibrary.js';
import { constant, type Library, textOf } from '../../../src/script/evaluate/values.js';
import { parseSource } from '../../../src/script/syntax/parseScript.js';
import { quote } from '../../../src/script/syntax/quote.js';

/** A library that keeps what `show(...)` is called with. */
interface Shown extends Library {
  shown: string[];
}

function showing(): Shown {
  const shown: string[] = [];
  return {
    shown,
    constant: constantOfPython,
    has: (name) => name === 'lib.show',
    call: (name, args, at, run) => {
      if (name !== 'lib.show') return callOfPython(name, args, at, run);
      shown.push(args.positional.map((value) => textOf(value)).join(' '));
      return constant(null, at);
    },
  };
}

async function run(text: string): Promise<Interpretation<Shown>> {
  const [way] = await ways(text, 1);
  return way!;
}

async function ways(text: string, atMost = 8): Promise<Interpretation<Shown>[]> {
  const script = await parseSource('train.py', `from lib import show\n${text}`, { python: 'no such program' });
  const options = {
    modules: new Map(),
    library: showing,
    quote: (place: Parameters<typeof quote>[1]) => quote(script.source, place),
    keyOf: (place: { line: number; column: number }) => `${place.line}:${place.column}`,
  };
  return atMost === 1 ? [interpret(script, options)] : interpretWays(script, options, atMost);
}

test.each([
  ['arithmetic', 'show(7 // 2, 7 % 3, 2 ** 10, -7 // 2, 1 / 255.)', '3 1 1024 -4 0.00392156862745098'],
  ['unpacking', 'a, (b, *c) = 1, (2, 3, 4)\nshow(a, b, c)', '1 2 (3, 4)'],
  ['several targets', 'w = h = 224\nshow((h, w) + (3,))', '(224, 224, 3)'],
  ['texts', "name = 'x'\nshow(f'{name}/{1+1}', '%s-%d' % (name, 3), '{}.{k}'.format(1, k=2))", "'x/2' 'x-3' '1.2'"],
  ['paths', "import os\nshow(os.path.join('data', 'train'))", "'data/train'"],
  ['dictionaries', "c = {'lr': 1e-3, **{'b': 2}}\nc['n'] = 3\nshow(c['lr'], c.get('x', 5), len(c))", '0.001 5 3'],
  ['defaults and keywords', 'def f(a, b=2, *r, k=3, **o):\n    return a + b + k\nshow(f(1), f(1, b=5, k=0))', '6 6'],
  ['closures', 'def f(n):\n    def g():\n        return n * 2\n    return g\nshow(f(4)())', '8'],
  ['loops', 's = 0\nfor i in range(5):\n    if i == 3: break\n    s += i\nshow(s)', '3'],
  ['else of a loop', 'for i in []:\n    pass\nelse:\n    show(1)', '1'],
  ['while', 'n = 0\nwhile n < 4:\n    n += 1\nshow(n)', '4'],
  ['comprehensions', 'show([i * i for i in range(4) if i % 2], {k: v for k, v in [(1, 2)]})', '[1, 9] {1: 2}'],
  ['slices', 'a = [0, 1, 2, 3, 4]\nshow(a[-2:], a[:-3], a[::-1], a[1:4:2])', '[3, 4] [0, 1] [4, 3, 2, 1, 0] [1, 3]'],
  [
    'classes',
    'class A:\n    k = 3\n    def __init__(self, n):\n        self.n = n\n    def m(self):\n        return self.n + self.k\nclass B(A):\n    def __init__(self):\n        super().__init__(4)\nshow(B().m())',
    '7',
  ],
  [
    'argparse',
    "import argparse\np = argparse.ArgumentParser()\np.add_argument('--batch-size', type=int, default='16')\np.add_argument('--fast', action='store_true')\na = p.parse_args()\nshow(a.batch_size, a.fast)",
    '16 False',
  ],
  ['main guard', "if __name__ == '__main__':\n    show('main')", "'main'"],
  ['global', 'n = 1\ndef f():\n    global n\n    n = 2\nf()\nshow(n)', '2'],
  ['try', 'try:\n    raise ValueError()\nexcept ValueError:\n    show(1)\nfinally:\n    show(2)', '1'],
  ['lambdas', 'show(list(map(lambda x: x + 1, [1, 2])))', '[2, 3]'],
  ['stars', 'from lib import *\nshow(1)', '1'],
])('goes through %s as Python does', async (_, text, expected) => {
  const { library, isWhole } = await run(text);
  expect(library.shown[0]).toBe(expected);
  expect(isWhole).toBe(true);
});

test('what the text does not say stays unknown, and keeps what is known of it', async () => {
  const { library } = await run("import sys\nd = sys.argv[1]\nshow(d + '/train')\nshow(len(d))");
  expect(library.shown).toEqual(['{sys.argv[1]}/train', expect.stringContaining('len')]);
});

test('a condition that the text does not say is read both ways', async () => {
  const read = await ways("import os\nif os.path.exists('w'):\n    show(1)\nelse:\n    show(2)\n");
  expect(read.map(({ library }) => library.shown)).toEqual([['1'], ['2']]);
  expect(read[0]!.decisions).toMatchObject([{ condition: "os.path.exists('w')", taken: true }]);
});

test.each([
  ['in the other branch', "if os.path.exists('f.npz'):\n    show(1)\nelse:\n    show(2)\n    np.savez('f', x=1)"],
  [
    'of a function',
    "def get(p):\n    if os.path.isfile(p):\n        return 1\n    np.save(p, 2)\n    return 2\nshow(get('a.npy'))",
  ],
  [
    'with a file that is open',
    "if not os.path.exists('f.pkl'):\n    show(2)\n    with open('f.pkl', 'wb') as f:\n        pickle.dump(1, f)",
  ],
  ['of a path', "c = Path('d') / 'f.h5'\nshow(1 if c.exists() else 2)\nm = make()\nm.save_weights(c)"],
  ['among others', "if cfg.reuse and os.path.exists('f.h5'):\n    show(1)\nelse:\n    show(2)\nmake().save('f.h5')"],
  [
    'of two files',
    "if os.path.exists('a.npy') and os.path.exists('b.npy'):\n    show(1)\nelse:\n    show(2)\n    np.save('a', 1)\n    np.save('b', 1)",
  ],
  [
    'of a table',
    "if os.path.isfile('s.csv'):\n    show(1)\nelse:\n    show(2)\n    make().to_csv('s.csv', index=False)",
  ],
])('a file that the script writes itself is not there at first: %s', async (_, text) => {
  const read = await ways(`import os, pickle\nimport numpy as np\nfrom pathlib import Path\n${text}\n`);
  expect(read[0]!.library.shown).toEqual(['2']);
});

test.each([
  ['it is written before', "np.save('f.npy', 1)\nif os.path.exists('f.npy'):\n    show(1)\nelse:\n    show(2)"],
  ['another file is written', "if os.path.exists('w.h5'):\n    show(1)\nelse:\n    show(2)\nnp.save('f.npy', 1)"],
  ['it is only read', "if os.path.exists('f.npy'):\n    show(1)\nelse:\n    show(2)\nopen('f.npy', 'rb')"],
  [
    'the condition asks for more',
    "if args.all or os.path.exists('f.npy'):\n    show(1)\nelse:\n    show(2)\nnp.save('f', 1)",
  ],
  ['it is a folder that is made', "if os.path.exists('d'):\n    show(1)\nelse:\n    show(2)\nos.makedirs('d')"],
])('a file is taken to be there where %s', async (_, text) => {
  const read = await ways(`import os\nimport numpy as np\n${text}\n`);
  expect(read[0]!.library.shown).toEqual(['1']);
});

test('a script is not read as one that ends at its first check', async () => {
  const { library } = await run('import sys\nif len(sys.argv) < 2:\n    sys.exit()\nshow(1)');
  expect(library.shown).toEqual(['1']);
});

test('a list that a loop of unknown length fills holds an example, and no more is said of it', async () => {
  const { library } = await run(
    "import os\nl = []\nn = 0\nfor f in os.listdir('d'):\n    l.append(1)\n    n += 1\nshow(len(l))\nshow(n)",
  );
  expect(library.shown.map((text) => /^\d+$/.test(text))).toEqual([false, false]);
});

test('a function that trains and that nothing calls is called with its defaults', async () => {
  const { library } = await run('def train(model, epochs=3):\n    show(epochs)\n    model.fit(1)');
  expect(library.shown).toEqual(['3']);
});

test.each([
  ['an endless loop', 'while True:\n    pass\nshow(1)'],
  ['a range without end', 'for i in range(10**12):\n    pass\nshow(1)'],
  ['a long text', "s = 'a' * 10**9\nshow(1)"],
  ['a function that calls itself', 'def f(n):\n    return f(n + 1)\nf(0)\nshow(1)'],
  ['products of lists', 'l = [0] * 10**9\nshow(1)'],
])('costs seconds at most: %s', async (_, text) => {
  const began = performance.now();
  const { library } = await run(text);
  expect(library.shown).toEqual(['1']);
  expect(performance.now() - began).toBeLessThan(10_000);
});

/** Of the processor: a busy machine takes longer. */
const secondsUsed = (): number => process.cpuUsage().user / 1e6;

const ENDLESS = {
  recursion: 'def slow(n):\n    if n < 2:\n        return n\n    return slow(n - 1) + slow(n - 2)\n',
  comprehension: 'def slow(n):\n    return [a * b * c for a in range(999) for b in range(999) for c in range(n)]\n',
  loop: 'def slow(n):\n    i = 0\n    while i < 10 ** 9:\n        i += 1\n    return i\n',
  'loop with a return':
    'def slow(n):\n    while True == True:\n        if len([a * b for a in range(5000) for b in range(5000)]) == n:\n            return n\n',
  'other function':
    'def inner(n):\n    return sum([a + b for a in range(9999) for b in range(9999)])\ndef slow(n):\n    return inner(n)\n',
  generator: 'def slow(n):\n    for a in [x + y for x in range(9999) for y in range(9999)]:\n        yield a\n',
};

test.each(Object.entries(ENDLESS))('of an endless %s, only the result is not known', async (_, slow) => {
  const began = secondsUsed();
  const main = 'def main():\n    show(1)\n    x = slow(40)\n    show(x)\n    show(2)\nmain()\nshow(3)\nshow(slow(2))';
  const { library, isWhole, notUnderstood } = await run(`${slow}${main}`);
  expect(library.shown).toEqual(['1', expect.stringMatching(/^slow|^inner|^i$|^\[/), '2', '3', expect.anything()]);
  expect(isWhole).toBe(true);
  expect(notUnderstood.map(({ why }) => why).join()).toContain('too long to read');
  expect(secondsUsed() - began).toBeLessThan(10);
});

test('of an endless statement, what it sets is not known, and the rest is read', async () => {
  const text =
    'n = 5\nl = [1]\nif len(l) == 1:\n    l.append([n := a * b for a in range(9999) for b in range(9999)])\n    show(n)\nshow(len(l))\nshow(4)';
  const { library, isWhole } = await run(text);
  expect(library.shown).toEqual(['n', expect.stringContaining('len([1])'), '4']);
  expect(isWhole).toBe(true);
});

test('what takes too long is not begun again in another way through the script', async () => {
  const began = secondsUsed();
  const text = `${ENDLESS.comprehension}show(slow(9))\n${'if other():\n    show(1)\n'.repeat(7)}show(2)`;
  const all = await ways(text);
  expect(all).toHaveLength(8);
  expect(all.map(({ library }) => library.shown.at(-1))).toEqual(Array(8).fill('2'));
  expect(secondsUsed() - began).toBeLessThan(10);
});

test('a long loop is left after an example of its work, and what is behind it is read', async () => {
  const text =
    'l = []\nfor a in range(5000):\n    for b in range(5000):\n        l.append(a * b)\nshow(1)\nshow(len(l))';
  const { library, isWhole } = await run(text);
  expect(library.shown).toEqual(['1', expect.stringContaining('len')]);
  expect(isWhole).toBe(true);
});

test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('%s is a name like others', async (name) => {
  const { library } = await run(
    `d = {'${name}': 1}\n${name} = 2\nshow(d['${name}'], ${name})\nlib.${name}()\nd.${name}()`,
  );
  expect(library.shown).toEqual(['1 2']);
});

test('what is set behind the end of a list costs nothing', async () => {
  const { library } = await run('l = [1]\nl[10**9] = 1\nshow(l[::-1])');
  expect(library.shown).toEqual(['[1]']);
});

test('rows of which the number is not known have their columns', async () => {
  const rows = 'def rows():\n    for name in names:\n        yield name, 3\n';
  const { library } = await run(`${rows}left, right = zip(*rows())\nshow(left)\nshow(right)\nshow(zip(*unknown))`);
  expect(library.shown.slice(0, 2)).toEqual(['(an item of names)', '(3)']);
  expect(library.shown).toHaveLength(3);
});

test('a default for a script without arguments is taken, whichever side it stands on', async () => {
  const { library } = await run(
    'import sys\nshow(int(sys.argv[1]) if len(sys.argv) > 1 else 32)\nshow(7 if len(sys.argv) < 2 else sys.argv[1])',
  );
  expect(library.shown).toEqual(['32', '7']);
});

test('a way through a script is not cut short while others use the processor', async () => {
  let passed = 0;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => (passed += 60_000));
  const date = vi.spyOn(Date, 'now').mockImplementation(() => (passed += 60_000));
  const { library, isWhole } = await run('n = 0\nfor i in range(900):\n    n = n + i\nshow(n)');
  clock.mockRestore();
  date.mockRestore();
  expect(isWhole).toBe(true);
  expect(library.shown).toEqual(['404550']);
});
