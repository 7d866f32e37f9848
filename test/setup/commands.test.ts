import { tmpdir } from 'node:os';
import { afterEach, expect, test, vi } from 'vitest';
import { endCommands, run } from '../../setup/commands.mjs';

afterEach(() => vi.unstubAllEnvs());

test('a command gives its exit code and both of its outputs', async () => {
  const script = 'console.log(process.cwd()); console.error(process.env.GIVEN); process.exitCode = 3';
  const { code, output } = await run(process.execPath, ['-e', script], { cwd: tmpdir(), env: { GIVEN: 'given' } });
  expect(code).toBe(3);
  expect(output.trim().split('\n').sort()).toEqual([tmpdir(), 'given'].sort());
});

test('a command that is not there has no exit code', async () => {
  expect((await run('/nowhere/command', [])).code).toBeUndefined();
});

test("the user's settings of where Python installs do not reach a command", async () => {
  vi.stubEnv('PIP_TARGET', '/elsewhere');
  vi.stubEnv('VIRTUAL_ENV', '/elsewhere');
  vi.stubEnv('PIP_USER', '1');
  const { output } = await run(process.execPath, [
    '-p',
    "['PIP_TARGET', 'VIRTUAL_ENV', 'PIP_USER'].map((n) => process.env[n])",
  ]);
  expect(output).toContain("[ undefined, undefined, '0' ]");
});

test('commands end with setup', async () => {
  const running = run(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)']);
  endCommands('SIGTERM');
  expect((await running).code).not.toBe(0);
});
