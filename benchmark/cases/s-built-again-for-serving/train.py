"""Trains once, then loads the weights into a bare copy of the network, as the web service does."""
import keras
import numpy as np
from keras import layers
from keras.applications import mobilenet_v2
from tensorflow.keras.preprocessing.image import ImageDataGenerator

SIDE = 150
WEIGHTS_FILE = "seed_service.weights.h5"


def build(num_classes, weights=None):
    base = mobilenet_v2.MobileNetV2(include_top=False, weights=weights, input_shape=(SIDE, SIDE, 3))
    base.trainable = False
    model = keras.Sequential(
        [
            keras.Input((SIDE, SIDE, 3)),
            base,
            layers.GlobalAveragePooling2D(),
            layers.Dense(128, activation="relu"),
            layers.Dropout(0.2),
            layers.Dense(num_classes, activation="softmax"),
        ]
    )
    return model


def flow(folder, shuffle=False, **augmentation):
    datagen = ImageDataGenerator(preprocessing_function=mobilenet_v2.preprocess_input, **augmentation)
    return datagen.flow_from_directory(
        folder, target_size=(SIDE, SIDE), batch_size=16, class_mode="sparse", shuffle=shuffle
    )


def train():
    train_flow = flow("data/train", shuffle=True, horizontal_flip=True, vertical_flip=True)
    model = build(train_flow.num_classes, weights="imagenet")
    model.compile(
        optimizer=keras.optimizers.Adam(1e-3),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
    )
    history = model.fit(train_flow, epochs=15, validation_data=flow("data/validation"), verbose=2)
    model.save_weights(WEIGHTS_FILE)
    return history, train_flow.class_indices


if __name__ == "__main__":
    history, class_indices = train()

    # what the service does at its start
    service = build(len(class_indices), weights=None)
    service.load_weights(WEIGHTS_FILE)

    test_flow = flow("data/test")
    predicted = service.predict(test_flow, verbose=0).argmax(axis=-1)
    served_accuracy = float(np.mean(predicted == test_flow.classes))
    print(f"served accuracy: {served_accuracy:.3f} on {len(predicted)} images")
