import { test } from 'vitest';
import { measureNotebooks } from './data/notebooks.js';

test('the notebooks on a folder of images: seconds of each, and peak memory', () => measureNotebooks(), 7_200_000);
