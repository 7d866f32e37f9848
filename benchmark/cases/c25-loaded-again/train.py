import os
import pathlib

import numpy as np
import tensorflow as tf

SIZE = 160
BATCH = 32
EPOCHS = 5
EXPORT_DIR = os.path.join("export", "classifier")

data_dir = pathlib.Path("data")
train_ds = tf.keras.preprocessing.image_dataset_from_directory(
    str(data_dir / "train"), image_size=(SIZE, SIZE), batch_size=BATCH, seed=3)
val_ds = tf.keras.preprocessing.image_dataset_from_directory(
    str(data_dir / "validation"), image_size=(SIZE, SIZE), batch_size=BATCH, shuffle=False)
test_ds = tf.keras.preprocessing.image_dataset_from_directory(
    str(data_dir / "test"), image_size=(SIZE, SIZE), batch_size=BATCH, shuffle=False)
names = train_ds.class_names


def create_model():
    feature_extractor = tf.keras.applications.MobileNetV2(
        include_top=False, weights="imagenet", pooling="avg", input_shape=(SIZE, SIZE, 3))
    feature_extractor.trainable = False
    image = tf.keras.Input((SIZE, SIZE, 3))
    x = tf.keras.applications.mobilenet_v2.preprocess_input(image)
    x = feature_extractor(x, training=False)
    x = tf.keras.layers.Dropout(0.3)(x)
    scores = tf.keras.layers.Dense(len(names), activation="softmax")(x)
    return tf.keras.Model(image, scores)


model = create_model()
model.compile(optimizer="adam",
              loss="sparse_categorical_crossentropy",
              metrics=["accuracy"])
model.fit(train_ds, validation_data=val_ds, epochs=EPOCHS, verbose=2)

print("before saving")
model.evaluate(test_ds, verbose=2)
model.save(EXPORT_DIR)

# what the colleagues get
loaded = tf.keras.models.load_model(EXPORT_DIR)
print("after loading")
loaded.evaluate(test_ds, verbose=2)
