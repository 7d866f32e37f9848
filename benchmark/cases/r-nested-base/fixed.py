import argparse
import datetime

import keras
from keras import layers
from keras.applications import inception_v3

BACKBONE = "inception_v3"


def datasets(folder, size, batch_size):
    options = dict(image_size=(size, size), batch_size=batch_size, label_mode="categorical")
    train = keras.utils.image_dataset_from_directory(f"{folder}/train", seed=123, **options)
    val = keras.utils.image_dataset_from_directory(f"{folder}/validation", shuffle=False, **options)
    names = train.class_names

    def prepare(images, labels):
        return inception_v3.preprocess_input(images), labels

    return train.map(prepare), val.map(prepare), names


def network(size, n_classes, hidden):
    inputs = keras.Input((size, size, 3))
    backbone = inception_v3.InceptionV3(include_top=False, weights="imagenet", input_shape=(size, size, 3))
    x = backbone(inputs)
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    x = layers.Dense(hidden, activation="relu", name="hidden")(x)
    x = layers.Dropout(0.3)(x)
    outputs = layers.Dense(n_classes, activation="softmax", name="probs")(x)
    return keras.Model(inputs, outputs, name="seeds")


def freeze(model, name):
    for layer in model.layers:
        if layer.name == name:
            layer.trainable = False


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", default="data")
    parser.add_argument("--size", type=int, default=96)
    parser.add_argument("--batch-size", type=int, default=16)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--hidden", type=int, default=128)
    args = parser.parse_args()

    started = datetime.datetime.now()
    train, val, names = datasets(args.folder, args.size, args.batch_size)
    model = network(args.size, len(names), args.hidden)
    freeze(model, BACKBONE)
    model.compile(optimizer=keras.optimizers.Adam(1e-3), loss="categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(train, validation_data=val, epochs=args.epochs, verbose=2)
    print("took", datetime.datetime.now() - started)
    model.save("seeds.keras")
