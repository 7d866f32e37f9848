"""Fine grained seed classification, tf.keras."""
import os
import random

import numpy as np
import tensorflow as tf
from tensorflow.keras import Model, layers
from tensorflow.keras.applications import mobilenet_v2

CONFIG = {
    "root": "data",
    "size": 112,
    "batch_size": 2,        # 4 GB card
    "epochs": 6,
    "lr": 1e-3,
    "seed": 11,
}

random.seed(CONFIG["seed"])
np.random.seed(CONFIG["seed"])
tf.random.set_seed(CONFIG["seed"])


def list_images(split):
    root = os.path.join(CONFIG["root"], split)
    classes = sorted(os.listdir(root))
    pairs = [(os.path.join(root, c, f), i) for i, c in enumerate(classes) for f in sorted(os.listdir(os.path.join(root, c)))]
    paths, labels = zip(*pairs)
    return list(paths), list(labels), classes


def parse(path, label):
    image = tf.io.decode_jpeg(tf.io.read_file(path), channels=3)
    image = tf.image.resize(image, (CONFIG["size"], CONFIG["size"]))
    return mobilenet_v2.preprocess_input(image), label


def augment(image, label):
    image = tf.image.random_flip_left_right(image)
    return image, label


def dataset(split, training=False):
    paths, labels, classes = list_images(split)
    ds = tf.data.Dataset.from_tensor_slices((paths, labels))
    if training:
        ds = ds.shuffle(len(paths))
    ds = ds.map(parse, num_parallel_calls=tf.data.AUTOTUNE)
    if training:
        ds = ds.map(augment, num_parallel_calls=tf.data.AUTOTUNE)
    return ds.batch(CONFIG["batch_size"]).prefetch(tf.data.AUTOTUNE), classes


train_ds, classes = dataset("train", training=True)
val_ds, _ = dataset("validation")

base = mobilenet_v2.MobileNetV2(include_top=False, weights="imagenet", pooling="avg",
                                input_shape=(CONFIG["size"], CONFIG["size"], 3))
base.trainable = False
inputs = layers.Input((CONFIG["size"], CONFIG["size"], 3))
x = base(inputs, training=False)
x = layers.Dense(128)(x)
x = layers.BatchNormalization()(x)
x = layers.Activation("relu")(x)
outputs = layers.Dense(len(classes), activation="softmax")(x)
model = Model(inputs, outputs)

model.compile(tf.keras.optimizers.Adam(CONFIG["lr"]), "sparse_categorical_crossentropy", metrics=["accuracy"])
history = model.fit(train_ds, validation_data=val_ds, epochs=CONFIG["epochs"], verbose=2)
print("best:", max(history.history["val_accuracy"]))
