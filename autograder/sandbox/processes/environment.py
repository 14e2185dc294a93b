"""What a warm parent has at hand: an interpreter, modules, variables, folders."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Environment:
    """What the notebooks of a course need to run.

    `python` is the interpreter (the kernelspec's own), `preload` the modules that are imported
    once, in the warm parent, `variables` what is added to the scrubbed environment, `readable`
    the files and folders that notebooks may read besides the interpreter and the system's
    programs. Nothing of the course belongs there but what learners may see.
    """

    python: Path = field(default_factory=lambda: Path(sys.executable))
    preload: tuple[str, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    readable: tuple[Path, ...] = ()
