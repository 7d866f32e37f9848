import { beforeAll, expect, test } from 'vitest';
import { random } from '../../../src/base/random.js';
import type { PictureFigures } from '../../../src/dataset/figures/pictureFigures.js';
import type { ScannedImage } from '../../../src/dataset/scan.js';
import { baselineNotBeaten } from '../../../src/diagnose/checks/result/baselineNotBeaten.js';
import { tf } from '../../../src/engine/tensorflow.js';
import { shortcutBaseline } from '../../../src/measure/data/shortcutBaseline.js';
import { scannedImage } from '../../dataset/scannedImage.js';

beforeAll(() => tf.ready());

/** Eighty training and forty validation pictures of two classes, their sizes and colours drawn by chance. */
function drawn(changes: (label: number, i: number) => Partial<ScannedImage>, color?: (label: number) => number) {
  const draw = random('shortcut baseline');
  const images = Array.from({ length: 120 }, (_, i) => {
    const label = i % 2;
    const [width, height] = [draw.between(100, 200), draw.between(100, 200)];
    const split = i < 80 ? 'training' : 'validation';
    return scannedImage({ path: `${i}.jpg`, label, split, width, height, ...changes(label, i) });
  });
  const figures = images.map(({ label }) => {
    const mean = color?.(label) ?? draw.between(80, 180);
    return { color: [mean, mean, mean] } as unknown as PictureFigures;
  });
  return { images, figures };
}

const shareRight = ({ right }: { right: readonly boolean[] }): number => right.filter(Boolean).length / right.length;

test.each<{ what: string; data: ReturnType<typeof drawn> }>([
  { what: 'one class is taken larger', data: drawn((label) => (label === 1 ? { width: 400, height: 400 } : {})) },
  { what: 'one class lies in other files', data: drawn((label) => ({ format: label === 1 ? 'png' : 'jpeg' })) },
  {
    what: 'one class is lighter',
    data: drawn(
      () => ({}),
      (label) => 100 + 40 * label,
    ),
  },
])('where $what, that alone predicts every validation image', ({ data: { images, figures } }) => {
  const baseline = shortcutBaseline(images, figures, 2);
  expect(baseline.right).toHaveLength(40);
  expect(shareRight(baseline)).toBe(1);
  // A model that is right on three of four is no better than that.
  const labels = images.slice(80).map(({ label }) => label);
  const model = labels.map((_, i) => i % 4 !== 0);
  expect(baselineNotBeaten(model, labels, [baseline])[0].summary).toContain("'size, format and mean color alone' (100");
});

test('where nothing gives a class away it is right by chance, and leaves no tensor', () => {
  const { images, figures } = drawn(() => ({}));
  const before = tf.memory().numTensors;
  const share = shareRight(shortcutBaseline(images, figures, 2));
  // Three standard deviations of 40 coins.
  expect(Math.abs(share - 0.5)).toBeLessThan(0.24);
  expect(tf.memory().numTensors).toBe(before);
});

test('it learns from training images only, and predicts those that a run is evaluated on', () => {
  // In validation it is the other class that is larger.
  const exchanged = drawn((label, i) => (label === Number(i < 80) ? { width: 400, height: 400 } : {}));
  expect(shareRight(shortcutBaseline(exchanged.images, exchanged.figures, 2))).toBe(0);
  const halved = exchanged.images.map((image, i): ScannedImage => {
    return i < 80 ? image : { ...image, part: i % 3 === 0 ? 'evaluation' : 'selection' };
  });
  expect(shortcutBaseline(halved, exchanged.figures, 2).right).toHaveLength(13);
});
