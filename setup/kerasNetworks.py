"""Prints what keras.applications builds, one line of JSON for each name that is given: configurations and weight files."""

import json
import sys

lines, sys.stdout = sys.stdout, sys.stderr  # whatever a library prints

import keras
from keras.src.initializers.random_initializers import VarianceScaling
from keras.src.models import Functional
from keras.src.utils import file_utils

# Hundreds of millions of random numbers would be drawn for weights that nobody looks at.
VarianceScaling.__call__ = lambda self, shape, dtype=None, **_: keras.ops.zeros(shape, dtype=dtype)

# With weights="imagenet", since EfficientNet then has a layer more; without downloading them.
asked = []
file_utils.get_file = lambda name=None, origin=None, file_hash=None, **_: asked.append([origin, file_hash]) or ""
Functional.load_weights = lambda *_, **__: None


def built(name, **options):
    keras.backend.clear_session()  # layers are counted from the start
    model = getattr(keras.applications, name)(weights="imagenet", **options)
    return json.loads(model.to_json())


def pads_unevenly(model):
    paddings = [layer["config"].get("padding") for layer in model["config"]["layers"]]
    return any(isinstance(padding, list) and any(len(set(side)) > 1 for side in padding) for padding in paddings)


for name in sys.argv[1:]:
    asked.clear()
    without_top, with_top = built(name, include_top=False), built(name, include_top=True)
    described = {
        "name": name,
        "keras": keras.__version__,
        "withoutTop": without_top,
        "withTop": with_top,
        "files": list(asked),
    }
    if pads_unevenly(without_top):
        # Of 225 pixels, halved and rounded up, each stage has an odd number: 113, 57, 29, 15.
        described["ofOddSize"] = built(name, include_top=False, input_shape=(225, 225, 3))
    print(json.dumps(described), file=lines, flush=True)
