import keras
from keras import layers

SIDE = 128


def build(classes, pooling="max", dropout=0.0):
    """InceptionV3, frozen, with one layer on its pooled features."""
    base = keras.applications.InceptionV3(
        include_top=False,
        weights="imagenet",
        input_shape=(SIDE, SIDE, 3),
        pooling=pooling,
    )
    base.trainable = False
    inputs = keras.Input((SIDE, SIDE, 3))
    x = base(inputs, training=False)
    x = layers.Dropout(dropout)(x)
    return keras.Model(inputs, layers.Dense(classes, activation="softmax")(x))
