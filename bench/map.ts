import { test } from 'vitest';
import { measure } from './data/map.js';

test('a map of 14,000 images: moving, zooming, drawing a lasso, pointing', () => measure());
