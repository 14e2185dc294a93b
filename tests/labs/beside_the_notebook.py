"""The programs that lie beside a lab's notebook, imported for a while."""

import contextlib
import importlib
import sys
from collections.abc import Iterator
from types import ModuleType

from campus5g.places import LABS


@contextlib.contextmanager
def program(lab: str, name: str) -> Iterator[ModuleType]:
    """Import a module of a lab's folder while the block runs; other labs have some of that name."""
    folder = LABS / lab
    sys.path.insert(0, str(folder))
    try:
        yield importlib.import_module(name)
    finally:
        sys.path.remove(str(folder))
        for file in folder.glob("*.py"):
            sys.modules.pop(file.stem, None)
