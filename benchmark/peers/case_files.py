"""What the runners of peers share: the cases, a folder to run one in, and notebooks as scripts."""
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile

BENCHMARK = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, BENCHMARK)
from run_case import source_of  # noqa: E402


def case_names():
    return sorted(os.listdir(os.path.join(BENCHMARK, "cases")))


def read_case(name):
    with open(os.path.join(BENCHMARK, "cases", name, "case.json"), encoding="utf8") as opened:
        return json.load(opened)


def lay_out(name, folder, images=None):
    """Copies a case into a folder. Returns the name of the script: a notebook becomes one.

    images: folder in which drawn images are kept, to be had beside the script; None: without images
    """
    case = read_case(name)
    shutil.copytree(os.path.join(BENCHMARK, "cases", name), folder)
    # Nobody who asks has the answer in hand.
    for file in os.listdir(folder):
        if file == "case.json" or file.startswith("fixed."):
            os.remove(os.path.join(folder, file))
    if images is not None and case.get("images") is not None:
        drawn = drawn_images(name, case["images"], images)
        for part in os.listdir(drawn):
            os.symlink(os.path.join(drawn, part), os.path.join(folder, part))
    script = case.get("script", "train.py")
    if not script.endswith(".ipynb"):
        return script
    as_script = script[: -len(".ipynb")] + ".py"
    text = source_of(os.path.join(folder, script))
    with open(os.path.join(folder, as_script), "w", encoding="utf8") as opened:
        opened.write(text + "\n")
    return as_script


def drawn_images(name, images, kept):
    """The images of a case, which are those of every case that asks for the same ones."""
    folder = os.path.join(kept, hashlib.sha1(json.dumps(images, sort_keys=True).encode()).hexdigest())
    if not os.path.exists(folder):
        draft = tempfile.mkdtemp(dir=kept)
        command = os.path.join(os.path.dirname(BENCHMARK), "dist", "benchmark.js")
        subprocess.run(["node", command, "images", name, "--out", draft], check=True, stdout=subprocess.DEVNULL)
        try:
            os.rename(draft, folder)
        except OSError:
            # Another case was faster.
            shutil.rmtree(draft)
    return folder


def place_of(name, line):
    """Where a line of a case's script stands: a notebook has its cells, counted over all of them."""
    script = read_case(name).get("script", "train.py")
    if not script.endswith(".ipynb"):
        return {"file": script, "line": line}
    with open(os.path.join(BENCHMARK, "cases", name, script), encoding="utf8") as opened:
        cells = json.load(opened)["cells"]
    left = line
    for number, cell in enumerate(cells, 1):
        if cell["cell_type"] != "code":
            continue
        length = len("".join(cell["source"]).split("\n"))
        if left <= length:
            return {"file": script, "cell": number, "line": left}
        left -= length
    return {"file": script}
