import type { CheckName } from '../../../src/diagnose/checks.js';

/** A script with one fault or two, and what a patch makes of it. */
export interface FaultyScript {
  title: string;
  /** Checks whose findings are fixed. */
  checks: CheckName[];
  text: string;
  /** Lines that the patch adds; those in their place are removed. */
  adds: string[];
}

interface Parts {
  imports?: string;
  images?: string;
  model?: string;
  head?: string;
  compile?: string;
  fit?: string;
}

const IMAGES = generators('preprocessing_function=preprocess_input');
const BASE = "base = MobileNetV2(weights='imagenet', include_top=False, input_shape=(64, 64, 3), pooling='avg')";
const HEAD = "model = Model(base.input, Dense(3, activation='softmax')(base.output))";
const COMPILE = "model.compile(optimizer='adam', loss='categorical_crossentropy', metrics=['accuracy'])";
const FIT = 'model.fit(train, validation_data=val, epochs=1)';

/** Two generators of the folders of small images, which have three classes. */
function generators(settings: string, { mode = '', folder = 'data' } = {}): string {
  return `train = ImageDataGenerator(${settings}).flow_from_directory('${folder}/train', target_size=(64, 64)${mode})
val = ImageDataGenerator(${settings}).flow_from_directory('${folder}/val', target_size=(64, 64)${mode}, shuffle=False)`;
}

function script(parts: Parts): string {
  return `import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers
from tensorflow.keras.applications import EfficientNetB0, MobileNetV2, ResNet50
from tensorflow.keras.applications.mobilenet_v2 import preprocess_input
from tensorflow.keras.layers import Activation, Dense
from tensorflow.keras.models import Model, Sequential
from tensorflow.keras.preprocessing.image import ImageDataGenerator
${parts.imports ?? ''}
${parts.images ?? IMAGES}
${parts.model ?? `${BASE}\nbase.trainable = False`}
${parts.head ?? HEAD}
${parts.compile ?? COMPILE}
${parts.fit ?? FIT}
`.replace(/\n\n+/g, '\n');
}

const BINARY = { mode: ", class_mode='binary'", folder: 'two' };
const DATASETS = `train = keras.utils.image_dataset_from_directory('data/train', image_size=(64, 64), label_mode='categorical')
val = keras.utils.image_dataset_from_directory('data/val', image_size=(64, 64), label_mode='categorical')`;
const AS_IMAGES = 'preprocessing_function=preprocess_input';

const CALLED = `inputs = keras.Input((64, 64, 3))
model = Model(inputs, Dense(3, activation='softmax')(base(preprocess_input(inputs), training=False)))`;

/** Two parts of one folder. */
function twoParts(first: string, second: string): string {
  const load = (name: string, subset: string, settings: string): string =>
    `${name} = keras.utils.image_dataset_from_directory('data/train', image_size=(64, 64), label_mode='categorical', validation_split=0.5, subset='${subset}', ${settings})`;
  return `${load('train', 'training', first)}\n${load('val', 'validation', second)}`;
}

