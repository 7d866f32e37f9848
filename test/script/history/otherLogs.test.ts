import { expect, test } from 'vitest';
import { readProgress } from '../../../src/script/history/progressHistory.js';

test.each([
  ['lines of tf.estimator', 'INFO:tensorflow:loss = 0.6944, step = 1 (2.345 sec)\n'],
  ['lines of tf.estimator', 'I0505 10:00:00.1 140 basic_session_run_hooks.py:262] loss = 0.69, step = 1\n'],
  ['lines of tf.estimator', 'INFO:tensorflow:Saving dict for global step 1000: accuracy = 0.85, loss = 0.4123\n'],
  ['bars of tqdm', 'Epoch 1/10: 100%|██████████| 63/63 [00:12<00:00,  5.15it/s, loss=0.69, acc=0.5]\n'],
  ['lines of MXNet', 'INFO:root:Epoch[0] Train-accuracy=0.5\n'],
  ['lines of XGBoost', '[0]\tvalidation_0-logloss:0.69\n'],
  [
    'a table of fastai',
    'epoch     train_loss  valid_loss  accuracy  time\n0         0.694321    0.612345    0.71234  00:12\n',
  ],
  ['lines of scikit-learn', 'Iteration 1, loss = 0.69\n'],
  [
    'lines of a PyTorch script',
    'Epoch 0/24\n----------\ntrain Loss: 0.6944 Acc: 0.5100\nval Loss: 0.6922 Acc: 0.5000\n',
  ],
  ['lines of a PyTorch script', 'Epoch [1/10], Step [100/600], Loss: 0.6944\nTest Accuracy: 55 %\n'],
  ['lines of a PyTorch script', 'Train Epoch: 1 [640/60000 (1%)]\tLoss: 0.6944\n'],
  ['lines of a PyTorch script', '[1,  2000] loss: 2.200\n'],
  [
    'lines of a training loop of its own',
    'Epoch 1/10, Train Loss: 0.69, Train Acc: 0.5, Val Loss: 0.68, Val Acc: 0.55\n',
  ],
  [
    'lines of a training loop of its own',
    'Epoch 1, Loss: 0.69, Accuracy: 50.5, Test Loss: 0.68, Test Accuracy: 55.0\n',
  ],
  ['numbers without a line of names above them', '0,0.5,0.69\n1,0.6,0.5\n'],
])('%s are refused, with one of them: %s', (what, text) => {
  expect(() => readProgress(text, 'train.log')).toThrow(`Received: ${what}, such as "`);
});

test('lines of Keras are read among those of other programs', () => {
  const text = `INFO:tensorflow:loss = 0.7, step = 1
100%|██████████| 63/63 [00:12<00:00,  5.15it/s]
Epoch 1/1
63/63 [==============================] - 12s - loss: 0.6944 - acc: 0.5100
`;
  expect(readProgress(text, 'train.log').stages.map(({ epochs }) => epochs)).toEqual([
    [{ epoch: 1, metrics: { loss: 0.6944, acc: 0.51 }, steps: 63 }],
  ]);
});

test('a text that is neither of Keras nor of a program that is known is refused without a guess', () => {
  expect(() => readProgress('My accuracy stays at 0.5, what is wrong?\n', 'a.txt')).toThrow('no line of an epoch');
  const reading = '100%|██████████| 310/310 [00:01<00:00, 300.1it/s]\n';
  expect(() => readProgress(reading, 'a.txt')).toThrow('no line of an epoch');
});
