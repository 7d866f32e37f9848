import os

os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
from keras import layers

SIZE = (96, 96)
BATCH = 4


def load(split, shuffle):
    return keras.utils.image_dataset_from_directory(
        f"data/{split}", label_mode="int", image_size=SIZE, batch_size=BATCH, shuffle=shuffle, seed=1)


def build(n):
    base = keras.applications.InceptionV3(weights="imagenet", include_top=False, input_shape=SIZE + (3,))
    base.trainable = False

    inputs = keras.Input(shape=SIZE + (3,))
    x = layers.RandomFlip("horizontal")(inputs)
    x = layers.Rescaling(scale=1 / 127.5, offset=-1)(x)
    # The base contains batchnorm layers. We want to keep them in inference mode
    # when we unfreeze the base model for fine-tuning.
    x = base(x, training=False)
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dropout(0.2)(x)
    return keras.Model(inputs, layers.Dense(n)(x)), base


def compile_with(model, rate):
    model.compile(
        optimizer=keras.optimizers.Adam(rate),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=[keras.metrics.SparseCategoricalAccuracy(name="accuracy")],
    )


if __name__ == "__main__":
    train, validation = load("train", True), load("validation", False)
    model, base = build(len(train.class_names))

    compile_with(model, 1e-3)
    model.fit(train, epochs=6, validation_data=validation)

    base.trainable = True
    model.summary(show_trainable=True)
    compile_with(model, 1e-5)
    history = model.fit(train, epochs=4, validation_data=validation)

    model.save("seeds.keras")
