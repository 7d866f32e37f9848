#!/usr/bin/env python3
"""Five-fold cross-validation of a head on MobileNetV2 features."""
import pathlib

import numpy as np
from keras import Sequential, layers, utils
from keras.applications import mobilenet_v2
from sklearn.model_selection import StratifiedKFold

SIZE = 112
FOLDS = 5
EPOCHS = 30


def read(root):
    names = sorted(p.name for p in root.iterdir() if p.is_dir())
    pixels, labels = [], []
    for number, name in enumerate(names):
        for file in sorted((root / name).glob("*.jpg")):
            pixels.append(utils.img_to_array(utils.load_img(file, target_size=(SIZE, SIZE))))
            labels.append(number)
    return np.asarray(pixels), np.asarray(labels), names


def new_head(inputs, outputs):
    head = Sequential(
        [
            layers.Input((inputs,)),
            layers.Dense(64, activation="relu"),
            layers.Dropout(0.3),
            layers.Dense(outputs, activation="softmax"),
        ]
    )
    head.compile(optimizer="adam", loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return head


pixels, labels, names = read(pathlib.Path("data"))
extractor = mobilenet_v2.MobileNetV2(
    include_top=False, weights="imagenet", pooling="avg", input_shape=(SIZE, SIZE, 3)
)


def describe(images):
    # preprocess_input works in place on arrays
    return extractor.predict(mobilenet_v2.preprocess_input(images.copy()), batch_size=32, verbose=0)


features = describe(pixels)
print(features.shape, "of", len(names), "classes")

scores = []
for fold, (fit_on, check_on) in enumerate(
    StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(features, labels), start=1
):
    head = new_head(features.shape[1], len(names))
    head.fit(features[fit_on], labels[fit_on], epochs=EPOCHS, batch_size=16, verbose=0)
    _, accuracy = head.evaluate(features[check_on], labels[check_on], verbose=0)
    print(f"fold {fold}: {accuracy:.3f}")
    scores.append(accuracy)

print(f"accuracy {np.mean(scores):.3f} +- {np.std(scores):.3f}")

# the one that is handed on has seen everything
final = new_head(features.shape[1], len(names))
final.fit(features, labels, epochs=EPOCHS, batch_size=16, verbose=0)
final.save("head.keras")
