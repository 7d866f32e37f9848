import { expect, test } from 'vitest';
import { random } from '../../../src/base/random.js';
import type { ScannedImage } from '../../../src/dataset/scan.js';
import { featureMatrix } from '../../../src/learn/featureMatrix.js';
import { groupsLookAlike } from '../../../src/measure/data/groupEffect.js';
import { measureGroups } from '../../../src/measure/data/measureGroups.js';

/** Two classes of ten photos each, cut into six pictures each, a third of them in validation. */
const images = Array.from({ length: 120 }, (_, i): ScannedImage => {
  const photo = i % 20;
  return {
    path: `photo${photo}_${i}.jpg`,
    className: photo < 10 ? 'barley' : 'rye',
    label: photo < 10 ? 0 : 1,
    split: i % 3 === 0 ? 'validation' : 'training',
    digest: String(i),
    width: 60,
    height: 30,
    format: 'jpeg',
    channels: 3,
    orientation: 1,
    bytes: 1000,
  };
});
const draw = random('groups');
const noise = featureMatrix(images.map(() => [draw.normal(), draw.normal(), draw.normal()]));
const lightOfPhoto = Array.from({ length: 20 }, () => [draw.normal(), draw.normal()]);
const light = featureMatrix(images.map((_, i) => lightOfPhoto[i % 20].map((value) => value + draw.normal(0.1))));

test('photos that look alike in one kind of features are found though they do not in another', () => {
  for (const kinds of [[light, noise], [noise, light], [light]]) {
    const groups = measureGroups(images, kinds, 2);
    expect(groups?.pattern).toBe('^(.*)_\\d+\\.\\w+$');
    expect(groupsLookAlike(groups!.effect)).toBe(true);
  }
});

test('names alone are no group where images do not look alike', () => {
  expect(groupsLookAlike(measureGroups(images, [noise], 2)!.effect)).toBe(false);
});
