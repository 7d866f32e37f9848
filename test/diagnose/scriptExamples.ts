import { augmentedValidation } from '../../src/diagnose/checks/script/augmentedValidation.js';
import { balancedTwice } from '../../src/diagnose/checks/script/balancedTwice.js';
import { classWeightKeys } from '../../src/diagnose/checks/script/classWeightKeys.js';
import { cropAfterResize } from '../../src/diagnose/checks/script/cropAfterResize.js';
import { decimalComma } from '../../src/diagnose/checks/script/decimalComma.js';
import { dropoutRate } from '../../src/diagnose/checks/script/dropoutRate.js';
import { dropoutTooHigh } from '../../src/diagnose/checks/script/dropoutTooHigh.js';
import { flagsWithoutCompile } from '../../src/diagnose/checks/script/flagsWithoutCompile.js';
import { flagsWithoutEffect } from '../../src/diagnose/checks/script/flagsWithoutEffect.js';
import { headOnClasses } from '../../src/diagnose/checks/script/headOnClasses.js';
import { inputShapeMismatch } from '../../src/diagnose/checks/script/inputShapeMismatch.js';
import { inputTooSmall } from '../../src/diagnose/checks/script/inputTooSmall.js';
import { integerPixels } from '../../src/diagnose/checks/script/integerPixels.js';
import { invertedClassWeights } from '../../src/diagnose/checks/script/invertedClassWeights.js';
import { labelFormMismatch } from '../../src/diagnose/checks/script/labelFormMismatch.js';
import { labelsByPosition } from '../../src/diagnose/checks/script/labelsByPosition.js';
import { lastLayerMismatch } from '../../src/diagnose/checks/script/lastLayerMismatch.js';
import { layerNames } from '../../src/diagnose/checks/script/layerNames.js';
import { leakingSplit } from '../../src/diagnose/checks/script/leakingSplit.js';
import { linearLayers } from '../../src/diagnose/checks/script/linearLayers.js';
import { lowerLayersTrain } from '../../src/diagnose/checks/script/lowerLayersTrain.js';
import { misleadingMetric } from '../../src/diagnose/checks/script/misleadingMetric.js';
import { numberOfClasses } from '../../src/diagnose/checks/script/numberOfClasses.js';
import { orderedSplit } from '../../src/diagnose/checks/script/orderedSplit.js';
import { otherBuild } from '../../src/diagnose/checks/script/otherBuild.js';
import { partialEvaluation } from '../../src/diagnose/checks/script/partialEvaluation.js';
import { selectionAsResult } from '../../src/diagnose/checks/script/selectionAsResult.js';
import { shuffledPredictions } from '../../src/diagnose/checks/script/shuffledPredictions.js';
import { statisticsNotFitted } from '../../src/diagnose/checks/script/statisticsNotFitted.js';
import { trainingFalseIgnored } from '../../src/diagnose/checks/script/trainingFalseIgnored.js';
import { unscaledImages } from '../../src/diagnose/checks/script/unscaledImages.js';
import { wrongLoss } from '../../src/diagnose/checks/script/wrongLoss.js';
import type { CheckOf } from '../../src/diagnose/docs/checkDocs.js';
import type { Finding } from '../../src/diagnose/finding.js';
import type { ScriptReading } from '../../src/script/reading/readScript.js';
import { readingOf } from '../script/reading/readingOf.js';

/** A script in which the check finds something. */
interface ScriptExample {
  check(reading: ScriptReading): Finding[];
  script: string;
}

/** Start of scripts of which only the end matters. */
const START = `
from keras.applications import VGG16
from keras.callbacks import EarlyStopping
from keras.layers import Dense, Dropout
from keras.models import Model
from keras.preprocessing.image import ImageDataGenerator
import numpy as np

augmenting = ImageDataGenerator(rotation_range=20, horizontal_flip=True, validation_split=0.2)
plain = ImageDataGenerator(validation_split=0.2)
train = augmenting.flow_from_directory('leaves', classes=['ash', 'elm', 'oak'], subset='training')
valid = plain.flow_from_directory('leaves', classes=['ash', 'elm', 'oak'], subset='validation')
base = VGG16(include_top=False, pooling='avg')
`;

const END = `
model = Model(base.input, Dense(3, activation='softmax')(base.output))
model.compile('adam', 'categorical_crossentropy', metrics=['accuracy'])
`;

