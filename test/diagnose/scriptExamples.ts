import { classWeightKeys } from '../../src/diagnose/checks/script/classWeightKeys.js';
import { cropAfterResize } from '../../src/diagnose/checks/script/cropAfterResize.js';
import { flagsWithoutCompile } from '../../src/diagnose/checks/script/flagsWithoutCompile.js';
import { flagsWithoutEffect } from '../../src/diagnose/checks/script/flagsWithoutEffect.js';
import { headOnClasses } from '../../src/diagnose/checks/script/headOnClasses.js';
import { inputShapeMismatch } from '../../src/diagnose/checks/script/inputShapeMismatch.js';
import { integerPixels } from '../../src/diagnose/checks/script/integerPixels.js';
import { layerNames } from '../../src/diagnose/checks/script/layerNames.js';
import { otherBuild } from '../../src/diagnose/checks/script/otherBuild.js';
import { statisticsNotFitted } from '../../src/diagnose/checks/script/statisticsNotFitted.js';
import { trainingFalseIgnored } from '../../src/diagnose/checks/script/trainingFalseIgnored.js';
import type { CheckOf } from '../../src/diagnose/docs/checkDocs.js';
import type { Finding } from '../../src/diagnose/finding.js';
import type { ScriptReading } from '../../src/script/reading/readScript.js';
import { readingOf } from '../script/reading/readingOf.js';

/** A script in which the check finds something. */
interface ScriptExample {
  check(reading: ScriptReading): Finding[];
  script: string;
}

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
from tensorflow import keras

base = keras.applications.Xception(weights='imagenet', include_top=False, pooling='avg')
inputs = keras.Input((150, 150, 3))
outputs = keras.layers.Dense(7, activation='softmax')(base(inputs, training=False))
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
  'other-build': {
    check: otherBuild,
    script: `
from tensorflow import keras

base = keras.applications.EfficientNetB0(weights=None, include_top=False, pooling='avg')
model = keras.Model(base.input, keras.layers.Dense(7, activation='softmax')(base.output))
model.load_weights('trained.weights.h5')
print(model.predict(images))
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
