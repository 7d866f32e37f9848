import { test } from 'vitest';
import { measureDrawn, measureFiles } from './data/million.js';

const WHOLE = 3_000_000;

test('index, digests and near duplicates of up to a million images that are drawn', measureDrawn, WHOLE);
test('index, digests, hashes and near duplicates of up to 100,000 files', measureFiles, WHOLE);