const SCRIPTS: Readonly<Record<CheckOf<'script'>, ScriptExample>> = {
  'flags-without-compile': {
    check: flagsWithoutCompile,
    script: `
from tensorflow.keras.applications import InceptionV3
from tensorflow.keras.layers import Dense
from tensorflow.keras.models import Model

base = InceptionV3(weights='imagenet', include_top=False, pooling='avg')
base.trainable = False
model = Model(base.input, Dense(7, activation='softmax')(base.output))
model.compile('adam', 'categorical_crossentropy')
model.fit(train, epochs=5)
base.trainable = True
model.fit(train, epochs=5)
`,
  },
  'statistics-not-fitted': {
    check: statisticsNotFitted,
    script: `
from tensorflow.keras.layers import Dense, Flatten
from tensorflow.keras.models import Sequential
from tensorflow.keras.preprocessing.image import ImageDataGenerator

images = ImageDataGenerator(featurewise_center=True, featurewise_std_normalization=True)
train = images.flow_from_directory('train', target_size=(224, 224))
model = Sequential([Flatten(), Dense(3, activation='softmax')])
model.compile('adam', 'categorical_crossentropy')
model.fit(train, epochs=5)
`,
  },
  'dropout-rate': {
    check: dropoutRate,
    script: `${START}
model = Model(base.input, Dense(3, activation='softmax')(Dropout(5)(base.output)))
model.compile('adam', 'categorical_crossentropy', metrics=['accuracy'])
model.fit(train, epochs=5)
`,
  },
  'decimal-comma': {
    check: decimalComma,
    script: `${START}
model = Model(base.input, Dense(3, activation='softmax')(Dropout(0, 5)(base.output)))
model.compile('adam', 'categorical_crossentropy', metrics=['accuracy'])
model.fit(train, epochs=5)
`,
  },
  'unscaled-images': {
    check: unscaledImages,
    script: `
from tensorflow.keras import layers, models
from tensorflow.keras.preprocessing.image import ImageDataGenerator

train = ImageDataGenerator(horizontal_flip=True).flow_from_directory('train', target_size=(96, 96))
model = models.Sequential([
    layers.Conv2D(16, 3, activation='relu', input_shape=(96, 96, 3)),
    layers.GlobalAveragePooling2D(),
    layers.Dense(3, activation='softmax'),
])
model.compile('adam', 'categorical_crossentropy')
model.fit(train, epochs=5)
`,
  },
  'crop-after-resize': {
    check: cropAfterResize,
    script: `
from tensorflow.keras.layers import Dense, Flatten
from tensorflow.keras.models import Sequential
from tensorflow.keras.preprocessing.image import ImageDataGenerator

def crop(image):
    top, left = (image.shape[0] - 48) // 2, (image.shape[1] - 48) // 2
    return image[top:top + 48, left:left + 48]

images = ImageDataGenerator(preprocessing_function=crop, rescale=1 / 255)
train = images.flow_from_directory('train', target_size=(48, 48))
model = Sequential([Flatten(), Dense(3, activation='softmax')])
model.compile('adam', 'categorical_crossentropy')
model.fit(train, epochs=5)
`,
  },
  'integer-pixels': {
    check: integerPixels,
    script: `
import tensorflow as tf
from tensorflow.keras.applications.resnet50 import ResNet50, preprocess_input

def load(path):
    image = tf.image.decode_jpeg(tf.io.read_file(path), channels=3)
    return preprocess_input(image)

train = tf.data.Dataset.list_files('train/*.jpg').map(load).batch(32)
model = tf.keras.Sequential([ResNet50(include_top=False, pooling='avg'), tf.keras.layers.Dense(3)])
model.compile('adam', 'mse')
model.fit(train, epochs=5)
`,
  },
  'input-shape-mismatch': {
    check: inputShapeMismatch,
    script: `
from tensorflow.keras.applications import MobileNetV2
from tensorflow.keras.layers import Dense
from tensorflow.keras.models import Model
from tensorflow.keras.preprocessing.image import ImageDataGenerator

base = MobileNetV2(include_top=False, pooling='avg', input_shape=(224, 224, 3))
model = Model(base.input, Dense(7, activation='softmax')(base.output))
model.compile('adam', 'categorical_crossentropy')
train = ImageDataGenerator(rescale=1 / 255).flow_from_directory('train', target_size=(150, 150))
model.fit(train, epochs=5)
`,
  },
  'head-on-classes': {
    check: headOnClasses,
    script: `
from tensorflow.keras.applications import VGG16
from tensorflow.keras.layers import Dense
from tensorflow.keras.models import Model

base = VGG16(weights='imagenet')
base.trainable = False
model = Model(base.input, Dense(7, activation='softmax')(base.output))
model.compile('adam', 'categorical_crossentropy')
model.fit(train, epochs=5)
`,
  },
  'flags-without-effect': {
    check: flagsWithoutEffect,
    script: `
from tensorflow.keras.applications import ResNet50
from tensorflow.keras.layers import Dense
from tensorflow.keras.models import Sequential

base = ResNet50(weights='imagenet', include_top=False, pooling='avg')
for layer in base.layers:
    layer.training = False
model = Sequential([base, Dense(7, activation='softmax')])
model.compile('adam', 'categorical_crossentropy')
model.fit(train, epochs=5)
`,
  },
  'lower-layers-train': {
    check: lowerLayersTrain,
    script: `
from tensorflow.keras.applications import VGG16
from tensorflow.keras.layers import Dense
from tensorflow.keras.models import Sequential

base = VGG16(weights='imagenet', include_top=False, pooling='avg')
for layer in base.layers[15:]:
    layer.trainable = False
model = Sequential([base, Dense(7, activation='softmax')])
model.compile('adam', 'categorical_crossentropy')
model.fit(train, epochs=5)
`,
  },
  'balanced-twice': {
    check: balancedTwice,
    script: `
import tensorflow as tf

cats, dogs = [tf.data.Dataset.list_files(f'train/{name}/*.jpg').repeat() for name in ('cats', 'dogs')]
train = tf.data.Dataset.sample_from_datasets([cats, dogs], weights=[0.5, 0.5])
model = tf.keras.Sequential([tf.keras.layers.Dense(1, activation='sigmoid')])
model.compile('adam', 'binary_crossentropy')
model.fit(train.map(load).batch(32), steps_per_epoch=100, class_weight={0: 1.0, 1: 9.0})
`,
  },
  'unknown-layer-name': {
    check: layerNames,
    script: `
from tensorflow.keras.applications import ResNet50
from tensorflow.keras.layers import Dense
from tensorflow.keras.models import Sequential

base = ResNet50(weights='imagenet', include_top=False, pooling='avg')
trains = False
for layer in base.layers:
    if layer.name == 'res5a_branch2a':
        trains = True
    layer.trainable = trains
model = Sequential([base, Dense(7, activation='softmax')])
model.compile('adam', 'categorical_crossentropy')
model.fit(train, epochs=5)
`,
  },
  'training-false-ignored': {
    check: trainingFalseIgnored,
    script: `
import keras

base = keras.applications.Xception(weights='imagenet', include_top=False, pooling='avg')
inputs = keras.Input((150, 150, 3))
features = keras.ops.relu(base(inputs, training=False))
outputs = keras.layers.Dense(7, activation='softmax')(features)
model = keras.Model(inputs, outputs)
model.compile(keras.optimizers.Adam(1e-5), 'categorical_crossentropy')
model.fit(train, epochs=5)
`,
  },
  'class-weight-keys': {
    check: classWeightKeys,
    script: `
from tensorflow.keras.layers import Dense
from tensorflow.keras.models import Sequential

model = Sequential([Dense(3, activation='softmax')])
model.compile('adam', 'categorical_crossentropy')
model.fit(train, epochs=5, class_weight={'cat': 1, 'dog': 2, 'fox': 5})
`,
  },
  'inverted-class-weights': {
    check: invertedClassWeights,
    script: `${START}
counts = np.bincount(train.classes)
weights = {i: count / sum(counts) for i, count in enumerate(counts)}
${END}
model.fit_generator(train, class_weight=weights)
`,
  },
  'dropout-too-high': {
    check: dropoutTooHigh,
    script: `${START}
model = Model(base.input, Dense(3, activation='softmax')(Dropout(0.95)(base.output)))
model.compile('adam', 'categorical_crossentropy')
model.fit_generator(train)
`,
  },
  'input-too-small': {
    check: inputTooSmall,
    script: `${START}
small = plain.flow_from_directory('leaves', target_size=(32, 32))
base.trainable = False
${END}
model.fit_generator(small)
`,
  },
  'other-build': {
    check: otherBuild,
    script: `
from tensorflow import keras

def build(pooling='max'):
    base = keras.applications.VGG16(weights='imagenet', include_top=False, pooling=pooling)
    base.trainable = False
    return keras.Sequential([base, keras.layers.Dense(7, activation='softmax')])

model = build('avg')
model.compile('adam', 'categorical_crossentropy')
model.fit(train, epochs=5)
model.save_weights('trained.h5')
model = build()
model.load_weights('trained.h5')
model.predict(images)
`,
  },
  'last-layer-mismatch': {
    check: lastLayerMismatch,
    script: `${START}
model = Model(base.input, Dense(1, activation='softmax')(base.output))
model.compile('adam', 'binary_crossentropy')
model.fit_generator(train)
`,
  },
  'label-form-mismatch': {
    check: labelFormMismatch,
    script: `${START}
model = Model(base.input, Dense(3, activation='softmax')(base.output))
model.compile('adam', 'sparse_categorical_crossentropy')
model.fit_generator(train)
`,
  },
  'number-of-classes': {
    check: numberOfClasses,
    script: `${START}
model = Model(base.input, Dense(4, activation='softmax')(base.output))
model.compile('adam', 'categorical_crossentropy')
model.fit_generator(train)
`,
  },
  'wrong-loss': {
    check: wrongLoss,
    script: `${START}
model = Model(base.input, Dense(3, activation='sigmoid')(base.output))
model.compile('adam', 'binary_crossentropy', metrics=['accuracy'])
model.fit_generator(train, nb_epoch=5)
`,
  },
  'misleading-metric': {
    check: misleadingMetric,
    script: `${START}
model = Model(base.input, Dense(3, activation='sigmoid')(base.output))
model.compile('adam', 'binary_crossentropy', metrics=['binary_accuracy'])
model.fit_generator(train, nb_epoch=5)
`,
  },
  'partial-evaluation': {
    check: partialEvaluation,
    script: `${START}
nb_test_samples = 450
test = ImageDataGenerator(rescale=1 / 255).flow_from_directory('test', batch_size=128, shuffle=False)
model = Model(base.input, Dense(6, activation='softmax')(base.output))
model.compile('adam', 'categorical_crossentropy', metrics=['accuracy'])
model.fit_generator(train)
print(model.evaluate_generator(test, steps=nb_test_samples // 128))
`,
  },
  'linear-layers': {
    check: linearLayers,
    script: `${START}
x = Dropout(0.5)(Dense(256)(base.output))
model = Model(base.input, Dense(3, activation='softmax')(x))
model.compile('adam', 'categorical_crossentropy')
model.fit_generator(train)
`,
  },
  'augmented-validation': {
    check: augmentedValidation,
    script: `${START}
valid = augmenting.flow_from_directory('leaves', subset='validation')
${END}
model.fit_generator(train, validation_data=valid)
`,
  },
  'leaking-split': {
    check: leakingSplit,
    script: `${START}
train = augmenting.flow_from_directory('leaves')
${END}
model.fit_generator(train, validation_data=valid)
`,
  },
  'ordered-split': {
    check: orderedSplit,
    script: `${START}
ordered = plain.flow_from_directory('leaves', class_mode=None, shuffle=False)
features = base.predict_generator(ordered)
model = Model(base.input, Dense(3, activation='softmax')(base.output))
model.compile('adam', 'categorical_crossentropy')
model.fit(features, labels, validation_split=0.2)
`,
  },
  'labels-by-position': {
    check: labelsByPosition,
    script: `${START}
import cv2
import os
images = [cv2.resize(cv2.imread('train/' + name), (64, 64)) for name in os.listdir('train')]
model = Model(base.input, Dense(1, activation='sigmoid')(base.output))
model.compile('adam', 'binary_crossentropy')
model.fit(np.array(images), np.array([0] * 500 + [1] * 500))
`,
  },
  'shuffled-predictions': {
    check: shuffledPredictions,
    script: `${START}
from sklearn.metrics import confusion_matrix
${END}
model.fit_generator(train, validation_data=valid)
predicted = np.argmax(model.predict_generator(valid), axis=1)
print(confusion_matrix(valid.classes, predicted))
`,
  },
  'selection-as-result': {
    check: selectionAsResult,
    script: `${START}${END}
test = plain.flow_from_directory('leaves_test', classes=['ash', 'elm', 'oak'], shuffle=False)
model.fit_generator(train, validation_data=test, callbacks=[EarlyStopping(patience=3)])
model.evaluate_generator(test)
`,
  },
};

const found = await Promise.all(
  Object.entries(SCRIPTS).map(async ([name, { check, script }]) => {
    const findings = check(await readingOf(script.trimStart()));
    return [name, () => findings] as const;
  }),
);

/** What each check of a script's text finds in a small script. */
export const SCRIPT_EXAMPLES = Object.fromEntries(found) as Record<CheckOf<'script'>, () => Finding[]>;
