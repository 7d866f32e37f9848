"""Asks a peer about every case, and writes what it says: a line of JSON a case, into OUT/TOOL.jsonl. See README.md beside this.

    python run.py fit --umlaut FOLDER --neuralint FOLDER --out OUT       UMLAUT, and NeuraLint as a library
    python run.py text --neuralint FOLDER --out OUT                      NeuraLint of the script's text; after `fit`
    python run.py linters --out OUT                                      pyflakes and ruff

Everything runs with the Python that runs this. A case that OUT/asked has is not asked again.
"""
import argparse
import importlib
import json
import multiprocessing
import os
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor

from case_files import case_names, lay_out, place_of

HERE = os.path.dirname(os.path.abspath(__file__))
#: Of the processor, for a script whose `fit` trains nothing.
SCRIPT_SECONDS = 120
#: Of the processor, for Groove on one model. The tool itself has no limit.
GROOVE_SECONDS = 60
#: Of the clock, for all that is asked of one case.
LIMIT_SECONDS = 1200
#: What NeuraLint is told where no run has shown the shapes of a model: its command asks for them.
USUAL_SHAPES = [[None, 224, 224, 3], [None, 1]]
USUAL_BATCH = 32

#: By UMLAUT and by scripts.
OFTEN_IMPORTED = ["tensorflow.keras", "at_fit", "umlaut.callback", "matplotlib.pyplot", "pandas", "sklearn.metrics", "sklearn.model_selection", "cv2"]


