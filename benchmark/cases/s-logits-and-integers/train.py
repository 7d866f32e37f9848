import os
os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import numpy as np
import tensorflow as tf

img_size = 144
batch_size = 16
num_epochs = 15


def get_split(split, shuffle):
    return keras.utils.image_dataset_from_directory(
        os.path.join("data", split),
        image_size=(img_size, img_size),
        batch_size=batch_size,
        shuffle=shuffle,
    )


train_ds = get_split("train", True)
val_ds = get_split("validation", False)
test_ds = get_split("test", False)
labels = train_ds.class_names

train_ds = train_ds.cache().shuffle(20).prefetch(tf.data.AUTOTUNE)
val_ds = val_ds.cache()

inputs = keras.Input((img_size, img_size, 3))
x = keras.applications.mobilenet_v2.preprocess_input(inputs)
backbone = keras.applications.MobileNetV2(
    input_shape=(img_size, img_size, 3), include_top=False, weights="imagenet", pooling="avg"
)
backbone.trainable = False
x = backbone(x, training=False)
x = keras.layers.Dense(128, activation="relu")(x)
x = keras.layers.Dropout(0.2)(x)
logits = keras.layers.Dense(len(labels))(x)
model = keras.Model(inputs, logits)

model.compile(
    optimizer=keras.optimizers.Adam(),
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=["accuracy"],
)
history = model.fit(
    train_ds,
    validation_data=val_ds,
    epochs=num_epochs,
    callbacks=[keras.callbacks.CSVLogger("history.csv")],
)

test_loss, test_accuracy = model.evaluate(test_ds)
print("Test accuracy:", round(test_accuracy, 3))

# a few examples
images, targets = next(iter(test_ds))
probabilities = keras.ops.softmax(model(images, training=False))
for p, target in zip(np.asarray(probabilities)[:5], targets[:5]):
    print(f"{labels[int(target)]:15s} -> {labels[p.argmax()]} ({100 * p.max():.0f} %)")
