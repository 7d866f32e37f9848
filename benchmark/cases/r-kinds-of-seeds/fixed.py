import argparse

from tensorflow import keras
from tensorflow.keras.applications.inception_v3 import InceptionV3, preprocess_input
from tensorflow.keras.layers import Dense, Dropout, GlobalAveragePooling2D

from pictures import Pictures

KINDS = ["broken", "cracked", "healthy", "insect-bored", "mouldy"]


def parse_args():
    parser = argparse.ArgumentParser(description="Train a classifier of seeds.")
    parser.add_argument("--size", type=int, default=112)
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--out", default="model.h5")
    return parser.parse_args()


def create_model(size, kinds):
    base = InceptionV3(include_top=False, weights="imagenet", input_shape=(size, size, 3))
    for layer in base.layers:
        layer.trainable = False
    return keras.Sequential([
        base,
        GlobalAveragePooling2D(),
        Dropout(0.3),
        Dense(len(kinds), activation="softmax"),
    ])


def main():
    args = parse_args()
    size = (args.size, args.size)
    train = Pictures("data/train", KINDS, size, preprocess_input, shuffle=True)
    validation = Pictures("data/validation", KINDS, size, preprocess_input)
    test = Pictures("data/test", KINDS, size, preprocess_input)
    print(len(train.files), len(validation.files), len(test.files))

    model = create_model(args.size, KINDS)
    model.compile(optimizer=keras.optimizers.Adam(args.rate), loss="categorical_crossentropy", metrics=["accuracy"])
    model.fit(train, epochs=args.epochs, validation_data=validation)

    loss, accuracy = model.evaluate(test, verbose=0)
    print("test loss %.3f, test accuracy %.3f" % (loss, accuracy))
    model.save(args.out)
    return model, accuracy


if __name__ == "__main__":
    model, accuracy = main()
