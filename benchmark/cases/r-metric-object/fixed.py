from dataclasses import dataclass

import keras
from keras import layers
from keras.applications.mobilenet_v2 import MobileNetV2, preprocess_input


@dataclass
class Options:
    train: str = "data/train"
    validation: str = "data/validation"
    test: str = "data/test"
    side: int = 112
    batch: int = 16
    epochs: int = 5
    rate: float = 1e-3


def read(folder, options, shuffle=False):
    data = keras.utils.image_dataset_from_directory(
        folder,
        label_mode="categorical",
        image_size=(options.side, options.side),
        batch_size=options.batch,
        shuffle=shuffle,
        seed=options.batch,
    )
    return data, data.class_names


def build(options, names):
    body = MobileNetV2(
        weights="imagenet", include_top=False, pooling="avg", input_shape=(options.side, options.side, 3))
    body.trainable = False
    image = keras.Input((options.side, options.side, 3), name="image")
    x = layers.Lambda(preprocess_input)(image)
    x = body(x, training=False)
    x = layers.Dropout(0.3)(x)
    kind = layers.Dense(len(names), activation="softmax", name="kind")(x)
    model = keras.Model(image, kind)
    model.compile(
        optimizer=keras.optimizers.Adam(options.rate),
        loss=keras.losses.CategoricalCrossentropy(label_smoothing=0.05),
        metrics=[keras.metrics.CategoricalAccuracy(name="accuracy")],
    )
    return model


def main(options=Options()):
    train, names = read(options.train, options, shuffle=True)
    validation, _ = read(options.validation, options)
    test, _ = read(options.test, options)
    model = build(options, names)
    model.fit(train, epochs=options.epochs, validation_data=validation)
    result = model.evaluate(test, return_dict=True)
    print(f"{len(names)} kinds, test accuracy {result['accuracy']:.1%}")
    return model, result


if __name__ == "__main__":
    model, result = main()
