import { expect, test } from 'vitest';
import { noEpochs } from '../../../src/diagnose/checks/script/noEpochs.js';
import { fieldsOf } from '../../../src/script/reading/fields.js';
import type { ScriptReading } from '../../../src/script/reading/readScript.js';
import { readingOf } from '../reading/readingOf.js';

/** A script whose epochs a `match` decides. */
const read = (subject: string, cases: string, before = ''): Promise<ScriptReading> =>
  readingOf(`
import sys
from enum import Enum
from tensorflow.keras.layers import Dense
from tensorflow.keras.models import Sequential
class Size(Enum):
    SMALL = 'small'
    LARGE = 'large'
${before}
epochs = 1
match ${subject}:
${cases.replace(/^/gm, '    ')}
model = Sequential([Dense(3, activation='softmax')])
model.compile('adam', 'categorical_crossentropy')
model.fit(images(), epochs=epochs)
`);

const epochsOf = ({ stages }: Pick<ScriptReading, 'stages'>): string | undefined =>
  fieldsOf(stages.at(-1)!).find(({ field }) => field === 'epochs')?.read.value;

const WORDS = `case 'small':
    epochs = 5
case 'large' | 'huge':
    epochs = 9
case _:
    epochs = 7`;

test.each([
  ["'small'", WORDS, '5'],
  ["'huge'", WORDS, '9'],
  ["'other'", WORDS, '7'],
  ["'small'.upper()", WORDS, '7'],
  ['True', 'case 1:\n    epochs = 5\ncase True:\n    epochs = 9', '5'],
  ['1', 'case True:\n    epochs = 5\ncase 1:\n    epochs = 9', '9'],
  ['None', 'case 0:\n    epochs = 5\ncase None:\n    epochs = 9', '9'],
  ['Size.LARGE', 'case Size.SMALL:\n    epochs = 5\ncase Size.LARGE:\n    epochs = 9', '9'],
  ["('vgg', 12)", "case ('resnet', n):\n    epochs = 5\ncase ('vgg', n):\n    epochs = n", '12'],
  ["['vgg', 1, 2, 8]", 'case [name]:\n    epochs = 5\ncase [name, *_, n]:\n    epochs = n', '8'],
  ["'ab'", 'case [a, b]:\n    epochs = 5\ncase text:\n    epochs = len(text)', '2'],
  ['4', 'case n if n > 5:\n    epochs = 5\ncase n if n > 2:\n    epochs = n', '4'],
  ['-1', 'case 1:\n    epochs = 5\ncase -1:\n    epochs = 9', '9'],
  ["'c'", "case 'a':\n    epochs = 5\ncase 'b':\n    epochs = 9", '1'],
  ["'a'", "case 'a' | 'b' as name:\n    epochs = len(name) + 1", '2'],
])('match %s', async (subject, cases, epochs) => {
  const reading = await read(subject, cases);
  expect(epochsOf(reading)).toBe(epochs);
  expect(reading.alternatives).toEqual([]);
  expect(reading.notUnderstood.filter(({ why }) => why.startsWith('not read'))).toEqual([]);
});

test('a subject that the text does not say is read both ways', async () => {
  const reading = await read('sys.argv[1]', WORDS);
  expect(epochsOf(reading)).toBe('5');
  expect(reading.alternatives).toMatchObject([
    { condition: "sys.argv[1] matches 'small'", taken: true, place: { line: 12 } },
  ]);
  expect(epochsOf(reading.alternatives[0]!.reading)).toBe('9');
});

test('where all other cases stop the script, there is one way', async () => {
  const reading = await read(
    'sys.argv[1]',
    "case 'help':\n    sys.exit()\ncase 'small':\n    epochs = 5\ncase _:\n    raise ValueError()",
  );
  expect(epochsOf(reading)).toBe('5');
  expect(reading.alternatives).toEqual([]);
});

test('what a pattern of a class or a mapping fits is not decided, and its names are not known', async () => {
  const reading = await read("{'n': 4}", "case {'n': n, **rest}:\n    epochs = n\ncase _:\n    epochs = 8");
  expect(epochsOf(reading)).toBeUndefined();
  expect(epochsOf(reading.alternatives[0]!.reading)).toBe('8');
});

test('a model that each case builds, and findings in its branch', async () => {
  const reading = await read("'none'", "case 'none':\n    epochs = 0\ncase _:\n    epochs = 8");
  expect(noEpochs(reading)).toHaveLength(1);
});
