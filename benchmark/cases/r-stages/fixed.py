"""Two stage training: head first, then everything.

The settings are at the bottom.
"""
import tensorflow as tf
from tensorflow import keras


def make_dataset(directory, size, batch, training):
    ds = keras.utils.image_dataset_from_directory(
        directory, image_size=size, batch_size=batch, shuffle=training, label_mode="int")
    names = ds.class_names
    ds = ds.map(lambda x, y: (keras.applications.mobilenet_v2.preprocess_input(x), y))
    return ds.prefetch(tf.data.AUTOTUNE), names


class Classifier:
    def __init__(self, size, names):
        self.names = names
        self.base = keras.applications.MobileNetV2(
            include_top=False, weights="imagenet", input_shape=(*size, 3), pooling="avg")
        inputs = keras.Input((*size, 3))
        # BatchNormalization stays in inference mode
        features = self.base(inputs, training=False)
        features = keras.layers.Dropout(0.2)(features)
        outputs = keras.layers.Dense(len(names), activation="softmax")(features)
        self.model = keras.Model(inputs, outputs)

    def compile(self, learning_rate=1e-3):
        self.model.compile(
            optimizer=keras.optimizers.Adam(learning_rate),
            loss="sparse_categorical_crossentropy",
            metrics=["accuracy"],
        )

    def train_head(self, train, val, epochs):
        self.base.trainable = False
        self.compile()
        return self.model.fit(train, validation_data=val, epochs=epochs)

    def train_all(self, train, val, epochs):
        self.base.trainable = True
        self.compile(learning_rate=1e-5)
        return self.model.fit(train, validation_data=val, epochs=epochs)


if __name__ == "__main__":
    SIZE, BATCH = (112, 112), 16
    train, names = make_dataset("data/train", SIZE, BATCH, training=True)
    val, _ = make_dataset("data/validation", SIZE, BATCH, training=False)

    classifier = Classifier(SIZE, names)
    first = classifier.train_head(train, val, epochs=6)
    second = classifier.train_all(train, val, epochs=4)
    print("head:", first.history["val_accuracy"][-1])
    print("all: ", second.history["val_accuracy"][-1])
    classifier.model.save_weights("classifier.h5")
