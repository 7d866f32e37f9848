import { expect, test } from 'vitest';
import type { Scan, ScannedImage } from '../../../../src/dataset/scan.js';
import { duplicateAcrossSplits } from '../../../../src/diagnose/checks/data/duplicateAcrossSplits.js';
import { exactDuplicate } from '../../../../src/diagnose/checks/data/exactDuplicate.js';
import { labelConflict } from '../../../../src/diagnose/checks/data/labelConflict.js';
import { unreadableImage } from '../../../../src/diagnose/checks/data/unreadableImage.js';

const image = (path: string, className: string, split: 'training' | 'validation', digest: string): ScannedImage => ({
  path,
  className,
  split,
  digest,
  label: 0,
  width: 20,
  height: 10,
  format: 'jpeg',
  channels: 3,
  orientation: 1,
  bytes: 100,
});

const a = image('a.jpg', 'good', 'training', '1');
const inValidation = image('b.jpg', 'good', 'validation', '1');
const inOtherClass = image('c.jpg', 'bad', 'training', '1');
const again = image('d.jpg', 'good', 'training', '1');
const other = image('e.jpg', 'good', 'validation', '2');
const scanOf = (...duplicates: ScannedImage[][]): Scan => ({
  images: [a, inValidation, inOtherClass, again, other],
  unreadable: [],
  duplicates,
});

test('an image in training and in validation is found, with both paths', () => {
  const [finding] = duplicateAcrossSplits(scanOf([a, inValidation]));
  expect(finding?.summary).toContain('1 of 2 validation images');
  expect(finding?.evidence[0]?.received).toBe('training: a.jpg, validation: b.jpg');
});

test('an image twice in the training set leaks nothing', () => {
  expect(duplicateAcrossSplits(scanOf([a, again]))).toEqual([]);
});

test('copies are context, and a warning where they are more than a twentieth of the files', () => {
  const among = (n: number): Pick<Scan, 'images' | 'duplicates'> => ({
    images: Array.from({ length: n }, () => a),
    duplicates: [[a, again, again]],
  });
  expect(exactDuplicate(among(40))).toMatchObject([{ check: 'exact-duplicate', severity: 'info' }]);
  expect(exactDuplicate(among(39))).toMatchObject([{ severity: 'warning' }]);
  expect(exactDuplicate(among(39))[0].summary).toContain('2 of 39 files are exact copies of another');
});

test('an image in two classes is a label conflict, not a plain duplicate', () => {
  expect(labelConflict(scanOf([a, inOtherClass]))).toMatchObject([{ check: 'label-conflict', severity: 'critical' }]);
  expect(exactDuplicate(scanOf([a, inOtherClass]))).toEqual([]);
});

test('two images of one class are no conflict', () => {
  expect(labelConflict(scanOf([a, again]))).toEqual([]);
});

const unreadable = (file: string, reason = 'cut short'): Scan['unreadable'][number] => ({
  example: { path: file, className: 'good', label: 0, split: 'training' },
  reason,
});

test('a file that cannot be read is named with its reason', () => {
  const [finding] = unreadableImage({ images: [a], unreadable: [unreadable('x.jpg')] });
  expect(finding?.evidence).toMatchObject([{ measure: 'x.jpg', received: 'cut short' }]);
  expect(unreadableImage({ images: [a], unreadable: [] })).toEqual([]);
});

test('one file of thousands that cannot be read is a warning, since it ends a training in Keras', () => {
  const images = Array.from({ length: 5000 }, () => a);
  expect(unreadableImage({ images, unreadable: [unreadable('x.jpg')] })).toMatchObject([{ severity: 'warning' }]);
});

test.each([
  [
    ['x.jpg', 'y.PNG'],
    "Keras' flow_from_directory and image_dataset_from_directory stop with an error at the first of them.",
  ],
  [
    ['x.jpg', 'y.tif'],
    "Keras' flow_from_directory stops with an error at the first of them. Keras' image_dataset_from_directory stops with an error at 1 of them, and leaves the others out by their extension.",
  ],
  [
    ['x.heic'],
    "Keras' flow_from_directory leaves it out by the extension. Keras' image_dataset_from_directory leaves it out by the extension.",
  ],
])('what the loaders of Keras do at files that cannot be read: %j', (files, text) => {
  const [finding] = unreadableImage({ images: [a], unreadable: files.map((file) => unreadable(file)) });
  expect(finding?.summary).toContain(text);
});
