import { expect, test } from 'vitest';
import { UserError } from '../../../src/base/errors.js';
import { readProgress } from '../../../src/script/history/progressHistory.js';
import type { TrainingHistory } from '../../../src/script/history/trainingHistory.js';

const read = (text: string): TrainingHistory => readProgress(text, 'train.log');
/** Values of a metric, stage by stage. */
const values = (history: TrainingHistory, name: string): (number | undefined)[][] =>
  history.stages.map(({ epochs }) => epochs.map(({ metrics }) => metrics[name]));
const FULL = '='.repeat(30);

const TWO_EPOCHS = `Found 2000 images belonging to 7 classes.
Found 500 images belonging to 7 classes.
Epoch 1/25
63/63 [${FULL}] - 12s 190ms/step - loss: 0.6944 - acc: 0.5100 - val_loss: 0.6922 - val_acc: 0.5000
Epoch 2/25
63/63 [${FULL}] - 10s 160ms/step - loss: 0.6500 - acc: 0.6100 - val_loss: 0.6422 - val_acc: 0.6500
`;
const EXPECTED_TWO = [
  {
    epoch: 1,
    metrics: { loss: 0.6944, acc: 0.51, val_loss: 0.6922, val_acc: 0.5 },
    steps: 63,
    secondsPerStep: 0.19,
  },
  {
    epoch: 2,
    metrics: { loss: 0.65, acc: 0.61, val_loss: 0.6422, val_acc: 0.65 },
    steps: 63,
    secondsPerStep: 0.16,
  },
];

test('epochs, steps, planned epochs, and counts of images are read from lines of Keras 2', () => {
  const history = read(TWO_EPOCHS);
  expect(history).toEqual({
    kind: 'progress',
    columns: ['loss', 'acc', 'val_loss', 'val_acc'],
    stages: [{ plannedEpochs: 25, epochs: EXPECTED_TWO }],
    decimals: 4,
    found: [
      { images: 2000, classes: 7 },
      { images: 500, classes: 7 },
    ],
    notes: [],
  });
});

/** Ways in which the same lines come to a text file. */
const disguises: [string, (text: string) => string][] = [
  ['with line ends of Windows', (text) => text.replaceAll('\n', '\r\n')],
  ['quoted', (text) => text.replace(/^/gm, '> ')],
  ['quoted twice, indented', (text) => text.replace(/^/gm, '  > > ')],
  ['in a block of Markdown', (text) => `Hi, it does not learn:\n\`\`\`\n${text}\`\`\`\nAny idea?`],
  ['wrapped at 80 characters, also inside of a word', (text) => hardWrap(text, 80)],
  ['wrapped at 40 characters', (text) => hardWrap(text, 40)],
  ['wrapped at 59 characters', (text) => hardWrap(text, 59)],
  ['wrapped at 101 characters', (text) => hardWrap(text, 101)],
  ['wrapped at spaces', (text) => softWrap(text, 72)],
  ['wrapped at spaces, quoted', (text) => softWrap(text, 60).replace(/^/gm, '> ')],
  ['wrapped at spaces, narrow', (text) => softWrap(text, 50)],
  ['with times of a log before each line', (text) => text.replace(/^(?=.)/gm, '[2021-05-05 10:00:00,123] INFO ')],
  ['with names of a container before each line', (text) => text.replace(/^(?=.)/gm, 'train_1  | ')],
  ['with every redraw behind backspaces', (text) => redrawn(text, (n) => '\b'.repeat(n))],
  ['with every redraw behind backspaces and a carriage return', (text) => redrawn(text, (n) => `${'\b'.repeat(n)}\r`)],
  ['with every redraw in one line, the backspaces lost', (text) => redrawn(text, () => '')],
  ['with every redraw in a line of its own', (text) => redrawn(text, () => '\n')],
  ['with warnings between redraws', (text) => redrawn(text, () => 'WARNING:tensorflow:Callbacks method is slow\n')],
];

test.each(disguises)('the same lines are read %s', (_, disguise) => {
  const { stages, found } = read(disguise(TWO_EPOCHS));
  expect(stages).toEqual([{ plannedEpochs: 25, epochs: EXPECTED_TWO }]);
  expect(found).toEqual([
    { images: 2000, classes: 7 },
    { images: 500, classes: 7 },
  ]);
});

function hardWrap(text: string, width: number): string {
  return text.replace(new RegExp(`(.{${width}})(?=.)`, 'g'), '$1\n');
}

function softWrap(text: string, width: number): string {
  return text
    .split('\n')
    .map((line) => {
      const lines = [''];
      for (const word of line.split(' ')) {
        const last = lines[lines.length - 1];
        if (last !== '' && last.length + 1 + word.length > width) lines.push(word);
        else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
      }
      return lines.join('\n');
    })
    .join('\n');
}

