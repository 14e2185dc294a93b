"""Real pytest on tests of a folder of its own, with plugins of the house."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from campus5g.places import HOUSE

# They take a second and more to import, in every process of a run.
WITHOUT = "-p no:schemathesis -p no:nbval -p no:hypothesispytest -p no:asyncio -p no:anyio"
WITHIN_S = 55


def pytest_in(
    folder: Path,
    tests: Mapping[str, str],
    options: Sequence[str],
    settings: str = "",
    within: Sequence[str] = (),
) -> subprocess.CompletedProcess[str]:
    """Run tests by two workers, with no file named, as `./campus test` does.

    Args:
        folder: where they are written.
        tests: what is in ``test_NAME.py``, by name.
        options: of pytest.
        settings: lines of ``pytest.ini``.
        within: a program that runs pytest, with its arguments.
    """
    (folder / "pytest.ini").write_text(f"[pytest]\ntestpaths = .\n{settings}")
    for name, test in tests.items():
        (folder / f"test_{name}.py").write_text(test)
    return subprocess.run(
        [*within, sys.executable, "-m", "pytest", "-n", "2", *options],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(HOUSE), "PYTEST_ADDOPTS": WITHOUT},
        capture_output=True,
        text=True,
        timeout=WITHIN_S,
        check=False,
    )
