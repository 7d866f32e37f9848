"""Records what a Keras is, for pack.mjs: `record.py (names|facts|layers) (keras|tensorflow.keras|tf_keras) OUT [MODEL...]`.

Runs with any Python and any Keras 2 or 3 that imports. `layers` builds the models with weights=None, or with
weights='imagenet' and without loading anything. Keras 1 and 2 without TensorFlow: see standalone.py.
"""

import importlib
import inspect
import json
import os
import sys
import types

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

# A name, and where else it was.
CALLABLES = {
    **{
        "optimizers." + name: []
        for name in "SGD RMSprop Adagrad Adadelta Adam Adamax Nadam Ftrl AdamW Lion Adafactor".split()
    },
    **{
        "callbacks." + name: []
        for name in "EarlyStopping ModelCheckpoint ReduceLROnPlateau LearningRateScheduler CSVLogger".split()
    },
    **{
        "Model." + name: ["models.Model." + name]
        for name in "compile fit fit_generator evaluate evaluate_generator predict predict_generator".split()
    },
    **{
        "preprocessing.image.ImageDataGenerator" + name: ["src.legacy.preprocessing.image.ImageDataGenerator" + name]
        for name in ["", ".flow", ".flow_from_directory", ".flow_from_dataframe"]
    },
    "preprocessing.image.load_img": ["utils.load_img"],
    "utils.image_dataset_from_directory": ["preprocessing.image_dataset_from_directory"],
    **{
        "layers." + name: ["layers.experimental.preprocessing." + name]
        for name in (
            "BatchNormalization Dropout Dense GlobalAveragePooling2D Conv2D Flatten Rescaling Normalization Resizing "
            "CenterCrop RandomFlip RandomRotation RandomZoom RandomContrast RandomTranslation RandomBrightness "
            "RandomCrop RandomHeight RandomWidth"
        ).split()
    },
    **{
        "losses." + name: []
        for name in (
            "CategoricalCrossentropy BinaryCrossentropy SparseCategoricalCrossentropy CategoricalFocalCrossentropy "
            "BinaryFocalCrossentropy categorical_crossentropy binary_crossentropy sparse_categorical_crossentropy"
        ).split()
    },
}


def imported(root):
    if root == "tensorflow.keras":
        import tensorflow as tf

        return tf.keras, "tf " + tf.__version__
    module = importlib.import_module(root)
    return module, root + " " + module.__version__


def arguments(function):
    """[name, default] in positional order; a default that JSON cannot hold as its repr."""
    for _ in range(5):
        function = getattr(function, "_original_function", getattr(function, "__wrapped__", function))

    def simple(value):
        if isinstance(value, (list, tuple)):
            return [simple(one) for one in value]
        return value if isinstance(value, (int, float, str, bool, type(None))) else repr(value)[:60]

    found = []
    for one in inspect.signature(function).parameters.values():
        if one.name in ("self", "cls"):
            continue
        stars = {"VAR_KEYWORD": "**", "VAR_POSITIONAL": "*"}.get(one.kind.name, "")
        found.append([stars + one.name] if stars or one.default is one.empty else [one.name, simple(one.default)])
    return found


def resolved(top, path):
    for part in path.split("."):
        top = getattr(top, part, None)
    return top


def models_of(keras):
    """The functions of keras.applications that build a model, by name."""
    found = {}
    for name in dir(keras.applications):
        value = getattr(keras.applications, name)
        if name[0].isupper() and callable(value) and not inspect.isclass(value):
            found[name] = value
    return found


def facts(keras):
    callables = {}
    for name, others in CALLABLES.items():
        value = next((found for path in [name, *others] if (found := resolved(keras, path)) is not None), None)
        if value is not None:
            callables[name] = arguments(value.__init__ if inspect.isclass(value) else value)
    models = {name: {"signature": arguments(function)} for name, function in models_of(keras).items()}
    return {"callables": callables, "models": models, "modules": preprocessing(keras)}


def preprocessing(keras):
    """What each module's preprocess_input makes of one pixel."""
    import numpy as np

    found = {}
    for name in dir(keras.applications):
        function = getattr(getattr(keras.applications, name), "preprocess_input", None)
        if function is not None:
            pixel = np.array([[[[10.0, 100.0, 200.0]]]], "float32")
            found[name] = {"preprocess": np.array(function(pixel)).reshape(-1).tolist()}
    return found


def names(keras, root):
    """Public names, four deep; those that a module imported from elsewhere are left out."""
    found = set()

    def walk(module, path):
        for name in dir(module):
            value = getattr(module, name, None)
            if name.startswith("_") or name in ("src", "api") or value is None:
                continue
            if isinstance(value, types.ModuleType):
                if "keras" in value.__name__:
                    found.add(path + name)
                    if path.count(".") < 3:
                        walk(value, path + name + ".")
            elif callable(value) and (root != "keras" or "keras" in (getattr(value, "__module__", "") or "")):
                found.add(path + name)

    walk(keras, "")
    return {"root": root, "names": sorted(found)}


def built(function, keras, **options):
    keras.backend.clear_session()
    model = function(**options)
    return {
        "layers": [[layer.name, type(layer).__name__] for layer in model.layers],
        "output": list(model.output_shape),
    }


def without_loading(keras):
    """weights='imagenet' builds the layers that belong to it, and loads nothing."""
    for module in list(sys.modules.values()):
        if callable(getattr(module, "__dict__", {}).get("get_file")):
            module.get_file = lambda *args, **options: os.devnull
    for kind in keras.Model.__mro__:
        if "load_weights" in kind.__dict__:
            kind.load_weights = lambda self, *args, **options: None


def layers(keras, only):
    without_loading(keras)
    found = {}
    for name, function in models_of(keras).items():
        if only and name not in only:
            continue
        options = [argument[0] for argument in arguments(function)]
        plain = {"include_top": False, "weights": None}
        variants = {"notop": plain, "top": {"include_top": True, "weights": None}}
        variants.update({kind: {**plain, "pooling": kind} for kind in ("avg", "max")})
        variants["imagenet"] = {**plain, "weights": "imagenet"}
        if "include_preprocessing" in options:
            variants["bare"] = {**plain, "include_preprocessing": False}
        if "minimalistic" in options:
            variants["minimal"] = {**plain, "minimalistic": True}
        found[name] = {variant: built(function, keras, **chosen) for variant, chosen in variants.items()}
        # Built again in the same process, names by count go on.
        built(function, keras, **plain)
        found[name]["again"] = [layer.name for layer in function(**plain).layers]
    return {"models": found}


if __name__ == "__main__":
    part, root, out, *only = sys.argv[1:]
    keras, version = imported(root)
    record = {
        "names": lambda: names(keras, root),
        "facts": lambda: facts(keras),
        "layers": lambda: layers(keras, only),
    }[part]()
    with open(out, "w") as file:
        json.dump({"version": version, **record}, file)
