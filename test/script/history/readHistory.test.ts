import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { UserError } from '../../../src/base/errors.js';
import { readHistory } from '../../../src/script/history/readHistory.js';
import { signaturesOf } from '../../../src/script/history/signatures.js';
import type { TrainingHistory } from '../../../src/script/history/trainingHistory.js';
import { scalarRecord, versionRecord } from '../../../src/training/callbacks/eventFile.js';
import { tensorBoard } from '../../../src/training/callbacks/tensorBoard.js';

const folder = mkdtempSync(path.join(tmpdir(), 'thaw-history-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
async function readText(text: string | Uint8Array, name = 'history.txt'): Promise<TrainingHistory> {
  const subfolder = path.join(folder, String(++files));
  mkdirSync(subfolder);
  writeFileSync(path.join(subfolder, name), text);
  return await readHistory(path.join(subfolder, name));
}

/** Epochs of all stages, as `epoch: metrics`. */
function shown({ stages }: TrainingHistory): [number, Record<string, number>][][] {
  return stages.map(({ epochs }) => epochs.map(({ epoch, metrics }) => [epoch, metrics]));
}

const ONE = { loss: 0.69, accuracy: 0.5, val_loss: 0.7, val_accuracy: 0.4 };
const TWO = { loss: 0.52, accuracy: 0.75, val_loss: 0.6, val_accuracy: 0.6 };
const BOTH = [
  [
    [1, ONE],
    [2, TWO],
  ],
];

test.each([
  ['commas', 'epoch,accuracy,loss,val_accuracy,val_loss\r\n0,0.5,0.69,0.4,0.7\r\n1,0.75,0.52,0.6,0.6\r\n'],
  ['semicolons', 'epoch;accuracy;loss;val_accuracy;val_loss\n0;0.5;0.69;0.4;0.7\n1;0.75;0.52;0.6;0.6\n'],
  [
    'semicolons and decimal commas',
    'epoch;accuracy;loss;val_accuracy;val_loss\n0;0,5;0,69;0,4;0,7\n1;0,75;0,52;0,6;0,6\n',
  ],
  ['tabs', 'epoch\taccuracy\tloss\tval_accuracy\tval_loss\n0\t0.5\t0.69\t0.4\t0.7\n1\t0.75\t0.52\t0.6\t0.6\n'],
  ['the index of pandas', ',accuracy,loss,val_accuracy,val_loss\n0,0.5,0.69,0.4,0.7\n1,0.75,0.52,0.6,0.6\n'],
  [
    'epochs from 1 and quotes',
    '"epoch","accuracy","loss","val_accuracy","val_loss"\n1,"0.5",0.69,0.4,0.7\n2,0.75,0.52,0.6,0.6\n',
  ],
  [
    'decimal commas in quotes',
    'epoch,accuracy,loss,val_accuracy,val_loss\n0,"0,5","0,69","0,4","0,7"\n1,"0,75","0,52","0,6","0,6"\n',
  ],
  [
    'the line of Excel that names the separator',
    'sep=;\nepoch;accuracy;loss;val_accuracy;val_loss\n0;0,5;0,69;0,4;0,7\n1;0,75;0,52;0,6;0,6\n',
  ],
  ['carriage returns', 'epoch,accuracy,loss,val_accuracy,val_loss\r0,0.5,0.69,0.4,0.7\r1,0.75,0.52,0.6,0.6\r'],
  ['a separator at the end', 'epoch,accuracy,loss,val_accuracy,val_loss\n0,0.5,0.69,0.4,0.7,\n1,0.75,0.52,0.6,0.6,\n'],
  ['signs of percent', 'epoch,accuracy,loss,val_accuracy,val_loss\n0,50%,0.69,40 %,0.7\n1,75%,0.52,60.0%,0.6\n'],
  [
    'training and validation in lines of their own',
    'epoch,accuracy,loss,val_accuracy,val_loss\n0,0.5,0.69,,\n0,,,0.4,0.7\n1,0.75,0.52,,\n1,,,0.6,0.6\n',
  ],
  ['no epochs', 'accuracy,loss,val_accuracy,val_loss\n0.5,0.69,0.4,0.7\n0.75,0.52,0.6,0.6\n'],
])('a table with %s is read', async (_, text) => {
  const history = await readText(text);
  expect(history.kind).toBe('csv');
  expect(shown(history)).toEqual(BOTH);
  expect(history.columns).toEqual(['accuracy', 'loss', 'val_accuracy', 'val_loss']);
  expect(history.notes).toEqual([]);
});

test('a table of PyTorch Lightning has one epoch for its lines of training and validation', async () => {
  const history = await readText(
    'epoch,step,train_loss,train_acc,valid_loss,valid_acc\n0,63,0.69,0.5,,\n0,63,,,0.7,0.4\n1,126,0.52,0.75,,\n1,126,,,0.6,0.6\n',
  );
  expect(shown(history)).toEqual([
    [
      [1, { step: 63, loss: 0.69, acc: 0.5, val_loss: 0.7, val_acc: 0.4 }],
      [2, { step: 126, loss: 0.52, acc: 0.75, val_loss: 0.6, val_acc: 0.6 }],
    ],
  ]);
  expect(history.notes).toEqual([
    'train_loss is read as loss, train_acc is read as acc, valid_loss is read as val_loss, valid_acc is read as val_acc.',
  ]);
});

test("names that differ from those of Keras are read as these, unless Keras' own are there", async () => {
  const other = await readText('Epoch,Train Loss,Validation Accuracy\n1,0.69,0.4\n2,0.52,0.6\n');
  expect(other.columns).toEqual(['loss', 'val_accuracy']);
  expect(shown(other)[0]![1]).toEqual([2, { loss: 0.52, val_accuracy: 0.6 }]);
  const both = await readText('epoch,loss,train_loss,test_loss\n1,0.69,0.5,0.7\n2,0.52,0.4,0.6\n');
  expect(both.columns).toEqual(['loss', 'train_loss', 'test_loss']);
  expect(both.notes).toEqual([]);
});

test('accuracies above 1 are percentages, stage by stage, and it is said', async () => {
  const history = await readText(
    "[{'loss': [4.6, 0.69], 'acc': [1.0, 50.0], 'val_acc': [0.0, 40.0]}, {'loss': [0.6, 0.5], 'acc': [0.5, 1.0000001], 'val_acc': [0.9, 1.0]}]",
  );
  expect(shown(history)).toEqual([
    [
      [1, { loss: 4.6, acc: 0.01, val_acc: 0 }],
      [2, { loss: 0.69, acc: 0.5, val_acc: 0.4 }],
    ],
    [
      [1, { loss: 0.6, acc: 0.5, val_acc: 0.9 }],
      [2, { loss: 0.5, acc: 1.0000001, val_acc: 1 }],
    ],
  ]);
  expect(history.notes).toEqual(['acc and val_acc are above 1, and are read as percent.']);
});

test('an accuracy whose unit is unclear, or that is none, is left out with a note; a loss stays', async () => {
  const unclear = await readText("{'loss': [50.0, 40.0], 'acc': [0.5, 0.6], 'val_acc': [50.0, 60.0]}");
  expect(shown(unclear)[0]![1]).toEqual([2, { loss: 40, val_acc: 0.6 }]);
  expect(unclear.notes).toEqual([
    'val_acc is above 1, and is read as percent.',
    'acc is left out: no value is above 1 while the same metric is in percent, so the unit is unclear.',
  ]);
  const none = await readText("{'loss': [0.5, 0.4], 'acc': [nan, 700.0]}");
  expect(shown(none)[0]![1]).toEqual([2, { loss: 0.4 }]);
  expect(none.notes).toEqual(['acc is left out: no accuracy is above 100.']);
});

test('percentages are read in progress lines, with a sign and without, and of evaluate', async () => {
  const line = (acc: string): string =>
    `Epoch 1/1\n63/63 [==============================] - 1s - loss: 0.6900 - acc: ${acc}\n`;
  expect(shown(await readText(line('0.50%')))).toEqual([[[1, { loss: 0.69, acc: 0.005 }]]]);
  expect(shown(await readText(line('90.0000')))).toEqual([[[1, { loss: 0.69, acc: 0.9 }]]]);
  const { evaluations } = await readText(`${line('0.9000')}Test loss: 2.5\nTest accuracy: 81.5\n`);
  expect(evaluations).toEqual([{ loss: 2.5, accuracy: 0.815 }]);
});

test('a warning that lists metrics in the first line is no header of a table', async () => {
  const warning =
    'WARNING:tensorflow:Early stopping conditioned on metric `val_loss` which is not available. Available metrics are: loss,accuracy\n';
  const history = await readText(`${warning}Epoch 1/1\n - 1s - loss: 0.69 - accuracy: 0.5\n`);
  expect(history.missingMonitors).toEqual([{ monitor: 'val_loss', available: ['loss', 'accuracy'] }]);
});

test('more epochs than a call has arguments are read and looked at, of a table and of a dict', async () => {
  const losses = Array.from({ length: 150_000 }, () => 0.69);
  for (const text of [
    `epoch,loss\n${losses.map((loss, i) => `${i},${loss}`).join('\n')}`,
    JSON.stringify({ loss: losses }),
  ]) {
    const history = await readText(text);
    expect(history.stages.map(({ epochs }) => epochs.length)).toEqual([150_000]);
    expect(signaturesOf(history).signatures[0]!.summary).toBe('The training loss stays at 0.69 over 150,000 epochs.');
  }
});

test('a restart that appends to a table begins a stage; NaN, infinities, NA and learning rates are read', async () => {
  const history = await readText(
    'epoch,loss,lr,val_loss\n0,0.69,0.001,inf\n1,nan,0.0001,NA\n0,1e-3,0.01,-inf\nepoch,loss,lr,val_loss\n5,0.5,0.01,0.7\n',
  );
  expect(history.stages).toEqual([
    {
      epochs: [
        { epoch: 1, metrics: { loss: 0.69, val_loss: Number.POSITIVE_INFINITY }, lr: 0.001 },
        { epoch: 2, metrics: { loss: Number.NaN }, lr: 0.0001 },
      ],
    },
    { epochs: [{ epoch: 1, metrics: { loss: 0.001, val_loss: Number.NEGATIVE_INFINITY }, lr: 0.01 }] },
    { epochs: [{ epoch: 6, metrics: { loss: 0.5, val_loss: 0.7 }, lr: 0.01 }] },
  ]);
  expect(history.notes).toEqual(['Epochs start again 2 times: each start begins a new stage.']);
});

test('lines of a second training with other columns than the header are left out, and counted', async () => {
  const history = await readText('epoch,accuracy,learning_rate,loss\n0,0.5,0.001,0.69\n0,0.6,0.5\n1,0.7,0.4\n');
  expect(shown(history)).toEqual([[[1, { accuracy: 0.5, loss: 0.69 }]]]);
  expect(history.notes).toEqual(['2 lines left out that do not have the columns of the header.']);
});

const LISTS = { loss: [0.69, 0.52], accuracy: [0.5, 0.75], val_loss: [0.7, 0.6], val_accuracy: [0.4, 0.6] };

test.each([
  ['JSON', JSON.stringify(LISTS)],
  ['JSON over several lines', JSON.stringify(LISTS, null, 2)],
  ['JSON in a list', JSON.stringify([LISTS])],
  ['the JSON of a History object', JSON.stringify({ epoch: [0, 1], params: { epochs: 2 }, history: LISTS })],
  ['the JSON of pandas', JSON.stringify(LISTS).replace(/\[(.*?),(.*?)\]/g, '{"0":$1,"1":$2}')],
  [
    'a dict for each epoch',
    JSON.stringify([
      { epoch: 0, ...ONE },
      { epoch: 1, ...TWO },
    ]),
  ],
  ['a dict in each line', `${JSON.stringify(ONE)}\n${JSON.stringify(TWO)}\n`],
  [
    'str() of Python',
    "{'loss': [0.69, 0.52], 'accuracy': [0.5, 0.75], 'val_loss': [0.7, 0.6], 'val_accuracy': [0.4, 0.6]}",
  ],
  [
    'str() with scalars of NumPy 2',
    "{'loss': [np.float64(0.69), np.float64(0.52)], 'accuracy': [np.float32(0.5), 0.75], 'val_loss': [0.7, 0.6], 'val_accuracy': [0.4, 0.6]}",
  ],
  [
    'str() with arrays',
    "defaultdict(<class 'list'>, {'loss': array([0.69, 0.52]), 'accuracy': array([0.5 , 0.75], dtype=float32), 'val_loss': [array(0.7), array([0.6], dtype=float32)], 'val_accuracy': [<tf.Tensor: shape=(), dtype=float32, numpy=0.4>, tf.Tensor(0.6, shape=(), dtype=float32)]})",
  ],
])('history.history as %s is read', async (_, text) => {
  const history = await readText(text);
  expect(history.kind).toBe('dict');
  expect(shown(history)).toEqual(BOTH);
  expect(history.notes).toEqual([]);
});

test('NaN and infinities of a dict are read, a list of dicts is a stage each, and lists that do not fit are named', async () => {
  const history = await readText(
    "[{'loss': [nan, inf], 'lr': [0.1, 0.01]}, {'loss': [0.4, 0.3, 0.2, 0.1], 'val_loss': [0.5, 0.4], 'f1': [1, 2, 3]}]",
  );
  expect(history.stages.map(({ epochs }) => epochs.map(({ lr }) => lr))[0]).toEqual([0.1, 0.01]);
  expect(shown(history)).toEqual([
    [
      [1, { loss: Number.NaN }],
      [2, { loss: Number.POSITIVE_INFINITY }],
    ],
    [
      [1, { loss: 0.4 }],
      [2, { loss: 0.3, val_loss: 0.5 }],
      [3, { loss: 0.2 }],
      [4, { loss: 0.1, val_loss: 0.4 }],
    ],
  ]);
  expect(history.notes).toEqual([
    'val_loss has a value for every 2 epochs, as with validation_freq=2.',
    'f1 has 3 values for 4 epochs and is left out: its epochs are not known.',
  ]);
});

test('the outputs of a notebook are read', async () => {
  const printed = ['Epoch 1/2\n', ' - 1s - loss: 0.69 - accuracy: 0.5 - val_loss: 0.7 - val_accuracy: 0.4\n'];
  const more = 'Epoch 2/2\n - 1s - loss: 0.52 - accuracy: 0.75 - val_loss: 0.6 - val_accuracy: 0.6\n';
  const outputs = [
    { output_type: 'stream', name: 'stdout', text: printed },
    { output_type: 'stream', name: 'stderr', text: 'WARNING: something\n' },
    { output_type: 'stream', name: 'stdout', text: more },
    { output_type: 'execute_result', data: { 'text/plain': ['<keras.callbacks.History at 0x7f>'] } },
  ];
  const cells = [
    { cell_type: 'markdown', source: 'Epoch 1/9' },
    { cell_type: 'code', source: 'print("Epoch 1/9")', outputs },
  ];
  const history = await readText(JSON.stringify({ cells, nbformat: 4 }), 'a.ipynb');
  expect(history.kind).toBe('notebook');
  expect(shown(history)).toEqual(BOTH);
  const cleared = JSON.stringify({ cells: [{ cell_type: 'code', outputs: [] }], nbformat: 4 });
  await expect(readText(cleared, 'a.ipynb')).rejects.toThrow('Received: no output in any cell.');
});

test('history.history that a program printed among other text is read if no epochs are', async () => {
  const printed = `Using TensorFlow backend.\nhistory: ${JSON.stringify(LISTS)}\nsaved [model]\n`;
  expect(shown(await readText(printed))).toEqual(BOTH);
  const cells = [{ cell_type: 'code', outputs: [{ output_type: 'execute_result', data: { 'text/plain': printed } }] }];
  const notebook = await readText(JSON.stringify({ cells, nbformat: 4 }), 'a.ipynb');
  expect(shown(notebook)).toEqual(BOTH);
  expect(notebook.kind).toBe('notebook');
});

test('a text in UTF-16, as PowerShell redirects it, is read', async () => {
  const text = '\uFEFFEpoch 1/1\r\n - 1s - loss: 0.69 - accuracy: 0.5\r\n';
  expect(shown(await readText(Buffer.from(text, 'utf16le')))).toEqual([[[1, { loss: 0.69, accuracy: 0.5 }]]]);
  const otherOrder = Buffer.from(text, 'utf16le').swap16();
  expect(shown(await readText(otherOrder))).toEqual([[[1, { loss: 0.69, accuracy: 0.5 }]]]);
});

test('what the TensorBoard callback of thaw writes is read', async () => {
  const logs = path.join(folder, 'logs');
  const board = tensorBoard(logs, () => 1_700_000_000);
  const training = { learningRate: 0.5, stop: () => {}, snapshot: () => new Map(), restore: () => {} };
  await board.onTrainBegin!(training);
  await board.onEpochEnd!(1, { ...ONE, learning_rate: 0.5 }, training);
  await board.onEpochEnd!(2, { ...TWO, learning_rate: 0.25 }, training);
  const history = await readHistory(logs);
  expect(history.kind).toBe('event-files');
  expect(history.stages[0].epochs.map(({ lr }) => lr)).toEqual([0.5, 0.5]);
  const rounded = shown(history).map((stage) =>
    stage.map(([epoch, metrics]) => [
      epoch,
      Object.fromEntries(Object.entries(metrics).map(([name, value]) => [name, Number(value.toPrecision(6))])),
    ]),
  );
  expect(rounded).toEqual(BOTH);
});

/** An event file with scalars, as `[tag, step, value]`. */
function events(scalars: readonly (readonly [string, number, number])[], start = 0): Buffer {
  return Buffer.concat([
    versionRecord(start),
    ...scalars.map(([tag, step, value], i) => scalarRecord(start + i, step, tag, value)),
  ]);
}

test('one file with the tags of TensorFlow 1 is read, and a restart in it is a stage', async () => {
  const tags = (step: number, value: number): [string, number, number][] => [
    ['batch_loss', 100 * step, 9],
    ['acc', step, value],
    ['loss', step, value],
    ['val_acc', step, value],
    ['lr', step, 0.5],
  ];
  const bytes = events([...tags(0, 0.5), ...tags(1, 0.25), ...tags(0, 0.75)]);
  const history = await readText(bytes, 'events.out.tfevents.1.host');
  const metrics = (value: number): Record<string, number> => ({ acc: value, loss: value, val_acc: value });
  expect(history.stages).toEqual([
    {
      epochs: [
        { epoch: 1, metrics: metrics(0.5), lr: 0.5 },
        { epoch: 2, metrics: metrics(0.25), lr: 0.5 },
      ],
    },
    { epochs: [{ epoch: 1, metrics: metrics(0.75), lr: 0.5 }] },
  ]);
  expect(history.columns).toEqual(['acc', 'loss', 'val_acc', 'lr']);
});

test('a last record that was cut off and a corrupt one are noted, what stands before is read', async () => {
  const whole = events([
    ['loss', 0, 0.5],
    ['loss', 1, 0.25],
  ]);
  const cut = await readText(whole.subarray(0, whole.length - 3), 'events.out.tfevents.1');
  expect(shown(cut)).toEqual([[[1, { loss: 0.5 }]]]);
  expect(cut.notes).toEqual(['events.out.tfevents.1 is read up to where its last record is cut off.']);
  const corrupt = Buffer.from(whole);
  corrupt[corrupt.length - 8] ^= 1;
  const read = await readText(corrupt, 'events.out.tfevents.1');
  expect(shown(read)).toEqual([[[1, { loss: 0.5 }]]]);
  expect(read.notes[0]).toMatch(/the record at byte \d+ is corrupt/);
});

test('several log folders are stages in order of time', async () => {
  const logs = path.join(folder, 'several');
  for (const [name, start, value] of [
    ['b', 1000, 0.25],
    ['a', 2000, 0.5],
  ] as const) {
    for (const part of ['train', 'validation']) {
      mkdirSync(path.join(logs, name, part), { recursive: true });
      writeFileSync(path.join(logs, name, part, 'events.out.tfevents.1.v2'), events([['epoch_loss', 0, value]], start));
    }
  }
  const history = await readHistory(logs);
  expect(shown(history)).toEqual([[[1, { loss: 0.25, val_loss: 0.25 }]], [[1, { loss: 0.5, val_loss: 0.5 }]]]);
  expect(history.notes).toEqual(['2 log folders are read as stages, in order of time: b, a.']);
});

const refused: [string, string | Uint8Array, string][] = [
  [
    'a pickle',
    Buffer.from([0x80, 4, 0x95, 10]),
    'a pickle, which thaw never loads: a pickle runs code. Save it as JSON',
  ],
  ['an old pickle', '(dp0\nS"loss"\n', 'a pickle'],
  ['a NumPy file', Buffer.from('\x93NUMPY\x01', 'latin1'), 'a NumPy file'],
  ['a model', Buffer.from('\x89HDF\r\n', 'latin1'), 'an HDF5 file'],
  ['a Keras 3 model', Buffer.from('PK\x03\x04abc', 'latin1'), 'a ZIP file'],
  ['an image', Buffer.from('\x89PNG\r\n', 'latin1'), 'an image'],
  ['other bytes', Buffer.from(Array.from({ length: 1000 }, (_, i) => i % 32)), 'which is no text'],
  ['nothing', ' \n', 'which is empty'],
  ['a table of one column', 'epoch\n0\n1\n', 'no line of an epoch'],
  ['a table without a number', 'epoch,loss\nNA,NA\n', '1 line without numbers'],
  ['a table with decimal commas between commas', 'epoch,loss\n0,0,69\n1,0,52\n', '2 lines with more or fewer cells'],
  ['a table of more columns than memory', `epoch,loss${',x'.repeat(10_000)}\n0,1\n`, 'history.txt with more'],
  ['a dict without lists', '{"loss": 3, "a": {"b": 1}', 'the end of the line'],
  ['a dict of texts', "{'a': 'b'}", "{'a': 'b'}"],
  ['a dict cut off', "{'loss': [0.1, 0.2", 'the end of the line'],
  ['a dict with a name', "{'loss': [x, 0.2]}", ', 0.2]}'],
  ['brackets', '['.repeat(100_000), '['],
  ['brackets and dicts', '[{"a":'.repeat(100_000), '['],
  ['a page', '<html><body>Epoch</body></html>', 'no line of an epoch'],
  ['an event file without metrics', events([['keras', 0, 1]]), '1 event files without such scalars'],
];

test.each(refused)('%s is an error that says what came and what to do', async (_, bytes, received) => {
  const error = await readText(bytes).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  expect((error as Error).message).toContain('Received: ');
  expect((error as Error).message).toContain(received);
});

test('a file that does not exist and a folder without event files are errors', async () => {
  await expect(readHistory(path.join(folder, 'none.csv'))).rejects.toThrow('which does not exist');
  mkdirSync(path.join(folder, 'empty'));
  await expect(readHistory(path.join(folder, 'empty'))).rejects.toThrow('no file whose name contains tfevents');
});
