"""The calls that compile, train and evaluate."""
import inspect

from .bases import set_base
from .images import BATCH, change_batch, make_plain, steps_of
from .last_layer import set_pair
from .optimizers import Optimizers
from .wrapping import is_by_script, wrap_method

FITS = ("fit", "fit_generator")
TESTS = ("evaluate", "evaluate_generator", "predict", "predict_generator")
EPOCHS = 4
# Epochs without a lower loss before a training stops, where the script names none.
PATIENCE = 5


def watch_training(changes, family):
    optimizers = Optimizers(changes, family)
    # What is trained on stays as it is in a test, too.
    trained = []
    for owner in (family.Model, family.Sequential if hasattr(family, "Sequential") else family.models.Sequential):
        wrap_method(owner, "compile", lambda call: compiling(changes, family, optimizers, call))
        for name in FITS:
            wrap_method(owner, name, lambda call: fitting(changes, family, trained, call))
        for name in TESTS:
            wrap_method(owner, name, lambda call: testing(changes, trained, call))


def bound_by_script(original, given, named):
    """The arguments of a call of the script by name; None where Keras called, or by names of Keras 1."""
    if not is_by_script():
        return None
    try:
        return inspect.signature(original).bind(*given, **named)
    except TypeError:
        # The call itself takes them over, or tells what is wrong.
        return None


def compiling(changes, family, optimizers, original):
    parameters = inspect.signature(original).parameters
    usual = parameters["optimizer"].default if "optimizer" in parameters else inspect.Parameter.empty

    def compile(*given, **named):
        bound = bound_by_script(original, given, named)
        if bound is None:
            return original(*given, **named)
        options = bound.arguments
        model = given[0]
        set_base(changes, model)
        set_pair(changes, model, options, family)
        without_smoothing(changes, options.get("loss"))
        optimizer = options.get("optimizer", usual)
        if optimizer is not inspect.Parameter.empty:
            options["optimizer"] = optimizers.change(optimizer)
        return original(*bound.args, **bound.kwargs)

    return compile


def without_smoothing(changes, loss):
    settings = getattr(loss, "_fn_kwargs", None)
    if isinstance(settings, dict) and settings.get("label_smoothing") and changes.does("regularizers-off"):
        settings["label_smoothing"] = 0.0


def fitting(changes, family, trained, original):
    def fit(*given, **named):
        bound = bound_by_script(original, given, named)
        if bound is None:
            return original(*given, **named)
        options = bound.arguments
        model, data = given[0], options.get("x", options.get("generator"))
        trained.append(data)
        set_base(changes, model)
        if options.get("class_weight") is not None and changes.does("class-weights-off"):
            options["class_weight"] = None
        if changes.does("epochs-times-4"):
            options["epochs"] = options.get("epochs", 1) * EPOCHS
        change_steps(changes, options, data)
        stop_at_best(changes, options, family)
        validation = options.get("validation_data")
        if validation is not data:
            make_plain(changes, validation)
        return original(*bound.args, **bound.kwargs)

    return fit


def change_steps(changes, options, data):
    is_array = hasattr(data, "shape") or isinstance(data, (list, tuple))
    if is_array:
        size = {"batch_size": options.get("batch_size") or BATCH}
        change_batch(changes, size, BATCH)
        options.update(size)
    for name, iterator in (("steps_per_epoch", data), ("validation_steps", options.get("validation_data"))):
        if options.get(name) is not None and changes.chosen in ("batch-32-up", "batch-32-down"):
            options[name] = steps_of(iterator, options[name])


def stop_at_best(changes, options, family):
    """Stops early and takes the weights of the best epoch, in place of what the script's own early stopping does."""
    if options.get("validation_data") is None and not options.get("validation_split"):
        return
    callbacks = options.get("callbacks") or []
    if not isinstance(callbacks, (list, tuple)):
        return
    stopping = [one for one in callbacks if type(one).__name__ == "EarlyStopping"]
    if any(one.monitor == "val_loss" and getattr(one, "restore_best_weights", False) for one in stopping):
        return
    if changes.does("best-epoch"):
        patience = stopping[0].patience if stopping else PATIENCE
        rest = [one for one in callbacks if one not in stopping]
        options["callbacks"] = rest + [best_epoch(family)(patience)]


def best_epoch(family):
    class BestEpoch(family.callbacks.Callback):
        """As EarlyStopping of the validation loss with restore_best_weights, which Keras 2 forgets where the epochs run out first."""

        def __init__(self, patience):
            super(BestEpoch, self).__init__()
            self.patience = patience

        def on_train_begin(self, logs=None):
            self.best, self.weights, self.waited = float("inf"), None, 0

        def on_epoch_end(self, epoch, logs=None):
            loss = (logs or {}).get("val_loss")
            if loss is None:
                return
            if loss < self.best:
                self.best, self.weights, self.waited = loss, self.model.get_weights(), 0
                return
            self.waited += 1
            if self.waited >= self.patience:
                self.model.stop_training = True

        def on_train_end(self, logs=None):
            if self.weights is not None:
                self.model.set_weights(self.weights)

    return BestEpoch


def testing(changes, trained, original):
    def test(*given, **named):
        bound = bound_by_script(original, given, named)
        if bound is not None:
            data = bound.arguments.get("x", bound.arguments.get("generator"))
            if not any(one is data for one in trained):
                make_plain(changes, data)
            steps = bound.arguments.get("steps")
            if steps is not None and changes.chosen in ("batch-32-up", "batch-32-down"):
                bound.arguments["steps"] = steps_of(data, steps)
            given, named = bound.args, bound.kwargs
        return original(*given, **named)

    return test
