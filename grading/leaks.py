"""The last look at what students get: no public file may quote what a source hides.

Of the notebooks the derivation takes out what is marked as hidden; this also finds a
copy of it in a text, an output or metadata, and in the helpers, written by hand.
"""

import json
import re

HIDDEN = re.compile(r"### BEGIN ([A-Z ]+)\n(.*?)### END", re.DOTALL)
ESSAY = re.compile(
    r'^# %% \[markdown\].*"solution": true.*\n((?:#.*\n)+)', re.MULTILINE
)
IMPORT = re.compile(r"import |from .* import ")
# letters and digits of what stands nowhere by accident
DISTINCT = 20


def answer_lines(source: str) -> set[str]:
    """Every line of a source that students must not see: answers, hidden tests, mark
    schemes, model essays; but for imports, and lines of hardly a word.
    """
    lines = {line for _, part in _hidden_parts(source) for line in part}
    return {line for line in lines if _letters(line) >= 5 and not IMPORT.match(line)}


def leak(name: str, text: str, sources: list[str]) -> tuple[int, str] | None:
    """Where a public file quotes a hidden part of `sources`: the number of the line
    there, and the quotation.

    The helpers hold a solution of every exercise, and hidden tests compare with it:
    there answers count for nothing, and of the rest it takes three lines in a row.
    """
    if name.startswith("helpers/"):
        quotations = set().union(*map(_tests_in_a_row, sources))
    else:
        quotations = set().union(*map(answer_lines, sources))
    shown = "\n".join(line.strip() for line in text.splitlines())
    for quotation in quotations:
        written = quotation
        if name.endswith(".ipynb"):
            written = json.dumps(quotation, ensure_ascii=False)[1:-1]
        if _letters(quotation) >= DISTINCT and written in shown:
            return shown[: shown.index(written)].count("\n") + 1, quotation
    return None


def _hidden_parts(source: str) -> list[tuple[str, list[str]]]:
    """The hidden parts of a source, each as its kind and its lines."""
    parts = HIDDEN.findall(source)
    parts += [("ESSAY", text) for text in ESSAY.findall(source)]
    return [
        (kind, [line.removeprefix("# ").strip() for line in text.splitlines()])
        for kind, text in parts
    ]


def _tests_in_a_row(source: str) -> set[str]:
    """Every three lines in a row of the hidden parts that are no answers."""
    parts = [lines for kind, lines in _hidden_parts(source) if kind != "SOLUTION"]
    return {
        "\n".join(three)
        for lines in parts
        for three in zip(lines, lines[1:], lines[2:], strict=False)
        if not any(map(IMPORT.match, three))
    }


def _letters(text: str) -> int:
    return sum(character.isalnum() for character in text)
