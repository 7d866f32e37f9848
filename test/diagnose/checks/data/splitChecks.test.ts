import { expect, test } from 'vitest';
import { classesSwapped } from '../../../../src/diagnose/checks/data/classesSwapped.js';
import { classImbalance } from '../../../../src/diagnose/checks/data/classImbalance.js';
import { classMissing } from '../../../../src/diagnose/checks/data/classMissing.js';
import { classOrderMismatch } from '../../../../src/diagnose/checks/data/classOrderMismatch.js';
import { groupLeak } from '../../../../src/diagnose/checks/data/groupLeak.js';
import { shortcut } from '../../../../src/diagnose/checks/data/shortcut.js';
import { splitShift } from '../../../../src/diagnose/checks/data/splitShift.js';
import { suspectLabel } from '../../../../src/diagnose/checks/data/suspectLabel.js';
import { tinyClass } from '../../../../src/diagnose/checks/data/tinyClass.js';
import type { CheckName } from '../../../../src/diagnose/checks.js';
import { type Finding, sortFindings } from '../../../../src/diagnose/finding.js';
import type { Separability } from '../../../../src/measure/data/classSeparability.js';
import { scannedImage } from '../../../dataset/scannedImage.js';

const names = ['barley', 'oat', 'rye'];

test('a class without validation images is critical, with its count in training', () => {
  const [finding] = classMissing(names, [50, 40, 30], [12, 0, 8]);
  expect(finding).toMatchObject({ check: 'class-missing', severity: 'critical' });
  expect(finding?.summary).toContain("'oat' in validation");
  expect(classMissing(names, [50, 40, 30], [12, 10, 8])).toEqual([]);
});

test('a class that is spelled differently in the other split is named', () => {
  const [finding] = classMissing(['Insect bored', 'insect-bored', 'rye'], [40, 0, 30], [0, 10, 8]);
  expect(finding?.evidence[0]?.received).toBe("0, but there is a class 'insect-bored'");
  expect(finding?.fix.text).toContain('the same name');
  expect(finding?.summary).toMatch(/ 'Insect bored' and 'insect-bored' are probably one class\.$/);
});

test('a plural in the other split is named, but no class that both splits have', () => {
  const [finding] = classMissing(['vehicle', 'vehicles', 'vessel'], [40, 0, 30], [0, 10, 8]);
  expect(finding?.summary).toContain("'vehicle' and 'vehicles' are probably one class.");
  const [other] = classMissing(['boat', 'boats', 'rye'], [40, 40, 30], [10, 0, 8]);
  expect(other?.summary).not.toContain('probably one class');
});

test('five validation images are too few to measure a class; the finding gives the interval of Wilson', () => {
  const [finding] = tinyClass(names, [50, 40, 30], [12, 5, 10]);
  // It costs no accuracy.
  expect(finding).toMatchObject({ check: 'tiny-class', severity: 'info' });
  // statsmodels proportion_confint(4, 5, method='wilson'): 0.3755, 0.9638
  expect(finding?.summary).toContain('38 to 96 %');
  expect(tinyClass(names, [50, 40, 30], [12, 10, 10])).toEqual([]);
});

test('few training images are a warning, said before few validation images', () => {
  const [finding] = tinyClass(names, [50, 12, 30], [12, 5, 10]);
  expect(finding).toMatchObject({ severity: 'warning', evidence: [{ expected: 'at least 10' }, { received: '12' }] });
  expect(finding?.summary).toBe(`'${names[1]}' has 12 training images: little to learn from.`);
});

test('a class from few photos is found, where photos are known', () => {
  expect(tinyClass(names, [50, 40, 30], [12, 10, 10], [20, 4, 9])).toMatchObject([
    { severity: 'info', evidence: [{ received: '4' }] },
  ]);
});

