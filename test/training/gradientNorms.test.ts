import { beforeAll, expect, test } from 'vitest';
import { tf } from '../../src/engine/tensorflow.js';
import { BATCH, batches, NUM_CLASSES, trainedClassifier } from './trainedClassifier.js';

beforeAll(() => tf.ready());

const TRAINED = ['conv_2', 'logits'];

test.each(['SGD', 'Adam', 'RMSprop'] as const)(
  'by %s, a step gives the norm of each gradient as it is before the optimizer, and changes the weights as without',
  (name) => {
    const draw = batches('gradient norms');
    const x = tf.tensor4d(
      Array.from({ length: BATCH * 6 * 6 * 3 }, () => draw.normal()),
      [BATCH, 6, 6, 3],
    );
    const labels = Array.from({ length: BATCH }, (_, i) => i % NUM_CLASSES);
    const ones = labels.map(() => 1);
    const measured = trainedClassifier(TRAINED, 'moving', { optimizer: { name } }, 0, { measuresGradients: true });
    const plain = trainedClassifier(TRAINED, 'moving', { optimizer: { name } }, 0);
    const sgd = trainedClassifier(TRAINED, 'moving', { optimizer: { name: 'SGD' } }, 0);
    const before = sgd.trainer.snapshot();
    const { gradientNorms } = measured.trainer.step(x, labels, ones, 1e-3);
    expect(plain.trainer.step(x, labels, ones, 1e-3).gradientNorms).toBeUndefined();
    expect(measured.trainer.snapshot()).toEqual(plain.trainer.snapshot());
    // A step of SGD at a rate of 1 is the gradient.
    sgd.trainer.step(x, labels, ones, 1);
    const after = sgd.trainer.snapshot();
    const norms = sgd.trainer.changing.trained.map((weight) =>
      Math.hypot(...after.get(weight)!.values.map((value, i) => value - before.get(weight)!.values[i]!)),
    );
    expect(gradientNorms).toHaveLength(norms.length);
    gradientNorms!.forEach((norm, i) => {
      expect(norm).toBeCloseTo(norms[i]!, 4);
    });
    for (const { trainer, weights } of [measured, plain, sgd]) {
      trainer.dispose();
      tf.dispose([...weights.values()]);
    }
    x.dispose();
  },
);
