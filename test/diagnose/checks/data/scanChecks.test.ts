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
  expect(exactDuplicate(among(39))[0].summary).toContain('2 of 39 files are copies');
});

test('an image in two classes is a label conflict, not a plain duplicate', () => {
  expect(labelConflict(scanOf([a, inOtherClass]))).toMatchObject([{ check: 'label-conflict', severity: 'critical' }]);
  expect(exactDuplicate(scanOf([a, inOtherClass]))).toEqual([]);
});

test('two images of one class are no conflict', () => {
  expect(labelConflict(scanOf([a, again]))).toEqual([]);
});

test('a file that cannot be read is named with its reason', () => {
  const unreadable = [
    { example: { path: 'x.jpg', className: 'good', label: 0, split: 'training' as const }, reason: 'cut short' },
  ];
  const [finding] = unreadableImage({ images: [a], unreadable });
  expect(finding?.evidence).toMatchObject([{ measure: 'x.jpg', received: 'cut short' }]);
  expect(unreadableImage({ images: [a], unreadable: [] })).toEqual([]);
});
