"""Scalings of pixels, and the backbone's own in their place."""
from .state import PROBE
from .wrapping import caller, wrap_method

# Options of ImageDataGenerator that scale by statistics.
STATISTICS = (
    "featurewise_center",
    "samplewise_center",
    "featurewise_std_normalization",
    "samplewise_std_normalization",
    "zca_whitening",
)


def scaled(changes, original):
    """A function preprocess_input: that of the backbone itself scales in place of any other."""

    def preprocess_input(x, *given, **named):
        # Those of keras.applications call each other.
        if "applications" in caller():
            return original(x, *given, **named)
        changes.note_scaling(original(PROBE.copy(), *given, **named))
        if not changes.is_own_scaling():
            return original(x, *given, **named)
        if is_in_model(x):
            return scaled_in_model(changes, x)
        changes.functions_used = True
        return changes.own(x)

    preprocess_input.scales = original
    return preprocess_input


def is_in_model(x):
    return type(x).__name__ == "KerasTensor" or ".layers." in caller()


def scaled_in_model(changes, x):
    """Pixels that functions or generators have scaled pass a model as they are."""
    return x if changes.functions_used or changes.generators_made else changes.own(x)


def watch_rescaling(changes, family):
    wrap_method(getattr(family.layers, "Rescaling", None), "call", lambda call: rescaled(changes, call))


def rescaled(changes, original):
    def call(self, *given, **named):
        made = original(self, *given, **named)
        if changes.building:
            changes.inside[id(self)] = self
        if id(self) in changes.inside:
            return made
        changes.note_scaling(PROBE * self.scale + self.offset)
        # The layer has given its input another type, which this keeps.
        return scaled_in_model(changes, (made - self.offset) / self.scale) if changes.is_own_scaling() else made

    return call


def scale_generator(changes, options):
    """Options of an ImageDataGenerator with the backbone's own scaling, if that is the change."""
    changes.note_scaling(scaling_of(options))
    if not changes.is_own_scaling():
        return
    changes.generators_made = True
    for name in STATISTICS:
        options[name] = False
    options["rescale"] = None
    options["preprocessing_function"] = changes.own


def scaling_of(options):
    function = options.get("preprocessing_function")
    scales = getattr(function, "scales", None)
    if any(options.get(name) for name in STATISTICS) or (function is not None and scales is None):
        return None
    made = PROBE.copy() if scales is None else scales(PROBE.copy())
    return made * (options.get("rescale") or 1)


def flow_of_scaled(changes, generator):
    """Arrays that a function has scaled are not scaled again."""
    if changes.is_own_scaling() and changes.functions_used:
        generator.preprocessing_function = None
