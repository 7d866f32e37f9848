import { describe, expect, it } from 'vitest';
import { scriptFindings } from '../../../../src/diagnose/stages/scriptFindings.js';
import { readingOf } from '../../../script/reading/readingOf.js';

/** Checks and severities that a script gets. */
async function checksOf(script: string): Promise<string[]> {
  return scriptFindings(await readingOf(script.trimStart())).map(({ check, severity }) => `${check} ${severity}`);
}

interface Parts {
  activation?: string;
  loss?: string;
  scaled?: string;
  step?: string;
  after?: string;
}

/** A training that the script writes itself, sound by default. */
function loop({
  activation = "'softmax'",
  loss,
  scaled = 'preprocess_input(x)',
  step,
  after = '',
}: Parts = {}): string {
  return `
import tensorflow as tf
from tensorflow.keras import layers
from tensorflow.keras.applications.mobilenet_v2 import MobileNetV2, preprocess_input

def load(part, shuffle):
    ds = tf.keras.utils.image_dataset_from_directory('data/' + part, image_size=(224, 224), batch_size=16, shuffle=shuffle)
    return ds.map(lambda x, y: (${scaled}, y))

train, val = load('train', True), load('val', False)
base = MobileNetV2(include_top=False, weights='imagenet', pooling='avg', input_shape=(224, 224, 3))
base.trainable = False
inputs = tf.keras.Input((224, 224, 3))
model = tf.keras.Model(inputs, layers.Dense(5, activation=${activation})(base(inputs, training=False)))
optimizer = tf.keras.optimizers.Adam(1e-3)
loss_fn = tf.keras.losses.SparseCategoricalCrossentropy()
seen = tf.keras.metrics.SparseCategoricalAccuracy()

@tf.function
def step(x, y):
    with tf.GradientTape() as tape:
        out = model(x, training=True)
        value = ${loss ?? 'loss_fn(y, out)'}
    grads = tape.gradient(value, model.trainable_variables)
    optimizer.apply_gradients(zip(grads, model.trainable_variables))
    seen.update_state(y, out)

for epoch in range(20):
    for x, y in train:
        ${step ?? 'step(x, y)'}
    for x, y in val:
        seen.update_state(y, model(x, training=False))
${after}`;
}

describe('a training that a script writes itself', () => {
  it('is read, and a sound one has no finding', async () => {
    const { stages, uses } = await readingOf(loop().trimStart());
    expect(stages.map(({ loss, optimizer, batchSize }) => [loss.name, optimizer.name, batchSize.value])).toEqual([
      ['sparse_categorical_crossentropy', 'Adam', 16],
    ]);
    expect(stages[0]!.metrics).toEqual(['sparse_categorical_accuracy']);
    expect(stages[0]!.epochs.from).toBe('unknown');
    expect(uses.map(({ kind }) => kind)).toEqual(['predict']);
    expect(await checksOf(loop())).toEqual([]);
  });

  it('has a last layer that fits no loss', async () => {
    expect(await checksOf(loop({ activation: 'None' }))).toEqual(['last-layer-mismatch critical']);
    const twice = 'tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=out)';
    expect(await checksOf(loop({ loss: twice }))).toEqual(['last-layer-mismatch info']);
    expect(await checksOf(loop({ activation: 'None', loss: twice }))).toEqual([]);
    const called = 'tf.reduce_mean(tf.keras.losses.sparse_categorical_crossentropy(y, out, from_logits=True))';
    expect(await checksOf(loop({ activation: 'None', loss: called }))).toEqual([]);
    expect(await checksOf(loop({ loss: called }))).toEqual(['last-layer-mismatch info']);
  });

  it('has images in the wrong range', async () => {
    expect(await checksOf(loop({ scaled: 'x / 255.0' }))).toEqual(['wrong-scaling warning']);
  });

  it('runs in a strategy, and without a function', async () => {
    const strategy = `tf.distribute.MirroredStrategy().run(step, args=(x, y))`;
    expect(await checksOf(loop({ step: strategy, activation: 'None' }))).toEqual(['last-layer-mismatch critical']);
    const inline = `with tf.GradientTape() as tape:
            out = model(x)
            value = loss_fn(y, out)
        optimizer.apply_gradients(zip(tape.gradient(value, model.trainable_weights), model.trainable_weights))`;
    expect(await checksOf(loop({ step: inline, activation: 'None' }))).toEqual(['last-layer-mismatch critical']);
    expect(await checksOf(loop({ step: inline }))).toEqual([]);
  });

  it('is no training where gradients change an image', async () => {
    const map = `
image = next(iter(val))[0]
with tf.GradientTape() as tape:
    tape.watch(image)
    score = loss_fn([3], model(image))
heat = tape.gradient(score, image)
`;
    const { stages } = await readingOf(loop({ step: 'pass', after: map }).trimStart());
    expect(stages).toEqual([]);
  });
});

describe('a model that is called on images', () => {
  const trained = (load: string): string => `
import tensorflow as tf
from tensorflow.keras import layers, models
from tensorflow.keras.applications import vgg16

def read(path, label):
    image = tf.image.resize(tf.image.decode_jpeg(tf.io.read_file(path), channels=3), (224, 224))
    return vgg16.preprocess_input(image), label

train = tf.data.Dataset.from_tensor_slices((files, labels)).map(read).batch(32)
base = vgg16.VGG16(include_top=False, input_shape=(224, 224, 3), pooling='avg')
base.trainable = False
model = models.Sequential([base, layers.Dense(5, activation='softmax')])
model.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])
model.fit(train, validation_data=train_of_val, epochs=20)

for path in test_files:
    image = tf.image.resize(tf.image.decode_jpeg(tf.io.read_file(path), channels=3), (224, 224))
    image = ${load}
    print(model(image[tf.newaxis], training=False).numpy().argmax())
`;

  it('predicts: its images are compared with those of the training', async () => {
    expect(await checksOf(trained('image / 255.0'))).toEqual(['train-validation-mismatch critical']);
    expect(await checksOf(trained('vgg16.preprocess_input(image)'))).toEqual([]);
  });
});
