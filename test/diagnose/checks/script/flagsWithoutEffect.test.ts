import { describe, expect, test } from 'vitest';
import { flagsWithoutEffect } from '../../../../src/diagnose/checks/script/flagsWithoutEffect.js';
import { findingsOf, inShort } from './findingsOf.js';

const TF = `
import tensorflow as tf
from tensorflow.keras.applications import ResNet50
from tensorflow.keras import layers, models
base = ResNet50(weights='imagenet', include_top=False, pooling='avg')
`;
const HEAD = `
model = models.Sequential([base, layers.Dense(5, activation='softmax')])
model.compile('adam', 'categorical_crossentropy', metrics=['accuracy'])
model.fit(train, epochs=5)
`;
const OLD = `
from keras.applications import VGG16
from keras import layers, models
from keras.optimizers import SGD
base = VGG16(weights='imagenet', include_top=False, pooling='avg')
base.trainable = False
`;
const COMPILE = `
model.compile(SGD(lr=0.001, momentum=0.9), 'categorical_crossentropy', metrics=['accuracy'])
model.fit_generator(train, nb_epoch=5, samples_per_epoch=100)
`;

describe('another attribute than trainable', () => {
  test.each([
    'base.training = False',
    'base.traineable = False',
    'for layer in base.layers:\n    layer.trainble = False',
    'for layer in base.layers:\n    layer.Trianable = False',
  ])('%s freezes nothing', async (line) => {
    const [finding] = await findingsOf(flagsWithoutEffect, `${TF}${line}${HEAD}`);
    expect(finding).toMatchObject({ check: 'flags-without-effect', severity: 'critical' });
    expect(finding?.summary).toContain('freezes nothing');
  });

  test('it costs nothing where trainable is set too, or where the attribute is the class of an own layer', async () => {
    expect(await findingsOf(flagsWithoutEffect, `${TF}base.trainable = False\nbase.training = False${HEAD}`)).toEqual(
      [],
    );
    for (const line of ["base._name = 'base'", 'base.untrainable = False', 'base.train_me = False']) {
      expect(await findingsOf(flagsWithoutEffect, `${TF}${line}${HEAD}`)).toEqual([]);
    }
  });
});

describe('a flag of a model, by version', () => {
  test('up to Keras 2.3 it does not reach layers that a model on base.output shares', async () => {
    const shared = `${OLD}model = models.Model(input=base.input, output=layers.Dense(3)(base.output))${COMPILE}`;
    const [finding] = await findingsOf(flagsWithoutEffect, shared);
    expect(finding).toMatchObject({ severity: 'critical' });
    expect(finding?.summary).toContain('13 layers with weights train although the text freezes them');
    expect(finding?.places?.[0]).toMatchObject({ text: 'base.trainable = False' });
  });

  test('there it holds for a base that is one layer of the model', async () => {
    const nested = `${OLD}model = models.Sequential([base, layers.Dense(3)])${COMPILE}`;
    expect(await findingsOf(flagsWithoutEffect, nested)).toEqual([]);
  });

  test('flags of single layers hold in every version', async () => {
    const single = OLD.replace('base.trainable = False', 'for layer in base.layers: layer.trainable = False');
    const script = `${single}model = models.Model(input=base.input, output=layers.Dense(3)(base.output))${COMPILE}`;
    expect(await findingsOf(flagsWithoutEffect, script)).toEqual([]);
  });

  test('layers that are unfrozen in a frozen nested model train in Keras 3 alone', async () => {
    const flags = 'base.trainable = False\nfor layer in base.layers[-20:]:\n    layer.trainable = True';
    const [finding] = await findingsOf(flagsWithoutEffect, `${TF}${flags}${HEAD}`);
    expect(finding?.summary).toContain(
      'stay frozen although the text unfreezes them: a model with `trainable = False` keeps all its layers frozen',
    );
    expect(finding).toMatchObject({ severity: 'info' });
  });

  test('the order of the guide, all unfrozen and then all but the last frozen, holds everywhere', async () => {
    const flags = 'base.trainable = True\nfor layer in base.layers[:-20]:\n    layer.trainable = False';
    expect(inShort(await findingsOf(flagsWithoutEffect, `${TF}${flags}${HEAD}`))).toEqual([]);
  });

  test('trainable = True on a model that never lost that flag leaves single frozen layers frozen in Keras 3', async () => {
    const flags = 'for layer in base.layers: layer.trainable = False\nbase.trainable = True';
    const [finding] = await findingsOf(flagsWithoutEffect, `${TF}${flags}${HEAD}`);
    expect(finding?.summary).toContain('does nothing on a model whose own flag is True already');
    expect(finding).toMatchObject({ severity: 'warning' });
  });
});

describe('a flag on another layer than the base', () => {
  const SEQUENTIAL = `
model = models.Sequential([base, layers.Dropout(0.2), layers.Dense(5, activation='softmax')])
FLAGS
model.compile('adam', 'categorical_crossentropy', metrics=['accuracy'])
model.fit(train, epochs=5)
`;
  const NESTED = `
inputs = tf.keras.Input((224, 224, 3))
model = tf.keras.Model(inputs, layers.Dense(5, activation='softmax')(base(inputs)))
FLAGS
model.compile('adam', 'categorical_crossentropy', metrics=['accuracy'])
model.fit(train, epochs=5)
`;
  test.each([
    [SEQUENTIAL, 'model.layers[1].trainable = False', 'Dropout, which has no weights'],
    [NESTED, 'model.layers[0].trainable = False', 'all 106 layers with weights of ResNet50 train'],
    [SEQUENTIAL, 'for layer in model.layers[1:]:\n    layer.trainable = False', 'Dropout, Dense'],
    [SEQUENTIAL, 'model.layers[-1].trainable = False', 'Dense'],
  ])('%#: %s', async (script, flags, text) => {
    const [finding] = await findingsOf(flagsWithoutEffect, TF + script.replace('FLAGS', flags));
    expect(finding).toMatchObject({ check: 'flags-without-effect', severity: 'critical' });
    expect(finding?.summary).toContain(text);
  });

  test.each([
    [SEQUENTIAL, 'model.layers[0].trainable = False'],
    [NESTED, 'model.layers[1].trainable = False'],
    [NESTED, 'for layer in model.layers[:2]:\n    layer.trainable = False'],
    [SEQUENTIAL, 'base.trainable = False\nmodel.layers[1].trainable = False'],
    [SEQUENTIAL, 'model.layers[1].trainable = True'],
    [SEQUENTIAL, 'model.layers[n].trainable = False'],
  ])('%#: sound, or not known: %s', async (script, flags) => {
    expect(await findingsOf(flagsWithoutEffect, TF + script.replace('FLAGS', flags))).toEqual([]);
  });
});
