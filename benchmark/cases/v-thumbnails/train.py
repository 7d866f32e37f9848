#!/usr/bin/env python3
# MobileNetV2 as feature extractor; everything in one model, so that it can be shipped.
import sys

import keras
from keras.layers import Dense, Dropout, GlobalAveragePooling2D, Input, RandomFlip, Rescaling

size = int(sys.argv[1]) if len(sys.argv) > 1 else 32
batch_size = 32
learning_rate = 1e-3
epochs = 15

datasets = {
    part: keras.utils.image_dataset_from_directory(
        "data/" + part,
        label_mode="categorical",
        image_size=(size, size),
        batch_size=batch_size,
        shuffle=(part == "train"),
    )
    for part in ("train", "validation", "test")
}
n = len(datasets["train"].class_names)

mobile = keras.applications.MobileNetV2(
    input_shape=(size, size, 3),
    include_top=False,
    weights="imagenet",
)
mobile.trainable = False

model = keras.Sequential()
model.add(Input((size, size, 3)))
model.add(RandomFlip())
model.add(Rescaling(2.0 / 255, -1.0))
model.add(mobile)
model.add(GlobalAveragePooling2D())
model.add(Dropout(0.2))
model.add(Dense(n, activation="softmax"))
model.summary()

model.compile(
    keras.optimizers.Adam(learning_rate),
    loss=keras.losses.CategoricalCrossentropy(),
    metrics=["accuracy"],
)
history = model.fit(
    datasets["train"].cache(), validation_data=datasets["validation"].cache(), epochs=epochs, verbose=2
)
print("test", model.evaluate(datasets["test"], verbose=0))
model.save("shipped.keras")
