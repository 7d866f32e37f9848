import { expect, test } from 'vitest';
import { suspectLabel } from '../../../src/diagnose/checks/data/suspectLabel.js';
import type { CheckName } from '../../../src/diagnose/checks.js';
import type { Evidence, Finding } from '../../../src/diagnose/finding.js';
import { cleanerHtml, cleanerText } from '../../../src/notebook/cleaner/cleanerHtml.js';
import { suspicions, unlikelyLabels, wereLabelsChecked } from '../../../src/notebook/cleaner/suspicions.js';
import type { StoredRun } from '../../../src/store/runStore.js';
import { scannedImage } from '../../dataset/scannedImage.js';

const file = (path: string, className = 'a', split: 'training' | 'validation' = 'training') => ({
  path,
  className,
  split,
});
const row = (files: Evidence['files'], others: Partial<Evidence> = {}): Evidence => ({
  measure: '',
  expected: '',
  received: '',
  files,
  ...others,
});
const finding = (check: CheckName, ...evidence: Evidence[]): Finding => ({
  check,
  severity: 'warning',
  summary: '',
  evidence,
  fix: { text: '' },
});

test('an outlier comes after images of poor quality, and says how far it is among all', () => {
  const blurred = finding('image-quality', row([file('q')], { measure: 'blurred: q', received: 'sharpness 0.1' }));
  const images = ['far', 'q'].map((path) => scannedImage({ path }));
  const found = suspicions([blurred], undefined, [], [], { images, of: 1200 });
  expect(found.map(({ path }) => path)).toEqual(['q', 'far']);
  expect(found[0]!.reasons.map(({ by }) => by)).toEqual(['image-quality', 'outlier']);
  expect(found[1]!.reasons).toEqual([
    {
      by: 'outlier',
      text: 'unlike the others: number 1 of 1,200 in distance to its ten nearest images, by features',
    },
  ]);
});

test('images come in the order in which they are likely to be wrong, each once with all reasons', () => {
  const findings = [
    finding('image-quality', row([file('q')], { measure: 'blurred: q', received: 'sharpness 0.1' })),
    finding('unreadable-image', row([file('u')], { received: 'cut short' })),
    finding('near-duplicate', row([file('n1'), file('n2'), file('s')], { areCopies: true, areSimilar: true })),
    finding('class-imbalance', row(undefined)),
    finding(
      'suspect-label',
      row(undefined, { measure: 'share' }),
      row([file('s')], { expected: 'a (0.02)', received: 'b (1) (0.97)' }),
    ),
  ];
  const run = {
    classNames: ['a', 'b'],
    labels: [0, 1, 0],
    probabilities: [
      [0.4, 0.6],
      [0.1, 0.9],
      [0.01, 0.99],
    ],
  } as unknown as StoredRun;
  const validation = ['v0', 'v1', 'v2'].map((path) => scannedImage({ path, className: 'a', split: 'validation' }));
  const found = suspicions(findings, run, validation);
  expect(found.map(({ path }) => path)).toEqual(['s', 'v2', 'v0', 'n2', 'u', 'q']);
  const [s, v2] = found;
  expect(s!.reasons.map(({ by }) => by)).toEqual(['suspect-label', 'near-duplicate']);
  expect(s!.suggested).toBe('b (1)');
  expect(s!.predictions).toEqual([
    { className: 'b (1)', probability: 0.97 },
    { className: 'a', probability: 0.02 },
  ]);
  expect(s!.copies.map(({ path }) => path)).toEqual(['n1', 'n2']);
  expect(v2!.predictions[0]).toEqual({ className: 'b', probability: 0.99 });
  expect(found.at(-1)!.reasons[0]!.text).toBe('blurred: sharpness 0.1');
});

test('images that somebody chose come first, with what checks say of them', () => {
  const chosen = ['c', 's'].map((path) => scannedImage({ path, className: 'a' }));
  const doubted = finding('suspect-label', row([file('s')], { expected: 'a (0.02)', received: 'b (0.97)' }));
  const found = suspicions([doubted], undefined, [], chosen);
  expect(found.map(({ path }) => path)).toEqual(['c', 's']);
  expect(found[1]!.reasons.map(({ by }) => by)).toEqual(['chosen', 'suspect-label']);
  expect(found[1]!.suggested).toBe('b');
});

