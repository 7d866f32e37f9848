import keras
import numpy as np
import tensorflow as tf
from keras import layers, mixed_precision

mixed_precision.set_global_policy("mixed_float16")
print("compute:", mixed_precision.global_policy().compute_dtype)

SIZE, BATCH = 160, 16


def split(name, training=False):
    ds = keras.utils.image_dataset_from_directory(
        f"data/{name}", image_size=(SIZE, SIZE), batch_size=BATCH, shuffle=training
    )
    classes = ds.class_names
    ds = ds.map(lambda x, y: (keras.applications.xception.preprocess_input(x), y))
    return ds.prefetch(tf.data.AUTOTUNE), classes


train, classes = split("train", training=True)
valid, _ = split("validation")
test, _ = split("test")

xception = keras.applications.Xception(
    weights="imagenet", include_top=False, pooling="avg", input_shape=(SIZE, SIZE, 3)
)
xception.trainable = False

inputs = keras.Input((SIZE, SIZE, 3))
x = layers.RandomFlip("horizontal")(inputs)
x = xception(x)
x = layers.Dropout(0.2)(x)
x = layers.Dense(len(classes))(x)
# the last step in float32
outputs = layers.Activation("softmax", dtype="float32")(x)
model = keras.Model(inputs, outputs)

model.compile(
    optimizer=keras.optimizers.Adam(1e-3),
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)
model.fit(train, validation_data=valid, epochs=25, verbose=2)

# second stage: exit flow only, batch norm as it is
xception.trainable = True
tunable = False
for layer in xception.layers:
    if layer.name == "block13_sepconv1_act":
        tunable = True
    layer.trainable = tunable and not isinstance(layer, layers.BatchNormalization)

model.compile(
    optimizer=keras.optimizers.Adam(2e-5),
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)
model.fit(train, validation_data=valid, initial_epoch=25, epochs=35, verbose=2)

loss, accuracy = model.evaluate(test, verbose=0)
print(f"test accuracy {accuracy:.3f}")

targets = np.concatenate([y for _, y in test])
scores = model.predict(test, verbose=0)
for number, name in enumerate(classes):
    print(f"{name:14s} {np.mean(scores[targets == number].argmax(axis=1) == number):.2f}")
