"""nbformat's schemas, compiled before any worker is forked: each would compile them by itself."""

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path

from nbformat.validator import get_validator


def compile_schemas(folder: Path) -> None:
    """Compile what notebooks of the versions that the author's have are validated against."""
    for minor in set(_minors(folder)):
        for relaxed in (False, True):
            get_validator(4, minor, relax_add_props=relaxed)  # type: ignore[no-untyped-call]


def _minors(folder: Path) -> Iterator[int]:
    for path in folder.glob("*.ipynb"):
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            notebook = json.loads(path.read_text(encoding="utf-8"))
            if notebook["nbformat"] == 4:
                yield int(notebook["nbformat_minor"])
