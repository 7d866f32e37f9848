import path from 'node:path';
import { expect, test } from 'vitest';
import { withoutFolder } from '../../../src/base/text/shortPath.js';

const { sep } = path;

test.each([
  [`${sep}data${sep}train`, `${sep}data${sep}train${sep}a.jpg and ${sep}data${sep}train${sep}b.jpg`, 'a.jpg and b.jpg'],
  [
    'data',
    `data${sep}a.jpg, mydata${sep}b.jpg, my${sep}data${sep}c.jpg`,
    `a.jpg, mydata${sep}b.jpg, my${sep}data${sep}c.jpg`,
  ],
  ['', `data${sep}train and ${sep}tmp`, `data${sep}train and ${sep}tmp`],
  [`${sep}data`, 'nothing of it', 'nothing of it'],
])('without the folder %j', (folder, text, short) => {
  expect(withoutFolder(text, folder)).toBe(short);
});
