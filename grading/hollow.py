"""The helpers as an answer may see them while it is tested: without the functions that
it is asked to write.
"""

import ast
from functools import cache
from pathlib import Path

from grading.walls import helpers_sources
from helpers.checks.own_work import GUARDED

NO_CHECKS = (
    '"""Nothing to check here."""\n\n\ndef __getattr__(name):\n    return lambda *_,'
    " **__: None\n"
)
REFUSAL = """\
from helpers.checks.own_work import HelpersUsed
raise HelpersUsed(
    "your answer calls the helpers' own {name}, and so earns nothing. "
    "Write it yourself."
)"""


@cache
def helpers_for(may_call: tuple[str, ...]) -> dict[str, str]:
    """The helpers' sources: of the modules that answers may not use, only the bodies of
    `may_call` and of what these need are left; of the checks, nothing but the guard.
    """
    sources = {
        name: source
        for name, source in helpers_sources().items()
        if not name.startswith("helpers.checks") or name == "helpers.checks.own_work"
    }
    sources["helpers.checks"] = NO_CHECKS
    trees = _trees(sources)
    needed = _needed(trees, may_call)
    for name, tree in trees.items():
        for node in _definitions(tree):
            if (name, node.name) not in needed:
                _empty(node, f"{name.split('.')[-1]}.{node.name}")
        sources[name] = ast.unparse(tree)
    return sources


@cache
def keep_more_than_allowed(may_call: tuple[str, ...]) -> bool:
    """Whether `helpers_for` keeps bodies that an answer may not call itself, so that
    its calls have to be watched.
    """
    needed = _needed(_trees(helpers_sources()), may_call)
    return not all(_allowed(*definition, may_call) for definition in needed)


def _trees(sources: dict[str, str]) -> dict[str, ast.Module]:
    guarded = {Path(file).stem for file in GUARDED}
    return {
        name: ast.parse(source)
        for name, source in sources.items()
        if name.split(".")[-1] in guarded
    }


def _definitions(tree: ast.Module) -> list[ast.FunctionDef | ast.ClassDef]:
    return [
        node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)
    ]


def _needed(
    trees: dict[str, ast.Module], may_call: tuple[str, ...]
) -> set[tuple[str, str]]:
    """The allowed definitions, (module, name), with all that they name, directly or
    not.
    """
    defined = {
        (module, node.name): node
        for module, tree in trees.items()
        for node in _definitions(tree)
    }
    needed: set[tuple[str, str]] = set()
    found = {key for key in defined if _allowed(*key, may_call)}
    while found:
        needed |= found
        names = {word for key in found for word in _words(defined[key])}
        found = {key for key in defined if key[1] in names} - needed
    return needed


def _allowed(module: str, name: str, may_call: tuple[str, ...]) -> bool:
    short = module.split(".")[-1]
    return short in may_call or f"{short}.{name}" in may_call


def _words(node: ast.AST) -> set[str]:
    """Every name in a definition, but for its documentation."""
    return {
        n.id if isinstance(n, ast.Name) else n.attr
        for n in ast.walk(node)
        if isinstance(n, ast.Name | ast.Attribute)
    }


def _empty(node: ast.FunctionDef | ast.ClassDef, name: str) -> None:
    """Leave of a function its head, and of a class its methods' heads."""
    functions = (
        [node]
        if isinstance(node, ast.FunctionDef)
        else [n for n in node.body if isinstance(n, ast.FunctionDef)]
    )
    for function in functions:
        function.body = ast.parse(REFUSAL.format(name=name)).body
