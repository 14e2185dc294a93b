"""Limits that the kernel keeps for a submission as a whole, where it lets us make control groups.

Elsewhere these tests are skipped: what can be tried there is in `test_control_group`.
"""

import os
import secrets
from dataclasses import replace
from pathlib import Path

import pytest
from confined_programs import LIMITS, TAKE_TOGETHER, WITHIN_S, WORKSPACE, first_report, heard, start
from host_processes import watched

from autograder.limits import MEBIBYTE
from autograder.sandbox import Enclosure, Environment, Level, Nursery
from autograder.sandbox.host.control_group import ControlGroups, control_groups

FORK_OFTEN = """
count = 0
try:
    while count < 100:
        if os.fork() == 0:
            _channel.recv(1)
            os._exit(0)
        count += 1
except BlockingIOError:
    pass
report(count)
_channel.recv(1)
"""


@pytest.fixture(autouse=True)
def groups() -> ControlGroups:
    found = control_groups()
    if not isinstance(found, ControlGroups):
        pytest.skip(found.sentence())
    return found


def of_submissions(groups: ControlGroups) -> list[Path]:
    return [*groups.folder.glob(f"autograder-{os.getpid()}-*")]


def test_a_control_group_lasts_as_long_as_its_submission(
    nursery: Nursery, groups: ControlGroups
) -> None:
    with nursery.enclosure(WORKSPACE, {}, LIMITS) as enclosure:
        confined = start(enclosure, "report(1); _channel.recv(1)")
        with confined.channel:
            heard(confined)
            (group,) = of_submissions(groups)
            members = (group / "cgroup.procs").read_text().split()
            limit = int((group / "memory.max").read_text())

    assert len(members) == 1
    assert limit == LIMITS.memory_bytes + LIMITS.workspace_bytes
    assert of_submissions(groups) == []


@pytest.mark.parametrize("level", list(Level))
def test_processes_over_the_groups_memory_end_together_with_the_reason(
    level: Level, groups: ControlGroups
) -> None:
    word = secrets.token_hex(16)
    with (
        Nursery(Environment(), level, warm=False) as nursery,
        nursery.enclosure(WORKSPACE, {}, LIMITS) as enclosure,
    ):
        confined = start(enclosure, TAKE_TOGETHER, word)
        with confined.channel:
            ended = confined.wait(WITHIN_S)
        with watched(word) as left:
            assert left.all_end()

    assert ended.out_of_memory
    assert of_submissions(groups) == []


def test_another_submission_does_not_suffer(nursery: Nursery) -> None:
    with (
        nursery.enclosure(WORKSPACE, {}, LIMITS) as modest,
        nursery.enclosure(WORKSPACE, {}, LIMITS) as greedy,
    ):
        waiting = start(modest, "report(1); _channel.recv(1); report(2)")
        heard(waiting)
        with start(greedy, TAKE_TOGETHER).channel as channel:
            assert channel.recv(100) == b'"begun"\n'
            assert channel.recv(1) == b""

        waiting.channel.send(b"!")
        assert heard(waiting) == 2
        waiting.channel.close()


def test_a_notebook_that_kills_itself_has_not_run_out_of_memory(
    enclosure: Enclosure,
) -> None:
    confined = start(enclosure, "report(1); os.kill(os.getpid(), 9)")

    with confined.channel:
        assert not confined.wait(WITHIN_S).out_of_memory


def test_a_full_workspace_does_not_use_the_notebooks_memory(
    enclosure: Enclosure,
) -> None:
    program = f"""
with open("full", "wb") as file, open("fuller", "wb") as other:
    file.write(bytes({LIMITS.file_bytes - 1}))
    other.write(bytes({LIMITS.file_bytes // 2}))
held = bytearray(b"!") * {LIMITS.memory_bytes // 2}
report(len(held))
"""

    assert first_report(enclosure, program) == LIMITS.memory_bytes // 2


def test_processes_are_counted_even_for_an_unlimited_user(groups: ControlGroups) -> None:
    limits = replace(LIMITS, processes=20)

    with (
        Nursery(Environment(), Level.UNSAFE, warm=False) as nursery,
        nursery.enclosure(WORKSPACE, {}, limits) as enclosure,
    ):
        confined = start(enclosure, FORK_OFTEN)
        with confined.channel:
            started = heard(confined)

    assert started < limits.processes


def test_a_daemon_without_a_pid_namespace_ends_with_its_notebook(groups: ControlGroups) -> None:
    word = secrets.token_hex(16)
    program = """
import subprocess
if os.fork() == 0:
    os.setsid()
    os.execv(sys.executable, [sys.executable, "-c", "import signal; signal.pause()", sys.argv[1]])
report(1)
_channel.recv(1)
"""
    with (
        Nursery(Environment(), Level.LANDLOCK, warm=False) as nursery,
        nursery.enclosure(WORKSPACE, {}, LIMITS) as enclosure,
    ):
        confined = start(enclosure, program, word)
        heard(confined)
        with watched(word) as left:
            confined.channel.close()
            confined.wait(WITHIN_S)
            assert left.all_end()

    assert of_submissions(groups) == []


def test_memory_is_released_between_submissions(nursery: Nursery) -> None:
    program = f"held = bytearray(b'!') * {300 * MEBIBYTE}; report(len(held))"

    for _ in range(5):
        with nursery.enclosure(WORKSPACE, {}, LIMITS) as enclosure:
            assert first_report(enclosure, program) == 300 * MEBIBYTE