/** Draws the bars of an epoch at some of its steps before the end; the values there are other ones. */
function redrawn(text: string, back: (width: number) => string): string {
  return text.replace(/^63\/63 .*$/gm, (line) => {
    const steps = [1, 20, 62, 63].map((step) => {
      const drawn = step === 63 ? '='.repeat(30) : `${'='.repeat(Math.floor(step / 3))}>`.padEnd(30, '.');
      return `${String(step).padStart(2)}/63 [${drawn}] - ETA: ${63 - step}s - loss: 0.9${step} - acc: 0.1${step}`;
    });
    let result = '';
    for (const step of steps) result += step + back(step.length);
    return result + line;
  });
}

test('lines of Keras 3 are read, with their colors, with these as a web page shows them, and without', () => {
  const bar = '━'.repeat(20);
  const colored = (sign: string): string => `Epoch 1/2
${sign}[1m 1/63${sign}[0m ${sign}[37m${bar}${sign}[0m ${sign}[1m1:02${sign}[0m 1s/step - accuracy: 0.2500 - loss: 1.4000\b\b\b\r${sign}[1m63/63${sign}[0m ${sign}[32m${bar}${sign}[0m${sign}[37m${sign}[0m ${sign}[1m0s${sign}[0m 150ms/step - accuracy: 0.5000 - loss: 0.7000\b\b\r${sign}[1m63/63${sign}[0m ${sign}[32m${bar}${sign}[0m${sign}[37m${sign}[0m ${sign}[1m12s${sign}[0m 180ms/step - accuracy: 0.5100 - loss: 0.6944 - val_accuracy: 0.5000 - val_loss: 0.6922 - learning_rate: 1.0000e-04
Epoch 2/2
${sign}[1m63/63${sign}[0m ${sign}[32m${bar}${sign}[0m${sign}[37m${sign}[0m ${sign}[1m9s${sign}[0m 144ms/step - accuracy: 0.6100 - loss: 0.6500 - val_accuracy: 0.6500 - val_loss: 0.6422 - learning_rate: 5.0000e-05
${sign}[1m63/63${sign}[0m ${sign}[32m${bar}${sign}[0m${sign}[37m${sign}[0m ${sign}[1m2s${sign}[0m 30ms/step - accuracy: 0.6600 - loss: 0.6300
`;
  for (const text of [colored('\x1b'), colored('\x1b').replaceAll('\x1b', ''), colored('').replace(/\[\d+m/g, '')]) {
    const history = read(text);
    expect(history.stages).toEqual([
      {
        plannedEpochs: 2,
        epochs: [
          {
            epoch: 1,
            metrics: { accuracy: 0.51, loss: 0.6944, val_accuracy: 0.5, val_loss: 0.6922 },
            lr: 1e-4,
            steps: 63,
            secondsPerStep: 0.18,
          },
          {
            epoch: 2,
            metrics: { accuracy: 0.61, loss: 0.65, val_accuracy: 0.65, val_loss: 0.6422 },
            lr: 5e-5,
            steps: 63,
            secondsPerStep: 0.144,
          },
        ],
      },
    ]);
    expect(history.evaluations).toEqual([{ accuracy: 0.66, loss: 0.63 }]);
    expect(history.columns).toEqual(
      ['accuracy', 'loss', 'val_accuracy', 'val_loss', 'learning_rate'].map((name) =>
        name === 'learning_rate' ? 'lr' : name,
      ),
    );
  }
});

const BAR_OF_3 = '━'.repeat(20);
test.each([
  ['as UTF-8 read as code page 437', (text: string) => text.replaceAll('━', 'Γöü')],
  ['as UTF-8 read as Latin-1', (text: string) => text.replaceAll('━', '\u00e2\u0094\u0081')],
  ['as UTF-8 read as Windows-1252', (text: string) => text.replaceAll('━', '\u00e2\u201d\u0081')],
  ['as escapes', (text: string) => text.replaceAll('━', '\\u2501')],
  ['as question marks', (text: string) => text.replaceAll('━', '?')],
  ['between tags of HTML', (text: string) => text.replace(/━+/g, '<span class="ansi-green-fg">$&</span>')],
])('the bars of Keras 3 are read %s', (_, lose) => {
  const text = `Epoch 1/1\n 1/63 ━${BAR_OF_3} 4s 190ms/step - acc: 0.4000 - loss: 0.7000\r63/63 ${BAR_OF_3} 12s 190ms/step - acc: 0.5100 - loss: 0.6944\n`;
  expect(read(lose(text)).stages).toEqual([
    { plannedEpochs: 1, epochs: [{ epoch: 1, metrics: { acc: 0.51, loss: 0.6944 }, steps: 63, secondsPerStep: 0.19 }] },
  ]);
});

test('the redraws of Keras 3 without validation are one epoch, and the evaluation behind it is none of its redraws', () => {
  const bar = '━'.repeat(20);
  const history = read(
    `Epoch 1/1\n63/63 ${bar} 0s 150ms/step - accuracy: 0.5000 - loss: 0.7000\b\b\r63/63 ${bar} 12s 180ms/step - accuracy: 0.5010 - loss: 0.6990\n63/63 ${bar} 2s 30ms/step - accuracy: 0.9000 - loss: 0.3000\n`,
  );
  expect(values(history, 'loss')).toEqual([[0.699]]);
  expect(history.evaluations).toEqual([{ accuracy: 0.9, loss: 0.3 }]);
});

test.each([
  ['Keras 1', ` - 12s - loss: 0.6944 - acc: 0.5100 - val_loss: 0.6922 - val_acc: 0.5000`],
  ['Keras 2.0.8', `12s - loss: 0.6944 - acc: 0.5100 - val_loss: 0.6922 - val_acc: 0.5000`],
  [
    'TensorFlow 2',
    `63/63 - 12s - loss: 0.6944 - acc: 0.5100 - val_loss: 0.6922 - val_acc: 0.5000 - 12s/epoch - 190ms/step`,
  ],
  ['Keras 3', `63/63 - 12s - 190ms/step - acc: 0.5100 - loss: 0.6944 - val_acc: 0.5000 - val_loss: 0.6922`],
  ['TensorFlow 1.14', `2000/2000 - 12s - loss: 0.6944 - acc: 0.5100 - val_loss: 0.6922 - val_acc: 0.5000`],
  [
    'Keras 1 with a bar',
    `2000/2000 [${FULL}] - 12s - loss: 0.6944 - acc: 0.5100 - val_loss: 0.6922 - val_acc: 0.5000     `,
  ],
  [
    'Keras 1 with a generator',
    `2016/2000 [${FULL}] - 12s - loss: 0.6944 - acc: 0.5100 - val_loss: 0.6922 - val_acc: 0.5000`,
  ],
  [
    'tf.data of unknown length',
    `63/Unknown - 12s 190ms/step - loss: 0.6944 - acc: 0.5100 - val_loss: 0.6922 - val_acc: 0.5000`,
  ],
])('a line of %s is read', (_, line) => {
  const history = read(`Epoch 1/3\n${line}\nEpoch 2/3\n${line}\n`);
  const metrics = { loss: 0.6944, acc: 0.51, val_loss: 0.6922, val_acc: 0.5 };
  expect(history.stages.map(({ epochs }) => epochs.map((epoch) => epoch.metrics))).toEqual([[metrics, metrics]]);
});

test('lines without Epoch 3/25 are epochs if they show validation', () => {
  const line = ' - 12s - loss: 0.6944 - acc: 0.5100 - val_loss: 0.6922 - val_acc: 0.5000\n';
  const history = read(line + line);
  expect(history.stages.map(({ epochs }) => epochs.map(({ epoch }) => epoch))).toEqual([[1, 2]]);
  expect(history.notes).toEqual(['Epochs without a line such as Epoch 3/25 are numbered in order.']);
  const numbered = read(`${line}Epoch 8/9\n${line}`);
  expect(numbered.stages.map(({ epochs }) => epochs.map(({ epoch }) => epoch))).toEqual([[7, 8]]);
});

test('several calls of fit are stages, and a loop over fit with one epoch is one', () => {
  const epoch = (number: number, planned: number, loss: number): string =>
    `Epoch ${number}/${planned}\n63/63 [${FULL}] - 12s 6ms/step - loss: ${loss} - acc: 0.5\n`;
  expect(values(read(epoch(1, 2, 0.7) + epoch(2, 2, 0.6) + epoch(1, 2, 0.5) + epoch(2, 2, 0.4)), 'loss')).toEqual([
    [0.7, 0.6],
    [0.5, 0.4],
  ]);
  const continued = read(epoch(1, 2, 0.7) + epoch(2, 2, 0.6) + epoch(3, 4, 0.5) + epoch(4, 4, 0.4));
  expect(values(continued, 'loss')).toEqual([
    [0.7, 0.6],
    [0.5, 0.4],
  ]);
  expect(continued.stages[1].epochs[0].epoch).toBe(3);
  const loop = read(epoch(1, 1, 0.7) + epoch(1, 1, 0.6) + epoch(1, 1, 0.5));
  expect(values(loop, 'loss')).toEqual([[0.7, 0.6, 0.5]]);
  expect(loop.stages[0].epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
  expect(loop.notes).toEqual(['3 calls of fit with one epoch each are read as one stage.']);
});

test('messages of callbacks, downloads and predictions are no metrics, and what they say is kept', () => {
  const history = read(`Using TensorFlow backend.
Downloading data from https://example.com/vgg16.h5
58892288/58889256 [${FULL}] - 3s 0us/step
Train on 2000 samples, validate on 500 samples
Epoch 1/25
2000/2000 [${FULL}] - 12s 6ms/step - loss: 0.6944 - acc: 0.5100 - val_loss: 0.6922 - val_acc: 0.5000

Epoch 00001: val_acc improved from -inf to 0.50000, saving model to best.h5
/usr/lib/python3/dist-packages/keras/callbacks.py:434: RuntimeWarning: Can save best model only with val_accuracy available, skipping.
Epoch 2/25
2000/2000 [${FULL}] - 12s 6ms/step - loss: nan - acc: 0.0000e+00 - val_loss: inf - val_acc: 1.2000e-04
WARNING:tensorflow:Early stopping conditioned on metric \`val_accuracy\` which is not available. Available metrics are: loss,acc,val_loss,val_acc

Epoch 00002: ReduceLROnPlateau reducing learning rate to 1e-05.
Epoch 00002: early stopping
500/500 [${FULL}] - 1s 2ms/step
Test loss: 0.69
Test accuracy: 50.0%
`);
  expect(history.stages).toEqual([
    {
      plannedEpochs: 25,
      stoppedAt: 2,
      samples: { training: 2000, validation: 500 },
      epochs: [
        { epoch: 1, metrics: { loss: 0.6944, acc: 0.51, val_loss: 0.6922, val_acc: 0.5 } },
        { epoch: 2, metrics: { loss: Number.NaN, acc: 0, val_loss: Number.POSITIVE_INFINITY, val_acc: 1.2e-4 } },
      ],
    },
  ]);
  expect(history.missingMonitors).toEqual([
    { monitor: 'val_accuracy', available: ['loss', 'acc', 'val_loss', 'val_acc'] },
  ]);
  expect(history.evaluations).toEqual([{ loss: 0.69, accuracy: 0.5 }]);
});

test('a bar of validation within an epoch, as TensorFlow 1.14 draws it, is no evaluation', () => {
  const validation = `20/20 [${FULL}] - 2s 90ms/step - loss: 0.9000 - acc: 0.1000\n`;
  const whole = `63/63 [${FULL}] - 12s 190ms/step - loss: 0.6944 - acc: 0.5100 - val_loss: 0.9000 - val_acc: 0.1000\n`;
  const history = read(`Epoch 1/2\n${validation}${whole}Epoch 2/2\n${validation}${whole}${validation}`);
  expect(values(history, 'loss')).toEqual([[0.6944, 0.6944]]);
  expect(history.evaluations).toEqual([{ loss: 0.9, acc: 0.1 }]);
  const drawn = `62/63 [${FULL.slice(1)}>] - ETA: 0s - loss: 0.7 - acc: 0.5\n`;
  expect(read(`Epoch 1/1\n${drawn}${validation}${whole}`).evaluations).toBeUndefined();
});

test('an epoch that was not finished is left out and counted', () => {
  const history = read(
    `${TWO_EPOCHS}Epoch 3/25\n10/63 [====>.........................] - ETA: 9s - loss: 0.1000 - acc: 0.9900`,
  );
  expect(values(history, 'loss')).toEqual([[0.6944, 0.65]]);
  expect(history.notes).toEqual(['1 unfinished epoch left out: a running mean is no result of an epoch.']);
});

test('counts of images are read in the words of each version', () => {
  const { found } = read(`Found 1500 validated image filenames belonging to 2 classes.
Found 3670 files belonging to 5 classes.
Using 2936 files for training.
${TWO_EPOCHS}`);
  expect(found!.slice(0, 2)).toEqual([
    { images: 1500, classes: 2 },
    { images: 3670, classes: 5, used: 2936 },
  ]);
});

test('a text without a finished epoch is an error that says what is expected', () => {
  expect(() => read('hello\nworld')).toThrow(UserError);
  expect(() => read('hello\nworld')).toThrow('Received: no line of an epoch.');
  expect(() => read('Epoch 1/3\n1/63 [....] - ETA: 3s - loss: 0.7')).toThrow('Received: no epoch that was finished.');
});

test('a hostile text takes time in proportion to its length', () => {
  const pieces = [
    '[',
    '=',
    '1/',
    ' - ',
    '> ',
    '\b',
    'Epoch 1/1 ',
    '1/2 [=',
    'a: ',
    '\x1b[',
    '━',
    '- loss: 1e',
    '9',
    'a',
    ' ',
    '- a\n',
  ];
  for (const piece of pieces) {
    const times = [50_000, 200_000].map((length) => {
      const text = piece.repeat(length / piece.length);
      const started = performance.now();
      expect(() => read(text), piece).toThrow(UserError);
      return performance.now() - started;
    });
    // Four times as long: a square would take 16 times, and at this length seconds.
    expect(times[1], piece).toBeLessThan(1000);
  }
});
