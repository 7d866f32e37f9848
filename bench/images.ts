import { test } from 'vitest';
import { measure } from './data/images.js';

test.each([4, 32])('decoding and the full augmentation of the reference, batches of %i', (batch) => measure(batch));
