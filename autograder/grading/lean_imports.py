"""Imports nbgrader without what grading has no use for.

nbgrader imports its pages for Jupyter's server, and setuptools for archives: what these modules
offer is there all the same, and imports them when it is first called.
"""

import importlib
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType
from typing import Any

_PUT_OFF: dict[str, tuple[str, ...]] = {
    "setuptools.archive_util": ("unpack_archive", "unpack_tarfile", "unpack_zipfile"),
    **{
        f"nbgrader.server_extensions.{name}": ("load_jupyter_server_extension",)
        for name in ("assignment_list", "course_list", "formgrader", "validate_assignment")
    },
}


@contextmanager
def _put_off(functions: Mapping[str, Iterable[str]]) -> Iterator[None]:
    """Have modules stand-ins for a while, whose functions import the true ones when called."""
    stand_ins = {
        module: _stand_in(module, names)
        for module, names in functions.items()
        if module not in sys.modules
    }
    sys.modules |= stand_ins
    try:
        yield
    finally:
        for module in stand_ins:
            del sys.modules[module]


def _stand_in(module: str, names: Iterable[str]) -> ModuleType:
    stand_in = ModuleType(module)
    vars(stand_in).update({name: _first_import(module, name) for name in names})
    return stand_in


def _first_import(module: str, name: str) -> Callable[..., Any]:
    def function(*arguments: Any, **named: Any) -> Any:
        return getattr(importlib.import_module(module), name)(*arguments, **named)

    return function


if "nbgrader" not in sys.modules:
    with _put_off(_PUT_OFF):
        importlib.import_module("nbgrader.utils")
