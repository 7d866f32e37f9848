"""Trains on data/train, writes the weights, and checks what serving would answer."""
import keras
from keras.applications.inception_v3 import preprocess_input

import network


def stream(part, shuffle=False):
    ds = keras.utils.image_dataset_from_directory(
        f"data/{part}",
        label_mode="categorical",
        image_size=(network.SIDE, network.SIDE),
        batch_size=16,
        shuffle=shuffle,
    )
    return ds.class_names, ds.map(lambda x, y: (preprocess_input(x), y))


def fit(epochs=8):
    names, train = stream("train", shuffle=True)
    _, val = stream("validation")
    model = network.build(len(names), pooling="avg", dropout=0.2)
    model.compile(
        optimizer=keras.optimizers.Adam(1e-3), loss="categorical_crossentropy", metrics=["accuracy"]
    )
    model.fit(train.cache(), validation_data=val.cache(), epochs=epochs, verbose=2)
    model.save_weights("seeds.weights.h5")
    return names


def serve(names):
    model = network.build(len(names))
    model.load_weights("seeds.weights.h5")
    return model


names = fit()
served = serve(names)
served.compile(loss="categorical_crossentropy", metrics=["accuracy"])
_, test = stream("test")
_, accuracy = served.evaluate(test, verbose=0)
print(f"served: {accuracy:.3f} of the test images are right")
