"""Prints what keras.applications builds, one line of JSON for each name that is given: configurations and weight files."""

import json
import sys

lines, sys.stdout = sys.stdout, sys.stderr  # whatever a library prints

import keras
from keras.src.models import Functional
from keras.src.utils import file_utils

# With weights="imagenet", since EfficientNet then has a layer more; without downloading them.
asked = []
file_utils.get_file = lambda name=None, origin=None, file_hash=None, **_: asked.append([origin, file_hash]) or ""
Functional.load_weights = lambda *_, **__: None


def built(name, include_top):
    keras.backend.clear_session()  # layers are counted from the start
    model = getattr(keras.applications, name)(weights="imagenet", include_top=include_top)
    return json.loads(model.to_json())


for name in sys.argv[1:]:
    asked.clear()
    described = {
        "name": name,
        "keras": keras.__version__,
        "withoutTop": built(name, False),
        "withTop": built(name, True),
        "files": list(asked),
    }
    print(json.dumps(described), file=lines, flush=True)
