import { expect, test } from 'vitest';
import { sortFindings } from '../../../../src/diagnose/finding.js';
import { scriptFindings } from '../../../../src/diagnose/stages/scriptFindings.js';
import { readingOf } from '../../../script/reading/readingOf.js';

/** Checks that find something in a script, in the order in which a diagnosis lists them. */
async function checksOf(script: string): Promise<string[]> {
  return sortFindings(scriptFindings(await readingOf(script.trimStart()))).map(({ check }) => check);
}

/** Scripts of our own with the settings of public reports, and the check that names the cause. */
const CASES: [report: string, check: string, script: string][] = [
  [
    'ResNet50 fed with values in [0, 1]: validation accuracy of 0.50 where raw bytes give 0.95',
    'wrong-scaling',
    `
from keras.applications import ResNet50
from keras.layers import Dense, GlobalAveragePooling2D
from keras.models import Model
from keras.preprocessing.image import ImageDataGenerator

base = ResNet50(weights='imagenet', include_top=False, input_shape=(224, 224, 3))
for layer in base.layers:
    layer.trainable = False
model = Model(base.input, Dense(1, activation='sigmoid')(GlobalAveragePooling2D()(base.output)))
model.compile('adam', 'binary_crossentropy', metrics=['accuracy'])
images = ImageDataGenerator(rescale=1./255)
train = images.flow_from_directory('train', target_size=(224, 224), class_mode='binary')
val = images.flow_from_directory('val', target_size=(224, 224), class_mode='binary')
model.fit_generator(train, steps_per_epoch=100, epochs=5, validation_data=val, validation_steps=50)
`,
  ],
  [
    'a conversion of the type in tf.data that scales to [0, 1] with no 255 in sight',
    'wrong-scaling',
    `
import tensorflow as tf

def load(path, label):
    image = tf.image.decode_jpeg(tf.io.read_file(path), channels=3)
    image = tf.image.convert_image_dtype(image, tf.float32)
    return tf.image.resize(image, [224, 224]), label

def augment(image, label):
    image = tf.image.resize(tf.image.central_crop(image, 0.85), [224, 224])
    return tf.image.random_flip_left_right(image), label

train = tf.data.Dataset.from_tensor_slices((train_paths, train_labels)).map(load).map(augment).batch(32)
val = tf.data.Dataset.from_tensor_slices((val_paths, val_labels)).map(load).batch(32)
base = tf.keras.applications.ResNet50(include_top=False)
base.trainable = False
model = tf.keras.Sequential([base, tf.keras.layers.GlobalAveragePooling2D(), tf.keras.layers.Dense(2)])
loss = tf.keras.losses.CategoricalCrossentropy(from_logits=True)
model.compile(optimizer=tf.keras.optimizers.RMSprop(1e-3), loss=loss)
model.fit(train, epochs=10, validation_data=val)
`,
  ],
  [
    'EfficientNet, which scales by itself, behind a generator that scales too',
    'double-preprocessing',
    `
import pandas as pd
from tensorflow.keras import layers, models
from tensorflow.keras.applications import EfficientNetB0
from tensorflow.keras.preprocessing.image import ImageDataGenerator

frame = pd.read_csv('train.csv')
images = ImageDataGenerator(rescale=1/255., validation_split=0.2)
train = images.flow_from_dataframe(frame, 'images', subset='training', target_size=(224, 224))
val = images.flow_from_dataframe(frame, 'images', subset='validation', target_size=(224, 224))
base = EfficientNetB0(include_top=False)
base.trainable = False
inputs = layers.Input(shape=(224, 224, 3))
x = layers.GlobalAveragePooling2D()(base(inputs))
model = models.Model(inputs, layers.Dense(10, activation='softmax')(x))
model.compile('adam', 'categorical_crossentropy', metrics=['accuracy'])
model.fit(train, epochs=5, validation_data=val)
`,
  ],
  [
    'two generators that prepare images differently: validation accuracy stays at 1/n',
    'train-validation-mismatch',
    `
from keras.applications.inception_v3 import InceptionV3, preprocess_input
from keras.layers import Dense
from keras.models import Model
from keras.preprocessing.image import ImageDataGenerator

train_images = ImageDataGenerator(preprocessing_function=preprocess_input, horizontal_flip=True)
val_images = ImageDataGenerator(rescale=1./255)
train = train_images.flow_from_directory('train', target_size=(299, 299))
val = val_images.flow_from_directory('val', target_size=(299, 299))
base = InceptionV3(include_top=False, pooling='avg')
model = Model(base.input, Dense(20, activation='softmax')(base.output))
model.compile('adam', 'categorical_crossentropy', ['acc'])
model.fit_generator(train, epochs=20, validation_data=val)
`,
  ],
  [
    'an evaluation loop with OpenCV that scales nothing, after a generator that scales twice',
    'train-validation-mismatch',
    `
import cv2
import numpy as np
from keras.applications.mobilenet import MobileNet, preprocess_input
from keras.layers import Dense, GlobalAveragePooling2D
from keras.models import Model
from keras.preprocessing.image import ImageDataGenerator

HEIGHT, WIDTH = 224, 224
base = MobileNet(weights='imagenet', include_top=False, input_shape=(HEIGHT, WIDTH, 3))
model = Model(base.input, Dense(4, activation='softmax')(GlobalAveragePooling2D()(base.output)))
model.compile('adam', 'categorical_crossentropy', metrics=['accuracy'])
images = ImageDataGenerator(preprocessing_function=preprocess_input, rescale=1./255)
train = images.flow_from_directory('training_set', target_size=(HEIGHT, WIDTH))
val = images.flow_from_directory('validation_set', target_size=(HEIGHT, WIDTH))
model.fit_generator(train, epochs=10, validation_data=val)
for name in names:
    image = cv2.resize(cv2.imread(name), (HEIGHT, WIDTH))
    model.predict(np.expand_dims(image, axis=0))
`,
  ],
  [
    'a crop in preprocessing_function: 99 % in training, 89 % on images that are cropped from the files',
    'crop-after-resize',
    `
from keras.layers import Conv2D, Dense, Flatten
from keras.models import Sequential
from keras.preprocessing.image import ImageDataGenerator

def crop(image):
    height, width = image.shape[:2]
    top, left = (height - 48) // 2, (width - 48) // 2
    return image[top:top + 48, left:left + 48] / 255.

images = ImageDataGenerator(preprocessing_function=crop)
train = images.flow_from_directory('train', target_size=(48, 48))
val = images.flow_from_directory('val', target_size=(48, 48))
model = Sequential([Conv2D(32, 3, input_shape=(48, 48, 3)), Flatten(), Dense(5, activation='softmax')])
model.compile('adam', 'categorical_crossentropy', metrics=['accuracy'])
model.fit_generator(train, epochs=30, validation_data=val)
`,
  ],
  [
    'another interpolation at prediction: the top class has 0.26 or 0.52',
    'train-validation-mismatch',
    `
import cv2
import numpy as np
from tensorflow.keras.applications.resnet50 import ResNet50, preprocess_input
from tensorflow.keras.preprocessing import image

model = ResNet50(weights='imagenet')
x = image.img_to_array(image.load_img('squirrel.jpg', target_size=(224, 224)))
print(model.predict(preprocess_input(np.expand_dims(x, axis=0))))
x = cv2.cvtColor(cv2.imread('squirrel.jpg'), cv2.COLOR_BGR2RGB)
x = cv2.resize(x, (224, 224))
print(model.predict(preprocess_input(np.expand_dims(x, axis=0))))
`,
  ],
  [
    'width and height in the wrong order, for images that are 725 wide and 180 high',
    'height-width-swapped',
    `
from keras.layers import Conv2D, Dense, Flatten
from keras.models import Sequential
from keras.preprocessing.image import ImageDataGenerator

img_width, img_height = 725, 180
model = Sequential([Conv2D(32, 3, input_shape=(img_width, img_height, 3)), Flatten(), Dense(1, activation='sigmoid')])
model.compile('rmsprop', 'binary_crossentropy', metrics=['accuracy'])
images = ImageDataGenerator(rescale=1. / 255)
train = images.flow_from_directory('train', target_size=(img_width, img_height), class_mode='binary')
val = images.flow_from_directory('val', target_size=(img_width, img_height), class_mode='binary')
model.fit_generator(train, epochs=50, validation_data=val)
`,
  ],
];

test.each(CASES)('%s is named first or second', async (_report, check, script) => {
  expect((await checksOf(script)).slice(0, 2)).toContain(check);
});

test('a script that prepares all images as its base expects has no finding', async () => {
  const script = `
from tensorflow.keras.applications.mobilenet_v2 import MobileNetV2, preprocess_input
from tensorflow.keras.layers import Dense
from tensorflow.keras.models import Model
from tensorflow.keras.preprocessing.image import ImageDataGenerator

base = MobileNetV2(include_top=False, pooling='avg', input_shape=(224, 224, 3))
base.trainable = False
model = Model(base.input, Dense(5, activation='softmax')(base.output))
model.compile('adam', 'categorical_crossentropy', metrics=['accuracy'])
train_images = ImageDataGenerator(preprocessing_function=preprocess_input, rotation_range=20, zoom_range=0.2)
images = ImageDataGenerator(preprocessing_function=preprocess_input)
train = train_images.flow_from_directory('train', target_size=(224, 224))
val = images.flow_from_directory('val', target_size=(224, 224))
model.fit(train, epochs=5, validation_data=val)
model.evaluate(images.flow_from_directory('test', target_size=(224, 224), shuffle=False))
`;
  expect(await checksOf(script)).toEqual([]);
});
