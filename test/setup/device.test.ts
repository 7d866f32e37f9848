import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { chooseDevice, hasNvidia } from '../../setup/device.mjs';

test.each([
  ['auto', true, 'linux-x64', 'gpu'],
  ['auto', false, 'linux-x64', 'cpu'],
  ['gpu', false, 'linux-x64', 'gpu'],
  ['cpu', true, 'linux-x64', 'cpu'],
  ['gpu', true, 'linux-arm64', 'cpu'],
  ['auto', true, 'darwin-arm64', 'cpu'],
])('%s, with a driver: %s, on %s takes the %s', (wanted, hasDriver, platform, device) => {
  expect(chooseDevice(wanted, hasDriver, platform)).toBe(device);
});

test('a device that there is not is named', () => {
  expect(() => chooseDevice('tpu', false)).toThrow('THAW_DEVICE must be cpu, gpu or auto. Received: tpu.');
});

test('a driver is found by nvidia-smi on the PATH', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'thaw-path-'));
  writeFileSync(path.join(folder, 'nvidia-smi'), '');
  expect(hasNvidia(['/nowhere', folder].join(path.delimiter))).toBe(true);
  rmSync(folder, { recursive: true });
});
