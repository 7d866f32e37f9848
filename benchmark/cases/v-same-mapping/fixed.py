"""Seed sorting with MobileNetV2: frozen base, small head."""
import keras
import matplotlib.pyplot as plt
import tensorflow as tf
from keras import layers

IMG = 120
BATCH = 16
EPOCHS = 10
AUTO = tf.data.AUTOTUNE

load = lambda part, **kw: keras.utils.image_dataset_from_directory(
    f"data/{part}", image_size=(IMG, IMG), batch_size=BATCH, **kw
)
train_ds = load("train", seed=11)
val_ds = load("validation", shuffle=False)
class_names = train_ds.class_names
print(class_names)

augment = keras.Sequential(
    [
        layers.RandomFlip("horizontal_and_vertical"),
        layers.RandomRotation(0.4),
        layers.RandomZoom((-0.5, 0.6)),
        layers.RandomTranslation(0.3, 0.3),
        layers.RandomContrast(0.7),
        layers.RandomBrightness(0.4),
    ]
)


def to_unit(x, y):
    return keras.applications.mobilenet_v2.preprocess_input(x), y


pipelines = []
for ds in (train_ds, val_ds):
    if ds is train_ds:
        ds = ds.map(lambda x, y: (augment(x, training=True), y), num_parallel_calls=AUTO)
    ds = ds.map(to_unit, num_parallel_calls=AUTO)
    pipelines.append(ds.prefetch(AUTO))
train, val = pipelines

base = keras.applications.MobileNetV2(
    include_top=False, weights="imagenet", input_shape=(IMG, IMG, 3), pooling="avg"
)
base.trainable = False

inputs = keras.Input((IMG, IMG, 3))
x = base(inputs, training=False)
x = layers.Dropout(0.2)(x)
outputs = layers.Dense(len(class_names), activation="softmax")(x)
model = keras.Model(inputs, outputs)

model.compile(
    optimizer=keras.optimizers.Adam(2e-3),
    loss="sparse_categorical_crossentropy",
    metrics=["accuracy"],
)
history = model.fit(train, validation_data=val, epochs=EPOCHS)

fig, ax = plt.subplots(figsize=(6, 4))
for key in ("accuracy", "val_accuracy"):
    ax.plot(history.history[key], label=key)
ax.legend()
fig.savefig("curves.png")
model.save("seeds.keras")
