import hashlib
import os

import numpy as np
import tensorflow as tf
from sklearn.metrics import balanced_accuracy_score, confusion_matrix

DATA = "data"
IMG = (224, 224)
BATCH = 32
EPOCHS = 12
SEED = 5


def files_of(part):
    """Paths and labels of a split."""
    root = os.path.join(DATA, part)
    names = sorted(os.listdir(root))
    pairs = [
        (os.path.join(root, name, f), k)
        for k, name in enumerate(names)
        for f in sorted(os.listdir(os.path.join(root, name)))
    ]
    return pairs, names


def dataset(pairs, training=False):
    paths, labels = zip(*pairs)

    def load(path, label):
        img = tf.io.decode_jpeg(tf.io.read_file(path), channels=3)
        return tf.image.resize(img, IMG), label

    ds = tf.data.Dataset.from_tensor_slices((list(paths), list(labels)))
    if training:
        ds = ds.shuffle(len(paths), seed=SEED)
    return ds.map(load, tf.data.AUTOTUNE).batch(BATCH).prefetch(tf.data.AUTOTUNE)


train_pairs, class_names = files_of("train")
val_pairs, _ = files_of("validation")
test_pairs, _ = files_of("test")
digest = lambda path: hashlib.md5(open(path, "rb").read()).hexdigest()
in_test = {digest(path) for path, _ in test_pairs}
train_pairs = [pair for pair in train_pairs if digest(pair[0]) not in in_test]
print({"train": len(train_pairs), "validation": len(val_pairs), "test": len(test_pairs)})

base = tf.keras.applications.EfficientNetB0(include_top=False, pooling="avg", input_shape=IMG + (3,))
base.trainable = False
inputs = tf.keras.Input(IMG + (3,))
x = tf.keras.layers.RandomFlip("horizontal_and_vertical")(inputs)
x = base(x, training=False)
x = tf.keras.layers.Dropout(0.3)(x)
outputs = tf.keras.layers.Dense(len(class_names), activation="softmax")(x)
model = tf.keras.Model(inputs, outputs)
model.compile(tf.keras.optimizers.Adam(2e-3), "sparse_categorical_crossentropy", metrics=["accuracy"])

model.fit(dataset(train_pairs, training=True), validation_data=dataset(val_pairs), epochs=EPOCHS)

test_ds = dataset(test_pairs)
predicted = model.predict(test_ds).argmax(axis=1)
actual = np.array([label for _, label in test_pairs])
print("test accuracy", (predicted == actual).mean())
print("balanced", balanced_accuracy_score(actual, predicted))
print(confusion_matrix(actual, predicted))
