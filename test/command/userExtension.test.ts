import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { installExtension, uninstallExtension } from '../../src/command/userExtension.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'thaw-extension-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const file = (jupyter: string, name: string): string => path.join(folder, jupyter, 'labextensions', 'thaw', name);
function write(jupyter: string, packageJson: string): void {
  mkdirSync(path.dirname(file(jupyter, '')), { recursive: true });
  mkdirSync(file(jupyter, ''), { recursive: true });
  writeFileSync(file(jupyter, 'package.json'), packageJson);
}
const install = () => installExtension(path.join(folder, 'own'), path.join(folder, 'user'));
const uninstall = () => uninstallExtension(path.join(folder, 'user'));

test('it is copied, replaces an older one, and is removed again', async () => {
  write('own', '{"name": "thaw", "thaw": {}, "version": "2"}');
  write('user', '{"name": "thaw", "thaw": {}, "version": "1"}');
  writeFileSync(file('user', 'old.js'), '');
  expect(await install()).toBe(path.dirname(file('user', 'x')));
  expect(readFileSync(file('user', 'package.json'), 'utf8')).toContain('"2"');
  expect(existsSync(file('user', 'old.js'))).toBe(false);
  await uninstall();
  expect(existsSync(file('user', ''))).toBe(false);
  await uninstall();
});

test('where setup wrote none, nothing happens', async () => {
  expect(await install()).toBeUndefined();
  expect(existsSync(path.join(folder, 'user'))).toBe(false);
});

test.each(['{"name": "thaw"}', '{'])(
  'another package, or a folder that says nothing, stays: %s',
  async (packageJson) => {
    write('own', '{"name": "thaw", "thaw": {}}');
    write('user', packageJson);
    await expect(install()).rejects.toThrow(file('user', '').replace(/\/$/, ''));
    await expect(uninstall()).rejects.toThrow(file('user', '').replace(/\/$/, ''));
    expect(readFileSync(file('user', 'package.json'), 'utf8')).toBe(packageJson);
  },
);
