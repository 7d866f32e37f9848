import { expect, test } from 'vitest';
import { pipelinesOf } from '../../../src/script/reading/pipelines.js';
import { rangeText, stepText } from '../../../src/script/reading/stepText.js';
import { readingOf } from './readingOf.js';

const script = (layers: string): string => `
import tensorflow as tf
from tensorflow.keras import layers
train = tf.keras.utils.image_dataset_from_directory('train', image_size=(96, 96))
model = tf.keras.Sequential([${layers}, layers.Dense(5)])
model.compile('adam', 'mse')
model.fit(train, validation_data=train)
`;

/** The last steps of a pipeline, with the range after each. */
async function ends(layers: string, name: string): Promise<string[]> {
  const pipeline = pipelinesOf(await readingOf(script(layers))).find((one) => one.name === name);
  return (pipeline?.steps ?? []).slice(2).map((step) => `${stepText(step)}: ${rangeText(step.after)}`);
}

test('the first layers of a network from scratch are on the way of its images', async () => {
  const layers = "layers.RandomFlip('horizontal'), layers.Rescaling(1./255), layers.Dropout(0.1), layers.Conv2D(8, 3)";
  expect(await ends(layers, 'training')).toEqual(['RandomFlip horizontal: 0..255', '/ 255: 0..1']);
  expect(await ends(layers, 'validation')).toEqual(['/ 255: 0..1']);
  const { stages } = await readingOf(script(layers));
  expect(stages[0]!.model.head.map(({ className }) => className)).toEqual(['Dropout', 'Conv2D', 'Dense']);
});

test('what is not known to change images is part of the network', async () => {
  expect(await ends("hub.KerasLayer('x')", 'training')).toEqual([]);
  expect(await ends('layers.Dropout(0.5)', 'training')).toEqual([]);
  const { stages } = await readingOf(script('Mine(), layers.Rescaling(1./255)'));
  expect(stages[0]!.model.before).toEqual([]);
});