def quiet(words, folder, seconds, path=None):
    """Runs a command; returns its output, and whether it ended in time."""
    environment = dict(os.environ)
    if path is not None:
        environment["PATH"] = path + os.pathsep + environment["PATH"]
    with tempfile.TemporaryFile() as output:
        child = subprocess.Popen(
            words, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            child.wait(seconds)
            ended = True
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            ended = False
        output.seek(0)
        return output.read().decode("utf8", "replace"), ended


def java_with_limit(folder):
    """A folder with a `java` that ends: NeuraLint waits for Groove as long as it takes."""
    os.makedirs(folder)
    java = os.path.join(folder, "java")
    with open(java, "w") as opened:
        opened.write('#!/bin/sh\nulimit -t %d\nPATH="${PATH#*:}" exec java -Xmx3g "$@"\n' % GROOVE_SECONDS)
    os.chmod(java, 0o755)
    return folder


def ask_at_fit(name, given, at):
    folder = os.path.join(at, "case")
    script = lay_out(name, folder, os.path.join(given.out, "images"))
    out = os.path.join(at, "said.json")
    words = [script, "--seconds", str(SCRIPT_SECONDS), "--json", out]
    words += ["--umlaut", os.path.abspath(given.umlaut)]
    if given.neuralint is not None:
        words += ["--neuralint", os.path.abspath(given.neuralint)]
    child = multiprocessing.Process(target=at_fit_in, args=(words, folder, at, os.path.join(given.out, "logs", name)))
    child.start()
    # A step of TensorFlow does not end at a signal.
    child.join(LIMIT_SECONDS)
    if child.is_alive():
        child.kill()
    if not os.path.exists(out):
        return {tool: line_of(name, 0, [], "The run ended without an answer.") for tool in ("umlaut", "neuralint-library")}
    with open(out) as opened:
        said = json.load(opened)
    with open(os.path.join(given.out, "shapes", name + ".json"), "w") as opened:
        json.dump(said["shapes"], opened)
    umlaut, neuralint = said["umlaut"], said["neuralint"]
    messages = [placed(name, **message) for message in umlaut["messages"]]
    answers = {"umlaut": line_of(name, umlaut["seconds"], once(messages), said["failed"])}
    if given.neuralint is None:
        return answers
    reports = [message for report in neuralint["reports"] for message in messages_of(report, given.neuralint)]
    failed = neuralint["failed"] or (None if neuralint["reports"] else said["failed"] or "No fit.")
    return {**answers, "neuralint-library": line_of(name, neuralint["seconds"], once(reports), failed)}


def at_fit_in(words, folder, at, log):
    """In a process of its own, which has TensorFlow from the one that it is split from."""
    import at_fit

    with open(log + ".log", "wb") as opened:
        for stream in (1, 2):
            os.dup2(opened.fileno(), stream)
    os.environ["PATH"] = java_with_limit(os.path.join(at, "bin")) + os.pathsep + os.environ["PATH"]
    os.chdir(folder)
    at_fit.main(words)


def ask_text(name, given, at):
    folder = os.path.join(at, "case")
    script = lay_out(name, folder)
    neuralint = os.path.abspath(given.neuralint)
    for part in ("groove-5_7_4-bin", "DNN-metamodel.gps"):
        os.symlink(os.path.join(neuralint, part), os.path.join(folder, part))
    os.mkdir(os.path.join(folder, "Keras_graphs"))
    began = time.time()
    words = [sys.executable, os.path.join(neuralint, "endToEnd.py"), script, *sizes_of(name, given), "keras", "said"]
    output, _ = quiet(words, folder, LIMIT_SECONDS, java_with_limit(os.path.join(at, "bin")))
    seconds = time.time() - began
    with open(os.path.join(given.out, "logs", name + ".text.log"), "w") as opened:
        opened.write(output)
    result = os.path.join(folder, "said.txt")
    report = open(result, encoding="ISO-8859-1").read() if os.path.exists(result) else ""
    failed = None if report and "Error:" not in report else report.split("Error: ")[-1].strip() or output[-200:]
    return {"neuralint": line_of(name, seconds, once(messages_of(report, neuralint)), failed)}


def sizes_of(name, given):
    """Shapes of input and output for NeuraLint's command, as a user knows them: here, as the run of `fit` has seen them."""
    file = os.path.join(given.out, "shapes", name + ".json")
    shapes = json.load(open(file)) if os.path.exists(file) else None
    usable = shapes and all(shape and all(isinstance(side, int) for side in shape[1:]) for shape in shapes)
    shapes = shapes if usable else USUAL_SHAPES
    return ["[%s]" % ",".join(str(side) for side in [USUAL_BATCH, *shape[1:]]) for shape in shapes]


def messages_of(report, neuralint):
    """The rules that a report of NeuraLint names, by the sentences that it has for them."""
    sys.path.insert(0, neuralint)
    from grooveParser import faultCodeTranslator

    codes = ["f%03d" % number for number in range(1, 28)]
    found = []
    for line in filter(None, re.split(r"[\r\n]+", report)):
        where, _, text = line.partition(" ==> ")
        found += [{"rule": code, "text": where} for code in codes if faultCodeTranslator(code) in text]
    return found


def ask_linters(name, given, at):
    folder = os.path.join(at, "case")
    script = lay_out(name, folder)
    return {tool: ask_linter(name, tool, script, folder) for tool in ("pyflakes", "ruff")}


def ask_linter(name, tool, script, folder):
    words = {
        "pyflakes": [sys.executable, os.path.join(HERE, "flakes.py"), script],
        "ruff": [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", "--output-format", "json", script],
    }[tool]
    began = time.time()
    said = subprocess.run(words, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=LIMIT_SECONDS)
    seconds = time.time() - began
    text = said.stdout.decode("utf8")
    if not text.strip().startswith("["):
        return line_of(name, seconds, [], said.stderr.decode("utf8", "replace")[-200:])
    read = {
        "pyflakes": lambda one: (one["rule"], one["text"], one["line"]),
        "ruff": lambda one: (one["code"] or "syntax", one["message"], one["location"]["row"]),
    }[tool]
    messages = [(rule, message.split("\n")[0], line) for rule, message, line in map(read, json.loads(text))]
    return line_of(name, seconds, once([placed(name, *message) for message in messages]), None)


def placed(name, rule, text, line=None):
    return {"rule": rule, "text": text, **({} if line is None else place_of(name, line))}


def once(messages):
    """What a tool says of a place with one rule and one text is one message, however often it says it."""
    return [one for index, one in enumerate(messages) if one not in messages[:index]]


def line_of(name, seconds, messages, failed):
    return {"case": name, "seconds": round(seconds, 1), "failed": failed, "messages": messages}


def ask_one(work):
    given, name = work
    kept = os.path.join(given.out, "asked", "%s-%s.json" % (given.what, name))
    if os.path.exists(kept):
        with open(kept) as opened:
            return json.load(opened)
    ask = {"fit": ask_at_fit, "text": ask_text, "linters": ask_linters}[given.what]
    with tempfile.TemporaryDirectory(prefix="thaw-peer-") as at:
        said = ask(name, given, at)
    with open(kept, "w") as opened:
        json.dump(said, opened)
    return said


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["fit", "text", "linters"])
    for option in ("umlaut", "neuralint"):
        parser.add_argument("--" + option)
    parser.add_argument("--out", required=True)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--cases", nargs="*", help="default: all")
    given = parser.parse_args()
    given.out = os.path.abspath(given.out)
    for folder in ("logs", "shapes", "asked", "images"):
        os.makedirs(os.path.join(given.out, folder), exist_ok=True)
    if given.what == "fit":
        os.environ["TF_CPP_MIN_LOG_LEVEL"], os.environ["MPLBACKEND"] = "3", "Agg"
        # Once for all cases: it takes longer than what is asked of most.
        sys.path.insert(0, os.path.abspath(given.umlaut))
        for module in OFTEN_IMPORTED:
            importlib.import_module(module)
    work = [(given, name) for name in given.cases or case_names()]
    with ProcessPoolExecutor(given.jobs) as pool:
        answered = list(pool.map(ask_one, work))
    for tool in answered[0]:
        with open(os.path.join(given.out, tool + ".jsonl"), "w", encoding="utf8") as opened:
            opened.writelines(json.dumps(line[tool]) + "\n" for line in answered)
        failed = [line[tool]["failed"] for line in answered if line[tool]["failed"] is not None]
        print("%s: %d cases, %d of them failed" % (tool, len(answered), len(failed)))


if __name__ == "__main__":
    main()
