import keras
from keras import layers

CONFIG = {
    "data_dir": "data",
    "image_size": (112, 112),
    "batch_size": 16,
    "val_fraction": 0.25,
    "seed": 1337,
    "max_epochs": 15,
    "optimizer": {"learning_rate": 7e-4},
    "early_stopping": {
        "monitor": "val_accuracy",
        "mode": "max",
        "patience": 3,
        "restore_best_weights": True,
    },
}


def get_data(config):
    train, val = keras.utils.image_dataset_from_directory(
        config["data_dir"],
        validation_split=config["val_fraction"],
        subset="both",
        seed=config["seed"],
        image_size=config["image_size"],
        batch_size=config["batch_size"],
    )
    return train, val, len(train.class_names)


def get_model(config, num_classes):
    shape = (*config["image_size"], 3)
    base = keras.applications.MobileNetV2(include_top=False, weights="imagenet", input_shape=shape)
    base.trainable = False

    inputs = keras.Input(shape=shape)
    x = layers.Rescaling(1.0 / 127.5, offset=-1)(inputs)
    x = base(x, training=False)
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dropout(0.25)(x)
    outputs = layers.Dense(num_classes)(x)
    model = keras.Model(inputs, outputs, name="seeds")
    model.compile(
        optimizer=keras.optimizers.Adam(**config["optimizer"]),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    return model


train_ds, val_ds, num_classes = get_data(CONFIG)
model = get_model(CONFIG, num_classes)
history = model.fit(
    train_ds.cache(),
    validation_data=val_ds.cache(),
    epochs=CONFIG["max_epochs"],
    callbacks=[keras.callbacks.EarlyStopping(**CONFIG["early_stopping"])],
)
loss, accuracy = model.evaluate(val_ds, verbose=0)
print(f"val loss {loss:.3f}, val accuracy {accuracy:.3f}")
model.save("model.keras")
