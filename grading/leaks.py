"""What students must not see of the sources, and whether a file shows it."""

import json
import re
from functools import lru_cache
from itertools import chain

import jupytext

ANSWER = "### BEGIN SOLUTION"
# letters and digits of a line that stands nowhere by accident, not even inside another
DISTINCT = 20
IMPORT = re.compile(r"import |from .* import ")


def answer_lines(text: str) -> set[str]:
    """Every line of a source that students must not see: answers, hidden tests, mark
    schemes, model essays.
    """
    return {
        line for part in _hidden(text) for line in part[1:] if not IMPORT.match(line)
    }


def leaks(name: str, content: bytes, sources: list[str]) -> set[str]:
    """The lines of `sources` that a public file shows and must not; in outputs and
    metadata of a notebook, too.

    The helpers hold a solution of every exercise, and hidden tests compare with it:
    there, and only there, answers count for nothing, and of a hidden test or a mark
    scheme it takes three lines in a row.
    """
    text = (
        "\n".join(_strings(json.loads(content)))
        if name.endswith(".ipynb")
        else content.decode(errors="replace")
    )
    shown = [line.removeprefix("# ").strip() for line in text.splitlines()]
    if name.startswith("helpers/"):
        parts = [
            part[1:]
            for part in chain.from_iterable(map(_hidden, sources))
            if ANSWER not in part[0]
        ]
        rows = set(chain.from_iterable(map(_in_a_row, parts))) & set(
            _in_a_row(list(filter(_has_words, shown)))
        )
        return set(chain.from_iterable(rows))
    secret, whole = set().union(*map(answer_lines, sources)), set(shown)
    return {
        line
        for line in secret
        if line in whole or (_letters(line) >= DISTINCT and line in text)
    }


@lru_cache
def _hidden(text: str) -> list[list[str]]:
    """The hidden parts of a source, each as what opens it and its lines, but for those
    of hardly a word.
    """
    parts, secret = [], False
    for cell in jupytext.reads(text, fmt="py:percent").cells:
        essay = cell.cell_type == "markdown" and cell.metadata.get("nbgrader", {}).get(
            "solution"
        )
        parts += [["a model essay"]] if essay else []
        for line in cell.source.splitlines():
            parts += [[line]] if "### BEGIN" in line else []
            secret = secret or "### BEGIN" in line
            if (secret or essay) and _has_words(line):
                parts[-1].append(line.strip())
            secret = secret and "### END" not in line
    return parts


def _in_a_row(lines: list[str]):
    return zip(lines, lines[1:], lines[2:], strict=False)


def _has_words(line: str) -> bool:
    return _letters(line) >= 5


def _letters(line: str) -> int:
    return sum(character.isalnum() for character in line)


def _strings(value):
    """Every text in a piece of JSON, and lists of lines, as notebooks keep them, as
    one.
    """
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        yield "".join(item for item in value if isinstance(item, str))
        for item in value:
            yield from _strings(item)
    elif isinstance(value, str):
        yield value
