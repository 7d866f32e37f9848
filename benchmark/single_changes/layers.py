"""Layers that a script puts around its backbone: dropout, penalties, random changes of images."""
from .scaling import watch_rescaling
from .wrapping import wrap_method

DROPOUTS = ("Dropout", "SpatialDropout1D", "SpatialDropout2D", "SpatialDropout3D", "GaussianDropout", "AlphaDropout")
# How layers begin that change images at random.
CHANCE = ("Rand", "MixUp", "CutMix", "AugMix")
PENALTIES = ("L1", "L2", "L1L2", "OrthogonalRegularizer")


def watch_layers(changes, family):
    for name in DROPOUTS:
        wrap_method(getattr(family.layers, name, None), "__init__", lambda init: without_dropout(changes, init))
    for name in PENALTIES:
        wrap_method(getattr(family.regularizers, name, None), "__call__", lambda call: without_penalty(changes, call))
    for name in dir(family.layers):
        # In Keras 3, all layers for images share a method.
        if name.startswith(CHANCE):
            wrap_method(getattr(family.layers, name), "call", lambda call: without_chance(changes, call))
    watch_rescaling(changes, family)


def without_dropout(changes, original):
    def init(self, *given, **named):
        name = "p" if "p" in named else "rate"
        rate = given[0] if given else named.get(name)
        # The backbone keeps its own.
        if rate and not changes.building and changes.does("dropout-off"):
            if given:
                given = (0.0,) + given[1:]
            else:
                named[name] = 0.0
        original(self, *given, **named)

    return init


def without_penalty(changes, original):
    def call(self, *given, **named):
        penalty = original(self, *given, **named)
        return 0.0 * penalty if changes.does("regularizers-off") else penalty

    return call


def without_chance(changes, original):
    def call(self, *given, **named):
        if type(self).__name__.startswith(CHANCE) and changes.does("augmentation-off"):
            given, named = given[:1], dict(named, training=False)
        return original(self, *given, **named)

    return call
