"""
Seeds in three qualities. MobileNetV2 of keras.applications is the feature extractor.
usage: python train.py
"""
import keras
from keras.applications.mobilenet_v2 import MobileNetV2, preprocess_input
from tensorflow.keras.preprocessing.image import ImageDataGenerator

SHAPE = (100, 100, 3)
BATCH = 16  # memory of the laptop
EPOCHS = 4


def datagen(**augmentation):
    return ImageDataGenerator(preprocessing_function=preprocess_input, **augmentation)


def main():
    train = datagen(horizontal_flip=True, vertical_flip=True).flow_from_directory(
        "data/train", target_size=SHAPE[:2], batch_size=BATCH, class_mode="sparse"
    )
    val = datagen().flow_from_directory(
        "data/validation", target_size=SHAPE[:2], batch_size=32, class_mode="sparse", shuffle=False
    )

    extractor = MobileNetV2(include_top=False, weights="imagenet", input_shape=SHAPE, pooling="avg")
    for layer in extractor.layers:
        layer.trainable = False

    x = keras.layers.Dropout(0.2)(extractor.output)
    x = keras.layers.Dense(train.num_classes, activation="softmax")(x)
    model = keras.Model(extractor.input, x)
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    history = model.fit(train, validation_data=val, epochs=EPOCHS, verbose=2)
    model.save("three_qualities.keras")
    return model, history


if __name__ == "__main__":
    model, history = main()
    best = max(history.history["val_accuracy"])
    print(f"best validation accuracy {best:.3f}")
