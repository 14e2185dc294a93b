"""A classroom server that could not serve anybody says so at once, and does not start."""

import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from campus5g.places import HOUSE


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    """A Python of a folder that only its owner may pass, with everything that ours has."""
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o700)
    venv.create(folder / "venv")
    (library,) = (folder / "venv" / "lib").glob("python*")
    paths = (str(HOUSE), sysconfig.get_path("purelib"))
    (library / "site-packages" / "ours.pth").write_text("\n".join(paths))
    return folder / "venv" / "bin" / Path(sys.executable).name


@pytest.mark.proof
def test_a_closed_interpreter_is_one_sentence_before_anything_starts(
    closed: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"

    ended = subprocess.run(
        [
            *(closed, "-c", "from campus5g.commands.main import main; main()", "start"),
            *("--classroom", "--no-browser", "--data", data),
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert ended.returncode == 1
    assert "can’t pass" in ended.stderr
    assert "/opt" in ended.stderr
    assert len(ended.stderr.splitlines()) == 2
    assert not (data / "site.log").exists()
    assert not (data / "records.sqlite").exists()
