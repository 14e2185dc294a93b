"""iperf3 towards a server that others started, which takes one client at a time."""

import json
from pathlib import Path

import pytest

from campus5g.kit_setup.acceptance.passage import _iperf3

DONE = json.dumps({"end": {"sum_received": {"bits_per_second": 14_000_000}}})
BUSY = json.dumps({"error": "the server is busy running a test. try again later"})


@pytest.fixture
def trials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file with a line for each trial, of an iperf3 that is let in at the second one."""
    noted = tmp_path / "trials"
    program = tmp_path / "programs" / "iperf3"
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\necho "$*" >>{noted}\n'
        f"[ $(wc -l <{noted}) = 1 ] && echo '{BUSY}' || echo '{DONE}'\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent), prepend=":")
    return noted


def test_a_server_that_is_busy_with_its_last_client_is_asked_again(
    trials: Path, tmp_path: Path
) -> None:
    rate_mbps = _iperf3("10.45.0.11", 5, 60.0, tmp_path / "up.json", "-R")

    assert rate_mbps == 14
    assert trials.read_text() == 2 * "-c 10.45.0.11 -J -t 5 -R\n"
    assert (tmp_path / "up.json").read_text().strip() == DONE


def test_a_server_of_our_own_that_refuses_is_not_asked_again(trials: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="busy running a test"):
        _iperf3("127.0.0.1", 5, 0.0, tmp_path / "up.json")

    assert len(trials.read_text().splitlines()) == 1
    assert not (tmp_path / "up.json").exists()
