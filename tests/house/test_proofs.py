"""Dear tests by name: `./campus prove`."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from running_program import running

from campus5g.places import HOUSE
from tests.prove import Proof, load_proofs, proof_of

TABLE = load_proofs()


def prove(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "tests/prove.py", *words],
        cwd=HOUSE,
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )


def proof(name: str, *tests: str) -> Proof:
    return Proof(name, "something", 1, tuple(map(Path, tests)), ())


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_all_that_a_proof_names_exists(row: Proof) -> None:
    assert [place for place in (*row.tests, *row.rooms) if not place.exists()] == []


def test_a_test_belongs_to_the_proof_that_names_it_most_closely() -> None:
    room, folder = proof("room", "tests/site"), proof("folder", "tests/other", "tests/site/portal")

    assert proof_of(Path("tests/site/portal/test_a.py"), [room, folder]) == folder
    assert proof_of(Path("tests/site/running/test_b.py"), [folder, room]) == room
    assert proof_of(Path("tests/air/test_c.py"), [room, folder]) is None


def test_a_change_calls_for_the_proofs_of_its_room_and_of_its_tests() -> None:
    def called_for(changed: str) -> set[str]:
        return {row.name for row in TABLE if row.concerns(HOUSE / changed)}

    assert called_for("autograder/gradebook/rows.py") == {"parity", "grading"}
    assert "labs" in called_for("labs/latency/lab.yaml")
    assert "classroom" in called_for("tests/site/classroom/test_leaving.py")
    assert called_for("README.md") == set()


def test_without_a_name_the_proofs_are_listed() -> None:
    done = prove()

    assert done.returncode == 0
    assert [line.split()[0] for line in done.stdout.splitlines()] == [row.name for row in TABLE]


def test_a_name_that_is_none_is_refused_with_the_list() -> None:
    done = prove("labs", "nonsense")

    assert done.returncode == 2
    assert done.stderr.startswith("campus: there is no proof nonsense. There are:\n  ")


def test_who_presses_ctrl_c_waits_until_nothing_of_a_proof_is_left() -> None:
    one = "prove([Proof('one', 'something', 1, (HOUSE / 'tests/pcapng',), (), ())], ['-n0'])"
    command = [sys.executable, "-c", f"from tests.prove import *; {one}"]
    # As a terminal does, to all that it runs.
    with running(command, cwd=HOUSE, stdout=subprocess.PIPE, start_new_session=True) as program:
        assert program.stdout is not None
        for line in program.stdout:
            if b"test session starts" in line:
                break
        os.killpg(program.pid, signal.SIGINT)
        said = program.stdout.read()
        program.wait()

    assert b"interrupted" in said
    assert members_of_session(program.pid) == []


def members_of_session(session: int) -> list[int]:
    members = []
    for pid in psutil.pids():
        with suppress(ProcessLookupError):
            if os.getsid(pid) == session:
                members.append(pid)
    return members
