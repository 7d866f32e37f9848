import { test } from 'vitest';
import { measure } from './data/kernel.js';

test('a fresh kernel: import until the first plot, and the rerun of a finished cell', () => measure());
