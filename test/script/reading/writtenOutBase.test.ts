import { expect, test } from 'vitest';
import { headTooLargeOfScript } from '../../../src/diagnose/checks/script/headTooLargeOfScript.js';
import { scalingOfScript } from '../../../src/diagnose/checks/script/scalingOfScript.js';
import { fieldsOf } from '../../../src/script/reading/fields.js';
import { pipelinesOf } from '../../../src/script/reading/pipelines.js';
import { stepText } from '../../../src/script/reading/stepText.js';
import { readingOf } from './readingOf.js';

const LAYERS = (thirdBlocks: number): string => `
def block(net, filters, times):
    for _ in range(times):
        net.add(ZeroPadding2D((1, 1)))
        net.add(Conv2D(filters, (3, 3), activation='relu'))
    net.add(MaxPooling2D((2, 2), strides=(2, 2)))

net = Sequential()
net.add(InputLayer(input_shape=(160, 160, 3)))
block(net, 64, 2)
block(net, 128, 2)
for filters in (256, 512, 512):
    block(net, filters, ${thirdBlocks})
`;

const SCRIPT = (weights: string, { blocks = 3, head = '', freeze = '' } = {}): string => `
import h5py
from keras.layers import Conv2D, Dense, Dropout, Flatten, InputLayer, Lambda, MaxPooling2D, ZeroPadding2D
from keras.models import Sequential
from keras.preprocessing.image import ImageDataGenerator
${LAYERS(blocks)}
${weights}
net.add(Flatten())
${head}
net.add(Dense(4, activation='softmax'))
${freeze}
net.compile('sgd', 'categorical_crossentropy')
flow = ImageDataGenerator(rescale=1. / 255).flow_from_directory('fruit', target_size=(160, 160))
net.fit_generator(flow, epochs=3)
`;

const LOADED = "net.load_weights('data/vgg16_notop.h5')";
const SET = `
stored = h5py.File('vgg16.h5')
for n in range(stored.attrs['count']):
    if n >= len(net.layers):
        break
    part = stored['part_%d' % n]
    net.layers[n].set_weights([part['p%d' % p] for p in range(part.attrs['number'])])
`;

async function fieldsIn(script: string): Promise<Record<string, string | undefined>> {
  const { stages } = await readingOf(script);
  return Object.fromEntries(fieldsOf(stages.at(-1)!).map(({ field, read }) => [field, read.value]));
}

test.each([
  ['VGG16', LOADED, 3],
  ['VGG16', SET, 3],
  ['VGG19', "net.load_weights('VGG_ILSVRC_19_layers.h5')", 4],
])('%s built layer by layer is its base', async (name, weights, blocks) => {
  const freeze = 'for layer in net.layers[:25]:\n    layer.trainable = False';
  const fields = await fieldsIn(SCRIPT(weights, { blocks, freeze }));
  expect(fields.backbone).toContain(`${name}, weights '`);
  expect(fields.head).toBe('Flatten, Dense 4 softmax');
  expect(fields.unfrozen).toMatch(/^the upper \d+ of \d+ layers of the base.*, and the head$/);
  const found = scalingOfScript(await readingOf(SCRIPT(weights, { blocks })));
  expect(found).toMatchObject([{ check: 'wrong-scaling' }]);
});

test.each([
  ['no weights', ''],
  ['weights of a file that says nothing', "net.load_weights('weights.h5')"],
  ['weights that the script saved', "net.save_weights('vgg.h5')\nnet.load_weights('vgg.h5')"],
])('%s are none of ImageNet', async (_what, weights) => {
  const reading = await readingOf(SCRIPT(weights));
  expect(reading.stages[0]!.model.base).toBeUndefined();
  expect(scalingOfScript(reading)).toEqual([]);
});

test('another network with such a file is none of VGG', async () => {
  const { stages } = await readingOf(SCRIPT(LOADED, { blocks: 2 }));
  expect(stages[0]!.model.base).toBeUndefined();
});

test('weights from elsewhere are no training from scratch, and flags are read without a base', async () => {
  const freeze = 'for layer in net.layers[:4]:\n    layer.trainable = False';
  const fields = await fieldsIn(SCRIPT("net.load_weights('weights.h5')", { freeze }));
  expect(fields.backbone).toBeUndefined();
  expect(fields.unfrozen).toMatch(/^the upper \d+ of \d+ layers with weights/);
  expect(await fieldsIn(SCRIPT(''))).toMatchObject({
    backbone: 'none: all layers start from scratch',
    unfrozen: 'all',
  });
});

test('a classifier with the weights of the file is not too large, a new one is', async () => {
  const dense = "net.add(Dense(4096, activation='relu'))";
  const ofFile = SCRIPT('', { head: `${dense}\n${LOADED}` });
  expect(headTooLargeOfScript(await readingOf(ofFile))).toEqual([]);
  const isNew = SCRIPT(SET, { head: dense });
  const [finding] = headTooLargeOfScript(await readingOf(isNew));
  expect(finding?.check).toBe('head-too-large');
});

test('the channels are first where the shape of the input has them first', async () => {
  const script = (shape: string): string =>
    SCRIPT(LOADED)
      .replace('net.add(InputLayer(input_shape=(160, 160, 3)))', `net.add(Lambda(turn, input_shape=${shape}))`)
      .replace('def block', 'def turn(x):\n    return x[:, ::-1]\n\ndef block');
  const last = async (shape: string): Promise<string> =>
    stepText(pipelinesOf(await readingOf(script(shape)))[0]!.steps.at(-1)!);
  expect(await last('(3, 160, 160)')).toContain('red and blue swapped');
  expect(await last('(160, 160, 3)')).toContain('[:, ::-1]');
});
