import { expect, test } from 'vitest';
import { addedLines, patchOf } from './patchOf.js';

interface Parts {
  keras?: string;
  images?: string;
  model?: string;
  compile?: string;
  fit?: string;
}

const IMAGES = `train = ImageDataGenerator(preprocessing_function=preprocess_input).flow_from_directory('train')
val = ImageDataGenerator(preprocessing_function=preprocess_input).flow_from_directory('val')`;
const BASE = "base = ResNet50(weights='imagenet', include_top=False, pooling='avg')";
const FROZEN = `${BASE}\nbase.trainable = False\nmodel = Model(base.input, Dense(3, activation='softmax')(base.output))`;
const COMPILE = "model.compile('adam', 'categorical_crossentropy')";
const FIT = 'model.fit(train, validation_data=val, epochs=2)';

function script({
  keras = 'tensorflow.keras',
  images = IMAGES,
  model = FROZEN,
  compile = COMPILE,
  fit = FIT,
}: Parts): string {
  return `from ${keras}.applications import DenseNet121, EfficientNetB0, ResNet50
from ${keras}.applications.resnet50 import preprocess_input
from ${keras}.layers import Dense, Dropout, Lambda, Rescaling
from ${keras}.models import Model, Sequential
from ${keras}.optimizers import Adam
from ${keras}.preprocessing.image import ImageDataGenerator
from ${keras}.utils import image_dataset_from_directory
${images}
${model}
${compile}
${fit}
`;
}

const BOTH = (
  settings: string,
): string => `gen = ImageDataGenerator(preprocessing_function=preprocess_input, ${settings})
train = gen.flow_from_directory('train')
val = gen.flow_from_directory('val')`;
const MEANS = (line: string): string => `from tensorflow.keras.preprocessing.image import img_to_array, load_img
import numpy as np
x = np.array([img_to_array(load_img(file)) for file in ['a.jpg', 'b.jpg']])
x = ${line}`;
const FIT_ARRAYS = 'model.fit(x, y, epochs=2)';
const DROPPED = (rate: string): string => FROZEN.replace('(base.output)', `(Dropout(${rate})(base.output))`);
const DATA = "train = image_dataset_from_directory('train', label_mode='categorical')";

test.each<[string, string, Parts, string]>([
  [
    'statistics of a generator',
    'augmented-validation',
    { images: `${BOTH('featurewise_center=True, horizontal_flip=True')}\ngen.fit(x)` },
    'statistics of the first one',
  ],
  [
    'a generator without a name',
    'augmented-validation',
    {
      images:
        "def gen():\n    return ImageDataGenerator(preprocessing_function=preprocess_input, horizontal_flip=True)\ntrain = gen().flow_from_directory('train')\nval = gen().flow_from_directory('val')",
    },
    'no name of its own',
  ],
  [
    'options that are changed later',
    'augmented-validation',
    { images: `options = dict(horizontal_flip=True)\noptions['zoom_range'] = 0.2\n${BOTH('**options')}` },
    'not written out in its call',
  ],
  [
    'predictions of images that are trained on',
    'shuffled-predictions',
    {
      fit: `${FIT}\nfrom sklearn.metrics import accuracy_score\nprint(accuracy_score(train.classes, model.predict(train).argmax(axis=1)))`,
    },
    'which have to be shuffled',
  ],
  [
    'means in the order of BGR for images in RGB',
    'channel-order',
    { images: MEANS('x - [103.939, 116.779, 123.68]'), fit: FIT_ARRAYS },
    'not all images pass `preprocess_input`',
  ],
  [
    'means in the wrong order for images in the right one',
    'channel-order',
    { images: MEANS('x[..., ::-1] - [123.68, 116.779, 103.939]'), fit: FIT_ARRAYS },
    'not all images pass `preprocess_input`',
  ],
  [
    'means of ImageNet in the wrong order for images in RGB',
    'channel-order',
    {
      images: MEANS('(x / 255 - [0.406, 0.456, 0.485]) / [0.225, 0.224, 0.229]'),
      model: FROZEN.replace('ResNet50', 'DenseNet121'),
      fit: FIT_ARRAYS,
    },
    'only the means are not',
  ],
  ['a rate that is no share', 'dropout-rate', { model: DROPPED('5') }, 'which share is meant'],
  ['a rate with a decimal comma', 'decimal-comma', { model: DROPPED('0, 5') }, 'which number is meant'],
  [
    'sizes that differ',
    'input-shape-mismatch',
    { model: FROZEN.replace("pooling='avg'", "pooling='avg', input_shape=(224, 224, 3)") },
    'which of the two sizes is the one to keep',
  ],
  [
    'a Rescaling layer that is the input',
    'double-preprocessing',
    {
      images: DATA,
      model:
        "model = Sequential([Rescaling(1. / 255, input_shape=(224, 224, 3)), EfficientNetB0(include_top=False, pooling='avg'), Dense(3, activation='softmax')])\nmodel.layers[1].trainable = False",
      fit: 'model.fit(train)',
    },
    'put an Input in its place',
  ],
  [
    'a model that is loaded again',
    'wrong-scaling',
    {
      images: `from tensorflow.keras.models import load_model\n${DATA}`,
      model:
        "model = Sequential([Rescaling(1. / 255), ResNet50(include_top=False, pooling='avg'), Dense(3, activation='softmax')])\nmodel.layers[1].trainable = False",
      fit: "model.fit(train)\nmodel.save('m.keras')\nagain = load_model('m.keras')",
    },
    'where the model is loaded',
  ],
])('%s: told in words', async (_, check, parts, why) => {
  const { words } = await patchOf(script(parts));
  expect(words[check]).toContain(why);
});

test('a metric that loading changes is left: whether to compile again is for the user to decide', async () => {
  const text = `from tensorflow.keras.applications import ResNet50
from tensorflow.keras.applications.resnet50 import preprocess_input
from tensorflow.keras.layers import Dense
from tensorflow.keras.models import Model, load_model
from tensorflow.keras.preprocessing.image import ImageDataGenerator
${IMAGES.replaceAll(/'\)(?=\n|$)/g, "', class_mode='sparse')")}
${FROZEN}
model.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])
${FIT}
model.save('m.h5')
load_model('m.h5').evaluate(val)
`;
  const patch = await patchOf(text, 'tf.keras 2.3');
  expect(patch.words['misleading-metric']).toContain('compiled again');
  expect(patch.text).toBe(text);
});

test.each([
  ['Keras 2.2 calls the rate lr', '2.2.4', 'Adam(beta_1=0.8, lr=1e-5)'],
  ['TensorFlow 2 calls it learning_rate', 'tf.keras 2.10', 'Adam(beta_1=0.8, learning_rate=1e-5)'],
  ['where the version is open, the rate stands first', undefined, 'Adam(1e-5, beta_1=0.8)'],
])('%s', async (_, keras, optimizer) => {
  const text = script({
    keras: 'keras',
    model: FROZEN.replace('base.trainable = False\n', ''),
    compile: "model.compile(Adam(beta_1=0.8), 'categorical_crossentropy')",
  })
    .replace(/.*image_dataset_from_directory\n/, '')
    .replace('Lambda, Rescaling', 'Lambda')
    .replace('EfficientNetB0, ', '');
  expect(await addedLines(text, keras)).toEqual([`model.compile(${optimizer}, 'categorical_crossentropy')`]);
});