test('what the check of labels finds is read as it writes it', () => {
  const images = Array.from({ length: 60 }, (_, i) =>
    scannedImage({ path: `${i}`, label: i % 2, className: ['a (0.5)', 'b'][i % 2]! }),
  );
  // Three images of the first class look like the second.
  const probabilities = images.map(({ label }, i) => (label === 1 || i < 6 ? [0.03, 0.97] : [0.96, 0.04]));
  const found = suspicions(suspectLabel(images, probabilities, ['a (0.5)', 'b']));
  expect(found.map(({ path }) => path).sort()).toEqual(['0', '2', '4']);
  for (const { suggested, predictions } of found) {
    expect(suggested).toBe('b');
    expect(predictions).toEqual([
      { className: 'b', probability: 0.97 },
      { className: 'a (0.5)', probability: 0.03 },
    ]);
  }
});

test('of copies in both splits that in validation stays; of copies in two classes each may be wrong', () => {
  const across = row([file('t'), file('v', 'a', 'validation')], { areCopies: true });
  expect(suspicions([finding('duplicate-across-splits', across)]).map(({ path }) => path)).toEqual(['t']);
  const conflict = row([file('x', 'a'), file('y', 'b')], { areCopies: true });
  expect(suspicions([finding('label-conflict', conflict)]).map(({ path }) => path)).toEqual(['x', 'y']);
});

test('without findings and a run there are none', () => {
  expect(suspicions([finding('class-imbalance', row(undefined))])).toEqual([]);
});

test('a report shows them in the same order, without scripts, and whatever the files are called', () => {
  const images = [
    {
      file: 'a/<script>.jpg',
      className: 'a & b',
      split: 'training',
      source: 'data:image/jpeg;base64,AA==',
      reasons: [{ by: 'suspect-label', text: 'its label is doubted' }],
      predictions: [{ className: 'c', probability: 0.97 }],
      suggested: 'c',
      copies: [],
    },
    {
      file: 'a/2.jpg',
      className: 'a',
      split: 'training',
      source: '',
      reasons: [{ by: 'unreadable-image', text: 'cannot be read: cut short' }],
      predictions: [],
      copies: [],
    },
  ];
  const html = cleanerHtml({ images });
  expect(html).not.toContain('<script');
  expect(html.indexOf('1. labeled a &amp; b')).toBeLessThan(html.indexOf('2. labeled a'));
  expect(html.match(/<img /g)?.length).toBe(1);
  expect(cleanerText({ images }).replace('\u00a0', ' ')).toBe(
    '1. labeled a & b; the model says c, 97 %; its label is doubted; a/<script>.jpg\n' +
      '2. labeled a; cannot be read: cut short; a/2.jpg',
  );
});

test('labels that are less in doubt come by their probability, where another class is the most probable', () => {
  const images = [0, 1, 0, 1, 0].map((label, i) =>
    scannedImage({ path: `${i}`, label, className: ['a', 'b'][label]! }),
  );
  const doubts = [
    { doubt: 0.6, likely: 1, probability: 0.6 },
    { doubt: 0.1, likely: 1, probability: 0.9 },
    { doubt: 0.8, likely: 1, probability: 0.8 },
    undefined,
    // Of three classes, the label may be improbable and the most probable one all the same.
    { doubt: 0.6, likely: 0, probability: 0.4 },
  ];
  const found = unlikelyLabels(images, doubts, ['a', 'b', 'c']);
  expect(found.map(({ path, suggested }) => [path, suggested])).toEqual([
    ['2', 'b'],
    ['0', 'b'],
  ]);
  expect(found[0]!.predictions).toEqual([
    { className: 'b', probability: 0.8 },
    { className: 'a', probability: expect.closeTo(0.2, 12) },
  ]);
});

test('labels were checked where one is doubted, or the doubt of any is known', () => {
  expect(wereLabelsChecked([{ check: 'image-quality' }], [undefined, undefined])).toBe(false);
  expect(wereLabelsChecked([{ check: 'suspect-label' }], [undefined])).toBe(true);
  expect(wereLabelsChecked([], [undefined, { doubt: 0.1, likely: 0, probability: 0.9 }])).toBe(true);
});
