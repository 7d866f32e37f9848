"""One folder, cut by Keras itself."""
from pathlib import Path

import matplotlib.pyplot as plt
import tensorflow as tf
from keras import Model, layers, optimizers, utils
from keras.applications.inception_v3 import InceptionV3, preprocess_input

ROOT = Path("data")
SEED = 1337
SIZE = (112, 112)
common = dict(
    directory=ROOT,
    validation_split=0.25,
    seed=SEED,
    image_size=SIZE,
    batch_size=16,
    label_mode="categorical",
)

train_ds = utils.image_dataset_from_directory(subset="training", **common)
val_ds = utils.image_dataset_from_directory(subset="validation", **common)
names = train_ds.class_names
print("found", names)

fig = plt.figure(figsize=(8, 8))
for images, labels in train_ds.take(1):
    for i in range(min(9, len(images))):
        plt.subplot(3, 3, i + 1)
        plt.imshow(images[i].numpy().astype("uint8"))
        plt.title(names[int(tf.argmax(labels[i]))])
        plt.axis("off")
fig.savefig("examples.png")


def prepare(images, labels):
    return preprocess_input(images), labels


train_ds = train_ds.map(prepare).prefetch(2)
val_ds = val_ds.map(prepare).prefetch(2)

inception = InceptionV3(include_top=False, weights="imagenet", input_shape=SIZE + (3,), pooling="avg")
inception.trainable = False

head = layers.Dense(128, activation="relu")(inception.output)
head = layers.Dropout(0.3)(head)
head = layers.Dense(len(names), activation="softmax")(head)
model = Model(inception.input, head)

model.compile(
    loss="categorical_crossentropy",
    optimizer=optimizers.Adam(1e-3),
    metrics=["accuracy"],
)
history = model.fit(
    train_ds,
    validation_data=val_ds,
    epochs=15,
    verbose=2,
)

print("validation accuracy: %.3f" % history.history["val_accuracy"][-1])
