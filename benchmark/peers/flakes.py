"""What pyflakes says of a file, as JSON with the names of its messages: its own command has the texts alone.

    python flakes.py FILE
"""
import ast
import json
import sys

from pyflakes import checker


def main():
    with open(sys.argv[1], encoding="utf8") as opened:
        text = opened.read()
    try:
        messages = checker.Checker(ast.parse(text), sys.argv[1]).messages
    except SyntaxError as error:
        print(json.dumps([{"rule": "SyntaxError", "text": str(error), "line": error.lineno or 1}]))
        return
    messages.sort(key=lambda one: one.lineno)
    told = [{"rule": type(one).__name__, "text": one.message % one.message_args, "line": one.lineno} for one in messages]
    print(json.dumps(told))


if __name__ == "__main__":
    main()
