"""What Python says of a cell's source; nothing of it is run."""

import ast
import re
import warnings
from functools import lru_cache

from grading.inside.cells import LONGEST, defined_and_read, plain

FUNCTION = re.compile(r"^[ \t]*(?:async[ \t]+)?def[ \t]+(\w+)|^[ \t]*(\w+)[ \t]*=[ \t]*lambda\b", re.MULTILINE)


@lru_cache(maxsize=256)
def parse(source: str) -> ast.Module | None:
    """The syntax tree; None if the source is no Python, or too long."""
    try:
        with warnings.catch_warnings(action="ignore"):
            return ast.parse(plain(source)) if len(source) <= LONGEST else None
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


@lru_cache(maxsize=256)
def names(source: str) -> tuple[set[str], set[str]]:
    """The global names that it defines, and those that it reads; none if it is no Python."""
    with warnings.catch_warnings(action="ignore"):
        return defined_and_read(source) if parse(source) else (set(), set())


@lru_cache(maxsize=256)
def functions(source: str) -> set[str]:
    """The functions that it defines; if it is no Python, those that it seems to define."""
    found = {name for groups in FUNCTION.findall(source) for name in groups if name}
    return found & names(source)[0] if found and parse(source) else found


def is_blank(source: str, function: str) -> bool:
    """Whether it leaves a function open: the stub defines it and nothing else does, or it holds no statement at all."""
    tree = parse(source)
    if tree is None:
        return False
    stubs = [node for node in tree.body if _is_stub(node, function)]
    rest = [node for node in tree.body if node not in stubs and not is_constant(node)]
    others = (names(ast.get_source_segment(plain(source), node))[0] for node in rest)
    return not rest or (bool(stubs) and not any(function in defined for defined in others))


def _is_stub(node: ast.stmt, function: str) -> bool:
    if not isinstance(node, ast.FunctionDef) or node.name != function:
        return False
    body = [inner for inner in node.body if not is_constant(inner)]
    return len(body) == 1 and isinstance(body[0], ast.Raise) and "NotImplementedError" in ast.dump(body[0])


def is_constant(node: ast.stmt) -> bool:
    """Whether a statement is a text, or another value that nothing is done with."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
