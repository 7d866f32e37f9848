import { test } from 'vitest';
import { CLEANVISION, measure } from './data/scan.js';

test.skipIf(CLEANVISION === undefined)('the scan of 7,139 wheat kernels', () => measure());
