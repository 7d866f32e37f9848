import { beforeAll, expect, test } from 'vitest';
import { isMovingStatistic } from '../../src/backbones/network/weights.js';
import { tf } from '../../src/engine/tensorflow.js';
import type { RecipeChanges } from '../../src/recipe/recipe.js';
import { batches, stepOn, trainedClassifier } from './trainedClassifier.js';

const EPOCHS = 3;
const STEPS = 4;
const RATE = 0.01;

const optimizers: Required<Pick<RecipeChanges, 'optimizer'>>[] = [
  { optimizer: { name: 'Adam' } },
  { optimizer: { name: 'Adam', weightDecay: 0.5, clipnorm: 0.1 } },
  { optimizer: { name: 'AdamW', weightDecay: 0.5 } },
  { optimizer: { name: 'AdamW', weightDecay: 0.5, globalClipnorm: 0.1 } },
  { optimizer: { name: 'RMSprop', weightDecay: 0.5, momentum: 0.9, centered: true } },
  { optimizer: { name: 'SGD', weightDecay: 0.5 } },
  { optimizer: { name: 'SGD', weightDecay: 0.5, momentum: 0.9, nesterov: true } },
];
const policies = ['moving', 'batch', 'batch-and-update'] as const;

beforeAll(() => tf.ready());

test.each(optimizers.flatMap((given) => policies.map((policy) => ({ ...given, policy }))))(
  'in no epoch does a frozen weight move by a bit, and all others do: $optimizer, $policy',
  ({ optimizer, policy }) => {
    const before = tf.memory().numTensors;
    const trainable = new Set(['conv_2', 'logits']);
    const { weights, trainer } = trainedClassifier([...trainable], policy, { optimizer, backboneRate: 0.5 });
    const initial = new Map([...weights].map(([name, tensor]) => [name, bits(tensor.dataSync())]));
    const draw = batches(`frozen ${policy}`);
    for (let epoch = 0; epoch < EPOCHS; epoch++) {
      for (let step = 0; step < STEPS; step++) expect(Number.isFinite(stepOn(trainer, draw, RATE))).toBe(true);
      const changed = trainer.snapshot();
      for (const [name, tensor] of weights) {
        const [layer] = name.split('/');
        // Up to Keras 2.1.2 a frozen layer moved its moving statistics.
        const moves = trainable.has(layer) || (policy === 'batch-and-update' && isMovingStatistic(name));
        expect(changed.has(name), name).toBe(moves);
        // Batch statistics take a bias out again, so its gradient is none but for rounding.
        if (moves && name !== 'conv_2/bias')
          expect(bits(changed.get(name)!.values), name).not.toEqual(initial.get(name));
        expect(bits(tensor.dataSync()), name).toEqual(initial.get(name));
      }
    }
    trainer.dispose();
    tf.dispose([...weights.values()]);
    expect(tf.memory().numTensors).toBe(before);
  },
);

test('weights that are put back are those of the snapshot to the last bit, and train on', () => {
  const { weights, trainer } = trainedClassifier(['conv_2', 'bn_2', 'logits'], 'moving', {
    optimizer: { name: 'Adam' },
  });
  const draw = batches('restore');
  stepOn(trainer, draw, RATE);
  const kept = trainer.snapshot();
  const numTensors = tf.memory().numTensors;
  stepOn(trainer, draw, RATE);
  expect(trainer.snapshot()).not.toEqual(kept);
  trainer.restore(kept);
  expect(trainer.snapshot()).toEqual(kept);
  expect(tf.memory().numTensors).toBe(numTensors);
  stepOn(trainer, draw, RATE);
  expect(trainer.snapshot()).not.toEqual(kept);
  trainer.dispose();
  tf.dispose([...weights.values()]);
});

test("the backbone's weights go as far in one step of SGD as its share of the rate says, and the head's all the way", () => {
  const moved = (backboneRate: number): Map<string, Float32Array> => {
    const { weights, trainer } = trainedClassifier(['conv_2', 'logits'], 'moving', {
      optimizer: { name: 'SGD' },
      backboneRate,
    });
    stepOn(trainer, batches('rates'), 1);
    const steps = [...trainer.snapshot()].map(([name, { values }]): [string, Float32Array] => {
      const start = weights.get(name)!.dataSync();
      return [name, values.map((value, i) => value - start[i])];
    });
    trainer.dispose();
    tf.dispose([...weights.values()]);
    return new Map(steps);
  };
  const [whole, tenth] = [moved(1), moved(0.1)];
  expect(tenth.get('logits/kernel')).toEqual(whole.get('logits/kernel'));
  const [far, near] = [whole, tenth].map((steps) => steps.get('conv_2/kernel')!);
  expect(Math.max(...far.map(Math.abs))).toBeGreaterThan(0.01);
  near.forEach((step, i) => {
    expect(step).toBeCloseTo(0.1 * far[i], 5);
  });
});

/** Bit by bit, so that no comparison of numbers takes -0 for 0. */
function bits(values: ArrayLike<number>): number[] {
  return [...new Uint32Array(Float32Array.from(values).buffer)];
}
