"""The banks of cases for the tests, and how their files of answers are read.

In answers/<assignment>/<function>.py each cell is an answer, under `# %% wrong: name`
or `# %% right: name`. Its docstring tells the mistake, or what is unusual about it. A
wrong one's docstring has these lines besides:

Diagnosis: the words that the check must say; `none` where it only knows that the values
    are not the right ones
Points: what the answer earns, where a part of it is right
"""

import ast
import re
from dataclasses import dataclass
from pathlib import Path

BANKS = Path(__file__).parent


@dataclass
class Answer:
    """An answer, and what it deserves: the diagnosis is "" where there is none."""

    kind: str
    name: str
    code: str
    diagnosis: str
    points: float


def cells(path: Path) -> dict[str, str]:
    """The cells of a py:percent file: the code under each title."""
    before, *parts = re.split(r"(?m)^# ?%%(.*)$", path.read_text(encoding="utf-8"))
    if before.strip():
        raise ValueError(f"{path}: there is code before the first `# %%`")
    found = {}
    for title, code in zip(parts[::2], parts[1::2], strict=True):
        if title.strip() in found:
            raise ValueError(f"{path}: `# %% {title.strip()}` is there twice")
        found[title.strip()] = code.strip("\n") + "\n"
    return found


def answers(path: Path) -> list[Answer]:
    """The answers to an exercise, in the order of their file."""
    return [_answer(path, title, code) for title, code in cells(path).items()]


def _answer(path: Path, title: str, code: str) -> Answer:
    header = re.fullmatch(r"(wrong|right): (\w+)", title)
    if not header:
        raise ValueError(
            f"{path}: `# %% {title}` is neither `# %% wrong: name` nor"
            " `# %% right: name`"
        )
    told = ast.get_docstring(ast.parse(code)) or ""
    fields = dict(re.findall(r"(?m)^(Diagnosis|Points): (.+)$", told))
    if header[1] == "wrong" and "Diagnosis" not in fields:
        raise ValueError(
            f"{path}: the docstring of `{title}` has no line `Diagnosis: …` (or"
            " `Diagnosis: none`)"
        )
    diagnosis = fields.get("Diagnosis", "none")
    return Answer(
        *header.groups(),
        code,
        diagnosis="" if diagnosis == "none" else diagnosis,
        points=float(fields.get("Points", 0)),
    )
