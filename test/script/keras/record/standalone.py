"""Records the layers of keras.applications of the standalone Keras 1 or 2 on PYTHONPATH, for pack.mjs: `standalone.py OUT`.

Keras 1.1 to 2.3.1 need a TensorFlow that no Python of today has. Here Keras' own engine builds the models, and so
orders and names their layers, on a backend whose tensors have a shape and nothing else. The lists of VGG16, ResNet50
and MobileNet of Keras 2.2.4 were the same on TensorFlow 1.15. Put keras_applications on PYTHONPATH too for Keras 2.2
and 2.3: 1.0.2 for 2.2.0, 1.0.4 for 2.2.2, 1.0.8 later. Python 3.7, NumPy 1.18.
"""

import collections
import contextlib
import importlib
import inspect
import json
import os
import sys
import types

import numpy as np

for name in ("Iterable", "Sequence", "Mapping", "Callable", "MutableMapping"):
    if name not in vars(collections):
        setattr(collections, name, getattr(collections.abc, name))


class Tensor:
    """A tensor that has a shape and nothing else."""

    def __init__(self, shape=None, name="tensor"):
        self._shape = None if shape is None else tuple(shape)
        self.dtype = "float32"
        self.name = name
        self.op = types.SimpleNamespace(name=name, type="op", inputs=[])
        self._uses_learning_phase = False

    @property
    def shape(self):
        return self._shape

    def get_shape(self):
        return types.SimpleNamespace(as_list=lambda: list(self._shape or ()), ndims=len(self._shape or ()))

    def set_shape(self, shape):
        pass

    def _operated(self, *others):
        return Tensor(self._shape)

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _operated
    __neg__ = __getitem__ = __pow__ = __floordiv__ = __mod__ = __gt__ = __lt__ = __ge__ = _operated


counts = collections.defaultdict(int)


def count(prefix=""):
    counts[prefix] += 1
    return counts[prefix]


def shape_of(x):
    return getattr(x, "_keras_shape", None) or x._shape


def placeholder(shape=None, ndim=None, dtype=None, sparse=False, name=None):
    tensor = Tensor((None,) * ndim if shape is None and ndim else shape, name or "placeholder")
    tensor._keras_shape = tensor._shape
    return tensor


def variable(value, dtype=None, name=None, constraint=None):
    tensor = Tensor(value._shape if isinstance(value, Tensor) else np.shape(value), name or "variable")
    tensor._keras_shape = tensor._shape
    return tensor


def filled(*args, **options):
    shapes = [options.get("shape"), *args]
    return Tensor(next((one for one in reversed(shapes) if isinstance(one, (tuple, list))), ()))


def first(x, *others, **options):
    return x() if callable(x) else x


@contextlib.contextmanager
def scope(*args, **options):
    yield


class Backend(types.ModuleType):
    """Any function that is not named below returns a tensor like its first one."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)

        def operation(*args, **options):
            given = [one for one in args if isinstance(one, Tensor)]
            return Tensor(shape_of(given[0]) if given else None)

        return operation


NAMED = dict(
    backend=lambda: "tensorflow",
    image_data_format=lambda: "channels_last",
    image_dim_ordering=lambda: "tf",
    normalize_data_format=lambda value=None: value or "channels_last",
    floatx=lambda: "float32",
    epsilon=lambda: 1e-7,
    dtype=lambda x: "float32",
    placeholder=placeholder,
    variable=variable,
    get_uid=count,
    reset_uids=counts.clear,
    clear_session=counts.clear,
    name_scope=scope,
    int_shape=shape_of,
    shape=shape_of,
    ndim=lambda x: len(shape_of(x) or ()),
    is_keras_tensor=lambda x: hasattr(x, "_keras_history"),
    is_tensor=lambda x: isinstance(x, Tensor),
    is_symbolic=lambda x: isinstance(x, Tensor),
    is_placeholder=lambda x: True,
    is_sparse=lambda x: False,
    learning_phase=lambda: 1,
    symbolic=lambda function: function,
    eager=lambda function: function,
    in_train_phase=first,
    in_test_phase=first,
    normalize_batch_in_training=lambda *args, **options: (Tensor(), Tensor(), Tensor()),
    moments=lambda *args, **options: (Tensor(), Tensor()),
    count_params=lambda x: 0,
    py_all=all,
    py_any=any,
    py_sum=sum,
    **{
        name: filled
        for name in (
            "constant zeros ones eye random_uniform random_normal truncated_normal random_uniform_variable "
            "random_normal_variable"
        ).split()
    },
)


class Anything(types.ModuleType):
    """A module that has whatever is imported from it."""

    __path__ = []
    __version__ = "1.15.0"

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return (lambda *args, **options: None) if name[0].islower() else type(name, (), {})


def without_packages():
    keras_backend = Backend("keras.backend")
    keras_backend.__path__ = []
    for name in ["", ".common", ".tensorflow_backend", ".load_backend", ".theano_backend"]:
        module = Backend("keras.backend" + name) if name else keras_backend
        vars(module).update(NAMED)
        sys.modules["keras.backend" + name] = module
    for name in (
        "yaml h5py tensorflow tensorflow.python tensorflow.contrib tensorflow.contrib.tensorboard "
        "tensorflow.contrib.tensorboard.plugins theano scipy scipy.sparse scipy.ndimage scipy.linalg pandas requests "
        "keras.preprocessing keras.preprocessing.image keras.preprocessing.sequence keras.preprocessing.text "
        "keras.datasets keras.wrappers"
    ).split():
        sys.modules.setdefault(name, Anything(name))


def models_of(keras):
    found = {}
    for file in sorted(os.listdir(keras.applications.__path__[0])):
        name = file[:-3]
        if not file.endswith(".py") or name.startswith("_") or name in ("audio_conv_utils", "music_tagger_crnn"):
            continue
        module = importlib.import_module("keras.applications." + name)
        for model in dir(module):
            value = getattr(module, model)
            if model[0].isupper() and callable(value) and not inspect.isclass(value):
                if "applications" in value.__module__ and model not in ("DenseNet", "NASNet", "ResNet"):
                    found[model] = value
    return found


def built(function, **options):
    counts.clear()
    model = function(**options)
    return {"layers": [[layer.name, type(layer).__name__] for layer in model.layers], "output": list(model.output_shape)}


if __name__ == "__main__":
    without_packages()
    keras = importlib.import_module("keras")
    importlib.import_module("keras.applications")
    record = {"version": "keras " + keras.__version__, "models": {}}
    for name, function in models_of(keras).items():
        plain = {"include_top": False, "weights": None}
        found = {"notop": built(function, **plain), "top": built(function, include_top=True, weights=None)}
        if not keras.__version__.startswith("1"):
            found.update({kind: built(function, pooling=kind, **plain) for kind in ("avg", "max")})
        built(function, **plain)
        found["again"] = [layer.name for layer in function(**plain).layers]
        record["models"][name] = found
    with open(sys.argv[1], "w") as file:
        json.dump(record, file)
