"""How large the code is, and how the notebooks are written: printed, never asserted."""

import ast
import re
import statistics
import tokenize
from itertools import chain
from pathlib import Path

import jupytext

ROOT = Path(__file__).resolve().parent.parent
PARTS = {
    "helpers": "helpers/*.py",
    "checks": "helpers/checks/*.py",
    "grading": "grading/**/*.py",
    "tests": "tests/**/*.py",
}
NOT_CODE = ("grading/sample", "tests/banks/answers", "tests/banks/hostile")
NOT_CODE += ("tests/banks/side_effects",)
SILENT = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT}
SILENT |= {tokenize.DEDENT, tokenize.ENCODING, tokenize.ENDMARKER}


def code_lines(path: Path) -> int:
    """The lines of a module that are neither blank, nor comment, nor docstring."""
    with open(path, "rb") as file:
        tokens = [t for t in tokenize.tokenize(file.readline) if t.type not in SILENT]
    lines = {n for t in tokens for n in range(t.start[0], t.end[0] + 1)}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        documented = ast.Module | ast.FunctionDef | ast.ClassDef
        if isinstance(node, documented) and ast.get_docstring(node):
            lines -= {*range(node.body[0].lineno, node.body[0].end_lineno + 1)}
    return len(lines)


def size(pattern: str) -> int:
    """The lines of code of all modules of a part."""
    paths = (path for path in ROOT.glob(pattern))
    return sum(
        code_lines(path)
        for path in paths
        if not str(path.relative_to(ROOT)).startswith(NOT_CODE)
    )


def style(path: Path) -> str:
    """How many cells and words a student reads, and how long the code between is."""
    cells = [c for c in jupytext.read(path).cells if "nbgrader" not in c.metadata]
    code = [c.source.splitlines() for c in cells if c.cell_type == "code"]
    lengths = [sum(bool(line.strip()) for line in lines) for lines in code]
    prose = " ".join(c.source for c in cells if c.cell_type == "markdown")
    words = re.findall(r"[^\W\d_]{2,}", re.sub(r"\$.*?\$|`.*?`", "", prose))
    widest = max(map(len, chain.from_iterable(code)))
    half = statistics.median(lengths)
    return (
        f"{len(words):5} words, {len(code)} code cells of {half:g} lines, the longest"
        f" of {max(lengths)}, the widest line of {widest}"
    )


if __name__ == "__main__":
    sizes = {part: size(pattern) for part, pattern in PARTS.items()}
    print("lines of code: " + ", ".join(f"{p} {n:,}" for p, n in sizes.items()))
    for source in sorted(ROOT.glob("notebooks/*/*.py")):
        print(f"{source.stem:28} {style(source)}")
