import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { figuresOf } from '../../../src/dataset/figures/pictureFigures.js';
import { perceptualHash } from '../../../src/dataset/hash/perceptualHash.js';

interface Recorded {
  formula: string;
  height: number;
  width: number;
  brightness5: number;
  brightness99: number;
  entropy: number;
  hash: string;
}

const file = path.join(import.meta.dirname, '../../fixtures/pictureFigures.json');
const { pictures } = JSON.parse(readFileSync(file, 'utf8')) as { pictures: Recorded[] };

/** The formulas of the fixture. */
const FORMULAS: Record<string, (i: number, j: number, c: number, h: number, w: number) => number> = {
  steps: (i, j, c) => 7 * i + 13 * j + 29 * c,
  rings: (i, j, c, h, w) => (i - h / 2) ** 2 + (j - w / 2) ** 2 + 40 * c,
  dark: (i, j, c) => (i * j + 5 * c) % 60,
  arcs: (i, j, c) => i ** 2 + 3 * j + 20 * c,
};

function drawn(formula: string, height: number, width: number): Uint8Array {
  return Uint8Array.from({ length: height * width * 3 }, (_, at) => {
    const [i, j, c] = [Math.floor(at / 3 / width), Math.floor(at / 3) % width, at % 3];
    return FORMULAS[formula](i, j, c, height, width) % 256;
  });
}

test.each(pictures)('brightness and entropy of $formula are those of cleanvision', (recorded) => {
  const { formula, height, width } = recorded;
  const figures = figuresOf(drawn(formula, height, width), { height, width });
  // Brightness is counted in whole levels here.
  expect(Math.abs(figures.brightness5 - recorded.brightness5)).toBeLessThan(1);
  expect(Math.abs(figures.brightness99 - recorded.brightness99)).toBeLessThan(1);
  expect(figures.entropy).toBeCloseTo(recorded.entropy, 10);
});

test.each(pictures)('the perceptual hash of $formula is that of imagehash', ({ formula, hash }) => {
  const { grey } = figuresOf(drawn(formula, 32, 32), { height: 32, width: 32 });
  const words = [...perceptualHash(grey)].map((word) => word.toString(16).padStart(4, '0'));
  expect(words.join('')).toBe(hash);
});

test('the border is distinguished from the middle', () => {
  const size = { height: 64, width: 64 };
  const pixels = new Uint8Array(64 * 64 * 3);
  for (let i = 16; i < 48; i++) for (let j = 16; j < 48; j++) pixels.set([240, 40, 0], 3 * (64 * i + j));
  const { color, borderColor, centerColor } = figuresOf(pixels, size);
  expect(borderColor).toEqual([0, 0, 0]);
  // Its outer pixels are a mean with those beside them.
  expect(centerColor[0]).toBeGreaterThan(230);
  expect(color[0]).toBeCloseTo(60, 0);
});

test('an image with gradual changes is less sharp than one with steps, whatever the contrast', () => {
  const size = { height: 40, width: 64 };
  const wave = (period: number, contrast: number): Uint8Array =>
    Uint8Array.from(
      { length: 40 * 64 * 3 },
      (_, at) => 128 + contrast * Math.sin((2 * Math.PI * (Math.floor(at / 3) % 64)) / period),
    );
  const [fast, faint, slow] = [wave(4, 100), wave(4, 30), wave(16, 100)].map((p) => figuresOf(p, size).sharpness);
  expect(faint).toBeCloseTo(fast, 1);
  expect(slow).toBeLessThan(fast / 2);
});
