"""While pip installs a lock file, its progress is told: on one line of a terminal, or few lines."""

import os
import pty
import subprocess
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

from campus5g.places import HOUSE

PROGRAM = HOUSE / "deploy" / "checkout" / "install_locked.py"
STEP = "campus: 1/2 Python packages"

LOCK = """# made by uv
aiodns==4.0.4 \\
    --hash=sha256:c24d
appnope==0.1.4 ; sys_platform == 'darwin' \\
    --hash=sha256:c24e
numpy==2.4.0 \\
    --hash=sha256:c24f
zipp==4.0.0
"""
IGNORED = "Ignoring appnope: markers \"sys_platform == 'darwin'\" don't match your environment\n"
FETCHED = f"""{IGNORED}Requirement already satisfied: aiodns==4.0.4 in /v (from -r x (line 2))
Collecting numpy==2.4.0 (from -r x (line 6))
  Downloading numpy-2.4.0.whl (16 MB)
"""
INSTALLING = f"{FETCHED}Collecting zipp==4.0.0\nInstalling collected packages: zipp, numpy\n"

PIP = """
import sys, time
print('Collecting numpy==2.4.0', flush=True)
time.sleep(0.5)
print('\\n'.join(f'line {n}' for n in range(20)))
sys.exit(int(sys.argv[-1].removesuffix('.lock')[-1]))
"""
"""In place of pip: ends with the exit code that is the last digit of the lock file's name."""


@pytest.fixture(scope="module")
def program() -> ModuleType:
    loader = SourceFileLoader("install_locked", str(PROGRAM))
    spec = spec_from_loader(loader.name, loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("said", "installed", "told"),
    [
        ("", 0, "4 to fetch"),
        (IGNORED, 0, "3 to fetch"),
        (FETCHED, 0, "fetching 2 of 3 (numpy)"),
        (
            f"{FETCHED}WARNING: Retrying (Retry(total=4)) after connection broken: /simple/zipp/\n",
            0,
            "fetching 2 of 3 (numpy): no answer, trying again",
        ),
        (INSTALLING, 0, "installing 1 of 2 (zipp)"),
        (INSTALLING, 1, "installing 2 of 2 (numpy)"),
        (INSTALLING, 2, "installing 2 of 2 (numpy)"),
    ],
)
def test_what_pip_does_is_told_with_how_much_is_left(
    program: ModuleType, said: str, installed: int, told: str
) -> None:
    assert program.doing(said, program.required_packages(LOCK), installed) == told


@pytest.fixture
def with_pip(tmp_path: Path) -> dict[str, str]:
    """Variables with which Python finds another pip, and folders of this test."""
    (tmp_path / "pip").mkdir()
    (tmp_path / "pip" / "__init__.py").touch()
    (tmp_path / "pip" / "__main__.py").write_text(PIP)
    for code in "03":
        (tmp_path / f"{code}.lock").write_text(LOCK)
    return {**os.environ, "PYTHONPATH": str(tmp_path), "TMPDIR": str(tmp_path), "COLUMNS": "80"}


def command(folder: Path, code: int) -> list[str | Path]:
    return [sys.executable, PROGRAM, STEP, folder / f"{code}.lock"]


def test_a_log_gets_a_line_when_all_is_installed(with_pip: dict[str, str], tmp_path: Path) -> None:
    done = subprocess.run(command(tmp_path, 0), env=with_pip, capture_output=True, text=True)

    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == f"{STEP}: 0 installed\n"
    assert not list(tmp_path.glob("campus-pip-*"))


def test_a_failure_shows_what_pip_said_last_and_where_all_of_it_is(
    with_pip: dict[str, str], tmp_path: Path
) -> None:
    done = subprocess.run(command(tmp_path, 3), env=with_pip, capture_output=True, text=True)

    first, *last = done.stderr.splitlines()
    (log,) = tmp_path.glob("campus-pip-*")
    assert done.returncode == 3
    assert str(log) in first
    assert last == [f"line {number}" for number in range(10, 20)]


def test_a_terminal_gets_one_line_that_is_renewed(with_pip: dict[str, str], tmp_path: Path) -> None:
    ours, terminal = pty.openpty()
    subprocess.run(command(tmp_path, 0), env=with_pip, stderr=terminal, check=True)
    os.close(terminal)

    said = os.read(ours, 10_000).decode()
    os.close(ours)

    assert f"\r\033[K{STEP}: fetching 1 of 4 (numpy)" in said
    assert said.count("\n") == 1
    assert said.endswith(f"\r\033[K{STEP}: 0 installed\r\n")
