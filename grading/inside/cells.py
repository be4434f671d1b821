"""Which cells of a notebook depend on which: by the global names that they define and
read.
"""

import builtins
import re
import symtable
from collections.abc import Collection

from IPython.core.inputtransformer2 import TransformerManager

BUILT_IN = set(vars(builtins))
LONGEST = 50_000  # characters that are parsed; a page of code has 3000
# What IPython reads in its own way. Possessive: else a run of blanks takes time that
# grows with its square.
SPECIAL = re.compile(
    r"^[^\S\n]*+[%!?/,;]|\?[^\S\n]*+$|=[^\S\n]*+[%!]|^[^\S\n]*+(?:>>>|In \[)|\A["
    r" \t]++\S",
    re.MULTILINE,
)


def needed(
    cells: list[str], names: set[str], always: Collection[int] = ()
) -> list[int]:
    """Where the cells stand that define these names: for each the last one, then those
    that define what that one reads, and so on.

    What is built in is not looked for, so a cell that spoils `sum` stays out. always:
    cells that are needed anyway.
    """
    wanted = set(names)
    chosen: list[int] = []
    for place in reversed(range(len(cells))):
        defines, reads = defined_and_read(cells[place])
        if place in always or defines & wanted:
            chosen.insert(0, place)
            wanted = (wanted - defines) | (reads - defines - BUILT_IN)
    return chosen


def defined_and_read(source: str) -> tuple[set[str], set[str]]:
    """The global names that a cell defines, and those that it reads; none of a cell
    that is no Python.
    """
    if len(source) > LONGEST:
        return set(), set()
    try:
        top = symtable.symtable(plain(source), "cell", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set(), set()
    defines: set[str] = set()
    reads: set[str] = set()
    tables = [top]
    while tables:
        table = tables.pop()
        tables += table.get_children()
        for symbol in table.get_symbols():
            everywhere = table is top or symbol.is_declared_global()
            if everywhere and (symbol.is_assigned() or symbol.is_imported()):
                defines.add(symbol.get_name())
            if symbol.is_referenced() and (table is top or symbol.is_global()):
                reads.add(symbol.get_name())
    return defines, reads


def plain(source: str) -> str:
    """A cell as Python: magics become calls; under a cell magic such as %%time, its
    body counts.
    """
    first, _, rest = source.lstrip().partition("\n")
    source = f"\n{rest}" if first.startswith("%%") else source
    lines = len(SPECIAL.findall(source))
    # many of them take minutes; no honest cell has so many
    if not lines or lines > 20 or len(source) > 10_000:
        return source
    try:
        return TransformerManager().transform_cell(source)
    except Exception:  # of what is no Python and no magic either
        return source
