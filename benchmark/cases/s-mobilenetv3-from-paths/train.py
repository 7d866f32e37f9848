import argparse
import glob
import os

import tensorflow as tf
from tensorflow.keras.applications.mobilenet_v3 import preprocess_input

AUTOTUNE = tf.data.AUTOTUNE

parser = argparse.ArgumentParser(description='Fine-grained seed classifier for the phone app')
parser.add_argument('--data', default='data')
parser.add_argument('--size', type=int, default=128)
parser.add_argument('--batch', type=int, default=16)
parser.add_argument('--epochs', type=int, default=20)
parser.add_argument('--lr', type=float, default=1e-3)
args = parser.parse_args()

CLASSES = sorted(d for d in os.listdir(os.path.join(args.data, 'train')) if not d.startswith('.'))
print(len(CLASSES), 'classes:', CLASSES)


def list_split(split):
    paths, labels = [], []
    for index, name in enumerate(CLASSES):
        found = sorted(glob.glob(os.path.join(args.data, split, name, '*.jpg')))
        paths += found
        labels += [index] * len(found)
    return paths, labels


def load(path, label):
    image = tf.io.read_file(path)
    image = tf.image.decode_jpeg(image, channels=3)
    image = tf.image.resize(image, (args.size, args.size))
    return preprocess_input(image), label


def flip(image, label):
    image = tf.image.random_flip_left_right(image)
    image = tf.image.random_flip_up_down(image)
    return image, label


def make_dataset(split, training=False):
    paths, labels = list_split(split)
    ds = tf.data.Dataset.from_tensor_slices((paths, labels))
    if training:
        ds = ds.shuffle(len(paths))
    ds = ds.map(load, num_parallel_calls=AUTOTUNE)
    if training:
        ds = ds.map(flip, num_parallel_calls=AUTOTUNE)
    return ds.batch(args.batch).prefetch(AUTOTUNE)


train_ds = make_dataset('train', training=True)
val_ds = make_dataset('validation')
test_ds = make_dataset('test')

backbone = tf.keras.applications.MobileNetV3Large(
    input_shape=(args.size, args.size, 3), include_top=False, weights='imagenet')
backbone.trainable = False

inputs = tf.keras.Input((args.size, args.size, 3))
x = backbone(inputs, training=False)
x = tf.keras.layers.GlobalAveragePooling2D()(x)
x = tf.keras.layers.Dense(128, activation='relu')(x)
x = tf.keras.layers.Dropout(0.3)(x)
outputs = tf.keras.layers.Dense(len(CLASSES), activation='softmax')(x)
model = tf.keras.Model(inputs, outputs)

model.compile(optimizer=tf.keras.optimizers.Adam(args.lr),
              loss='sparse_categorical_crossentropy',
              metrics=['accuracy'])
model.fit(train_ds, validation_data=val_ds, epochs=args.epochs)

test_loss, test_acc = model.evaluate(test_ds)
print(f'test accuracy: {test_acc:.3f}')

converter = tf.lite.TFLiteConverter.from_keras_model(model)
with open('seeds.tflite', 'wb') as f:
    f.write(converter.convert())
