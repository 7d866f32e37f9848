import { describe, expect, test } from 'vitest';
import { sortFindings } from '../../../../src/diagnose/finding.js';
import { scriptFindings } from '../../../../src/diagnose/stages/scriptFindings.js';
import { readingOf } from '../../../script/reading/readingOf.js';

/** Scripts of our own with the fault that public reports have, and the check that names it. */
const REPORTS: Record<string, { check: string; script: string }> = {
  'softmax over one unit (keras 12865)': {
    check: 'last-layer-mismatch',
    script: `
from keras.applications import VGG19
from keras.layers import Dense
from keras.models import Model
base = VGG19(weights=None, include_top=False, pooling='avg', input_shape=(96, 96, 3))
model = Model(inputs=base.input, outputs=Dense(1, activation='softmax')(base.output))
model.compile(optimizer='adam', loss='binary_crossentropy', metrics=['accuracy'])
model.fit(x, y, epochs=10)
`,
  },
  'binary cross-entropy on 100 classes (dogs_vs_cats 7)': {
    check: 'wrong-loss',
    script: `
from keras.applications.inception_v3 import InceptionV3, preprocess_input
from keras.layers import Dense, Dropout
from keras.models import Model
from keras.preprocessing.image import ImageDataGenerator
images = ImageDataGenerator(preprocessing_function=preprocess_input)
train = images.flow_from_directory('dogs/train', target_size=(299, 299), batch_size=32)
valid = images.flow_from_directory('dogs/valid', target_size=(299, 299), batch_size=32)
base = InceptionV3(weights='imagenet', include_top=False, pooling='avg')
for layer in base.layers:
    layer.trainable = False
out = Dense(100, activation='sigmoid')(Dropout(0.5)(base.output))
model = Model(base.input, out)
model.compile(optimizer='adadelta', loss='binary_crossentropy', metrics=['accuracy'])
model.fit_generator(train, steps_per_epoch=300, epochs=5, validation_data=valid, validation_steps=40)
`,
  },
  'accuracy is another metric after loading (tensorflow 43457)': {
    check: 'misleading-metric',
    script: `
import tensorflow as tf
ds = tf.keras.preprocessing.image_dataset_from_directory('pets', image_size=(160, 160))
ds = ds.map(lambda x, y: (tf.keras.applications.mobilenet_v2.preprocess_input(x), y))
base = tf.keras.applications.MobileNetV2(input_shape=(160, 160, 3), include_top=False, pooling='avg')
model = tf.keras.Sequential([base, tf.keras.layers.Dense(37, activation='softmax')])
model.compile(optimizer=tf.keras.optimizers.Adam(), loss='sparse_categorical_crossentropy', metrics=['accuracy'])
model.fit(ds, epochs=3)
model.save('pets.h5')
again = tf.keras.models.load_model('pets.h5')
again.evaluate(ds)
`,
  },
  'a shuffled generator compared with ordered labels (keras 11427)': {
    check: 'shuffled-predictions',
    script: `
import numpy as np
from keras.applications.vgg16 import VGG16, preprocess_input
from keras.layers import Dense
from keras.models import Model
from keras.preprocessing.image import ImageDataGenerator
from sklearn.metrics import classification_report, confusion_matrix
images = ImageDataGenerator(preprocessing_function=preprocess_input)
train = images.flow_from_directory('data/train', target_size=(224, 224), batch_size=9)
test = images.flow_from_directory('data/test', target_size=(224, 224), batch_size=9)
base = VGG16(include_top=False, pooling='avg')
model = Model(base.input, Dense(4, activation='softmax')(base.output))
model.compile('adam', 'categorical_crossentropy', metrics=['accuracy'])
model.fit_generator(train, steps_per_epoch=train.samples // 9, epochs=10)
outputs = model.predict_generator(test, steps=test.samples // 9)
predicted = np.argmax(outputs, axis=1)
print(confusion_matrix(test.classes[:len(predicted)], predicted))
`,
  },
  'validation_split of arrays that are loaded class by class (keras 8346)': {
    check: 'ordered-split',
    script: `
import os
import cv2
import numpy as np
from keras.applications import VGG16
from keras.layers import Dense, Flatten
from keras.models import Sequential
from keras.utils import to_categorical
images, labels = [], []
for number, name in enumerate(['ash', 'beech', 'elm', 'lime', 'oak']):
    for file in os.listdir(os.path.join('leaves', name)):
        image = cv2.cvtColor(cv2.imread(os.path.join('leaves', name, file)), cv2.COLOR_BGR2RGB)
        images.append(cv2.resize(image, (224, 224)))
        labels.append(number)
x = np.array(images)
y = to_categorical(np.array(labels), 5)
model = Sequential([VGG16(include_top=False, input_shape=(224, 224, 3)), Flatten(), Dense(5, activation='softmax')])
model.compile('adam', 'categorical_crossentropy', metrics=['accuracy'])
model.fit(x, y, epochs=10, validation_split=0.2)
`,
  },
  'take and skip after a shuffle (tensorflow 59279)': {
    check: 'leaking-split',
    script: `
import tensorflow as tf
def load(path, label):
    image = tf.image.decode_jpeg(tf.io.read_file(path), channels=3)
    return tf.image.resize(image, (224, 224)), label
ds = tf.data.Dataset.from_tensor_slices((paths, labels)).map(load)
ds = ds.shuffle(1000).batch(32)
train, valid = ds.skip(20), ds.take(20)
base = tf.keras.applications.EfficientNetB0(include_top=False, pooling='avg')
base.trainable = False
model = tf.keras.Sequential([base, tf.keras.layers.Dense(5, activation='softmax')])
model.compile('adam', 'sparse_categorical_crossentropy', metrics=['accuracy'])
model.fit(train, validation_data=valid, epochs=5)
`,
  },
  'both subsets of one augmenting generator (keras-preprocessing 218)': {
    check: 'augmented-validation',
    script: `
from keras.applications.vgg16 import VGG16, preprocess_input
from keras.layers import Dense
from keras.models import Model
from keras.preprocessing.image import ImageDataGenerator
images = ImageDataGenerator(preprocessing_function=preprocess_input, rotation_range=30, shear_range=0.2, horizontal_flip=True, validation_split=0.2)
train = images.flow_from_directory('data', target_size=(224, 224), subset='training')
valid = images.flow_from_directory('data', target_size=(224, 224), subset='validation')
base = VGG16(include_top=False, pooling='avg')
base.trainable = False
model = Model(base.input, Dense(5, activation='softmax')(base.output))
model.compile('adam', 'categorical_crossentropy', metrics=['accuracy'])
model.fit_generator(train, validation_data=valid, epochs=5)
`,
  },
  'accuracy equals the share of the larger class (cancer_nn 5)': {
    check: 'class-imbalance',
    script: `
import numpy as np
from keras.applications.vgg16 import VGG16, preprocess_input
from keras.layers import Dense, Flatten
from keras.models import Sequential
from keras.preprocessing.image import ImageDataGenerator
images = ImageDataGenerator(preprocessing_function=preprocess_input)
base = VGG16(include_top=False, weights='imagenet')
train = images.flow_from_directory('skin/train', target_size=(224, 224), batch_size=10, class_mode=None, shuffle=False)
valid = images.flow_from_directory('skin/valid', target_size=(224, 224), batch_size=10, class_mode=None, shuffle=False)
train_features = base.predict_generator(train, 200)
valid_features = base.predict_generator(valid, 15)
train_labels = np.array([0] * 1600 + [1] * 400)
valid_labels = np.array([0] * 120 + [1] * 30)
model = Sequential([Flatten(input_shape=(7, 7, 512)), Dense(1, activation='sigmoid')])
model.compile('rmsprop', 'binary_crossentropy', metrics=['accuracy'])
model.fit(train_features, train_labels, epochs=20, validation_data=(valid_features, valid_labels))
`,
  },
};

describe('the cause of a public report is named first or second', () => {
  test.each(Object.entries(REPORTS))('%s', async (_name, { check, script }) => {
    const findings = sortFindings(scriptFindings(await readingOf(script.trimStart())));
    expect(findings.slice(0, 2).map((finding) => finding.check)).toContain(check);
  });
});
