import { test } from 'vitest';
import { measureBatches, measureImages, measurePixels } from './data/growth.js';

const WHOLE = 3_000_000;

test('time and memory with the pixels of a picture', measurePixels, WHOLE);
test('time and memory with the size of a batch', measureBatches, WHOLE);
test('time and memory with the number of images', measureImages, WHOLE);
