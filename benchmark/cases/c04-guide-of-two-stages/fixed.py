import os

os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import tensorflow as tf
from keras import layers

SIZE = (150, 150)
BATCH_SIZE = 64

train_ds = keras.utils.image_dataset_from_directory(
    "data/train", label_mode="binary", image_size=SIZE, batch_size=BATCH_SIZE, seed=1337
)
validation_ds = keras.utils.image_dataset_from_directory(
    "data/validation", label_mode="binary", image_size=SIZE, batch_size=BATCH_SIZE, shuffle=False
)
test_ds = keras.utils.image_dataset_from_directory(
    "data/test", label_mode="binary", image_size=SIZE, batch_size=BATCH_SIZE, shuffle=False
)

augmentation = keras.Sequential(
    [layers.RandomFlip("horizontal"), layers.RandomRotation(0.1)]
)
train_ds = train_ds.map(lambda x, y: (augmentation(x, training=True), y)).prefetch(tf.data.AUTOTUNE)
validation_ds = validation_ds.prefetch(tf.data.AUTOTUNE)

base_model = keras.applications.Xception(
    weights="imagenet",
    input_shape=SIZE + (3,),
    include_top=False,
)
base_model.trainable = False

inputs = keras.Input(shape=SIZE + (3,))
x = layers.Rescaling(scale=1 / 127.5, offset=-1)(inputs)
# The base holds batch norm layers. They stay in inference mode
# when we unfreeze, so we pass training=False here.
x = base_model(x, training=False)
x = layers.GlobalAveragePooling2D()(x)
x = layers.Dropout(0.2)(x)
outputs = layers.Dense(1)(x)
model = keras.Model(inputs, outputs)
model.summary(show_trainable=True)

model.compile(
    optimizer=keras.optimizers.Adam(),
    loss=keras.losses.BinaryCrossentropy(from_logits=True),
    metrics=[keras.metrics.BinaryAccuracy(threshold=0.0)],
)
print("Top layer")
model.fit(train_ds, epochs=4, validation_data=validation_ds)

base_model.trainable = True
for layer in base_model.layers:
    if isinstance(layer, layers.BatchNormalization):
        layer.trainable = False
model.compile(
    optimizer=keras.optimizers.Adam(1e-5),
    loss=keras.losses.BinaryCrossentropy(from_logits=True),
    metrics=[keras.metrics.BinaryAccuracy(threshold=0.0)],
)
print("Whole model")
model.fit(train_ds, epochs=6, validation_data=validation_ds)

print("Test:", model.evaluate(test_ds))
