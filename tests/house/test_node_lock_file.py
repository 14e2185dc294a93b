"""The lock files of Node packages: the linter's, the pages', and those of what tests run."""

import json
from pathlib import Path
from typing import Any

import pytest

from campus5g.places import HOUSE

FOLDERS = (
    ".",
    "campus5g/courseware/page/front_end",
    "tests/deploy/helm",
    "tests/gateway/robots/other_clients",
)

every = pytest.mark.parametrize("folder", FOLDERS)


def packages(folder: str) -> dict[str, dict[str, Any]]:
    """Return the entries of a lock file; that of the project itself has no name."""
    file = Path(HOUSE, folder, "package-lock.json")
    found: dict[str, dict[str, Any]] = json.loads(file.read_text())["packages"]
    return found


@every
def test_a_lock_file_names_no_registry(folder: str) -> None:
    assert [name for name, entry in packages(folder).items() if "resolved" in entry] == []


@every
def test_every_package_is_pinned_with_a_hash(folder: str) -> None:
    installed = {name: entry for name, entry in packages(folder).items() if name}
    unpinned = [
        name for name, entry in installed.items() if not {"version", "integrity"} <= entry.keys()
    ]

    assert installed
    assert unpinned == []


@every
def test_a_lock_file_holds_every_requested_package(folder: str) -> None:
    project = json.loads(Path(HOUSE, folder, "package.json").read_text())
    locked = packages(folder)[""]

    for kind in ("dependencies", "devDependencies"):
        assert locked.get(kind) == project.get(kind)
