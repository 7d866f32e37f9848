# Seeds from a list of files
import glob
import os

import keras
import numpy as np
import tensorflow as tf

HEIGHT = WIDTH = 120
BATCH_SIZE = 10


def listing(root):
    """Paths and numbers of classes."""
    paths = sorted(glob.glob(os.path.join(root, "*", "*.jpg")))
    names = sorted({os.path.basename(os.path.dirname(p)) for p in paths})
    labels = [names.index(os.path.basename(os.path.dirname(p))) for p in paths]
    return paths, np.array(labels)


def read(path, label):
    pixels = tf.image.decode_jpeg(tf.io.read_file(path), channels=3)
    pixels = tf.image.resize(pixels, [HEIGHT, WIDTH])
    return pixels / 127.5 - 1.0, label


def batches(paths, labels, training=False):
    ds = tf.data.Dataset.from_tensor_slices((paths, labels))
    if training:
        ds = ds.shuffle(len(paths))
    ds = ds.map(read, num_parallel_calls=tf.data.AUTOTUNE).batch(BATCH_SIZE)
    return ds.prefetch(tf.data.AUTOTUNE)


paths, labels = listing("data")
n_train = int(0.75 * len(paths))
train_ds = batches(paths[:n_train], labels[:n_train], training=True)
val_ds = batches(paths[n_train:], labels[n_train:])
print(n_train, "to train on,", len(paths) - n_train, "to validate")

base = keras.applications.InceptionV3(
    include_top=False, weights="imagenet", input_shape=(HEIGHT, WIDTH, 3), pooling="avg"
)
base.trainable = False
model = keras.Sequential(
    [base, keras.layers.Dropout(0.3), keras.layers.Dense(int(labels.max()) + 1, activation="softmax")]
)
model.compile(
    optimizer=keras.optimizers.Adam(2e-3),
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)
history = model.fit(
    train_ds,
    epochs=8,
    validation_data=val_ds,
    validation_steps=1,
    verbose=2,
)
model.save("from_list.keras")
