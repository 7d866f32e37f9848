import { expect, test } from 'vitest';
import { nothingTrains } from '../../../../src/diagnose/checks/script/nothingTrains.js';
import { findingsOf } from './findingsOf.js';

const SCRIPT = (flags: string): string => `
from tensorflow.keras.applications import VGG16
from tensorflow.keras import layers, models
base = VGG16(weights='imagenet', include_top=False, pooling='avg')
out = layers.Dense(5, activation='softmax')(layers.Dropout(0.5)(base.output))
model = models.Model(base.input, out)
${flags}
model.compile('adam', 'categorical_crossentropy')
model.fit(train, epochs=5)
`;

test.each(['model.trainable = False', 'for layer in model.layers: layer.trainable = False'])(
  '%s freezes the head too',
  async (flags) => {
    const [finding] = await findingsOf(nothingTrains, SCRIPT(flags));
    expect(finding).toMatchObject({ check: 'nothing-trainable', severity: 'critical' });
    expect(finding?.summary).toBe('All 14 layers with weights are frozen, the head too: this fit changes no weight.');
  },
);

test.each([
  'base.trainable = False',
  'for layer in model.layers[:-1]: layer.trainable = False',
  'for layer in model.layers: layer.trainable = False\nmodel.layers[-1].trainable = True',
  'for layer in model.layers: layer.trainable = unknown_function(layer)',
])('%s leaves the head, or is not known', async (flags) => {
  expect(await findingsOf(nothingTrains, SCRIPT(flags))).toEqual([]);
});