test('twelve to one is a warning, four to one is context, and two to one is nothing', () => {
  expect(classImbalance(names, [120, 40, 10])).toMatchObject([
    { check: 'class-imbalance', severity: 'warning', fix: { patch: { classWeight: 'balanced' } } },
  ]);
  expect(classImbalance(names, [40, 40, 10])).toMatchObject([{ severity: 'info' }]);
  expect(classImbalance(names, [40, 30, 20])).toEqual([]);
});

test('a list in another order than the folders is critical; the first index that differs is named', () => {
  const [finding] = classOrderMismatch(names, [{ source: 'classes.txt', classNames: ['rye', 'oat', 'barley'] }]);
  expect(finding).toMatchObject({ check: 'class-order-mismatch', severity: 'critical' });
  expect(finding?.summary).toContain("2 of 3 class indices differ. The first is index 0, 'rye' instead of 'barley'");
  expect(classOrderMismatch(names, [{ source: 'classes.txt', classNames: [...names] }])).toEqual([]);
});

test('a list that lacks a class, or has one more, is found too', () => {
  expect(classOrderMismatch(names, [{ source: 'm', classNames: ['barley', 'oat'] }])).toHaveLength(1);
  expect(classOrderMismatch(names, [{ source: 'm', classNames: [...names, 'wheat'] }])).toHaveLength(1);
});

test('a validation set with other class shares is found, with the class that differs most', () => {
  const [finding] = splitShift({ training: [100, 100, 100], validation: [10, 10, 80] }, names);
  expect(finding).toMatchObject({ check: 'split-shift', severity: 'warning' });
  expect(finding?.summary).toContain("'rye' makes up 33 % of the training set and 80 % of the validation set");
  expect(splitShift({ training: [100, 50, 30], validation: [40, 20, 12] }, names)).toEqual([]);
  // Ten images each may fall like that.
  expect(splitShift({ training: [100, 100, 100], validation: [5, 2, 3] }, names)).toEqual([]);
});

test('a validation set that looks different is found, and one within chance is not', () => {
  const counts = { training: [100, 100, 100], validation: [30, 30, 30] };
  const look = { auc: 0.9, interval: [0.86, 0.94] as const };
  expect(splitShift({ ...counts, look }, names)).toMatchObject([{ severity: 'warning' }]);
  expect(splitShift({ ...counts, look: { auc: 0.62, interval: [0.55, 0.69] } }, names)).toEqual([]);
});

const grouped = {
  pattern: '^(.*)_\\d+\\.\\w+$',
  numGroups: 62,
  groupsByClass: [20, 20, 22],
  straddling: 60,
  leaked: 180,
  validation: 180,
  effect: { observed: 0.59, interval: [0.57, 0.62] as const, expected: 0.09 },
  accuracy: { random: 0.74, byGroup: 0.62, fall: { value: 0.12, interval: [0.11, 0.13] as const } },
};

test('photos in both splits are critical where accuracy falls without them', () => {
  const [finding] = groupLeak(grouped);
  expect(finding).toMatchObject({ check: 'group-leak', severity: 'critical' });
  expect(finding?.summary).toContain('falls from 74 % to 62 %');
  expect(finding?.fix.text).toContain('groupPattern=^(.*)_\\d+\\.\\w+$');
  const level = { random: 0.74, byGroup: 0.73, fall: { value: 0.01, interval: [-0.01, 0.03] as const } };
  expect(groupLeak({ ...grouped, accuracy: level })).toMatchObject([{ severity: 'warning' }]);
});

test('groups of images that do not look alike, or groups within one split, are no leak', () => {
  const effect = { observed: 0.1, interval: [0.08, 0.13] as const, expected: 0.09 };
  expect(groupLeak({ ...grouped, effect })).toEqual([]);
  expect(groupLeak({ ...grouped, straddling: 0, leaked: 0 })).toEqual([]);
});

const chance = { auc: 0.5, interval: [0.4, 0.6] as const };
const nothing: Separability = {
  balancedAccuracy: 0.34,
  interval: [0.3, 0.38],
  chance: 1 / 3,
  aucs: [chance, chance, chance],
};
const given: Separability = { ...nothing, aucs: [chance, { auc: 0.99, interval: [0.97, 1] }, chance] };

