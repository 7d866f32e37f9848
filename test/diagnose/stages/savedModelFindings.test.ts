import { expect, test } from 'vitest';
import { savedModelFindings } from '../../../src/diagnose/stages/savedModelFindings.js';
import type { SavedModelMeasures } from '../../../src/measure/model/measureSavedModel.js';
import type { SavedModel } from '../../../src/measure/model/savedModel.js';
import { searchSlices } from '../../../src/metrics/slices.js';
import { scannedImage } from '../../dataset/scannedImage.js';

/** Wrong on the first 40 of 120 validation images. */
const correct = Array.from({ length: 120 }, (_, i) => i >= 40);
const labels = correct.map((_, i) => i % 2);
const measures = {
  trials: [{ name: 'unit', steps: [], right: correct, reordered: correct }],
  probabilities: labels.map((label, i) => ((label === 1) === correct[i] ? [0.2, 0.8] : [0.8, 0.2])),
  sampled: [...labels.keys()],
} as unknown as SavedModelMeasures;
const about = { classNames: ['oat', 'rye'], labels, support: [60, 60] };

test('the weak slices of a model are found where they were searched', () => {
  const dark = { property: 'brightness', name: 'brightness at most 9 of 255', members: [...Array(40).keys()] };
  const weak = {
    search: searchSlices([dark], labels, correct),
    evaluated: labels.map((label, i) => scannedImage({ path: `${i}.jpg`, label, split: 'validation' })),
  };
  const checks = (images: Parameters<typeof savedModelFindings>[2]): string[] =>
    savedModelFindings({ model: {} } as SavedModel, measures, images, false).map(({ check }) => check);
  expect(checks({ ...about, weak })).toContain('weak-slice');
  expect(checks(about)).not.toContain('weak-slice');
});
