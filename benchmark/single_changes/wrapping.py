"""Puts functions around those of Keras."""
import inspect
import sys

KERAS = ("keras", "tensorflow", "tensorflow_core", "tf_keras", "keras_applications", "keras_preprocessing")


def families():
    """Keras, and TensorFlow's own, which is another one up to 2.5. What both share is wrapped once."""
    import tensorflow as tf

    try:
        import keras
    except ImportError:
        return [tf.keras]
    return [keras, tf.keras]


def is_static():
    """Whether a model is a graph that does not change once it is built."""
    import tensorflow as tf

    return tf.__version__.startswith("1.")


def caller():
    """Name of the module that called the function of Keras which is wrapped."""
    frame = sys._getframe(1)
    while frame is not None:
        name = frame.f_globals.get("__name__") or ""
        is_between = name.startswith(__package__ + ".") or ".autograph." in name or ".python.util." in name
        if not is_between:
            return name
        frame = frame.f_back
    return ""


def is_by_script():
    """Whether the script called, and not Keras itself."""
    return caller().split(".")[0] not in KERAS


def unconverted(function):
    """Keeps autograph from translating a function: what it finds of the caller would be lost."""
    import tensorflow as tf

    return tf.autograph.experimental.do_not_convert(function)


def like(changed, original):
    """Keras asks its methods for their names and parameters."""
    changed.__name__ = getattr(original, "__name__", "wrapped")
    changed.__signature__ = inspect.signature(original)
    changed = unconverted(changed)
    changed.is_single_change = True
    return changed


def wrap_method(owner, name, around):
    """
    Replaces a method by around(method), in the class that defines it, once.

    owner: a class, or None where this version of Keras has none
    """
    holder = next((one for one in getattr(owner, "__mro__", ()) if name in one.__dict__), None)
    if holder is None or holder is object:
        return
    original = holder.__dict__[name]
    if not getattr(original, "is_single_change", False):
        setattr(holder, name, like(around(original), original))


def replace_functions(pairs):
    """Replaces functions by others, in all modules that hold them: [(original, around(original)), ...]."""
    by_id = {id(original): (original, like(changed, original)) for original, changed in pairs}
    for module in list(sys.modules.values()):
        names = getattr(module, "__dict__", None)
        if not isinstance(names, dict):
            continue
        for name, value in list(names.items()):
            original, changed = by_id.get(id(value), (None, None))
            if original is not None and original is value:
                setattr(module, name, changed)
