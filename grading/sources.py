"""What Python says of a cell's source; nothing of it is run."""

import ast
import re
import warnings
from functools import lru_cache
from typing import TypeGuard

from grading.inside.cells import LONGEST, defined_and_read, plain

FUNCTION = re.compile(
    r"^[ \t]*(?:async[ \t]+)?def[ \t]+(\w+)|^[ \t]*(\w+)[ \t]*=[ \t]*lambda\b",
    re.MULTILINE,
)


@lru_cache(maxsize=256)
def parse(source: str) -> ast.Module | None:
    """The syntax tree; None if the source is no Python, or too long."""
    try:
        with warnings.catch_warnings(action="ignore"):
            return ast.parse(plain(source)) if len(source) <= LONGEST else None
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def why_no_python(source: str) -> str:
    """What Python finds wrong with a cell that it cannot read; nothing if it can."""
    if len(source) > LONGEST:
        return f"it is longer than {LONGEST} characters"
    try:
        with warnings.catch_warnings(action="ignore"):
            ast.parse(plain(source))
    except SyntaxError as error:
        return f"{error.msg}, line {error.lineno}" if error.lineno else str(error.msg)
    except (ValueError, RecursionError, MemoryError) as error:
        return str(error) or "it is nested too deeply"
    return ""


@lru_cache(maxsize=256)
def names(source: str) -> tuple[set[str], set[str]]:
    """The global names that it defines, and those that it reads; none if it is no
    Python.
    """
    with warnings.catch_warnings(action="ignore"):
        return defined_and_read(source) if parse(source) else (set(), set())


@lru_cache(maxsize=256)
def functions(source: str) -> set[str]:
    """The functions that it defines; if it is no Python, those that it seems to
    define.
    """
    found = {name for groups in FUNCTION.findall(source) for name in groups if name}
    return found & names(source)[0] if found and parse(source) else found


def is_blank(source: str, function: str) -> bool:
    """Whether it leaves a function open: the stub defines it and nothing else does, or
    it holds no statement at all.
    """
    tree = parse(source)
    if tree is None:
        return False
    stubs = [node for node in tree.body if _is_stub(node, function)]
    if all(node in stubs or is_constant(node) for node in tree.body):
        return True
    return bool(stubs) and function not in names(_without(plain(source), stubs))[0]


def _without(source: str, nodes: list[ast.FunctionDef]) -> str:
    """The source with these functions' lines left empty."""
    lines = source.splitlines(keepends=True)
    for node in nodes:
        first = min(
            [node.lineno, *(decorator.lineno for decorator in node.decorator_list)]
        )
        last = node.end_lineno or node.lineno  # the parser knows of each its end
        lines[first - 1 : last] = ["\n"] * (last - first + 1)
    return "".join(lines)


def _is_stub(node: ast.stmt, function: str) -> TypeGuard[ast.FunctionDef]:
    if not isinstance(node, ast.FunctionDef) or node.name != function:
        return False
    body = [inner for inner in node.body if not is_constant(inner)]
    return (
        len(body) == 1
        and isinstance(body[0], ast.Raise)
        and "NotImplementedError" in ast.dump(body[0])
    )


def is_constant(node: ast.stmt) -> bool:
    """Whether a statement is a text, or another value that nothing is done with."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def is_words(source: str) -> bool:
    """Whether a code cell holds an answer in words: no Python; or comments, texts and
    names alone, several of them.
    """
    tree = parse(source)
    if tree is None:
        return True
    if not all(isinstance(node, WORDS) for node in ast.walk(tree)):
        return False
    return len(re.findall(r"[^\W\d_]{2,}", source)) >= 3


WORDS: tuple[type[ast.AST], ...] = (
    ast.Module,
    ast.Expr,
    ast.Constant,
    ast.Name,
    ast.Load,
    ast.Compare,
    ast.BoolOp,
    ast.UnaryOp,
)
WORDS += (ast.cmpop, ast.boolop, ast.unaryop)
