"""A temporary folder ends with its process, even when that is killed."""

import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from running_program import running

from campus5g.process_folder import ProcessFolder

HOLD = """
from campus5g.process_folder import ProcessFolder
folder = ProcessFolder("test")
(folder.path / "file").touch()
print(folder.path, flush=True)
input()
"""


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


@pytest.fixture
def holder() -> Iterator["subprocess.Popen[str]"]:
    with running(
        [sys.executable, "-c", HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.kill()


def held_by(process: "subprocess.Popen[str]") -> Path:
    assert process.stdout is not None
    return Path(process.stdout.readline().strip())


def test_it_is_its_user_s_only_and_goes_when_it_is_closed(scratch: Path) -> None:
    with ProcessFolder("test") as folder:
        mode = stat.S_IMODE(folder.path.stat().st_mode)

    assert mode == 0o700
    assert list(scratch.iterdir()) == []


def test_that_of_a_running_process_stays(holder: "subprocess.Popen[str]") -> None:
    theirs = held_by(holder)

    with ProcessFolder("test"):
        assert (theirs / "file").exists()


def test_that_of_a_killed_process_goes_with_the_next_of_its_name(
    holder: "subprocess.Popen[str]",
) -> None:
    theirs = held_by(holder)
    holder.kill()
    holder.wait()
    assert theirs.exists()

    with ProcessFolder("other"):
        assert theirs.exists()
    with ProcessFolder("test"):
        assert not theirs.exists()


def test_a_link_in_its_place_is_left_alone(scratch: Path, tmp_path: Path) -> None:
    precious = tmp_path / "precious"
    precious.mkdir()
    (scratch / "campus5g-held-test-link").symlink_to(precious)

    with ProcessFolder("test"):
        assert precious.is_dir()


def test_many_can_be_made_at_once() -> None:
    def make_some() -> None:
        for _ in range(200):
            with ProcessFolder("test") as folder:
                (folder.path / "file").touch()

    with ThreadPoolExecutor(4) as pool:
        made = [pool.submit(make_some) for _ in range(4)]

    assert [each.exception() for each in made] == [None] * 4
