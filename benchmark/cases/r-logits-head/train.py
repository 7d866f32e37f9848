import keras
import numpy as np
from keras import layers

params = {
    "image_size": 112,
    "batch": 16,
    "epochs": 8,
    "dropout": 0.2,
    "learning_rate": 0.001,
}
shape = (params["image_size"], params["image_size"], 3)


def get_data(part, shuffle=False):
    return keras.utils.image_dataset_from_directory(
        "data/" + part,
        labels="inferred",
        label_mode="categorical",
        image_size=shape[:2],
        batch_size=params["batch"],
        shuffle=shuffle,
        seed=3 if shuffle else None,
    )


train, val, test = get_data("train", True), get_data("validation"), get_data("test")
classes = train.class_names

augmentation = keras.Sequential([layers.RandomFlip(), layers.RandomRotation(0.05)], name="augmentation")

backbone = keras.applications.InceptionV3(include_top=False, weights="imagenet", input_shape=shape, pooling="avg")
backbone.trainable = False

inputs = layers.Input(shape=shape)
h = augmentation(inputs)
h = keras.applications.inception_v3.preprocess_input(h)
h = backbone(h, training=False)
h = layers.Dropout(params["dropout"])(h)
outputs = layers.Dense(len(classes), name="logits")(h)
model = keras.Model(inputs, outputs)

model.compile(
    optimizer=keras.optimizers.Adam(learning_rate=params["learning_rate"]),
    loss=keras.losses.CategoricalCrossentropy(),
    metrics=[keras.metrics.CategoricalAccuracy(name="acc")],
)
log = model.fit(train, validation_data=val, epochs=params["epochs"])

scores = model.predict(test)
truth = np.concatenate([y for _, y in test])
table = np.zeros((len(classes), len(classes)), int)
for t, s in zip(truth.argmax(1), scores.argmax(1)):
    table[t, s] += 1
print(table)
test_acc = np.trace(table) / table.sum()
print("test accuracy", test_acc)
