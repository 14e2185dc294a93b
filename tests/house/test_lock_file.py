import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from campus5g.places import DEVELOPMENT_LOCK_FILE, HOUSE, LOCK_FILE

RUNTIME, DEVELOPMENT = LOCK_FILE.read_text(), DEVELOPMENT_LOCK_FILE.read_text()
OF_DEVELOPMENT = {"dev", "docs"}
"""Extras that no running site needs."""

both = pytest.mark.parametrize("lock", [RUNTIME, DEVELOPMENT], ids=["runtime", "development"])


def locked(lock: str) -> dict[str, set[str]]:
    """Return the pins by package: some have several, for different versions of Python."""
    pins: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", lock, re.M):
        pins.setdefault(canonicalize_name(name), set()).add(version)
    return pins


def wanted(extras: set[str] | None = None) -> set[str]:
    """Return what the project needs, with the extras given or with all."""
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text())["project"]
    texts = [*project["dependencies"]]
    for name, extra in project["optional-dependencies"].items():
        if extras is None or name in extras:
            texts += extra
    return {canonicalize_name(Requirement(text).name) for text in texts}


def extras() -> set[str]:
    return set(
        tomllib.loads((HOUSE / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    )


@both
def test_a_lock_file_names_no_registry(lock: str) -> None:
    assert not re.search(r"https?://|^--", lock, re.M)


@both
def test_every_package_is_pinned_with_hashes(lock: str) -> None:
    entries = re.split(r"\n(?=[A-Za-z0-9])", lock.partition("\n")[2])
    unpinned = [
        entry.splitlines()[0]
        for entry in entries
        if re.match(r"[A-Za-z0-9]", entry) and not ("==" in entry and "--hash=sha256:" in entry)
    ]

    assert unpinned == []


def test_the_development_lock_holds_every_dependency_of_the_project() -> None:
    assert wanted() - set(locked(DEVELOPMENT)) == set()


def test_the_runtime_lock_holds_what_runs_and_nothing_of_development() -> None:
    programs = {"mkdocs", "mypy", "playwright", "pytest", "ruff", "schemathesis"}

    assert wanted(extras() - OF_DEVELOPMENT) - set(locked(RUNTIME)) == set()
    assert programs <= set(locked(DEVELOPMENT))
    assert programs & set(locked(RUNTIME)) == set()


def test_tests_run_with_the_packages_that_sites_run_with() -> None:
    development = locked(DEVELOPMENT)

    differing = {
        name: (pins, development.get(name))
        for name, pins in locked(RUNTIME).items()
        if not pins <= development.get(name, set())
    }

    assert differing == {}


@both
def test_a_lock_file_excludes_grammars_that_slow_notebook_reading(lock: str) -> None:
    assert "rfc3987-syntax" not in locked(lock)
