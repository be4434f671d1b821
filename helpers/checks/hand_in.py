"""Before handing in: which exercises are still open, and which answers are missing or
there twice.
"""

import ast
import contextlib
import inspect
import itertools
import json
import os
import re
import sys
import time
from pathlib import Path

from IPython import get_ipython
from IPython.core.inputtransformer2 import TransformerManager

from helpers.checks.common import Praise

DEFINES = r"(?m)^[ \t]*(async[ \t]+)?(def|class)[ \t]+{0}\b"
ASSIGNS = r"(?m)^[ \t]*{0}[ \t]*=(?!=)|^[^#\n]*\bimport\b.*\b{0}\b"
SAVED = """\
This is {} as it was saved {} ago.
If you have changed anything since, save (Ctrl+S, on a Mac ⌘S) and run this cell again."""
NO_FILE = """\
This notebook cannot be read from here, so only the code that you have run was looked at.
See for yourself that your answer in words is there ({}), and save before you hand in."""


def ready_to_hand_in(code: dict[str, str], words: dict[str, str]) -> Praise:
    """Says that the notebook is ready, or names what is missing.

    code: the function that each exercise asks for, by its number; words: the grade_ids
    of answers in words. Looks at the notebook as Colab shows it, or as it was saved;
    where it cannot be found, at the functions that have been run.
    """
    namespace = get_ipython().user_ns
    ran = {
        name: _source(namespace[name])
        for name in code.values()
        if callable(namespace.get(name))
    }
    cells, where = (
        _on_screen() or _saved(namespace) or (None, NO_FILE.format(", ".join(words)))
    )
    if cells is None:
        sources = [source or f"{name} = ..." for name, source in ran.items()]
        found = problems(
            [{"cell_type": "code", "source": source} for source in sources], code, {}
        )
    else:
        text = "\n".join(map(_text, cells))
        stale = ", ".join(name for name, source in ran.items() if source not in text)
        found = problems(cells, code, words)
        found += (
            [
                f"What you last ran is not what is written now ({stale}): run that"
                " cell, and save."
            ]
            if stale
            else []
        )
    head = (
        ["Not ready yet:", *(f"✗ {problem}" for problem in found)]
        if found
        else ["✓ Ready to hand in."]
    )
    return Praise("\n".join(filter(None, [*head, where])))


def problems(
    cells: list[dict], code: dict[str, str], words: dict[str, str]
) -> list[str]:
    """What keeps a notebook from being handed in: a sentence for each exercise that is
    not in order.
    """
    said = {number: _about_code(name, cells) for number, name in code.items()}
    said |= {
        number: _about_words(number, name, cells) for number, name in words.items()
    }
    return [
        f"Exercise {number} {problem}" for number, problem in said.items() if problem
    ]


def _about_code(name: str, cells: list[dict]) -> str:
    sources = [_text(cell) for cell in cells if cell.get("cell_type") == "code"]
    defining = [source for source in sources if re.search(DEFINES.format(name), source)]
    if len(defining) > 1:
        return (
            f"is answered in {len(defining)} cells ({name}): keep the right one and"
            " delete the rest."
        )
    if any(re.search(ASSIGNS.format(name), source) for source in sources):
        return ""
    if not defining:
        return (
            f"is missing: no code cell defines {name}. A fresh copy of the notebook has"
            " its cell."
        )
    try:
        return f"is not filled in yet ({name})." if _is_stub(defining[0], name) else ""
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return f"is no Python yet ({name}): {getattr(error, 'msg', error)}."


def _is_stub(source: str, name: str) -> bool:
    """Whether a function does nothing, or nothing but raise `NotImplementedError`.

    Raises `SyntaxError`.
    """
    tree = ast.parse(
        TransformerManager().transform_cell(re.sub(r"\A\s*%%.*\n", "", source))
    )
    functions = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name == name
    ]
    body = [
        node
        for function in functions[-1:]
        for node in function.body
        if not isinstance(node, ast.Pass | ast.Expr)
    ]
    raises = [
        node
        for node in body
        if isinstance(node, ast.Raise) and "NotImplementedError" in ast.dump(node)
    ]
    return bool(functions) and body == raises[:1]


def _about_words(number: str, name: str, cells: list[dict]) -> str:
    own = [
        cell
        for cell in cells
        if f'"grade_id": "{name}"' in json.dumps(cell.get("metadata"))
    ]
    own = own or _below_the_question(number, cells)
    if not own:
        return "is missing: no cell with text stands below its question."
    written = {
        re.sub(r"<!--.*?-->|[\W_]", "", _text(cell), flags=re.DOTALL).casefold()
        for cell in own
    }
    return (
        ""
        if written - {"", "youranswerhere"}
        else "is not filled in yet (an answer in words)."
    )


def _below_the_question(number: str, cells: list[dict]) -> list[dict]:
    """The cells with text from an exercise's heading to the next heading: where an
    answer without metadata stands.
    """
    texts = [cell for cell in cells if cell.get("cell_type") != "code"]
    headings = [
        place for place, cell in enumerate(texts) if re.match(r"\s*#+ ", _text(cell))
    ]
    for start, end in itertools.pairwise([*headings, len(texts)]):
        if re.search(rf"(?m)^### Exercise {re.escape(number)} ", _text(texts[start])):
            return texts[start + 1 : end]
    return []


def _text(cell: dict) -> str:
    # a list of lines in files, one text elsewhere
    return "".join(cell.get("source") or "")


def _source(value) -> str:
    """The text of a function that was defined in a cell; nothing for anything else."""
    with contextlib.suppress(AttributeError, TypeError, OSError):
        return (
            inspect.getsource(value).strip() if value.__module__ == "__main__" else ""
        )
    return ""


def _on_screen() -> tuple[list[dict], str] | None:
    """The cells as Colab shows them."""
    with contextlib.suppress(Exception):  # of a module that is Colab's own affair
        if "google.colab" in sys.modules:
            from google.colab import _message

            return (
                _message.blocking_request("get_ipynb", timeout_sec=30)["ipynb"][
                    "cells"
                ],
                "",
            )
    return None


def _saved(namespace: dict) -> tuple[list[dict], str] | None:
    """The cells in the notebook's file, which VS Code and Jupyter name in ways of their
    own.
    """
    for path in filter(
        None, (namespace.get("__vsc_ipynb_file__"), os.environ.get("JPY_SESSION_NAME"))
    ):
        with contextlib.suppress(OSError, ValueError, LookupError, TypeError):
            cells = json.loads(Path(path).read_text(encoding="utf-8"))["cells"]
            seconds = time.time() - Path(path).stat().st_mtime
            ago = (
                f"{seconds:.0f} seconds"
                if seconds < 100
                else f"{seconds / 60:.0f} minutes"
            )
            return cells, SAVED.format(Path(path).name, ago)
    return None
