import { expect, test } from 'vitest';
import { verdictText } from '../../src/command/verdictText.js';
import type { FoundCauses } from '../../src/diagnose/verdict/findCauses.js';
import { readingOf } from '../script/reading/readingOf.js';

const figure = (value: number) => ({ value, interval: [value - 0.05, value + 0.05] as const });
const FAULT = {
  headline: 'Images are scaled twice',
  cost: figure(0.4),
  gain: figure(0.3),
  why: 'The network sees flat gray.',
  lines: { before: ['rescale=1 / 255'], after: ['rescale=1'] },
  replacedBy: 'another backbone',
};
const VERDICT = {
  faults: [FAULT],
  nothing: '',
  unconfirmed: [],
  costs: 'A cost is a loss.',
  now: 'It is better.',
  next: 'Train longer.',
};
const REFUTED = { check: 'overfitting', severity: 'critical', summary: '', change: 'more dropout', gain: figure(0.01) };
const STEP = { change: 'the recipe as it is', accuracy: figure(0.4), kept: true };

/** The lines of a verdict, which has what the text reads. */
function linesOf(verdict: object, possible: object[] = []): string[] {
  const found = { measured: { steps: [STEP] }, verdict, possible };
  return verdictText(found as unknown as FoundCauses, 100)
    .replaceAll('\u00a0', ' ')
    .split('\n');
}

test('a verdict says what a cost refers to, and where a later change replaces the setting', () => {
  const lines = linesOf({ ...VERDICT, refuted: [] });
  expect(lines).toContain('A cost is a loss.');
  expect(lines.map((line) => line.trim()).join(' ')).toContain(
    'Fixing it gained +30 points (+25 to +35) while the faults that were fixed after it were still there. Its cost is measured without this change, which replaces the same setting: another backbone.',
  );
  expect(lines.at(-1)).toBe('Next: Train longer.');
});

test('what trials speak against stands below everything else', () => {
  const possible = { intervention: { headline: 'The head is large', change: 'a linear head' }, gain: figure(0.04) };
  const lines = linesOf({ ...VERDICT, refuted: [REFUTED] }, [possible]);
  expect(lines.slice(-8)).toEqual([
    'Possible: gained in a trial, on too few images to show it (80 % intervals):',
    '- The head is large. Gain by a linear head: +4 points (−1 to +9).',
    '',
    'Now: It is better.',
    'Next: Train longer.',
    '',
    'Reported by a check, but changing it gained nothing in a trial (80 % intervals):',
    '- `overfitting` (critical): more dropout gained +1 point (−4 to +6).',
  ]);
});

test('with a script, a fault has the lines of the fields that fixing it changes', async () => {
  const script = await readingOf(`from keras.applications import VGG16
from keras.layers import Dense
from keras.models import Model
from keras.optimizers import Adam
from keras.preprocessing.image import ImageDataGenerator
train = ImageDataGenerator(rescale=1./255).flow_from_directory('d')
base = VGG16(include_top=False, pooling='avg')
model = Model(base.input, Dense(3, activation='softmax')(base.output))
model.compile(Adam(lr=0.02), 'categorical_crossentropy')
model.fit_generator(train, epochs=3)
`);
  const text = (fields: string[], reading?: typeof script): string => {
    const found = {
      measured: { steps: [STEP] },
      verdict: { ...VERDICT, faults: [{ ...FAULT, fields }] },
      possible: [],
    };
    return verdictText(
      { ...found, verdict: { ...found.verdict, refuted: [] } } as unknown as FoundCauses,
      100,
      reading,
    );
  };
  expect(text(['scaling'], script)).toMatch(/\n {3}in train\.py:6 {2}rescale=1\.\/255\n/);
  expect(text(['learningRate', 'epochs'], script)).toMatch(
    /in train\.py:9 {3}model\.compile\(Adam\(lr=0\.02\), .*\n {3}in train\.py:10 {2}model\.fit_generator\(train, epochs=3\)\n/,
  );
  // A default has no line, and a recipe file has no script.
  expect(text(['batchSize', 'sampling'], script)).not.toContain(' in train.py');
  expect(text(['scaling'])).not.toContain(' in train.py');
});

test('where no fault is named, the reason stands there, and what helped in the trials alone', () => {
  const unconfirmed = [
    { headline: 'The rate is low', change: 'a higher rate', widened: figure(0.04), isAlone: false },
    { headline: 'The head is small', change: 'a larger head', widened: figure(0.02), isAlone: true },
  ];
  const lines = linesOf({ ...VERDICT, faults: [], nothing: 'Nothing is shown.', costs: '', unconfirmed, refuted: [] });
  expect(lines.slice(-9)).toEqual([
    'Nothing is shown.',
    '',
    'Helped in the trials, but not confirmed on the validation images (intervals widened for all',
    'changes):',
    '- The rate is low. Gain by a higher rate: +4 points (−1 to +9).',
    '- The head is small. Fixed by a larger head; cost: 2 points (−3 to 7).',
    '',
    'Now: It is better.',
    'Next: Train longer.',
  ]);
});

test('a gain that is the cost is not printed twice', () => {
  const { replacedBy: _, ...fault } = { ...FAULT, gain: FAULT.cost };
  const text = linesOf({ ...VERDICT, faults: [fault], refuted: [] }).join('\n');
  expect(text).not.toContain('Fixing it gained');
  expect(text.match(/40 points/g)).toHaveLength(1);
});
