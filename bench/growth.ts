import { test } from 'vitest';
import { measure } from './data/growth.js';

test('time and memory with the number of images', () => measure(), 3_000_000);
