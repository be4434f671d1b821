"""The helpers, imported from sources that came over the channel: the room has no file
of them.
"""

import importlib.abc
import importlib.util
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType


# typeshed gives two of SourceLoader's own bases a `source_to_code` that differs
class Sources(  # type: ignore[misc]
    importlib.abc.SourceLoader, importlib.abc.MetaPathFinder
):
    """Finds and loads modules whose sources are at hand, by name."""

    def __init__(self, sources: dict[str, str]) -> None:
        self.sources = sources

    def find_spec(
        self,
        name: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """How to load a module; None of one whose source is not at hand."""
        if name not in self.sources:
            return None
        return importlib.util.spec_from_file_location(
            name,
            self.get_filename(name),
            loader=self,
            submodule_search_locations=[] if self._is_folder(name) else None,
        )

    def _is_folder(self, name: str) -> bool:
        return any(other.startswith(f"{name}.") for other in self.sources)

    def get_filename(self, name: str) -> str:
        """The path that a module's source is said to come from."""
        path = name.replace(".", "/")
        if self._is_folder(name):
            path += "/__init__"
        return f"/course/{path}.py"

    def get_data(self, path: str) -> bytes:
        """The source of that path. Raises `OSError` where there is none."""
        for name, source in self.sources.items():
            if self.get_filename(name) == path:
                return source.encode()
        raise OSError(path)


def install(sources: dict[str, str]) -> None:
    """From now on, these modules are imported from these sources."""
    sys.meta_path.insert(0, Sources(sources))
