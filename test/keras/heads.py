"""Models as users of Keras build them, on a small base with batch normalization: their heads, what they do to images
themselves, how they are compiled and saved. Runs under Keras 3 and under tf.keras (tf_keras)."""

import os

import numpy as np

SIZE = (40, 48)
# Deviation of a kernel that takes values about 1.
UNIT = 0.3


def models(keras, pixels):
    """Names and models, made one after the other; `pixels` are images in [0, 255] that Normalization adapts to."""
    layers, apps = keras.layers, keras.applications
    is_keras3 = hasattr(keras, "ops")
    pool = layers.GlobalAveragePooling2D

    def base(deviation=0.004):
        """For pixels in [0, 255]; of the first kernel, so that what comes out is about 1 and no softmax saturates."""
        start = keras.Input((*SIZE, 3))
        drawn = keras.initializers.RandomNormal(0.0, deviation)
        x = layers.Conv2D(8, 3, strides=2, use_bias=False, kernel_initializer=drawn)(start)
        x = layers.ReLU()(layers.BatchNormalization()(x))
        x = layers.Activation("relu")(layers.BatchNormalization()(layers.Conv2D(12, 3, padding="same")(x)))
        return keras.Model(start, x, name="base")

    def on(head, before=(), shape=(*SIZE, 3), deviation=0.004):
        start = x = keras.Input(shape)
        for layer in before:
            x = layer(x)
        small = base(deviation)
        small.trainable = False
        x = small(x, training=False)
        for layer in head:
            x = layer(x)
        return keras.Model(start, x)

    def classes(units=3, activation="softmax", **options):
        return layers.Dense(units, activation=activation, **options)

    plain = lambda: [pool(), classes()]
    dense = lambda activation: [pool(), layers.Dense(9, activation=activation), classes()]
    l2 = keras.regularizers.l2(1e-4)

    # Heads.
    yield "plain", on(plain())
    yield "dropout before", on([pool(), layers.Dropout(0.3), classes()])
    yield "dropout after", on([pool(), layers.Dense(16, activation="relu"), layers.Dropout(0.5), classes()])
    yield "dropout both", on([pool(), layers.Dropout(0.2), layers.Dense(16, activation="relu"), layers.Dropout(0.5), classes()])
    yield "dropout on maps", on([layers.SpatialDropout2D(0.2), layers.Dropout(0.2), *plain()])
    yield "other noise", on([pool(), layers.GaussianNoise(0.1), layers.GaussianDropout(0.1), layers.AlphaDropout(0.1), classes()])
    normalized = [layers.Dense(16, use_bias=False), layers.BatchNormalization(), layers.Activation("relu"), layers.Dropout(0.5)]
    yield "batch normalization", on([pool(), *normalized, classes()])
    yield "batch normalization first", on([layers.BatchNormalization(), pool(), layers.BatchNormalization(), classes()])
    yield "flatten", on([layers.Flatten(), layers.Dense(16, activation="relu"), layers.Dropout(0.5), classes()])
    yield "flatten of poolings", on([layers.MaxPooling2D((2, 3)), layers.Flatten(), classes()])
    yield "global maximum", on([layers.GlobalMaxPooling2D(), layers.Dropout(0.3), classes()])
    small = base()
    both = layers.Concatenate(axis=1)([pool()(small.output), layers.GlobalMaxPooling2D()(small.output)])
    yield "two poolings", keras.Model(small.input, classes()(layers.Dropout(0.4)(both)))
    yield "leaky relu", on([pool(), layers.Dense(9), layers.LeakyReLU(0.2), classes()])
    yield "prelu", on([layers.Conv2D(6, 3), layers.PReLU(shared_axes=[1, 2]), pool(), layers.Dense(9), layers.PReLU(), classes()])
    yield "elu", on([pool(), layers.Dense(9), layers.ELU(0.7), classes()])
    yield "other relus", on([pool(), layers.Dense(9), layers.ReLU(max_value=4.0, negative_slope=0.1, threshold=0.2), classes()])
    for name in ["elu", "gelu", "hard_sigmoid", "linear", "relu", "relu6", "selu", "sigmoid", "softplus", "softsign", "swish", "tanh", "exponential"]:
        if is_keras3 or name != "relu6":
            yield f"activation {name}", on(dense(name))
    if is_keras3:
        for name in ["leaky_relu", "silu", "hard_silu", "mish"]:
            yield f"activation {name}", on(dense(name))
    yield "activation of a convolution", on([layers.Conv2D(5, 3, activation="swish"), *plain()])
    yield "regularizers", on([pool(), layers.Dense(9, activation="relu", kernel_regularizer=l2, activity_regularizer=l2), classes(kernel_regularizer=l2)])
    yield "layer of its own for softmax", on([pool(), layers.Dense(3), layers.Softmax()])
    yield "logits", on([pool(), layers.Dense(3)])
    yield "sigmoids", on([pool(), classes(activation="sigmoid")])
    yield "one unit", on([pool(), layers.Dropout(0.2), classes(1, "sigmoid")])
    yield "one unit, logit", on([pool(), classes(1, None)])
    yield "one unit, activation apart", on([pool(), layers.Dense(1), layers.Activation("sigmoid")])
    yield "two units", on([pool(), classes(2)])
    yield "convolution as head", on([layers.Conv2D(3, 1), pool(), layers.Activation("softmax")])
    yield "pooling that keeps dimensions", on([pool(keepdims=True), layers.Conv2D(3, 1), layers.Flatten(), layers.Softmax()])
    yield "reshape", on([pool(), layers.Reshape((1, 1, 12)), layers.Conv2D(9, 1, activation="relu"), layers.Reshape((-1,)), classes()])
    yield "separable convolution", on([layers.SeparableConv2D(10, 3, activation="relu"), *plain()])
    small = base()
    gate = layers.Dense(12, activation="sigmoid")(layers.Dense(4, activation="relu")(pool()(small.output)))
    gated = layers.Multiply()([small.output, layers.Reshape((1, 1, 12))(gate)])
    yield "squeeze and excite", keras.Model(small.input, classes()(pool()(gated)))
    small = base()
    pooled = pool()(small.output)
    branches = [layers.Dense(6, activation="relu")(pooled), layers.Dense(6, activation="tanh")(pooled)]
    merged = layers.Concatenate()([layers.Average()(branches), layers.Maximum()(branches), layers.Add()(branches)])
    yield "branches", keras.Model(small.input, classes()(merged))
    yield "nested sequential", keras.Sequential([base(), keras.Sequential([pool(), layers.Dropout(0.5), classes()])])
    yield "sequential", keras.Sequential([keras.Input((*SIZE, 3)), base(), pool(), layers.Dropout(0.5), classes()])
    head = keras.Sequential([layers.Dropout(0.5), layers.Dense(9, activation="relu"), classes()], name="head")
    yield "head as a model", on([pool(), head])
    yield "dropout at the end", on([*plain(), layers.Dropout(0.0), layers.Activation("linear", dtype="float32")])

    # What a model does to its images.
    augmentation = [layers.RandomFlip("horizontal"), layers.RandomRotation(0.1), layers.RandomZoom(0.1), layers.RandomContrast(0.1), layers.RandomTranslation(0.1, 0.1)]
    augmentation += [layers.RandomBrightness(0.1)]
    yield "augmentation", on(plain(), augmentation)
    yield "augmentation as a model", on(plain(), [keras.Sequential(augmentation, name="augmentation")])
    yield "rescaling", on(plain(), [layers.Rescaling(1 / 255)], deviation=UNIT)
    yield "augmentation and rescaling", on(plain(), [keras.Sequential([*augmentation, layers.Rescaling(1 / 127.5, offset=-1)])], deviation=UNIT)
    adapted = layers.Normalization()
    adapted.adapt(pixels)
    yield "normalization, adapted", on(plain(), [adapted], deviation=UNIT)
    stated = layers.Normalization(mean=[120.0, 110.0, 100.0], variance=[3600.0, 2500.0, 4900.0])
    yield "normalization, stated", on(plain(), [stated], deviation=UNIT)
    yield "rescaling and normalization", on(plain(), [layers.Rescaling(1 / 255), layers.Normalization(mean=[0.485, 0.456, 0.406], variance=[0.229**2, 0.224**2, 0.225**2])], deviation=UNIT)
    yield "resizing", on(plain(), [layers.Resizing(*SIZE), layers.Rescaling(1 / 255)], (64, 60, 3), deviation=UNIT)
    yield "resizing of any size", on(plain(), [layers.Resizing(*SIZE, interpolation="nearest")], (None, None, 3))
    for name in ["inception_v3", "vgg16", "densenet"]:
        yield f"preprocess_input of {name}", on(plain(), [getattr(apps, name).preprocess_input], deviation=0.004 if name == "vgg16" else UNIT)
    yield "division", on(plain(), [lambda x: x / 255], deviation=UNIT)

    # Backbones of keras.applications, with a head.
    def application(name, **options):
        model = getattr(apps, name)(include_top=False, weights=None, input_shape=(*SIZE, 3), **options)
        model.trainable = False
        return model

    mobile = application("MobileNetV2", alpha=0.35)
    x = layers.Dropout(0.2)(pool()(mobile.output))
    yield "MobileNetV2 0.35", keras.Model(mobile.input, classes()(x))
    yield "MobileNetV2, pooling inside", keras.Sequential([application("MobileNetV2", pooling="avg", alpha=0.35), classes()])

    # Precision and state.
    keras.mixed_precision.set_global_policy("mixed_float16")
    mixed = on([pool(), layers.Dropout(0.2), layers.Dense(3), layers.Activation("softmax", dtype="float32")])
    keras.mixed_precision.set_global_policy("float32")
    yield "mixed precision", mixed
    compiled = on([pool(), layers.Dropout(0.2), classes()])
    compiled.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    compiled.fit(np.zeros((4, *SIZE, 3), "float32"), np.eye(3)[[0, 1, 2, 0]], verbose=0)
    yield "compiled and trained", compiled
    compiled = on([pool(), layers.Dropout(0.2), classes(1, "sigmoid")])
    compiled.compile(keras.optimizers.SGD(0.1, momentum=0.9), keras.losses.BinaryCrossentropy(), metrics=[keras.metrics.AUC()])
    yield "compiled for two classes", compiled


