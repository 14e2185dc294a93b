"""Imports jsonschema without the grammars of internationalised addresses.

Where rfc3987_syntax is installed, jsonschema builds some forty grammars as it is imported: a
second of processor time, more than all else that nbgrader imports, for formats that no notebook's
schema mentions.
"""

import sys
from types import ModuleType

_GRAMMARS = "rfc3987_syntax"

if "jsonschema" not in sys.modules and _GRAMMARS not in sys.modules:
    _modules: dict[str, ModuleType | None] = sys.modules  # type: ignore[assignment]
    _modules[_GRAMMARS] = None  # the import system's word for "there is none"
    try:
        import jsonschema  # type: ignore[import-untyped]  # noqa: F401
    finally:
        del _modules[_GRAMMARS]
