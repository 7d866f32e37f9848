import os

os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import tensorflow as tf

S = 128
EPOCHS = 10


def prep(image, label):
    image = keras.applications.inception_v3.preprocess_input(tf.cast(image, tf.float32))
    return image, label


def dataset(part, shuffle):
    ds = keras.utils.image_dataset_from_directory(
        os.path.join("data", part),
        image_size=(S, S),
        interpolation="bicubic",
        batch_size=16,
        shuffle=shuffle,
    )
    return ds.map(prep, tf.data.AUTOTUNE), ds.class_names


train, names = dataset("train", True)
val, _ = dataset("validation", False)
test, _ = dataset("test", False)

base = keras.applications.InceptionV3(
    include_top=False, weights="imagenet", input_shape=(S, S, 3)
)
base.trainable = False

model = keras.Sequential(
    [
        keras.Input((S, S, 3)),
        base,
        keras.layers.GlobalAveragePooling2D(),
        keras.layers.Dropout(0.2),
        keras.layers.Dense(len(names), activation="softmax"),
    ]
)

# 10 % less each time
schedule = keras.optimizers.schedules.ExponentialDecay(
    initial_learning_rate=1e-3, decay_steps=1, decay_rate=0.9
)
model.compile(
    optimizer=keras.optimizers.Adam(learning_rate=schedule),
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)

run = model.fit(train.cache(), validation_data=val.cache(), epochs=EPOCHS, verbose=2)
print("test:", model.evaluate(test, return_dict=True, verbose=0))
