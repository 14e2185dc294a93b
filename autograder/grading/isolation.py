"""Where the author asks for tests to run in a process of their own."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

Isolation = Literal["shell", "process"]


def isolation_of(name: str, folders: tuple[Path, ...]) -> dict[str, Isolation]:
    """Return where the author wants each test of a notebook to run, by grade id.

    The author writes it in the metadata of the cell: ``{"autograder": {"isolation": "process"}}``.
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


def _cells(path: Path) -> Iterator[dict[str, Any]]:
    try:
        yield from json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError):
        return
