import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { locateData } from '../../src/dataset/location.js';

let project: string;
beforeEach(async () => {
  project = await mkdtemp(path.join(tmpdir(), 'thaw-location-'));
  await mkdir(path.join(project, 'dataset'));
});
afterEach(() => rm(project, { recursive: true }));

const inDataset = (name: string): string => path.join(project, 'dataset', name);

test('a folder that is given wins', async () => {
  await mkdir(inDataset('training'));
  expect(locateData(project, '/some/images')).toEqual({ folder: '/some/images', drawn: false });
});

test("the user's own folders come before the sample", async () => {
  await mkdir(inDataset('training'));
  await mkdir(inDataset('sample'));
  expect(locateData(project)).toEqual({ folder: path.join(project, 'dataset'), drawn: false });
});

test('files, hidden folders and samples that are half drawn are not images of the user', async () => {
  await writeFile(inDataset('README.md'), '');
  for (const name of ['.cache', 'sample', 'sample.part']) await mkdir(inDataset(name));
  expect(locateData(project)).toEqual({ folder: inDataset('sample'), drawn: true });
});

test('a folder whose name only begins with sample is the user’s', async () => {
  await mkdir(inDataset('samples2024'));
  expect(locateData(project).drawn).toBe(false);
});
