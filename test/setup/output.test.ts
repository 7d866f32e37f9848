import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { installFailure, shownOutput, step, stepsDone } from '../../setup/output.mjs';

let printed = '';
beforeEach(() => {
  printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += text;
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());

test('a step is one line with its seconds, counts, and gives what its work gives', async () => {
  const before = stepsDone();
  expect(await step('Working', () => Promise.resolve('result'))).toBe('result');
  expect(printed).toMatch(/^Working \.\.\. \d+\.\d s\n$/);
  expect(stepsDone()).toBe(before + 1);
});

test('a long step says roughly how long it takes, and gives a sign of life', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  try {
    let finish = (): void => undefined;
    const work = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const done = step('Working', () => work, 'about a minute');
    vi.advanceTimersByTime(25_000);
    finish();
    await done;
    vi.advanceTimersByTime(60_000);
    expect(printed).toMatch(/^Working \(about a minute\) \.{5} \d+\.\d s\n$/);
  } finally {
    vi.useRealTimers();
  }
});

test('a step that fails says so, does not count, and passes the error on', async () => {
  const before = stepsDone();
  await expect(step('Working', () => Promise.reject(new Error('reason')))).rejects.toThrow('reason');
  expect(printed).toBe('Working ... failed\n');
  expect(stepsDone()).toBe(before);
});

test('what a command printed is shown without addresses, and without its middle where it is long', () => {
  const shown = shownOutput(
    "at https://user:word@packages.example/x, host='packages.example', getaddrinfo ENOTFOUND packages.example",
  );
  expect(shown).toBe("  | at <address>, host='<host>', getaddrinfo ENOTFOUND <host>");
  const lines = shownOutput(Array.from({ length: 100 }, (_, i) => `line ${i}`).join('\n')).split('\n');
  expect(lines).toHaveLength(41);
  expect([lines[19], lines[20], lines[21]]).toEqual(['  | line 19', '  | ...', '  | line 80']);
});

test('a failed installation says whether the network was the reason', () => {
  const offline = installFailure('Installing', 'getaddrinfo ENOTFOUND packages.example');
  expect(offline.message).toContain('Installing needs the network, and could not reach it.\nCheck the connection');
  const broken = installFailure('Installing', 'a digest does not match');
  expect(broken.message).toContain('Installing failed.\nFix what the lines below name, then run the command again.');
  expect(broken.message).toContain('  | a digest does not match');
});
