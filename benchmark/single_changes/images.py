"""What reads images: generators, datasets, their batches and random changes."""
import copy
import inspect

from .scaling import flow_of_scaled, scale_generator
from .wrapping import is_by_script, replace_functions, wrap_method

# Options of ImageDataGenerator that change images at random, with the value that does not.
RANDOM = {
    "rotation_range": 0,
    "width_shift_range": 0.0,
    "height_shift_range": 0.0,
    "brightness_range": None,
    "shear_range": 0.0,
    "zoom_range": 0.0,
    "channel_shift_range": 0.0,
    "horizontal_flip": False,
    "vertical_flip": False,
}
FLOWS = ("flow", "flow_from_directory", "flow_from_dataframe")
BATCH = 32
FUNCTIONS = ("flip_left_right", "flip_up_down", "brightness", "contrast", "saturation", "hue", "jpeg_quality")


def watch_images(changes, family):
    import tensorflow as tf

    preprocessing = getattr(family, "preprocessing", None)
    generator = getattr(getattr(preprocessing, "image", None), "ImageDataGenerator", None)
    wrap_method(generator, "__init__", lambda init: generating(changes, init))
    for name in FLOWS:
        wrap_method(generator, name, lambda flow: flowing(changes, flow))
    owners = [one for one in (preprocessing, getattr(family, "utils", None)) if one is not None]
    loaders = [getattr(one, "image_dataset_from_directory", None) for one in owners]
    images = [getattr(tf.image, prefix + name, None) for prefix in ("random_", "stateless_random_") for name in FUNCTIONS]
    pairs = {id(one): (one, loading(changes, one)) for one in loaders}
    pairs.update({id(one): (one, without_chance(changes, one)) for one in images})
    replace_functions([(one, changed) for one, changed in pairs.values() if is_new(one)])
    wrap_method(tf.data.Dataset, "batch", lambda batch: batching(changes, batch))


def is_new(function):
    return function is not None and not getattr(function, "is_single_change", False)


def generating(changes, original):
    signature = inspect.signature(original)

    def init(self, *given, **named):
        bound = signature.bind(self, *given, **named)
        asked = [name for name in RANDOM if bound.arguments.get(name)]
        if asked and changes.does("augmentation-off"):
            bound.arguments.update((name, RANDOM[name]) for name in asked)
        scale_generator(changes, bound.arguments)
        original(*bound.args, **bound.kwargs)

    return init


def flowing(changes, original):
    signature = inspect.signature(original)
    is_of_arrays = original.__name__ == "flow"

    def flow(self, *given, **named):
        if not is_by_script():
            return original(self, *given, **named)
        bound = signature.bind(self, *given, **named)
        if is_of_arrays:
            flow_of_scaled(changes, self)
        asked = change_batch(changes, bound.arguments, BATCH)
        iterator = original(*bound.args, **bound.kwargs)
        iterator.asked_batch = asked
        return iterator

    return flow


def loading(changes, original):
    def image_dataset_from_directory(*given, **named):
        if is_by_script():
            bound = inspect.signature(original).bind(*given, **named)
            change_batch(changes, bound.arguments, BATCH)
            given, named = bound.args, bound.kwargs
        return original(*given, **named)

    return image_dataset_from_directory


def batching(changes, original):
    def batch(self, *given, **named):
        if not is_by_script():
            return original(self, *given, **named)
        bound = inspect.signature(original).bind(self, *given, **named)
        change_batch(changes, bound.arguments, None)
        return original(*bound.args, **bound.kwargs)

    return batch


def change_batch(changes, options, default):
    """
    Makes batches of 32, if that is the change.

    default: the size without an option
    returns the size that the script asked for
    """
    asked = options.get("batch_size", default)
    # What is not shuffled is not trained on. A size that is no number is the script's own matter.
    if options.get("shuffle", True) and isinstance(asked, int) and asked != BATCH:
        if changes.does("batch-32-up" if asked < BATCH else "batch-32-down"):
            options["batch_size"] = BATCH
    return asked


def steps_of(iterator, steps):
    """Steps of an iterator whose batches are of 32 now, where the script counted them by its own size."""
    asked = getattr(iterator, "asked_batch", None)
    is_too_many = asked is not None and isinstance(steps, int) and steps > len(iterator)
    return -(-steps * asked // iterator.batch_size) if is_too_many else steps


def without_chance(changes, original):
    def random(image, *given, **named):
        return image if changes.does("augmentation-off") else original(image, *given, **named)

    return random


def make_plain(changes, iterator):
    """Takes the random changes from an iterator of a generator, if that is the change; others of the generator keep theirs."""
    generator = getattr(iterator, "image_data_generator", None)
    if generator is None:
        return
    # A generator holds the zoom as a pair.
    plain = dict(RANDOM, zoom_range=[1, 1])
    asked = [name for name in plain if differs(getattr(generator, name, plain[name]), plain[name])]
    if asked and changes.does("validation-plain"):
        iterator.image_data_generator = copy.copy(generator)
        for name in asked:
            setattr(iterator.image_data_generator, name, plain[name])


def differs(value, plain):
    return list(value) != plain if isinstance(plain, list) else bool(value)
