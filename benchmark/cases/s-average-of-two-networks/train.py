import os

import keras
import numpy as np
from keras import layers
from keras.applications import inception_v3, mobilenet_v2
from keras.utils import img_to_array, load_img

DATA = "data"
CLASSES = sorted(os.listdir(os.path.join(DATA, "train")))

# name: (constructor, its preprocessing, side of its input, epochs)
NETWORKS = {
    "inception": (inception_v3.InceptionV3, inception_v3.preprocess_input, 96, 12),
    "mobilenet": (mobilenet_v2.MobileNetV2, mobilenet_v2.preprocess_input, 120, 15),
}


def read(split, side, root=DATA):
    """Pixels as they are in the files, 0..255, and the index of the class."""
    images, labels = [], []
    for index, name in enumerate(CLASSES):
        folder = os.path.join(root, split, name)
        for file in sorted(os.listdir(folder)):
            image = load_img(os.path.join(folder, file), target_size=(side, side), interpolation="bilinear")
            images.append(img_to_array(image))
            labels.append(index)
    return np.stack(images), np.array(labels)


def make_model(constructor, preprocess, side):
    base = constructor(weights="imagenet", include_top=False, input_shape=(side, side, 3))
    for layer in base.layers:
        layer.trainable = False
    inputs = keras.Input((side, side, 3))
    x = preprocess(inputs)
    x = base(x, training=False)
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dense(96, activation="relu")(x)
    x = layers.Dropout(0.3)(x)
    model = keras.Model(inputs, layers.Dense(len(CLASSES), activation="softmax")(x))
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


models = {}
for name, (constructor, preprocess, side, epochs) in NETWORKS.items():
    print("=" * 20, name)
    x_train, y_train = read("train", side)
    model = make_model(constructor, preprocess, side)
    model.fit(x_train, y_train, batch_size=8, epochs=epochs, validation_data=read("validation", side), verbose=2)
    models[name] = model


def averaged(split, root=DATA):
    total, labels = 0, None
    for name, model in models.items():
        images, labels = read(split, NETWORKS[name][2], root)
        scores = model.predict(images, verbose=0)
        print(f"{name:10s} {split}: {np.mean(scores.argmax(axis=1) == labels):.3f}")
        total = total + scores
    return float(np.mean(total.argmax(axis=1) == labels))


result = averaged("test")
print(f"average of {len(models)}: {result:.3f}")