test('a class that its size gives away is found by name', () => {
  const [finding] = shortcut({ size: given, format: nothing }, names, [50, 40, 30]);
  expect(finding).toMatchObject({ check: 'shortcut', severity: 'warning' });
  expect(finding?.summary).toContain("The size in pixels alone separates 'oat'");
});

test('properties at chance are no shortcut, nor is a class that is too small', () => {
  expect(shortcut({ size: nothing, format: undefined, color: nothing }, names, [50, 40, 30])).toEqual([]);
  expect(shortcut({ size: given }, names, [50, 5, 30])).toEqual([]);
});

test('a class that its own color separates is context', () => {
  expect(shortcut({ color: given }, names, [50, 40, 30])).toMatchObject([{ severity: 'info' }]);
});

test('swapped validation folders are found by name, and similar classes that are confused are not', () => {
  const labels = Array.from({ length: 90 }, (_, i) => i % 3);
  // One in ten is taken for the next class, whatever the folders are called.
  const taken = labels.map((label, i) => (Math.floor(i / 3) % 10 === 0 ? (label + 1) % 3 : label));
  expect(classesSwapped(labels, taken, names)).toEqual([]);
  const named = labels.map((label) => [1, 0, 2][label]);
  const [finding] = classesSwapped(named, taken, names);
  expect(finding).toMatchObject({ check: 'class-order-mismatch', severity: 'critical' });
  expect(finding?.summary).toContain("The validation folders 'barley' and 'oat' appear to be swapped");
  expect(finding?.evidence[1]).toMatchObject({ received: "0\u00a0%; 90\u00a0% as 'oat'" });
  const alike = labels.map((label, i) => (label === 2 ? 2 : Math.floor(i / 3) % 2));
  expect(classesSwapped(labels, alike, names)).toEqual([]);
});

test('a border is background only where the middle differs from it: grass is green all over', () => {
  const support = [50, 40, 30];
  expect(shortcut({ background: given }, names, support, [90, 60, 80])).toMatchObject([{ severity: 'warning' }]);
  const grass = { background: given, center: given };
  expect(shortcut(grass, names, support, [90, 4, 80])).toMatchObject([{ severity: 'info' }]);
  expect(shortcut(grass, names, support, [90, 60, 80])).toMatchObject([{ severity: 'warning' }]);
  // Seeds on a ground as bright as they are, in one class alone.
  const alike = { background: given, center: nothing };
  expect(shortcut(alike, names, support, [90, 4, 80])).toMatchObject([{ severity: 'warning' }]);
  const separable: Separability = { ...nothing, balancedAccuracy: 0.9, interval: [0.85, 0.95] };
  expect(shortcut({ background: separable }, names, support, [90, 60, 4])).toMatchObject([{ severity: 'warning' }]);
  const both = { background: separable, center: separable };
  expect(shortcut(both, names, support, [3, 60, 4])).toMatchObject([{ severity: 'info' }]);
});

test('labels that a classifier contradicts are named, the most certain first, and one is context', () => {
  const images = Array.from({ length: 40 }, (_, i) => scannedImage({ path: `${i}.jpg`, label: i % 3 }));
  const sure = (k: number): number[] => names.map((_, i) => (i === k ? 0.98 : 0.01));
  const correct = images.map(({ label }) => sure(label));
  expect(suspectLabel(images, correct, names)).toEqual([]);
  const wrong = correct.map((row, i) => (i === 4 ? sure(2) : i === 9 ? [0.3, 0.69, 0.01] : row));
  const [finding] = suspectLabel(images, wrong, names);
  expect(finding).toMatchObject({ check: 'suspect-label', severity: 'info' });
  expect(finding?.evidence).toMatchObject([{ measure: '4.jpg', expected: 'oat (0.01)', received: 'rye (0.98)' }]);
  expect(finding?.evidence[0]?.files).toMatchObject([{ path: '4.jpg' }]);
  const [ofSample] = suspectLabel(images, wrong, names, 14_278);
  expect(ofSample?.summary).toContain('of 40 labels, a sample of 14,278.');
});

