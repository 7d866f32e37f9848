import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { stateStore } from '../../src/run/runState.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'thaw-state-'));
});
afterEach(() => rm(folder, { recursive: true }));

test('a state is read as it was written; one that is cut short is said and counts as absent', async () => {
  const file = path.join(folder, 'state.safetensors');
  const onDamaged = vi.fn();
  const store = stateStore(file, onDamaged);
  expect(await store.read()).toBeUndefined();
  const weight = { shape: [2], values: Float32Array.of(1, 2) };
  const fit = { trainer: { steps: 7, weights: new Map([['bias', weight]]), slots: new Map() }, callbacks: [undefined] };
  const state = { phase: 1, history: [], changed: new Map([['kernel', weight]]), seconds: 3, best: undefined, fit };
  await store.write(state as unknown as Parameters<typeof store.write>[0]);
  expect(await store.read()).toEqual(state);
  expect(onDamaged).not.toHaveBeenCalled();
  const whole = await readFile(file);
  await writeFile(file, whole.subarray(0, whole.length - 3));
  expect(await store.read()).toBeUndefined();
  expect(onDamaged).toHaveBeenCalledOnce();
});
