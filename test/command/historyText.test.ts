import { expect, test } from 'vitest';
import { historyText } from '../../src/command/historyText.js';
import { signaturesOf } from '../../src/script/history/signatures.js';
import type { TrainingHistory } from '../../src/script/history/trainingHistory.js';

const textOf = (history: TrainingHistory): string => historyText('train.log', history, signaturesOf(history), [], 100);
const NONE: TrainingHistory = { kind: 'progress', columns: [], stages: [], notes: [] };

/** Trainings whose loss does not move. */
function trainings(count: number): TrainingHistory {
  const epochs = [1, 2, 3, 4].map((epoch) => ({ epoch, metrics: { loss: Math.LN2 * 1.2, accuracy: 0.5 } }));
  const stages = Array.from({ length: count }, () => ({ epochs }));
  return { ...NONE, columns: ['loss', 'accuracy'], stages };
}

test('a signature of many trainings is printed for three, and the others are counted', () => {
  const facts = { numClasses: 2 };
  const text = (count: number): string => {
    const history = trainings(count);
    return historyText('train.log', history, signaturesOf(history, facts), [], 100);
  };
  expect(text(3).match(/The training loss stays at/g)).toHaveLength(3);
  expect(text(3)).not.toContain('the same');
  expect(text(4)).toContain('1 more training shows the same: no-movement.');
  const many = text(1000);
  expect(many.match(/The training loss stays at/g)).toHaveLength(3);
  expect(many).toContain('997 more trainings show the same: no-movement.');
});

test('a history without a loss and an accuracy is not called one without a fault', () => {
  const stages = [{ epochs: [{ epoch: 1, metrics: { recall: 0.5 } }] }];
  expect(textOf({ ...NONE, columns: ['recall'], stages })).toContain(
    'It has neither a loss nor an accuracy: nothing can be said about it.',
  );
});

test('results of evaluate without an epoch are counted as these', () => {
  const text = textOf({ ...NONE, evaluations: [{ loss: 0.5, accuracy: 0.8 }, { loss: 0.4 }] });
  expect(text).toContain('The history train.log: 2 results of evaluate, and no epoch');
  expect(text).toContain('Its figures show no known fault.');
});
