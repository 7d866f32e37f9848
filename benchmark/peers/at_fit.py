"""Runs a script and asks UMLAUT, and NeuraLint as a library, at each `fit`, as a user who adds them to the script.

    python at_fit.py SCRIPT --umlaut FOLDER --neuralint FOLDER --seconds LIMIT --json OUT

Needs TensorFlow 2.10. Both peers are imported as they are. What differs from the script by itself:
- a `fit` trains nothing: UMLAUT's callback is told of its begin and of the end of its first epoch, with the batch that the model would
  have been given last, of validation where there is one; the history that the script gets has made-up figures;
- `evaluate` gives made-up figures, too, and what comes after the last `fit` is left out;
- weights of ImageNet are not downloaded, and networks keep random ones;
- `keras` has the names of `tensorflow.keras`, whatever version a script is for.
"""
import argparse
import ast
import importlib
import inspect
import json
import os
import re
import signal
import sys
import time
import traceback

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from run_case import fix_seeds, source_of  # noqa: E402

#: What Keras is told that it has downloaded.
NOT_THERE = "weights-that-are-not-there-"


def with_names_of_tensorflow():
    """Scripts that import `keras` find what `tensorflow.keras` of this version has: the package alone has lost some of its names."""
    import tensorflow.keras  # noqa: F401

    public = "keras.api._v2."
    for name in sorted(name for name in sys.modules if name.startswith(public + "keras.") and "__internal__" not in name):
        found, own = sys.modules[name], name[len(public) :]
        try:
            module = importlib.import_module(own)
        except ImportError:
            sys.modules[own] = found
            setattr(sys.modules[own.rpartition(".")[0]], own.rpartition(".")[2], found)
            continue
        for word in vars(found):
            if not word.startswith("_") and not hasattr(module, word):
                setattr(module, word, getattr(found, word))


def without_weights():
    """Keras' own weights are neither downloaded nor loaded."""
    from keras.engine import training
    from keras.utils import data_utils

    get_file, load_weights = data_utils.get_file, training.Model.load_weights

    def get(fname=None, *rest, **options):
        if str(fname).endswith(".h5"):
            return NOT_THERE + str(fname)
        return get_file(fname, *rest, **options)

    def load(model, filepath, *rest, **options):
        if not str(filepath).startswith(NOT_THERE):
            return load_weights(model, filepath, *rest, **options)

    data_utils.get_file, training.Model.load_weights = get, load


class Umlaut:
    """UMLAUT's callback, and what it raises."""

    def __init__(self, folder, script):
        sys.path.insert(0, folder)
        import umlaut.callback

        self.callback, self.script, self.messages = umlaut.callback.UmlautCallback, script, []
        for name in ("run_pretrain_heuristics", "run_epoch_heuristics"):
            setattr(umlaut.callback, name, self.noting(getattr(umlaut.callback, name)))

    def noting(self, run):
        def note(*given):
            errors = run(*given)
            self.messages += [message_of(error) for error in errors]
            return errors

        return note

    def callback_for(self, model):
        # It reads the file of whoever makes it, which is the user's script.
        code = compile("callback(model, offline=True)", self.script, "eval")
        return eval(code, {"callback": self.callback, "model": model})


def message_of(error):
    line = re.search(r":(\d+):\d+$", error.module_url or "")
    found = {"rule": error.id_str, "text": "; ".join(filter(None, [error.title, error.remarks]))}
    if line:
        found["line"] = int(line.group(1))
    return found


class NeuraLint:
    """NeuraLint's `check` of a model."""

    def __init__(self, folder):
        self.module, self.asked, self.reports, self.failed, self.seconds = None, [], [], "It was not asked.", 0
        if folder is None:
            return
        # Its readme: the folders of Groove and of the grammar belong into the folder that it is called in.
        for name in ("groove-5_7_4-bin", "DNN-metamodel.gps"):
            os.symlink(os.path.join(folder, name), name)
        sys.path.insert(0, os.path.join(folder, "Python Library"))
        import neuraLint

        self.module, self.failed = neuraLint, None

    def check(self, model):
        asked = (id(model), str(model.loss))
        if self.module is None or asked in self.asked:
            return
        self.asked.append(asked)
        began = time.time()
        try:
            report = self.module.check(model)
            # This is how it says that Groove gave nothing.
            if report.startswith("Error:"):
                self.failed = report
            else:
                self.reports.append(report)
        except Exception as error:
            self.failed = said(error)
        self.seconds += time.time() - began


def said(error):
    return "%s: %s" % (type(error).__name__, (str(error).strip().split("\n") or [""])[0][:200])


#: Figures that nothing was measured for; no evaluated rule looks at them.
FIGURES = ("loss", "acc", "accuracy")


