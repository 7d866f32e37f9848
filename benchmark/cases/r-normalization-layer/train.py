import keras
from keras import layers

IMAGE = (112, 112)
BATCH = 16
EPOCHS = 8


def pipeline(part):
    return keras.utils.image_dataset_from_directory(
        f"data/{part}", image_size=IMAGE, batch_size=BATCH, shuffle=part == "train", seed=0)


train_ds = pipeline("train")
val_ds = pipeline("validation")
test_ds = pipeline("test")
n = len(train_ds.class_names)
pixels = train_ds.map(lambda images, labels: images)

# zero mean and unit variance in each channel, then about [-1, 1] as InceptionV3 wants it
normalization = layers.Normalization(axis=-1, name="normalization")
halve = layers.Rescaling(0.5, name="halve")

feature_extractor = keras.applications.InceptionV3(include_top=False, weights="imagenet", pooling="avg", input_shape=IMAGE + (3,))
feature_extractor.trainable = False

inputs = keras.Input(IMAGE + (3,))
x = layers.RandomFlip("horizontal_and_vertical")(inputs)
x = normalization(x)
x = halve(x)
x = feature_extractor(x, training=False)
x = layers.Dropout(0.2)(x)
outputs = layers.Dense(n, activation="softmax")(x)
model = keras.Model(inputs, outputs)
model.summary()

model.compile(loss="sparse_categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
callbacks = [keras.callbacks.ModelCheckpoint("best.keras", monitor="val_loss", save_best_only=True)]
model.fit(train_ds, validation_data=val_ds, epochs=EPOCHS, callbacks=callbacks)

best = keras.models.load_model("best.keras")
results = best.evaluate(test_ds, return_dict=True)
print(results)
