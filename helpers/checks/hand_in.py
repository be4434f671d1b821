"""Before handing in: which exercises are still open, and which answers are missing or there twice."""

import ast
import contextlib
import inspect
import json
import os
import re
import sys
import time
from pathlib import Path

from IPython import get_ipython
from IPython.core.inputtransformer2 import TransformerManager

from helpers.checks.common import Praise

SAVE = "Have you typed anything since? Save (Ctrl+S, on a Mac ⌘S), and run this cell again."
NO_FILE = (
    "This notebook cannot be read from here, so this rests on what you have run since the kernel started. "
    "Look yourself whether your answers in words are there ({}), and save before you hand in."
)


def ready_to_hand_in(code: dict[str, str], words: dict[str, str]) -> Praise:
    """Says that the notebook is ready, or names what is missing.

    code: by exercise, the function that it asks for; words: the ids of the cells that are answered in words. Reads the
    notebook as it is on the screen in Colab, and as it was saved elsewhere; where it can't be found, what has been run.
    """
    namespace = get_ipython().user_ns
    ran = {name: source for name in code.values() if (source := _source(namespace.get(name)))}
    cells, where = _on_screen() or _saved(namespace) or (None, NO_FILE.format(", ".join(words)))
    if cells is None:
        found = problems([{"cell_type": "code", "source": source} for source in ran.values()], code, {})
    else:
        text = "\n".join(_text(cell) for cell in cells)
        found = problems(cells, code, words) + [
            f"What you last ran of {name} is not what is saved: run its cell, save, and run this one again."
            for name, source in ran.items()
            if source not in text
        ]
    head = ["Not ready yet:", *(f"✗ {problem}" for problem in found)] if found else ["✓ Ready to hand in."]
    return Praise("\n".join([*head, where]))


def problems(cells: list[dict], code: dict[str, str], words: dict[str, str]) -> list[str]:
    """What keeps the cells of a notebook from being handed in: a sentence for each exercise that is not in order."""
    said = {number: _problem_of_code(name, cells) for number, name in code.items()}
    said |= {number: _problem_of_words(number, name, cells) for number, name in words.items()}
    return [f"Exercise {number} {problem}" for number, problem in said.items() if problem]


def _problem_of_code(name: str, cells: list[dict]) -> str:
    sources = [_text(cell) for cell in cells if cell.get("cell_type") == "code"]
    defining = [source for source in sources if re.search(rf"^[ \t]*(async[ \t]+)?(def|class)[ \t]+{name}\b", source, re.M)]
    assigned = any(re.search(rf"^[ \t]*{name}[ \t]*=[^=]|^[^#\n]*\bimport\b.*\b{name}\b", source, re.M) for source in sources)
    if len(defining) > 1:
        return f"is answered in {len(defining)} cells ({name}): keep the right one and delete the rest."
    if assigned:
        return ""
    if not defining:
        return f"is missing: no code cell defines {name}. Was it deleted? A fresh copy of the notebook has its cell."
    try:
        return f"is not filled in yet ({name})." if _is_stub(defining[0], name) else ""
    except (SyntaxError, ValueError) as error:
        return f"is no Python yet ({name}): {getattr(error, 'msg', error)}."


def _is_stub(source: str, name: str) -> bool:
    """Whether a function does nothing but raise `NotImplementedError`. Raises `SyntaxError`."""
    plain = re.sub(r"\A\s*%%.*\n", "", source)
    tree = ast.parse(TransformerManager().transform_cell(plain))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name == name]
    body = [node for function in functions[-1:] for node in function.body if not _does_nothing(node)]
    raised = body and isinstance(body[0], ast.Raise) and "NotImplementedError" in ast.dump(body[0])
    return bool(functions) and (not body or bool(raised))


def _does_nothing(node: ast.stmt) -> bool:
    return isinstance(node, ast.Pass) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))


def _problem_of_words(number: str, name: str, cells: list[dict]) -> str:
    own = [cell for cell in cells if name in _ids(cell)] or list(_below_the_question(number, cells))
    if not own:
        return "is missing: below its question there is no cell with an answer in words."
    written = [re.sub(r"<!--.*?-->|[\W_]", "", _text(cell), flags=re.S).casefold() for cell in own]
    return "" if any(text not in ("", "youranswerhere") for text in written) else "is not filled in yet (in words)."


def _below_the_question(number: str, cells: list[dict]):
    """The cells with text between an exercise's heading and the next heading: what is left of an answer's place."""
    below = False
    for cell in cells:
        if cell.get("cell_type") != "code":
            if below and _text(cell).lstrip().startswith("#"):
                return
            if below:
                yield cell
            below = below or bool(re.search(rf"^### Exercise {re.escape(number)}\b", _text(cell), re.M))


def _ids(cell: dict) -> tuple:
    meta = cell.get("metadata", {})
    return cell.get("id"), meta.get("id"), meta.get("nbgrader", {}).get("grade_id")


def _text(cell: dict) -> str:
    return "".join(cell["source"])  # a list of lines in files, one text elsewhere


def _source(value) -> str:
    """The text of a function that was defined in a cell; nothing for anything else."""
    with contextlib.suppress(TypeError, OSError):
        return inspect.getsource(value).strip() if inspect.isfunction(value) else ""
    return ""


def _on_screen() -> tuple[list[dict], str] | None:
    """The cells as Colab shows them."""
    with contextlib.suppress(Exception):  # of a module that is Colab's own affair
        if "google.colab" in sys.modules:
            from google.colab import _message

            return _message.blocking_request("get_ipynb", timeout_sec=30)["ipynb"]["cells"], ""
    return None


def _saved(namespace: dict) -> tuple[list[dict], str] | None:
    """The cells in the notebook's file, which VS Code and Jupyter name in ways of their own."""
    for path in filter(None, (namespace.get("__vsc_ipynb_file__"), os.environ.get("JPY_SESSION_NAME"))):
        with contextlib.suppress(OSError, ValueError, LookupError):
            cells = json.loads(Path(path).read_text(encoding="utf-8"))["cells"]
            seconds = time.time() - Path(path).stat().st_mtime
            ago = f"{seconds:.0f} seconds" if seconds < 100 else f"{seconds / 60:.0f} minutes"
            return cells, f"This is {Path(path).name} as it was saved {ago} ago. {SAVE}"
    return None
