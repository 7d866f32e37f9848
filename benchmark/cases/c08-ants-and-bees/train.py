import argparse
import glob
import os

import tensorflow as tf
from tensorflow.keras import layers

AUTOTUNE = tf.data.experimental.AUTOTUNE

parser = argparse.ArgumentParser()
parser.add_argument("--data", default="data")
parser.add_argument("--size", type=int, default=224)
parser.add_argument("--batch", type=int, default=8)
parser.add_argument("--epochs", type=int, default=10)
parser.add_argument("--lr", type=float, default=1e-3)
args = parser.parse_args()

classes = tf.constant(sorted(os.listdir(os.path.join(args.data, "train"))))
n_classes = len(classes)


def parse(path):
    label = tf.cast(tf.strings.split(path, os.sep)[-2] == classes, tf.float32)
    img = tf.image.decode_jpeg(tf.io.read_file(path), channels=3)
    img = tf.image.convert_image_dtype(img, tf.float32)
    return img, label


def augment(img, label):
    if tf.random.uniform(()) > 0.5:
        img = tf.image.central_crop(img, 0.85)
    return tf.image.random_flip_left_right(img), label


def resize(img, label):
    return tf.image.resize(img, (args.size, args.size)), label


def make_dataset(part):
    files = sorted(glob.glob(os.path.join(args.data, part, "*", "*.jpg")))
    ds = tf.data.Dataset.from_tensor_slices(files)
    if part == "train":
        ds = ds.shuffle(len(files)).map(parse, AUTOTUNE).map(augment, AUTOTUNE)
    else:
        ds = ds.map(parse, AUTOTUNE)
    return ds.map(resize, AUTOTUNE).batch(args.batch).prefetch(AUTOTUNE)


train_ds, val_ds = make_dataset("train"), make_dataset("validation")

base = tf.keras.applications.ResNet50(include_top=False)
base.trainable = False
model = tf.keras.Sequential([
    base,
    layers.GlobalAveragePooling2D(),
    layers.Dense(n_classes),
])

model.compile(
    optimizer=tf.keras.optimizers.RMSprop(learning_rate=args.lr),
    loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True),
    metrics=[tf.keras.metrics.CategoricalAccuracy()],
)
model.fit(train_ds, validation_data=val_ds, epochs=args.epochs)
