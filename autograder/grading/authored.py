"""What an author's own notebooks say besides what the gradebook keeps of them."""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

Isolation = Literal["shell", "process"]

_IMPORT = re.compile(r"^\s*(?:from\s+([\w.]+)\s+import\b|import\s+([\w.]+))", re.MULTILINE)


def isolation_of(name: str, folders: tuple[Path, ...]) -> dict[str, Isolation]:
    """Return how the tests of a notebook are to be run, by grade id, where the author says so.

    The author says it in the metadata of the cell: ``{"autograder": {"isolation": "process"}}``.
    The first folder that has the notebook counts.
    """
    for folder in folders:
        cells = list(_cells(folder / f"{name}.ipynb"))
        if cells:
            marked = [cell.get("metadata", {}) for cell in cells]
            return {
                metadata["nbgrader"]["grade_id"]: "process"
                for metadata in marked
                if metadata.get("autograder", {}).get("isolation") == "process"
                and "grade_id" in metadata.get("nbgrader", {})
            }
    return {}


def imports_of(folder: Path) -> tuple[str, ...]:
    """Return the modules that the notebooks in a folder import, the standard library's aside."""
    found = {
        one or other
        for path in sorted(folder.glob("*.ipynb"))
        for cell in _cells(path)
        if cell.get("cell_type") == "code"
        for one, other in _IMPORT.findall("".join(cell.get("source", "")))
    }
    return tuple(
        sorted(name for name in found if name.partition(".")[0] not in sys.stdlib_module_names)
    )


def _cells(path: Path) -> Iterator[dict[str, Any]]:
    try:
        yield from json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError):
        return
