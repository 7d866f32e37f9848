"""python train.py train   - trains and writes weights/efficientnet.weights.h5
python train.py serve FILE - what the service does with a picture
"""
import json
import os
import sys

import numpy as np
import tensorflow as tf
from tensorflow.keras import layers

SIZE = 224
WEIGHTS_FILE = "weights/efficientnet.weights.h5"
NAMES_FILE = "weights/names.json"


def build(n_classes, backbone_weights):
    backbone = tf.keras.applications.EfficientNetB0(
        include_top=False, weights=backbone_weights, input_shape=(SIZE, SIZE, 3), pooling="avg"
    )
    backbone.trainable = False
    inputs = layers.Input((SIZE, SIZE, 3))
    features = backbone(inputs, training=False)
    features = layers.Dropout(0.2)(features)
    outputs = layers.Dense(n_classes, activation="softmax")(features)
    return tf.keras.Model(inputs, outputs)


def train():
    options = dict(image_size=(SIZE, SIZE), batch_size=32, label_mode="int")
    train_ds = tf.keras.utils.image_dataset_from_directory("data/train", seed=11, **options)
    val_ds = tf.keras.utils.image_dataset_from_directory("data/validation", shuffle=False, **options)
    names = train_ds.class_names

    model = build(len(names), "imagenet")
    model.compile("adam", "sparse_categorical_crossentropy", ["accuracy"])
    model.fit(
        train_ds,
        validation_data=val_ds,
        epochs=12,
        callbacks=[tf.keras.callbacks.EarlyStopping(patience=3, restore_best_weights=True)],
    )
    os.makedirs("weights", exist_ok=True)
    model.save_weights(WEIGHTS_FILE)
    with open(NAMES_FILE, "w") as f:
        json.dump(names, f)


class Service:
    def __init__(self):
        with open(NAMES_FILE) as f:
            self.names = json.load(f)
        self.model = build(len(self.names), "imagenet")
        self.model.load_weights(WEIGHTS_FILE)

    def classify(self, path):
        image = tf.io.decode_jpeg(tf.io.read_file(path), channels=3)
        image = tf.image.resize(image, (SIZE, SIZE))
        scores = self.model.predict(np.expand_dims(image, 0), verbose=0)[0]
        return {name: round(float(score), 4) for name, score in zip(self.names, scores)}


if __name__ == "__main__":
    mode = sys.argv[1] if len(sys.argv) > 1 else "train"
    if mode == "train":
        train()
    else:
        service = Service()
        for path in sys.argv[2:]:
            print(path, service.classify(path))
