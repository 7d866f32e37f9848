import keras
import matplotlib.pyplot as plt
from keras import layers

IMG = 112
EPOCHS = 12

train_ds = keras.utils.image_dataset_from_directory(
    "data/train", image_size=(IMG, IMG), batch_size=16, seed=7)
val_ds = keras.utils.image_dataset_from_directory(
    "data/validation", image_size=(IMG, IMG), batch_size=16, shuffle=False)
test_ds = keras.utils.image_dataset_from_directory(
    "data/test", image_size=(IMG, IMG), batch_size=16, shuffle=False)
class_names = train_ds.class_names
print(class_names)


class SeedClassifier:
    """A frozen MobileNetV2 with a small classifier on top."""

    def __init__(self, n_classes, hidden=128):
        self.base = keras.applications.MobileNetV2(
            input_shape=(IMG, IMG, 3), include_top=False, weights="imagenet", pooling="avg")
        self.base.trainable = False
        self.head = keras.Sequential([
            layers.Dense(hidden, activation="relu"),
            layers.Dropout(0.2),
            layers.Dense(n_classes),
        ], name="head")
        self.to_probabilities = layers.Softmax()

    def build(self):
        inputs = keras.Input((IMG, IMG, 3))
        x = layers.Rescaling(1 / 127.5, offset=-1)(inputs)
        x = self.base(x, training=False)
        x = self.head(x)
        outputs = self.to_probabilities(x)
        return keras.Model(inputs, outputs)


model = SeedClassifier(len(class_names)).build()
model.compile(optimizer=keras.optimizers.SGD(learning_rate=0.005),
              loss="sparse_categorical_crossentropy", metrics=["accuracy"])
model.summary()

history = model.fit(train_ds, validation_data=val_ds, epochs=EPOCHS)

plt.plot(history.history["accuracy"], label="train")
plt.plot(history.history["val_accuracy"], label="val")
plt.legend()
plt.savefig("curves.png")

test_loss, test_acc = model.evaluate(test_ds)
print("test accuracy: %.3f" % test_acc)