/** Each runs with Keras on small images once it is patched. */
export const FAULTY_SCRIPTS: readonly FaultyScript[] = [
  {
    title: "all layers at the optimizer's default rate",
    checks: ['learning-rate-too-high'],
    text: script({ model: BASE }),
    adds: [
      "model.compile(optimizer=keras.optimizers.Adam(1e-5), loss='categorical_crossentropy', metrics=['accuracy'])",
    ],
  },
  {
    title: 'a base that is unfrozen at the rate of the head',
    checks: ['learning-rate-too-high'],
    text: script({
      compile: COMPILE,
      fit: `${FIT}\nbase.trainable = True\nmodel.compile(keras.optimizers.Adam(learning_rate=1e-3), 'categorical_crossentropy')\n${FIT}`,
    }),
    adds: ["model.compile(keras.optimizers.Adam(learning_rate=1e-5), 'categorical_crossentropy')"],
  },
  {
    title: 'one optimizer for the head and for the base',
    checks: ['learning-rate-too-high'],
    text: script({
      compile: "adam = keras.optimizers.Adam(1e-3)\nmodel.compile(adam, 'categorical_crossentropy')",
      fit: `${FIT}\nbase.trainable = True\nmodel.compile(adam, 'categorical_crossentropy')\n${FIT}`,
    }),
    adds: ["model.compile(keras.optimizers.Adam(1e-5), 'categorical_crossentropy')"],
  },
  {
    title: 'an optimizer with other arguments than its rate',
    checks: ['learning-rate-too-high'],
    text: script({
      model: BASE,
      compile: "model.compile(keras.optimizers.Adam(beta_1=0.8), 'categorical_crossentropy')",
    }),
    adds: ["model.compile(keras.optimizers.Adam(beta_1=0.8, learning_rate=1e-5), 'categorical_crossentropy')"],
  },
  {
    title: 'a rate far above the use of SGD',
    checks: ['learning-rate-too-high'],
    text: script({ compile: "model.compile(keras.optimizers.SGD(2.0), 'categorical_crossentropy')" }),
    adds: ["model.compile(keras.optimizers.SGD(0.01), 'categorical_crossentropy')"],
  },
  {
    title: 'a rate at which a head learns nothing',
    checks: ['learning-rate-too-low'],
    text: script({ compile: "model.compile(keras.optimizers.Adam(1e-7), 'categorical_crossentropy')" }),
    adds: ["model.compile(keras.optimizers.Adam(0.001), 'categorical_crossentropy')"],
  },
  {
    title: 'flags that are set after the compile',
    checks: ['flags-without-compile'],
    text: script({ model: BASE, compile: `${COMPILE.replace('adam', 'sgd')}\nbase.trainable = False` }),
    adds: [],
  },
  {
    title: 'layers that are unfrozen between two trainings',
    checks: ['flags-without-compile'],
    text: script({
      fit: `${FIT}\nfor layer in base.layers[-20:]:\n    layer.trainable = True\nbase.trainable = True\n${FIT}`,
    }),
    adds: [
      "model.compile(optimizer=keras.optimizers.Adam(1e-5), loss='categorical_crossentropy', metrics=['accuracy'])",
    ],
  },
  {
    title: 'no activation without from_logits',
    checks: ['last-layer-mismatch'],
    text: script({ head: 'model = Model(base.input, Dense(3)(base.output))' }),
    adds: ["model = Model(base.input, Dense(3, activation='softmax')(base.output))"],
  },
  {
    title: 'outputs that the script gives to softmax itself',
    checks: ['last-layer-mismatch'],
    text: script({
      head: 'model = Model(base.input, Dense(3)(base.output))',
      compile: "model.compile('adam', keras.losses.CategoricalCrossentropy())",
      fit: `${FIT}\nprint(tf.nn.softmax(model.predict(val)))`,
    }),
    adds: ["model.compile('adam', keras.losses.CategoricalCrossentropy(from_logits=True))"],
  },
  {
    title: 'from_logits after a softmax',
    checks: ['last-layer-mismatch'],
    text: script({ compile: "model.compile('adam', keras.losses.CategoricalCrossentropy(from_logits=True))" }),
    adds: ["model.compile('adam', keras.losses.CategoricalCrossentropy())"],
  },
  {
    title: 'softmax of one unit',
    checks: ['last-layer-mismatch'],
    text: script({
      images: generators(AS_IMAGES, BINARY),
      head: 'model = Model(base.input, Dense(1, activation="softmax")(base.output))',
      compile: "model.compile('adam', 'binary_crossentropy')",
    }),
    adds: ["model = Model(base.input, Dense(1, activation='sigmoid')(base.output))"],
  },
  {
    title: 'one unit with the loss of several classes',
    checks: ['last-layer-mismatch'],
    text: script({
      images: generators(AS_IMAGES, BINARY),
      head: "model = Model(base.input, Dense(1, activation='sigmoid')(base.output))",
    }),
    adds: ["model.compile(optimizer='adam', loss='binary_crossentropy', metrics=['accuracy'])"],
  },
  {
    title: 'two softmaxes',
    checks: ['last-layer-mismatch'],
    text: script({ head: "model = Sequential([base, Dense(3, activation='softmax'), Activation('softmax')])" }),
    adds: ["model = Sequential([base, Dense(3), Activation('softmax')])"],
  },
  {
    title: 'a sparse loss for one-hot labels, as a text and its metric',
    checks: ['label-form-mismatch'],
    text: script({
      compile: "model.compile('adam', 'sparse_categorical_crossentropy', metrics=['sparse_categorical_accuracy'])",
    }),
    adds: ["model.compile('adam', 'categorical_crossentropy', metrics=['categorical_accuracy'])"],
  },
  {
    title: 'a sparse loss for one-hot labels, as an object',
    checks: ['label-form-mismatch'],
    text: script({ compile: "model.compile('adam', keras.losses.SparseCategoricalCrossentropy())" }),
    adds: ["model.compile('adam', keras.losses.CategoricalCrossentropy())"],
  },
  {
    title: 'a categorical loss for labels that are numbers',
    checks: ['label-form-mismatch'],
    text: script({ images: generators(AS_IMAGES, { mode: ", class_mode='sparse'" }) }),
    adds: ["model.compile(optimizer='adam', loss='sparse_categorical_crossentropy', metrics=['accuracy'])"],
  },
  {
    title: 'one-hot labels for one unit',
    checks: ['label-form-mismatch'],
    text: script({
      images: generators(AS_IMAGES, { folder: 'two' }),
      head: "model = Model(base.input, Dense(1, activation='sigmoid')(base.output))",
      compile: "model.compile('adam', 'binary_crossentropy')",
    }),
    adds: generators(AS_IMAGES, { folder: 'two' })
      .split('\n')
      .map((line) => `${line.slice(0, -1)}, class_mode='binary')`),
  },
  {
    title: 'units that are not the number of classes',
    checks: ['number-of-classes'],
    text: script({
      images: generators(AS_IMAGES, { mode: ", classes=['a', 'b', 'c']" }),
      head: "model = Model(base.input, Dense(2, activation='softmax')(base.output))",
    }),
    adds: ["model = Model(base.input, Dense(3, activation='softmax')(base.output))"],
  },
  {
    title: 'binary labels of three classes',
    checks: ['label-form-mismatch'],
    text: script({
      images: generators(AS_IMAGES, { mode: ", classes=['a', 'b', 'c'], class_mode='binary'" }),
      head: "model = Model(base.input, Dense(1, activation='sigmoid')(base.output))",
      compile: "model.compile('adam', 'binary_crossentropy')",
    }),
    adds: [
      ...generators(AS_IMAGES, { mode: ", classes=['a', 'b', 'c'], class_mode='categorical'" }).split('\n'),
      "model = Model(base.input, Dense(3, activation='softmax')(base.output))",
      "model.compile('adam', 'categorical_crossentropy')",
    ],
  },
  {
    title: 'yes-or-no answers for one of three classes',
    checks: ['misleading-metric'],
    text: script({
      head: "model = Model(base.input, Dense(3, activation='sigmoid')(base.output))",
      compile: "model.compile('adam', 'binary_crossentropy', metrics=['binary_accuracy'])",
    }),
    adds: [
      "model = Model(base.input, Dense(3, activation='softmax')(base.output))",
      "model.compile('adam', 'categorical_crossentropy', metrics=['categorical_accuracy'])",
    ],
  },
  {
    title: 'a regression loss of classes',
    checks: ['wrong-loss'],
    text: script({ compile: "model.compile('adam', 'mse', metrics=['accuracy'])" }),
    adds: ["model.compile('adam', 'categorical_crossentropy', metrics=['accuracy'])"],
  },
  {
    title: 'a metric that compares numbers',
    checks: ['misleading-metric'],
    text: script({ compile: "model.compile('adam', 'categorical_crossentropy', metrics=[keras.metrics.Accuracy()])" }),
    adds: ["model.compile('adam', 'categorical_crossentropy', metrics=['accuracy'])"],
  },
  {
    title: 'a metric of one-hot labels for class numbers, given as a function',
    checks: ['misleading-metric'],
    text: script({
      images: generators(AS_IMAGES, { mode: ", class_mode='sparse'" }),
      compile: "model.compile('adam', 'sparse_categorical_crossentropy', metrics=[keras.metrics.categorical_accuracy])",
    }),
    adds: ["model.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])"],
  },
  {
    title: 'one generator that augments both parts of a folder',
    checks: ['augmented-validation'],
    text: script({
      images: `train_datagen = ImageDataGenerator(
    preprocessing_function=preprocess_input,
    horizontal_flip=True,
    validation_split=0.5)
train = train_datagen.flow_from_directory('data/train', target_size=(64, 64), subset='training', seed=1)
val = train_datagen.flow_from_directory('data/train', target_size=(64, 64), subset='validation', seed=1)`,
    }),
    adds: [
      'val_datagen = ImageDataGenerator(preprocessing_function=preprocess_input, validation_split=0.5)  # without random changes',
      "val = val_datagen.flow_from_directory('data/train', target_size=(64, 64), subset='validation', seed=1)",
    ],
  },
  {
    title: 'random changes that come from a dictionary',
    checks: ['augmented-validation'],
    text: script({
      images: `changes = dict(horizontal_flip=True, fill_mode='nearest')
gen = ImageDataGenerator(preprocessing_function=preprocess_input, **changes)
train = gen.flow_from_directory('data/train', target_size=(64, 64))
val = gen.flow_from_directory('data/val', target_size=(64, 64))`,
    }),
    adds: [
      'val_gen = ImageDataGenerator(preprocessing_function=preprocess_input)  # without random changes',
      "val = val_gen.flow_from_directory('data/val', target_size=(64, 64))",
    ],
  },
  {
    title: 'a generator of validation images that augments',
    checks: ['augmented-validation'],
    text: script({
      images: IMAGES.replace(/(?<=\nval = .*preprocess_input)/, ', horizontal_flip=True'),
    }),
    adds: [IMAGES.split('\n')[1]!],
  },
  {
    title: 'width and height exchanged in target_size',
    checks: ['height-width-swapped'],
    text: script({
      images: `img_width, img_height = 96, 64\n${IMAGES.replaceAll('(64, 64)', '(img_width, img_height)')}`,
      model: BASE.replace('(64, 64, 3)', '(None, None, 3)'),
      compile: COMPILE.replace("'adam'", 'keras.optimizers.Adam(1e-5)'),
    }),
    adds: IMAGES.replaceAll('(64, 64)', '(img_height, img_width)').split('\n'),
  },
  {
    title: 'width and height exchanged in input_shape',
    checks: ['input-shape-mismatch'],
    text: script({
      images: `img_width, img_height = 96, 64\n${IMAGES.replaceAll('(64, 64)', '(img_height, img_width)')}`,
      model: `${BASE.replace('(64, 64, 3)', '(img_width, img_height, 3)')}\nbase.trainable = False`,
    }),
    adds: [BASE.replace('(64, 64, 3)', '(img_height, img_width, 3)')],
  },
  {
    title: 'a test generator that shuffles',
    checks: ['shuffled-predictions'],
    text: script({
      fit: `${FIT}
test = ImageDataGenerator(preprocessing_function=preprocess_input).flow_from_directory('data/val', target_size=(64, 64))
print(np.mean(test.classes == np.argmax(model.predict(test), axis=1)))`,
    }),
    adds: [
      "test = ImageDataGenerator(preprocessing_function=preprocess_input).flow_from_directory('data/val', target_size=(64, 64), shuffle=False)",
    ],
  },
  {
    title: 'a scaling among options that are spread',
    checks: ['wrong-scaling'],
    text: script({
      imports: "options = {'rescale': 1. / 255, 'fill_mode': 'nearest'}",
      images: generators('**options'),
    }),
    adds: ["options = {'preprocessing_function': preprocess_input, 'fill_mode': 'nearest'}"],
  },
  {
    title: 'a scaling in dict(...)',
    checks: ['wrong-scaling'],
    text: script({ imports: 'options = dict(rescale=1. / 255)', images: generators('**options') }),
    adds: ['options = dict(preprocessing_function=preprocess_input)'],
  },
  {
    title: 'generators that do not scale',
    checks: ['wrong-scaling'],
    text: script({ images: generators('') }),
    adds: IMAGES.split('\n'),
  },
  {
    title: 'a validation generator that does not scale',
    checks: ['train-validation-mismatch'],
    text: script({ images: IMAGES.replace(/(?<=\nval = .*)preprocessing_function=preprocess_input/, '') }),
    adds: [IMAGES.split('\n')[1]!],
  },
  {
    title: 'a dataset that does not scale',
    checks: ['wrong-scaling'],
    text: script({
      images: DATASETS,
      head: "inputs = keras.Input((64, 64, 3))\nmodel = Model(inputs, Dense(3, activation='softmax')(base(inputs, training=False)))",
    }),
    adds: ["model = Model(inputs, Dense(3, activation='softmax')(base(preprocess_input(inputs), training=False)))"],
  },
  {
    title: 'a Rescaling layer before a backbone that scales by itself',
    checks: ['double-preprocessing'],
    text: script({
      images: DATASETS,
      model: `${BASE.replace('MobileNetV2', 'EfficientNetB0')}\nbase.trainable = False`,
      head: "model = Sequential([\n    layers.Rescaling(1. / 255),\n    base,\n    Dense(3, activation='softmax'),\n])",
    }),
    adds: [],
  },
  {
    title: 'a Rescaling layer in a functional model',
    checks: ['wrong-scaling'],
    text: script({
      images: DATASETS,
      model: `${BASE.replace('MobileNetV2', 'ResNet50')}\nbase.trainable = False`,
      head: "inputs = keras.Input((64, 64, 3))\nx = layers.Rescaling(1. / 255)(inputs)\nmodel = Model(inputs, Dense(3, activation='softmax')(base(x)))",
    }),
    adds: [
      'from tensorflow.keras.applications.resnet50 import preprocess_input as resnet50_preprocess_input',
      'x = resnet50_preprocess_input(inputs)',
    ],
  },
  {
    title: 'a Rescaling layer in a Sequential',
    checks: ['wrong-scaling'],
    text: script({
      images: DATASETS,
      model: `${BASE.replace('MobileNetV2', 'ResNet50')}\nbase.trainable = False`,
      head: "model = Sequential([layers.Rescaling(1. / 255), base, Dense(3, activation='softmax')])",
    }),
    adds: [
      'from tensorflow.keras.applications.resnet50 import preprocess_input as resnet50_preprocess_input',
      "model = Sequential([layers.Lambda(resnet50_preprocess_input), base, Dense(3, activation='softmax')])",
    ],
  },
  {
    title: 'a scaling in two steps',
    checks: ['wrong-scaling'],
    text: script({
      images: `${DATASETS}\ntrain = train.map(lambda x, y: (x / 255 - 0.5, y))\nval = val.map(lambda x, y: (x / 255 - 0.5, y))`,
    }),
    adds: [
      'train = train.map(lambda x, y: (preprocess_input(x), y))',
      'val = val.map(lambda x, y: (preprocess_input(x), y))',
    ],
  },
  {
    title: 'two lambdas on one line',
    checks: ['wrong-scaling'],
    text: script({
      images: `${DATASETS}\ntrain, val = train.map(lambda x, y: (x / 255, y)), val.map(lambda x, y: (x / 255, y))`,
    }),
    adds: [
      'train, val = train.map(lambda x, y: (preprocess_input(x), y)), val.map(lambda x, y: (preprocess_input(x), y))',
    ],
  },
  {
    title: 'arrays that are scaled twice',
    checks: ['double-preprocessing'],
    text: script({
      images: `names = sorted(tf.io.gfile.glob('data/train/*/*.jpg'))
x = np.array([keras.utils.img_to_array(keras.utils.load_img(name, target_size=(64, 64))) for name in names])
y = np.array([0, 0, 1, 1, 2, 2])
x = x / 255.0
x = preprocess_input(x)`,
      compile: "model.compile('adam', 'sparse_categorical_crossentropy')",
      fit: 'model.fit(x, y)',
    }),
    adds: [],
  },
  {
    title: 'preprocess_input of tensors of bytes',
    checks: ['integer-pixels'],
    text: script({
      imports: 'from tensorflow.keras.applications.resnet50 import preprocess_input',
      images: `def load(path, label):
    image = tf.io.decode_jpeg(tf.io.read_file(path), channels=3)
    image.set_shape((64, 64, 3))
    return preprocess_input(image), label
names = sorted(tf.io.gfile.glob('data/train/*/*.jpg'))
labels = keras.utils.to_categorical([0, 0, 1, 1, 2, 2])
train = tf.data.Dataset.from_tensor_slices((names, labels)).map(load).batch(4)`,
      model: `${BASE.replace('MobileNetV2', 'ResNet50')}\nbase.trainable = False`,
      fit: 'model.fit(train)',
    }),
    adds: ['    return preprocess_input(tf.cast(image, tf.float32)), label'.trim()],
  },
  {
    title: 'a Flatten of tens of millions of weights',
    checks: ['head-too-large'],
    text: script({
      model: `${BASE.replace(", pooling='avg'", '')}\nbase.trainable = False`,
      head: "model = Sequential([base, layers.Flatten(), Dense(4096, activation='relu'), Dense(3, activation='softmax')])",
    }),
    adds: [
      "model = Sequential([base, layers.GlobalAveragePooling2D(), Dense(4096, activation='relu'), Dense(3, activation='softmax')])",
    ],
  },
  {
    title: 'training on the images of the validation subset, too',
    checks: ['leaking-split'],
    text: script({
      images: `gen = ImageDataGenerator(preprocessing_function=preprocess_input, validation_split=0.5)
train = gen.flow_from_directory('data/train', target_size=(64, 64))
val = gen.flow_from_directory('data/train', target_size=(64, 64), subset='validation')`,
    }),
    adds: ["train = gen.flow_from_directory('data/train', target_size=(64, 64), subset='training')"],
  },
  {
    title: 'two parts that are cut with two seeds',
    checks: ['leaking-split'],
    text: script({ images: twoParts('seed=1', 'seed=2'), head: CALLED }),
    adds: [twoParts('seed=1', 'seed=1').split('\n')[1]!],
  },
  {
    title: 'two shares of one folder that overlap',
    checks: ['leaking-split'],
    text: script({ images: twoParts('seed=1', 'seed=1').replace(/0.5(?!.*\n)/, '0.9'), head: CALLED }),
    adds: [twoParts('seed=1', 'seed=1').split('\n')[1]!],
  },
  {
    title: 'one part of shuffled files, and one of files in order',
    checks: ['leaking-split'],
    text: script({ images: twoParts('seed=1', 'shuffle=False'), head: CALLED }),
    adds: [twoParts('seed=1', 'seed=1').split('\n')[1]!],
  },
  {
    title: 'a cut of a dataset that is shuffled anew at each pass',
    checks: ['leaking-split'],
    text: script({
      images: `def load(path, label):
    image = tf.io.decode_jpeg(tf.io.read_file(path), channels=3)
    return preprocess_input(tf.cast(tf.image.resize(image, (64, 64)), tf.float32)), label
names = sorted(tf.io.gfile.glob('data/train/*/*.jpg'))
labels = keras.utils.to_categorical([0, 0, 1, 1, 2, 2])
data = tf.data.Dataset.from_tensor_slices((names, labels)).map(load).shuffle(6)
train = data.take(4).batch(2)
val = data.skip(4).batch(2)`,
    }),
    adds: [
      'data = tf.data.Dataset.from_tensor_slices((names, labels)).map(load).shuffle(6, reshuffle_each_iteration=False)',
    ],
  },
];
