"""Runs a script or notebook of a case as it stands with the Keras at hand, and evaluates expressions in its names.

    python run_case.py FILE --seed 1 --weights DIR --reported EXPRESSION --true EXPRESSION --json OUT [--change NAME --backbone NAME]

Runs in the folder where the images of the case lie. Works with Python 3.6 and later, and with Keras 2.1 to 3.

What differs from running the script by itself:
- seeds that the script sets are replaced by --seed;
- files of weights in DIR, named as Keras names its own, are taken as the ones that Keras would download: their digest is not held
  against Keras' own;
- nothing is shown: matplotlib draws into the void, and input() is empty;
- with --change, one change of the script is made around the calls of Keras (see single_changes), or, if it is `none`, is only noted which
  ones could be made.
"""
import argparse
import json
import os
import random
import shutil
import sys
import tempfile
import time

import single_changes


def prepare_weights(folder):
    """Makes Keras take the files of a folder as those that it would download."""
    home = tempfile.mkdtemp(prefix="keras-home-")
    # Keras up to 2.2, and TensorFlow up to 2.10, look in the user's folder.
    os.environ["HOME"] = home
    os.environ["KERAS_HOME"] = os.path.join(home, ".keras")
    models = os.path.join(home, ".keras", "models")
    os.makedirs(models)
    names = sorted(name for name in os.listdir(folder) if name.endswith(".h5"))
    for name in names:
        os.symlink(os.path.join(os.path.abspath(folder), name), os.path.join(models, name))
    return home, names


def accept_digests(names):
    """Keras deletes a file whose digest is another than its own file's, and downloads it again. Returns a list of those that it asks for."""
    used = []

    def noting(get_file):
        def note(fname=None, *rest, **options):
            found = get_file(fname, *rest, **options)
            if os.path.basename(str(found)) in names:
                used.append(os.path.basename(str(found)))
            return found

        return note

    def accepting(validate):
        def accept(path, digest, *rest, **options):
            return os.path.basename(str(path)) in names or validate(path, digest, *rest, **options)

        return accept

    for module in list(sys.modules.values()):
        for name, change, changed in (("validate_file", accepting, "accept"), ("get_file", noting, "note")):
            found = getattr(module, "__dict__", {}).get(name)
            if callable(found) and getattr(found, "__name__", "") != changed:
                setattr(module, name, change(found))
    return used


def fix_seeds(seed):
    """Seeds everything, and keeps the script from seeding again."""
    import numpy as np

    os.environ["PYTHONHASHSEED"] = "0"
    random.seed(seed)
    np.random.seed(seed)
    random.seed = lambda *rest, **options: None
    np.random.seed = lambda *rest, **options: None
    try:
        import tensorflow as tf
    except ImportError:
        return
    owner, name = (tf.random, "set_seed") if hasattr(tf, "random") and hasattr(tf.random, "set_seed") else (tf, "set_random_seed")
    getattr(owner, name)(seed)
    setattr(owner, name, lambda *rest, **options: None)


def set_keras_seed(seed):
    """Keras 3 has a seed of its own."""
    try:
        from keras import utils
    except ImportError:
        return
    if hasattr(utils, "set_random_seed"):
        utils.set_random_seed(seed)
        utils.set_random_seed = lambda *rest, **options: None


def source_of(file):
    with open(file, encoding="utf8") as opened:
        text = opened.read()
    if not file.endswith(".ipynb"):
        return text
    cells = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
    lines = ["".join(cell["source"]).split("\n") for cell in cells]
    # Magics and shell lines are no Python.
    return "\n".join("#" + line if line.lstrip()[:1] in ("%", "!") else line for cell in lines for line in cell)


def helpers(names):
    """What the expressions of case.json may call beside the names of the script."""
    import numpy as np

    def accuracy_on(folder, size, prepare, model=None, classes=None, color="RGB"):
        """Share of the images of class folders that a model gets right: read by Pillow, resized (nearest) to (height, width)."""
        from PIL import Image

        model = names["model"] if model is None else model
        classes = sorted(name for name in os.listdir(folder) if not name.startswith(".")) if classes is None else classes
        right, total = 0, 0
        for index, name in enumerate(classes):
            files = sorted(os.listdir(os.path.join(folder, name)))
            images = [
                np.asarray(Image.open(os.path.join(folder, name, file)).convert("RGB").resize((size[1], size[0]), Image.NEAREST))
                for file in files
            ]
            batch = np.stack(images).astype("float32")
            if color == "BGR":
                batch = batch[..., ::-1]
            scores = np.asarray(model.predict(prepare(batch)))
            told = scores.argmax(axis=-1) if scores.shape[-1] > 1 else (scores[:, 0] > 0.5).astype(int)
            right += int((told == index).sum())
            total += len(files)
        return right / total

    def share_right(iterator, model=None):
        """Share of the images of an iterator of Keras that a model gets right: sparse labels, in order, each once."""
        model = names["model"] if model is None else model
        right, total = 0, 0
        for _ in range(len(iterator)):
            images, labels = next(iterator)
            scores = np.asarray(model.predict_on_batch(images))
            told = scores.argmax(axis=-1) if scores.shape[-1] > 1 else (scores[:, 0] > 0.5).astype(int)
            right += int((told == labels).sum())
            total += len(labels)
        return right / total

    def last(history, *keys):
        """The last value under the first of these keys that a history has."""
        found = history.history if hasattr(history, "history") else history
        return float(next(found[key] for key in keys if key in found)[-1])

    return {"accuracy_on": accuracy_on, "share_right": share_right, "last": last, "np": np}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("file")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--weights", required=True)
    parser.add_argument("--reported")
    parser.add_argument("--true")
    parser.add_argument("--json", required=True)
    parser.add_argument("--change")
    parser.add_argument("--backbone")
    given = parser.parse_args()
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ["MPLBACKEND"] = "Agg"
    home, names = prepare_weights(given.weights)
    try:
        answer = run(given, names)
    finally:
        shutil.rmtree(home)
    with open(given.json, "w") as opened:
        json.dump(answer, opened, indent=1)


def run(given, names):
    import builtins

    builtins.input = lambda *prompt: ""
    fix_seeds(given.seed)
    import tensorflow as tf

    try:
        import keras
    except ImportError:
        keras = tf.keras
    # Modules that hold the function that compares digests are there once the applications are.
    for name in ("keras.applications", "tensorflow.keras.applications"):
        try:
            __import__(name)
        except ImportError:
            pass
    getattr(getattr(tf, "keras", None), "applications", None)
    used = accept_digests(names)
    set_keras_seed(given.seed)
    changes = None if given.change is None else single_changes.install(given.change, given.backbone)
    sys.path.insert(0, os.path.dirname(os.path.abspath(given.file)))
    sys.argv = [given.file]
    scope = {"__name__": "__main__", "__file__": given.file}
    began = time.time()
    exec(compile(source_of(given.file), given.file, "exec"), scope)
    seconds = time.time() - began
    noted = {} if changes is None else {"changes": changes.report()}
    scope.update(helpers(scope))
    measured = {
        what: None if expression is None else float(eval(expression, scope))
        for what, expression in (("reported", given.reported), ("true", given.true))
    }
    answer = {
        "seed": given.seed,
        "seconds": round(seconds, 1),
        "weights": sorted(set(used)),
        "versions": {"python": sys.version.split()[0], "keras": keras.__version__, "tensorflow": tf.__version__},
        "reported": measured["reported"],
        "true": measured["true"],
    }
    answer.update(noted)
    return answer


if __name__ == "__main__":
    main()
