import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ASKED, askedLine, forGpu, lockFile, withoutComments } from '../../setup/pythonLocks.mjs';

type Lock = keyof typeof ASKED;
const NAMES = Object.keys(ASKED) as Lock[];
const textOf = (name: Lock): string => readFileSync(lockFile(name), 'utf8');

/** `name==version` of each line, without markers. */
function pins(text: string): string[] {
  return withoutComments(text)
    .split('\n')
    .filter((line: string) => line.includes('=='))
    .map((line: string) => /^\S+?==[^\s;]+/.exec(line)?.[0] ?? line);
}

test.each(NAMES)('the lock %s is made of what is asked for now; if not: npm run lock:python', (name) => {
  expect(textOf(name).split('\n')).toContain(askedLine(name));
  expect(pins(textOf(name))).toEqual(expect.arrayContaining(pins(ASKED[name]())));
});

test.each(NAMES)('every package of the lock %s has its digests, and no registry is named', (name) => {
  const text = withoutComments(textOf(name));
  const packages = text.split(/\n(?=\S)/);
  expect(packages.length).toBe(pins(text).length);
  for (const entry of packages) expect(entry).toMatch(/^\S+==\S+.* \\\n( {4}--hash=sha256:[0-9a-f]{64}( \\\n|$))+$/);
  expect(textOf(name)).not.toMatch(/:\/\/|--(extra-)?index|--find-links|--trusted/);
});

test('with a GPU the versions are those without, but for TensorFlow and CUDA', () => {
  const cpu = pins(textOf('cpu'));
  const more = pins(textOf('gpu')).filter((pin) => !cpu.includes(pin));
  expect(more.filter((pin) => !pin.startsWith('nvidia-'))).toEqual(
    pins(forGpu('tensorflow-cpu==2.21.0\ntensorflow-cpu==2.22.0rc0')),
  );
  expect(more.length).toBeGreaterThan(1);
});

test('Keras stands once: a release candidate of TensorFlow asks for another copy of it', () => {
  for (const name of ['cpu', 'gpu'] as const) expect(pins(textOf(name)).join('\n')).not.toContain('keras-nightly');
});

test('ndf is built with a setuptools that is locked', () => {
  for (const name of ['cpu', 'gpu'] as const) expect(pins(textOf(name)).join('\n')).toMatch(/^setuptools==/m);
});

test('comments do not count', () => {
  expect(withoutComments('# one\na==1  # why\n\n    # via b\nb==2 \\\n    --hash=sha256:0\n')).toBe(
    'a==1\nb==2 \\\n    --hash=sha256:0',
  );
});