test('a classifier that may be at chance doubts no label: it says that it cannot judge them', () => {
  const classes = Array.from({ length: 16 }, (_, k) => `class ${k}`);
  const images = Array.from({ length: 64 }, (_, i) => scannedImage({ path: `${i}.jpg`, label: i % 16 }));
  // Right for the first `numCorrect`, and confident in any class for the others.
  const rows = (numCorrect: number): number[][] =>
    images.map(({ label }, i) => {
      const predicted = i < numCorrect ? label : (label + 1 + (i % 15)) % 16;
      return classes.map((_, k) => (k === predicted ? 0.7 : 0.02));
    });
  const [finding, ...others] = suspectLabel(images, rows(6), classes);
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ check: 'suspect-label', severity: 'info' });
  expect(finding?.summary).toMatch(/^Whether labels are wrong cannot be judged: .* right for 9\u00a0% of 64 images/);
  expect(finding?.evidence.flatMap(({ files }) => files ?? [])).toEqual([]);
  expect(suspectLabel(images, rows(48), classes)[0]?.summary).toMatch(/doubts 16 of 64 labels/);
});

/** Probabilities of 600 images, right as often as they say: half of the images are easy, the others hard. */
const difficult = Array.from({ length: 600 }, (_, i) => {
  const label = i % 3;
  const confidence = i % 2 === 0 ? 0.98 : 0.5;
  // Of each hundred images of a confidence, so many have the label that was predicted.
  const isCorrect = (Math.floor(i / 6) % 100) / 100 < confidence;
  const predicted = isCorrect ? label : (label + 1 + (Math.floor(i / 6) % 2)) % 3;
  return { label, row: names.map((_, k) => (k === predicted ? confidence : (1 - confidence) / 2)) };
});

test('wrong labels are a warning with their share, in the split that has them; labels of difficult classes are not', () => {
  const images = difficult.map(({ label }, i) =>
    scannedImage({ path: `${i}.jpg`, label, split: i < 450 ? 'training' : 'validation' }),
  );
  const rows = difficult.map(({ row }) => row);
  const [clean] = suspectLabel(images, rows, names);
  expect(clean).toMatchObject({ check: 'suspect-label', severity: 'info' });
  expect(clean?.summary).toMatch(
    /Estimated to be wrong: \d\u00a0% .* of the training labels and .* of the validation labels\.$/,
  );
  const exchanged = images.map((image, i) =>
    image.split === 'training' && i % 8 < 1 ? { ...image, label: (image.label + 1) % 3 } : image,
  );
  const [noisy] = suspectLabel(exchanged, rows, names);
  expect(noisy).toMatchObject({ check: 'suspect-label', severity: 'warning' });
  expect(noisy?.summary).toMatch(/^About \d+\u00a0% \(\d+ to \d+\) of the training labels are wrong\. /);
  expect(noisy?.summary).not.toContain('validation');
  expect(noisy?.evidence[0]?.measure).toBe('share of wrong training labels, estimated');
});

test('causes come first, the most severe in front, then symptoms, then context; equals keep their order', () => {
  const found = (check: CheckName, severity: Finding['severity']): Finding => ({
    check,
    severity,
    summary: '',
    evidence: [],
    fix: { text: '' },
  });
  const sorted = sortFindings([
    found('near-duplicate', 'info'),
    found('baseline-not-beaten', 'critical'),
    found('wrong-scaling', 'critical'),
    found('worst-class', 'info'),
    found('underfitting', 'warning'),
    found('channel-order', 'warning'),
    found('split-shift', 'warning'),
  ]);
  expect(sorted.map(({ check }) => check)).toEqual([
    'wrong-scaling',
    'channel-order',
    'split-shift',
    'baseline-not-beaten',
    'underfitting',
    'near-duplicate',
    'worst-class',
  ]);
});