def moved(keras, model):
    """Random values for all that is not a kernel, so that no layer does what an untrained one does."""
    generator = np.random.default_rng(3)
    for layer in model.layers:
        if hasattr(layer, "layers"):
            moved(keras, layer)
        elif not type(layer).__name__.startswith(("Random", "Normalization")):
            for weight in layer.weights:
                if "kernel" not in weight.name and "seed" not in weight.name:
                    weight.assign(generator.uniform(0.5, 1.5, weight.shape))
    return model


def save(keras, folder, pixels, ends):
    """Saves all models; their predictions by name."""
    predictions = {}
    keras.utils.set_random_seed(5)
    for name, model in models(keras, pixels):
        moved(keras, model)
        shape = model.input_shape[1:3]
        sized = pixels if None in shape else np.array(keras.ops.image.resize(pixels, shape, "nearest") if hasattr(keras, "ops") else __import__("tensorflow").image.resize(pixels, shape, "nearest"))
        predictions[name] = model.predict(sized, verbose=0).astype("float32").reshape(len(pixels), -1).tolist()
        for end in ends:
            if not cannot_write(keras, name, end):
                model.save(os.path.join(folder, name + end))
    return predictions


def cannot_write(keras, name, end):
    """What Keras cannot save itself: "cannot pickle 'module' object", "Cannot serialize object Ellipsis"."""
    if hasattr(keras, "ops"):
        return end == ".h5" and "augmentation" in name
    return end == ".keras" and "preprocess_input" in name
