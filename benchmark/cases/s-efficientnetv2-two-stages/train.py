import keras
from keras import layers

IMAGE_SIZE = (144, 144)
BATCH = 16

train_ds = keras.utils.image_dataset_from_directory(
    "data/train", label_mode="categorical", image_size=IMAGE_SIZE, batch_size=BATCH, seed=11
)
val_ds = keras.utils.image_dataset_from_directory(
    "data/validation", label_mode="categorical", image_size=IMAGE_SIZE, batch_size=BATCH, shuffle=False
)
test_ds = keras.utils.image_dataset_from_directory(
    "data/test", label_mode="categorical", image_size=IMAGE_SIZE, batch_size=BATCH, shuffle=False
)
class_names = train_ds.class_names
print(class_names)

augment = keras.Sequential(
    [
        layers.RandomFlip("horizontal_and_vertical"),
        layers.RandomRotation(0.05),
    ],
    name="augment",
)


base = keras.applications.EfficientNetV2B0(
    include_top=False, weights="imagenet", input_shape=IMAGE_SIZE + (3,), pooling="avg"
)
base.trainable = False

inputs = keras.Input(shape=IMAGE_SIZE + (3,))
x = augment(inputs)
x = base(x, training=False)
x = layers.Dropout(0.2)(x)
outputs = layers.Dense(len(class_names), activation="softmax", name="pred")(x)
model = keras.Model(inputs, outputs, name="efficientnet_v2")


def unfreeze_top(network, count=30):
    network.trainable = True
    for layer in network.layers[:-count]:
        layer.trainable = False
    # batch norm layers stay as they are
    for layer in network.layers[-count:]:
        if isinstance(layer, layers.BatchNormalization):
            layer.trainable = False


model.compile(
    optimizer=keras.optimizers.Adam(learning_rate=1e-3),
    loss="categorical_crossentropy",
    metrics=["accuracy"],
)
model.fit(train_ds, validation_data=val_ds, epochs=25)

unfreeze_top(base)
model.compile(
    optimizer=keras.optimizers.Adam(learning_rate=1e-5),
    loss="categorical_crossentropy",
    metrics=["accuracy"],
)
stop = keras.callbacks.EarlyStopping(monitor="val_loss", patience=4, restore_best_weights=True)
model.fit(train_ds, validation_data=val_ds, epochs=30, callbacks=[stop])

results = model.evaluate(test_ds, return_dict=True)
print(results)
model.save("seeds.keras")
