"""The activation of the last layer and the loss, put right as a pair."""
from .bases import leaves
from .wrapping import is_static

LOSSES = {
    "binary": "binary_crossentropy",
    "sparse": "sparse_categorical_crossentropy",
    "categorical": "categorical_crossentropy",
}


def set_pair(changes, model, options, family):
    """Gives the last layer and the loss in the options of compile the ones that fit each other, if that is the change."""
    layers = [layer for layer, _ in leaves(model)]
    after = layers[-1] if layers and type(layers[-1]).__name__ in ("Activation", "Softmax") else None
    before = layers if after is None else layers[:-1]
    dense = before[-1] if before else None
    loss = options.get("loss")
    if type(dense).__name__ != "Dense" or loss is None or isinstance(loss, (list, tuple, dict)):
        return
    labels, is_logits = labels_and_logits(loss)
    activation = "sigmoid" if dense.units == 1 else "softmax"
    wanted = "binary" if dense.units == 1 else "sparse" if labels == "sparse" else "categorical"
    shown = activation_of(dense if after is None else after)
    is_twice = after is not None and activation_of(dense) != "linear"
    fits = shown == activation and not is_logits or shown == "linear" and is_logits
    # A static graph keeps its activation, and of the others only the sigmoid can be normalized by the loss.
    is_possible = not is_static() or labels != wanted and shown in (activation, "sigmoid")
    if not is_possible or labels == wanted and fits and not is_twice:
        return
    if not changes.does("last-activation" if labels == wanted else "loss-pair"):
        return
    options["loss"] = LOSSES[wanted]
    if is_static():
        return
    if after is None:
        dense.activation = family.activations.get(activation)
    else:
        dense.activation = family.activations.get("linear")
        after.activation = family.activations.get(activation)


def activation_of(layer):
    if type(layer).__name__ == "Softmax":
        return "softmax"
    found = layer.activation
    return getattr(found, "__name__", type(found).__name__).lower()


def labels_and_logits(loss):
    """The form of labels that a loss takes, by its name, and whether it takes logits."""
    name = loss if isinstance(loss, str) else getattr(loss, "__name__", type(loss).__name__)
    name = name.lower()
    form = next((one for one in ("sparse", "categorical", "binary") if one in name), "other")
    get_config = getattr(loss, "get_config", None)
    is_instance = get_config is not None and not isinstance(loss, type)
    return form, bool(is_instance and get_config().get("from_logits"))
