import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { beforeAll, expect, test } from 'vitest';
import { random } from '../../src/base/random.js';
import { tf } from '../../src/engine/tensorflow.js';
import { BATCH, NUM_CLASSES, stepOn, trainedClassifier } from './trainedClassifier.js';

/** Growth of the process's memory over a hundred experiments, after the first ones, which fill caches. */
const MOST_GROWTH = 0.05;
const FIRST = 30;
const MORE = 100;
/**
 * Hundreds, of which one has to stay within it: what is lost in every experiment is lost in each of them, while the allocator's
 * taking of another 50 MB, which it does now and then and keeps, falls into one.
 */
const HUNDREDS = 3;

beforeAll(() => tf.ready());

/** Memory of the whole process, TensorFlow's included, without what JavaScript could give back. */
function memoryInUse(): number {
  setFlagsFromString('--expose_gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  collectGarbage();
  return process.memoryUsage().rss;
}

test('a hundred experiments one after the other leave the memory as the first ones left it', () => {
  const before = tf.memory().numTensors;
  const draw = random(3, 'sessions');
  const experiment = (): void => {
    const { weights, trainer } = trainedClassifier(['conv_2', 'bn_2', 'logits'], 'moving', {});
    for (let i = 0; i < 3; i++) stepOn(trainer, draw, 1e-3);
    const x = tf.ones([2 * BATCH, 6, 6, 3]);
    const logits = trainer.infer(x);
    expect(logits.shape).toEqual([2 * BATCH, NUM_CLASSES]);
    trainer.dispose();
    tf.dispose([x, logits, ...weights.values()]);
  };
  for (let i = 0; i < FIRST; i++) experiment();
  let growth = Number.POSITIVE_INFINITY;
  for (let hundred = 0; hundred < HUNDREDS && growth >= MOST_GROWTH; hundred++) {
    const first = memoryInUse();
    for (let i = 0; i < MORE; i++) experiment();
    growth = memoryInUse() / first - 1;
    console.log(`${(first / 1e6).toFixed(0)} MB, then ${(growth * 100).toFixed(1)} % more`);
  }
  expect(growth).toBeLessThan(MOST_GROWTH);
  expect(tf.memory().numTensors).toBe(before);
});
