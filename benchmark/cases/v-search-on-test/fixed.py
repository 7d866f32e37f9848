import itertools
import pathlib

import keras
import numpy as np
from keras import layers
from keras.applications.mobilenet_v2 import MobileNetV2, preprocess_input

SIZE = 112
GRID = {
    "units": [0, 64],
    "dropout": [0.0, 0.5],
    "rate": [3e-3, 1e-3, 3e-4],
}

encoder = MobileNetV2(
    include_top=False, weights="imagenet", pooling="avg", input_shape=(SIZE, SIZE, 3)
)


def encode(folder):
    """Features and labels of a folder of class folders."""
    xs, ys = [], []
    for y, name in enumerate(sorted(p.name for p in pathlib.Path(folder).iterdir())):
        for file in sorted(pathlib.Path(folder, name).glob("*.jpg")):
            image = keras.utils.load_img(file, target_size=(SIZE, SIZE))
            xs.append(preprocess_input(keras.utils.img_to_array(image)))
            ys.append(y)
    return encoder.predict(np.stack(xs), verbose=0), np.array(ys)


x_train, y_train = encode("data/train")
x_val, y_val = encode("data/validation")
x_test, y_test = encode("data/test")
print(len(y_train), "train", len(y_val), "val", len(y_test), "test")


def make_head(units, dropout, rate):
    stack = [keras.Input((x_train.shape[1],))]
    if units:
        stack.append(layers.Dense(units, activation="relu"))
    stack += [layers.Dropout(dropout), layers.Dense(int(y_train.max()) + 1, activation="softmax")]
    head = keras.Sequential(stack)
    head.compile(
        optimizer=keras.optimizers.Adam(rate),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    return head


x_pick, y_pick = x_val, y_val
best, best_head, best_settings = 0, None, None
for values in itertools.product(*GRID.values()):
    settings = dict(zip(GRID, values))
    head = make_head(**settings)
    stop = keras.callbacks.EarlyStopping("val_accuracy", patience=6, restore_best_weights=True)
    h = head.fit(
        x_train, y_train, validation_data=(x_pick, y_pick), epochs=20, callbacks=[stop], verbose=0
    )
    score = max(h.history["val_accuracy"])
    print(settings, f"{score:.3f}")
    if score > best:
        best, best_head, best_settings = score, head, settings

result = best_head.evaluate(x_test, y_test, verbose=0)[1]
print("best settings:", best_settings)
print(f"test accuracy: {result:.3f}")