def ask_at_fit(script, umlaut, neuralint):
    """Returns a list that gets the shapes of input and output of the first model that is fitted."""
    import keras
    from keras.engine import training

    signature, tree = inspect.signature(training.Model.fit), ast.parse(source_of(script))
    shapes = []

    def asking(model, *rest, **options):
        given = signature.bind(model, *rest, **options).arguments
        batch = last_batch(given)
        if not model.built:
            model(batch)
        if not shapes:
            shapes.append([getattr(model, "input_shape", None), getattr(model, "output_shape", None)])
        neuralint.check(model)
        model.history = keras.callbacks.History()
        callback = umlaut.callback_for(model)
        callback.on_train_begin()
        callback.input_node.assign(batch)
        logs = {name: 0.5 for figure in FIGURES for name in (figure, "val_" + figure)}
        callback.on_epoch_end(0, logs)
        if is_last_fit(script, tree):
            raise Over()
        epochs = max(given.get("epochs", 1) - given.get("initial_epoch", 0), 1)
        model.history.history = {name: [value] * epochs for name, value in logs.items()}
        model.history.epoch = list(range(epochs))
        return model.history

    training.Model.fit = asking
    training.Model.evaluate = lambda model, *rest, **options: [0.5, 0.5]
    return shapes


class Over(BaseException):
    """Nothing is left to ask: no later statement of the script can come to a `fit`."""


def is_last_fit(script, tree):
    """Whether the `fit` that runs now stands in a statement of the script itself, in no loop, and none after it can come to another."""
    lines = []
    frame = sys._getframe(2)
    while frame is not None:
        if frame.f_code.co_filename == script:
            lines.append(frame.f_lineno)
        frame = frame.f_back
    if len(lines) != 1:
        return False
    fits = {"fit", "fit_generator"} | {one.name for one in ast.walk(tree) if isinstance(one, (ast.FunctionDef, ast.ClassDef))}
    now = [one for one in tree.body if one.lineno <= lines[0]][-1]
    if isinstance(now, (ast.For, ast.While, ast.With, ast.Try, ast.If)):
        return False
    calls = [one.func for later in tree.body if later.lineno > now.lineno for one in ast.walk(later) if isinstance(one, ast.Call)]
    return not any(getattr(func, "attr", getattr(func, "id", None)) in fits for func in calls)


def last_batch(given):
    """The images that a model is given last in an epoch: of validation where there is one. As Keras casts them."""
    import numpy as np

    size = given.get("batch_size") or 32
    validation, data = given.get("validation_data"), given.get("x")
    if validation is not None:
        data = validation[0] if isinstance(validation, (tuple, list)) else validation
    return np.asarray(images_of(data, size), "float32")


def images_of(data, size):
    import numpy as np

    if hasattr(data, "shape"):
        return data[-size:]
    if isinstance(data, list):
        return np.stack(data[-size:])
    # A Sequence of Keras, a generator, or a dataset of TensorFlow.
    batch = data[len(data) - 1] if hasattr(data, "__getitem__") else next(iter(data))
    return batch[0] if isinstance(batch, (tuple, list)) else batch


def main(words=None):
    parser = argparse.ArgumentParser()
    parser.add_argument("script")
    for name in ("umlaut", "json"):
        parser.add_argument("--" + name, required=True)
    parser.add_argument("--neuralint", help="default: it is not asked")
    parser.add_argument("--seconds", type=int, required=True)
    given = parser.parse_args(words)
    began = time.time()
    fix_seeds(1)
    with_names_of_tensorflow()
    without_weights()
    umlaut, neuralint = Umlaut(given.umlaut, given.script), NeuraLint(given.neuralint)
    shapes = ask_at_fit(given.script, umlaut, neuralint)
    failed = run(given.script, given.seconds)
    answer = {
        "failed": failed,
        "shapes": shapes[0] if shapes else None,
        "umlaut": {"seconds": time.time() - began - neuralint.seconds, "messages": umlaut.messages},
        "neuralint": {"seconds": neuralint.seconds, "reports": neuralint.reports, "failed": neuralint.failed},
    }
    with open(given.json, "w") as opened:
        json.dump(answer, opened)


def run(script, seconds):
    """Runs a script; returns why it ended early, or None."""
    sys.path.insert(0, os.getcwd())
    sys.argv = [script]
    # Of the processor, and not of the clock: the machine may have other things to do.
    signal.signal(signal.SIGPROF, lambda *rest: out_of_time(seconds))
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        exec(compile(source_of(script), script, "exec"), {"__name__": "__main__", "__file__": script})
        return None
    except Over:
        return None
    except (Exception, SystemExit) as error:
        traceback.print_exc()
        return said(error)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def out_of_time(seconds):
    raise TimeoutError("It took more than %d s of the processor." % seconds)


if __name__ == "__main__":
    main()
