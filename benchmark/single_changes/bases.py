"""Backbones of keras.applications: which ones a script builds, which of their layers train, and how they normalize."""
import inspect

from .scaling import scaled
from .wrapping import is_static, replace_functions, wrap_method


def watch_bases(changes, family):
    pairs = {}
    for module in application_modules(family):
        short = module.__name__.split(".")[-1]
        preprocess = module.preprocess_input
        if not getattr(preprocess, "is_single_change", False):
            changes.preprocess.setdefault(short, preprocess)
            pairs.setdefault(id(preprocess), (preprocess, scaled(changes, preprocess)))
        for name in dir(module):
            build = getattr(module, name)
            is_builder = name[:1].isupper() and inspect.isfunction(build)
            if is_builder and not getattr(build, "is_single_change", False):
                pairs.setdefault(id(build), (build, watched(changes, build, short)))
    replace_functions(pairs.values())
    wrap_method(getattr(family.layers, "BatchNormalization", None), "call", lambda call: normalized(changes, call))


def application_modules(family):
    found = [getattr(family.applications, name) for name in dir(family.applications)]
    return [one for one in found if inspect.ismodule(one) and hasattr(one, "preprocess_input")]


def watched(changes, build, module):
    def builder(*given, **named):
        changes.building += 1
        try:
            base = build(*given, **named)
        finally:
            changes.building -= 1
        if changes.building == 0:
            changes.bases.append(base)
            changes.modules.append(module)
            for layer, _ in leaves(base):
                changes.inside[id(layer)] = layer
        return base

    return builder


def leaves(model, trains=True):
    """Layers that hold no others, and whether they train: not where something around them is frozen."""
    trains = trains and model.trainable
    for layer in model.layers:
        if getattr(layer, "layers", None):
            for leaf in leaves(layer, trains):
                yield leaf
        else:
            yield layer, trains and layer.trainable


def set_base(changes, model):
    """Freezes or unfreezes the backbones of a model, if that is the change."""
    trains = [flag for layer, flag in leaves(model) if id(layer) in changes.inside and layer.weights]
    if any(trains) and changes.does("base-frozen"):
        set_trainable(changes, False)
    if not all(trains) and changes.does("base-unfrozen"):
        set_trainable(changes, True)


def set_trainable(changes, flag):
    for base in changes.bases:
        base.trainable = flag
        for layer, _ in leaves(base):
            layer.trainable = flag


def normalized(changes, original):
    """Batch normalization of a backbone takes its moving statistics, and leaves them as they are."""
    signature = inspect.signature(original)
    static = is_static()

    def call(self, *given, **named):
        bound = signature.bind(self, *given, **named)
        if changes.building:
            # A static graph calls its layers only here.
            changes.inside[id(self)] = self
        if id(self) in changes.inside and takes_batches(self, bound.arguments.get("training"), static):
            if changes.does("base-norm-frozen"):
                bound.arguments["training"] = False
        return original(*bound.args, **bound.kwargs)

    return call


def takes_batches(layer, training, static):
    is_told = isinstance(training, (bool, int))
    if static:
        return not (is_told and not training)
    return is_told and bool(training) and layer.trainable
