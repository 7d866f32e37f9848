import pathlib

import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

IMG_SIZE = 112
BATCH = 14
EPOCHS = 14
root = pathlib.Path("data")

class_names = sorted(p.name for p in root.iterdir() if p.is_dir())
lookup = {name: i for i, name in enumerate(class_names)}
paths = sorted(str(p) for p in root.glob("*/*.jpg"))
labels = [lookup[pathlib.Path(p).parent.name] for p in paths]
print(f"{len(paths)} images of {len(class_names)} classes")


def decode(path, label):
    image = tf.io.decode_jpeg(tf.io.read_file(path), channels=3)
    image = tf.image.resize(image, (IMG_SIZE, IMG_SIZE))
    return keras.applications.mobilenet_v2.preprocess_input(image), label


dataset = tf.data.Dataset.from_tensor_slices((paths, labels))
dataset = dataset.shuffle(len(paths), seed=42, reshuffle_each_iteration=False)
dataset = dataset.map(decode, num_parallel_calls=tf.data.AUTOTUNE).batch(BATCH)

n_batches = int(dataset.cardinality())
n_train = int(0.7 * n_batches)
train_ds = dataset.take(n_train).prefetch(tf.data.AUTOTUNE)
val_ds = dataset.skip(n_train).prefetch(tf.data.AUTOTUNE)

backbone = keras.applications.MobileNetV2(
    input_shape=(IMG_SIZE, IMG_SIZE, 3), include_top=False, weights="imagenet"
)
backbone.trainable = False

inputs = keras.Input((IMG_SIZE, IMG_SIZE, 3))
x = backbone(inputs, training=False)
x = layers.Flatten()(x)
x = layers.Dense(128, activation="relu")(x)
outputs = layers.Dense(len(class_names))(x)
model = keras.Model(inputs, outputs)

model.compile(
    optimizer=keras.optimizers.Adam(5e-4),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=["accuracy"],
)
history = model.fit(train_ds, validation_data=val_ds, epochs=EPOCHS)
print("best validation accuracy:", max(history.history["val_accuracy"]))
