"""``./campus`` sets up what a command needs: to run, or to test and to document besides."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from campus5g.places import HOUSE

RUNTIME, DEVELOPMENT = "requirements.lock", "requirements-dev.lock"

PYTHON = """#!/bin/sh
for last; do :; done
case "$*" in
*install_locked*) echo "$last" >>installed ;;
*"-m venv"*)
    mkdir -p .venv/bin .venv/etc/jupyter
    cp "$0" .venv/bin/python
    cp /bin/true .venv/bin/campus5g
    ;;
esac
"""
"""In place of Python: notes which lock file it is to install, and makes an empty environment."""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name in ("campus", RUNTIME, DEVELOPMENT, "pyproject.toml"):
        shutil.copy(HOUSE / name, tmp_path)
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "python3").write_text(PYTHON)
    (programs / "python3").chmod(0o755)
    return tmp_path


def said_to(checkout: Path, command: str) -> str:
    """Give a command; return what the script says."""
    path = os.pathsep.join([str(checkout / "programs"), os.environ["PATH"]])
    done = subprocess.run(
        [checkout / "campus", command],
        check=True,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PATH": path},
    )
    return done.stderr


def installed_by(checkout: Path, *commands: str) -> list[str]:
    """Give the commands one after the other; return the lock files that were installed."""
    log = checkout / "installed"
    log.unlink(missing_ok=True)
    for command in commands:
        said_to(checkout, command)
    return log.read_text().splitlines() if log.exists() else []


def test_each_step_of_the_set_up_is_told_with_how_many_there_are(checkout: Path) -> None:
    first, again = said_to(checkout, "docs"), said_to(checkout, "docs")

    assert "campus: 1/2 Python packages" in first
    assert again == ""


def test_a_site_is_set_up_without_the_packages_of_development(checkout: Path) -> None:
    assert installed_by(checkout, "doctor", "doctor") == [RUNTIME]


def test_documentation_adds_the_packages_of_development_once(checkout: Path) -> None:
    assert installed_by(checkout, "doctor", "docs", "docs", "doctor") == [RUNTIME, DEVELOPMENT]


def test_a_changed_development_lock_leaves_a_site_as_it_is(checkout: Path) -> None:
    installed_by(checkout, "docs")
    with (checkout / DEVELOPMENT).open("a") as lock:
        lock.write("# changed\n")

    assert installed_by(checkout, "doctor", "docs") == [DEVELOPMENT]
