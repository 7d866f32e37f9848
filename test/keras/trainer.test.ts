import { beforeAll, expect, test } from 'vitest';
import { random } from '../../src/base/random.js';
import { tf } from '../../src/engine/tensorflow.js';
import type { RecipeChanges } from '../../src/recipe/recipe.js';
import { trainedClassifier } from '../training/trainedClassifier.js';
import { expectParity, largestDifference, SEED } from './parity.js';
import { pythonWithTensors } from './tensorFolder.js';

const TOLERANCE = 1e-5;
const STEPS = 10;
const BATCH = 4;
const SHAPE = [6, 6, 3];
const CLASS_WEIGHTS = [0.5, 2, 1];
const RATE = 0.01;
const TRAINABLE = ['conv_2', 'logits'];

const draw = random(SEED, 'trainer');
const pictures = Float32Array.from({ length: STEPS * BATCH * 6 * 6 * 3 }, () => draw.normal());
const labels = Array.from({ length: STEPS }, () => Array.from({ length: BATCH }, () => draw.below(3)));

type Changes = Required<Pick<RecipeChanges, 'optimizer' | 'loss'>>;

const cases: (Changes & { what: string; keras: { optimizer: string; loss: string } })[] = [
  {
    what: 'the reference: Adam, cross-entropy',
    optimizer: { name: 'Adam' },
    loss: { name: 'CategoricalCrossentropy' },
    keras: { optimizer: 'Adam(rate)', loss: 'CategoricalCrossentropy(from_logits=True)' },
  },
  {
    what: 'AdamW, clipped together, smoothed labels',
    optimizer: { name: 'AdamW', weightDecay: 0.1, globalClipnorm: 0.5 },
    loss: { name: 'CategoricalCrossentropy', labelSmoothing: 0.1 },
    keras: {
      optimizer: 'AdamW(rate, weight_decay=0.1, global_clipnorm=0.5)',
      loss: 'CategoricalCrossentropy(from_logits=True, label_smoothing=0.1)',
    },
  },
  {
    what: 'SGD with Nesterov momentum, clipped one by one, focal loss',
    optimizer: { name: 'SGD', momentum: 0.9, nesterov: true, clipnorm: 0.5 },
    loss: { name: 'CategoricalFocalCrossentropy' },
    keras: {
      optimizer: 'SGD(rate, momentum=0.9, nesterov=True, clipnorm=0.5)',
      loss: 'CategoricalFocalCrossentropy(from_logits=True)',
    },
  },
];

beforeAll(() => tf.ready());

test.each(cases)(
  'ten steps of the whole trainer, with class weights, lead where `train_on_batch` leads: $what',
  ({ what, keras, ...changes }) => {
    const { weights, trainer } = trainedClassifier(TRAINABLE, 'moving', changes, 0);
    const tensors = new Map(
      [...weights].map(([name, t]) => [name, { shape: t.shape, values: t.dataSync() as Float32Array }]),
    );
    tensors.set('pictures', { shape: [STEPS, BATCH, ...SHAPE], values: pictures });
    const { answer, results } = pythonWithTensors(
      `
import keras
from keras import layers, optimizers, losses
rate = given['rate']
x = inputs = keras.Input(tensors['pictures'].shape[2:])
for layer in [
    layers.Conv2D(4, 3, padding='same', name='conv_1'), layers.BatchNormalization(epsilon=1e-3, name='bn_1'), layers.ReLU(),
    layers.Conv2D(4, 3, padding='same', name='conv_2'), layers.BatchNormalization(epsilon=1e-3, name='bn_2'),
    layers.GlobalAveragePooling2D(), layers.Dense(3, name='logits'),
]:
    x = layer(x)
    layer.trainable = layer.name in given['trainable']
model = keras.Model(inputs, x)
for layer in model.layers:
    for weight in layer.weights: weight.assign(tensors[layer.name + '/' + weight.name])
model.compile(optimizer=eval('optimizers.' + given['optimizer']), loss=eval('losses.' + given['loss']))
answer = []
for batch, labels in zip(tensors['pictures'], given['labels']):
    one_hot = keras.utils.to_categorical(labels, 3)
    model.reset_metrics()
    answer.append(float(model.train_on_batch(batch, one_hot, class_weight=dict(enumerate(given['classWeights'])))))
results = {layer.name + '/' + weight.name: weight.numpy() for layer in model.layers for weight in layer.weights}
`,
      { rate: RATE, trainable: TRAINABLE, classWeights: CLASS_WEIGHTS, labels, ...keras },
      tensors,
    );
    const size = BATCH * 6 * 6 * 3;
    const losses = labels.map((classes, step) => {
      const x = tf.tensor(pictures.subarray(step * size, (step + 1) * size), [BATCH, ...SHAPE]);
      const { loss } = trainer.step(
        x,
        classes,
        classes.map((label) => CLASS_WEIGHTS[label]),
        RATE,
      );
      x.dispose();
      return loss;
    });
    expectParity(`${what}: losses of ten steps`, largestDifference(losses, answer as number[]), TOLERANCE);
    const trained = trainer.snapshot();
    expect([...trained.keys()].sort()).toEqual(['conv_2/bias', 'conv_2/kernel', 'logits/bias', 'logits/kernel']);
    for (const [name, { values }] of trained) {
      expect(largestDifference(values, tensors.get(name)!.values), name).toBeGreaterThan(100 * TOLERANCE);
      expectParity(`${what}: ${name}`, largestDifference(values, results.get(name)!.values), TOLERANCE);
    }
    trainer.dispose();
    tf.dispose([...weights.values()]);
  },
);
