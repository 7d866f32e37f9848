from dataclasses import dataclass

import keras
from keras import layers
from keras.applications import mobilenet_v2


@dataclass
class Config:
    root: str = "data"
    size: tuple = (112, 112)
    batch_size: int = 16
    epochs: int = 12
    lr: float = 1e-3
    hidden: int = 96
    drop: tuple = (0.3, 0.2)

    def scale(self, images, labels):
        return mobilenet_v2.preprocess_input(images), labels

    def read(self, part):
        ds = keras.utils.image_dataset_from_directory(
            f"{self.root}/{part}",
            image_size=self.size,
            batch_size=self.batch_size,
            shuffle=part == "train",
        )
        self.classes = len(ds.class_names)
        return ds.map(self.scale).cache()


def head(x, cfg):
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dropout(cfg.drop[0])(x)
    x = layers.Dense(cfg.hidden, activation="relu")(x)
    x = layers.Dropout(cfg.drop[1])(x)
    return layers.Dense(cfg.classes, activation="softmax", name="probabilities")(x)


cfg = Config()
train_ds, val_ds = cfg.read("train"), cfg.read("validation")

backbone = mobilenet_v2.MobileNetV2(
    weights="imagenet", include_top=False, input_shape=(*cfg.size, 3)
)
backbone.trainable = False
inputs = keras.Input((*cfg.size, 3))
model = keras.Model(inputs, head(backbone(inputs, training=False), cfg))
model.compile(
    optimizer=keras.optimizers.Adam(learning_rate=cfg.lr),
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)
history = model.fit(train_ds, validation_data=val_ds, epochs=cfg.epochs, verbose=2)
model.save("seeds.keras")
