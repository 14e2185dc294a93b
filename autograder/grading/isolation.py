"""The author's notebooks, read for where their tests run."""

import ast
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from autograder.grading.placing.placement import AuthorsCell, Isolation, Kind, Placement, placed
from autograder.grading.source_cells import SourceCell
from autograder.running.examination import Examination

_LARGEST_MODULE_BYTES = 1024 * 1024


def placements_of(
    name: str, folders: Sequence[Path], saved: Sequence[SourceCell] = ()
) -> dict[str, Placement]:
    """Return where the tests of a notebook run, by grade id.

    What the author wishes stands in the metadata of a cell: ``{"autograder": {"isolation":
    "process"}}``, or ``"shell"``. In those of the notebook it goes for all tests, but that no test
    is forced out of the learner's interpreter. The first folder that has the notebook counts; the
    text of a cell that is `saved` is that which will be run.
    """
    for folder in folders:
        notebook = _read(folder / f"{name}.ipynb")
        if notebook is not None:
            return placed(list(_cells(notebook, {cell.name: cell for cell in saved})))
    return {}


def _read(path: Path) -> dict[str, Any] | None:
    """Return the notebook in a file, None if there is none that can be read."""
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    return notebook if isinstance(cells, list) and cells else None


def isolation_by_index(
    placements: Mapping[str, Placement], tests: Mapping[int, str]
) -> dict[int, str]:
    """Return where each test runs; `tests` are grade ids by the place of their cells."""
    return {
        index: placements[name].isolation if name in placements else "shell"
        for index, name in tests.items()
    }


def examination_of(
    placements: Mapping[str, Placement],
    tests: Mapping[int, str],
    shipped: Mapping[str, str],
    variables: Mapping[str, str] | None = None,
) -> Examination:
    """Return what the tests' process needs to know of these tests, and its own `variables`."""
    plans = {
        index: placements[name].plan
        for index, name in tests.items()
        if name in placements and placements[name].isolation == "process"
    }
    codes = [given.code for plan in plans.values() for given in plan.given]
    packages = tuple(sorted({*_packages(codes), *_tops(shipped)}))
    return Examination(plans, shipped, packages, variables or {})


def shipped_modules(folder: Path | None, files: Sequence[PurePosixPath]) -> dict[str, str]:
    """Return the texts of the Python modules among the files that come with an assignment."""
    texts: dict[str, str] = {}
    for file in files if folder is not None else ():
        if file.suffix != ".py" or not all(part.isidentifier() for part in _parts(file)):
            continue
        path = Path(folder or "", file)
        try:
            if path.stat().st_size <= _LARGEST_MODULE_BYTES:
                texts[".".join(_parts(file))] = path.read_text(encoding="utf-8")
        except (OSError, ValueError):
            continue
    return texts


def _parts(file: PurePosixPath) -> tuple[str, ...]:
    return file.with_suffix("").parts


def _tops(names: Mapping[str, str]) -> set[str]:
    return {name.partition(".")[0] for name in names}


def _packages(codes: Sequence[str]) -> Iterator[str]:
    """Yield the packages that the author's statements import."""
    for code in codes:
        for node in ast.walk(ast.parse(code)):
            if isinstance(node, ast.Import):
                yield from (alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield node.module.partition(".")[0]


def _cells(notebook: dict[str, Any], saved: Mapping[str, SourceCell]) -> Iterator[AuthorsCell]:
    general = _wish(notebook.get("metadata", {}))
    for number, cell in enumerate(notebook["cells"]):
        if cell.get("cell_type") != "code":
            continue
        grading = cell.get("metadata", {}).get("nbgrader", {})
        name = _grade_id(cell)
        kept = saved.get(name)
        source = cell.get("source", "")
        yield AuthorsCell(
            kind=_kind(grading),
            name=name or f"cell {number}",
            source=kept.source if kept and kept.locked else "".join(source),
            wish=_wish(cell.get("metadata", {})) or ("shell" if general == "shell" else None),
            vouched=general == "process",
        )


def _grade_id(cell: dict[str, Any]) -> str:
    return str(cell.get("metadata", {}).get("nbgrader", {}).get("grade_id", ""))


def _kind(grading: dict[str, Any]) -> Kind:
    if grading.get("solution"):
        return "solution"
    if grading.get("grade"):
        return "test"
    return "given" if grading.get("locked") else "open"


def _wish(metadata: dict[str, Any]) -> Isolation | None:
    wish = metadata.get("autograder", {}).get("isolation")
    return wish if wish in ("shell", "process") else None
