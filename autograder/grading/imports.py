"""What an assignment's notebooks import: the warm parent imports it once, for the whole class."""

import ast
import contextlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from IPython.core.inputtransformer2 import TransformerManager


def imported_modules(folder: Path) -> tuple[str, ...]:
    """Return the modules that the author's notebooks import, in their order.

    Only imports that stand by themselves in a cell count, and no file that lies beside the
    notebooks: learners may change it. A name that is not a module does no harm: the warm
    parent skips it.
    """
    beside = {path.stem for path in folder.glob("*") if path.suffix != ".ipynb"}
    modules: dict[str, None] = {}
    for path in sorted(folder.glob("*.ipynb")):
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            for source in _code_cells(path):
                modules |= dict.fromkeys(_imports(source))
    return tuple(
        name
        for name in modules
        if name.partition(".")[0] not in beside | {"__main__", *sys.builtin_module_names}
    )


def _code_cells(path: Path) -> Iterator[str]:
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            yield "".join(cell["source"])


def _imports(source: str) -> Iterator[str]:
    try:
        python = TransformerManager().transform_cell(source)  # type: ignore[no-untyped-call]
        statements = ast.parse(python).body
    except SyntaxError:
        return
    for statement in statements:
        if isinstance(statement, ast.Import):
            yield from (alias.name for alias in statement.names)
        elif isinstance(statement, ast.ImportFrom) and statement.module and not statement.level:
            yield statement.module
            yield from (f"{statement.module}.{alias.name}" for alias in statement.names)
