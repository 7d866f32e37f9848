import { describe, expect, test } from 'vitest';
import { lastLayerMismatch } from '../../../../src/diagnose/checks/script/lastLayerMismatch.js';
import { scalingOfScript } from '../../../../src/diagnose/checks/script/scalingOfScript.js';
import type { ScriptReading } from '../../../../src/script/reading/readScript.js';
import { readingOf } from '../../reading/readingOf.js';

/** A training of a model that a class of the script makes. */
function script(model: string, { loss = "'sparse_categorical_crossentropy'", after = '' } = {}): string {
  return `
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers
train = keras.utils.image_dataset_from_directory('train', image_size=(224, 224))
val = keras.utils.image_dataset_from_directory('val', image_size=(224, 224))
${model}
${after}
model.compile('adam', loss=${loss}, metrics=['accuracy'])
model.fit(train, validation_data=val, epochs=3)
`.trimStart();
}

const CLASS = `
class Net(keras.Model):
    def __init__(self, n):
        super().__init__()
        self.base = keras.applications.EfficientNetB0(include_top=False, pooling='avg')
        self.base.trainable = False
        self.drop = layers.Dropout(0.2)
        self.head = layers.Dense(n)

    def call(self, x, training=False):
        x = self.base(x, training=False)
        x = self.drop(x, training=training)
        return self.head(x)

model = Net(5)`;

const OF_A_BASE = "base = keras.applications.EfficientNetB0(include_top=False, pooling='avg')";

const MODELS: Record<string, string> = {
  'a call': CLASS,
  'a Sequential inside': `
class Net(tf.keras.Model):
    def __init__(self):
        super(Net, self).__init__()
        ${OF_A_BASE}
        self.net = keras.Sequential([base, layers.Dense(64, activation='relu'), layers.Dense(5)])
    def call(self, inputs):
        return self.net(inputs)
model = Net()`,
  'layers of a list, built late': `
class Net(keras.models.Model):
    def build(self, input_shape):
        ${OF_A_BASE}
        self.blocks = [base, layers.Dense(64, activation='relu'), layers.Dense(5)]
    def call(self, inputs, training=None, mask=None):
        for block in self.blocks:
            inputs = block(inputs)
        return inputs
model = Net(name='net')`,
  'inputs and outputs': `
class Net(keras.Model):
    def __init__(self, n, **kwargs):
        ${OF_A_BASE}
        inputs = keras.Input((224, 224, 3))
        super().__init__(inputs=inputs, outputs=layers.Dense(n)(base(inputs)), **kwargs)
model = Net(5)`,
  'a Sequential of its own': `
class Net(keras.Sequential):
    def __init__(self):
        super().__init__()
        ${OF_A_BASE}
        self.add(base)
        self.add(layers.Dense(5))
model = Net()`,
  'a class above it': `
class Base(keras.Model):
    def call(self, x):
        return self.head(self.base(x))
class Net(Base):
    def __init__(self):
        super().__init__()
        self.base = keras.applications.EfficientNetB0(include_top=False, pooling='avg')
        self.head = layers.Dense(5)
model = Net()`,
  'a layer of its own in a functional model': `
class Head(layers.Layer):
    def __init__(self, n):
        super().__init__()
        self.hidden = layers.Dense(64, activation='relu')
        self.out = layers.Dense(n)
    def call(self, x):
        return self.out(self.hidden(x))
${OF_A_BASE}
model = keras.Model(base.input, Head(5)(base.output))`,
  'a layer of its own in a Sequential': `
class Head(layers.Layer):
    def __init__(self, n):
        super().__init__()
        self.out = layers.Dense(n)
    def call(self, x):
        return self.out(x)
${OF_A_BASE}
model = keras.Sequential([base, Head(5)])`,
};

function baseOf({ stages }: ScriptReading): string | undefined {
  return stages[0]?.model.base?.model?.application;
}

describe('a class of the script that is a model of Keras', () => {
  test.each(Object.entries(MODELS))('is followed through %s', async (_, model) => {
    const reading = await readingOf(script(model));
    expect(baseOf(reading)).toBe('EfficientNetB0');
    expect(lastLayerMismatch(reading).map(({ check }) => check)).toEqual(['last-layer-mismatch']);
  });

  test.each(Object.entries(MODELS))('gives logits where the loss takes them: %s', async (_, model) => {
    const loss = 'keras.losses.SparseCategoricalCrossentropy(from_logits=True)';
    const reading = await readingOf(script(model, { loss }));
    expect(reading.stages).toHaveLength(1);
    expect(lastLayerMismatch(reading)).toEqual([]);
  });

  test('has the flags of the layers that are its attributes', async () => {
    const trains = async (after: string): Promise<boolean | undefined> => {
      const [stage] = (await readingOf(script(CLASS, { after }))).stages;
      const base = stage!.model.base!;
      return stage!.model.flags.get(base.model!.layers.at(-1) ?? base)?.value;
    };
    expect(await trains('')).toBe(false);
    expect(await trains('model.base.trainable = True')).toBe(true);
    expect(await trains('model.layers[0].trainable = True')).toBe(true);
    expect(await trains('model.trainable = False\nmodel.trainable = True')).toBe(true);
  });

  test('scales in its call', async () => {
    const scaled = CLASS.replace('EfficientNetB0', 'ResNet50');
    const reading = (step: string): Promise<ScriptReading> =>
      readingOf(script(scaled.replace('        x = self.base', `        ${step}\n        x = self.base`)));
    const preprocess = 'x = keras.applications.resnet.preprocess_input(x)';
    expect(scalingOfScript(await reading(preprocess))).toEqual([]);
    expect(scalingOfScript(await reading('x = x / 255.0'))).toMatchObject([{ check: 'wrong-scaling' }]);
  });

  test.each([
    ['an activation in its call', CLASS.replace('return self.head(x)', 'return tf.nn.softmax(self.head(x))')],
    ['an activation layer', CLASS.replace('return self.head(x)', 'return layers.Softmax()(self.head(x))')],
    [
      'a step of its own',
      `${CLASS.replace('model = Net(5)', '')}
    def train_step(self, data):
        x, y = data
        return super().train_step((x, y))
model = Net(5)`,
    ],
    ['an output that is not followed', CLASS.replace('return self.head(x)', 'return finish(self.head(x))')],
    [
      'another output in training',
      CLASS.replace(
        'return self.head(x)',
        'x = self.head(x)\n        if not training:\n            x = tf.nn.softmax(x)\n        return x',
      ),
    ],
  ])('with %s is no finding', async (_, model) => {
    expect(lastLayerMismatch(await readingOf(script(model)))).toEqual([]);
  });
});
