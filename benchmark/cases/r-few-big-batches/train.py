import keras
from keras import layers
from keras.applications.inception_v3 import InceptionV3, preprocess_input

IMG = 112
BATCH = 96
EPOCHS = 10

options = {"image_size": (IMG, IMG), "batch_size": BATCH, "label_mode": "int"}
train = keras.utils.image_dataset_from_directory("data/train", shuffle=True, seed=1, **options)
validation = keras.utils.image_dataset_from_directory("data/validation", shuffle=False, **options)
labels = train.class_names
print(labels)


def add_head(features, units):
    x = layers.GlobalAveragePooling2D()(features)
    x = layers.BatchNormalization()(x)
    x = layers.Dense(128, activation="relu")(x)
    x = layers.Dropout(0.2)(x)
    return layers.Dense(units, activation="softmax")(x)


def make_model():
    inputs = layers.Input((IMG, IMG, 3))
    x = layers.RandomFlip("horizontal")(inputs)
    x = preprocess_input(x)
    base = InceptionV3(include_top=False, weights="imagenet", input_shape=(IMG, IMG, 3))
    base.trainable = False
    x = base(x, training=False)
    return keras.Model(inputs, add_head(x, len(labels)))


model = make_model()
model.compile(optimizer=keras.optimizers.Adam(1e-3), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
history = model.fit(train, epochs=EPOCHS, validation_data=validation)

for name in ("accuracy", "val_accuracy"):
    print(name, " ".join("%.2f" % v for v in history.history[name]))
