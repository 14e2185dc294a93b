"""However a notebook, a nursery or the grader ends, nothing of the sandbox is left."""

import os
import secrets
import signal
import subprocess
import sys
from dataclasses import replace

import pytest
from confined_programs import LIMITS, TAKE_TOGETHER, WITHIN_S, WORKSPACE, first_report, heard, start
from host_processes import opened, watched
from running_program import running

from autograder.sandbox import Enclosure, Environment, Level, Nursery
from autograder.sandbox.host.watch import descendants

_FORK_BOMB = """
report("begun")
while True:
    try:
        os.fork()
    except OSError:
        pass
"""


@pytest.fixture
def word() -> str:
    """What this test's processes have in their command line."""
    return secrets.token_hex(16)


def test_an_endless_loop_is_killed(enclosure: Enclosure, word: str) -> None:
    confined = start(enclosure, "report(1)\nwhile True: pass", word)

    with confined.channel:
        heard(confined)
        with watched(word) as processes:
            confined.kill()
            ended = confined.wait(WITHIN_S)
            assert len(processes.pidfds) == 1
            assert processes.all_end()

    assert ended.signal == signal.SIGKILL


def test_exceeding_the_cpu_limit_ends_the_notebook(nursery: Nursery) -> None:
    limits = replace(LIMITS, cpu_s=1)

    with nursery.enclosure(WORKSPACE, {}, limits) as enclosure:
        confined = start(enclosure, "while True: pass")
        with confined.channel:
            ended = confined.wait(WITHIN_S)

    assert ended.signal == signal.SIGXCPU
    assert not ended.out_of_memory


def test_a_fork_bomb_ends_with_its_first_process(enclosure: Enclosure, word: str) -> None:
    confined = start(enclosure, _FORK_BOMB, word)

    with confined.channel:
        heard(confined)
        with watched(word) as processes:
            confined.kill()
            confined.wait(WITHIN_S)
            assert processes.all_end()
    with watched(word) as left:
        assert left.pidfds == []


def test_exceeding_the_memory_limit_is_an_error_in_the_notebook(enclosure: Enclosure) -> None:
    program = """
try:
    bytearray(10 ** 9)
except MemoryError:
    report("MemoryError")
"""

    assert first_report(enclosure, program) == "MemoryError"


def test_processes_that_together_exceed_the_memory_limit_all_end(
    enclosure: Enclosure, word: str
) -> None:
    confined = start(enclosure, TAKE_TOGETHER, word)

    with confined.channel:
        ended = confined.wait(WITHIN_S)
    with watched(word) as left:
        assert left.pidfds == []

    assert ended.out_of_memory


@pytest.mark.parametrize("level", list(Level))
def test_daemons_left_by_a_notebook_end_with_its_enclosure(level: Level, word: str) -> None:
    program = """
import subprocess
between = os.fork()
if between == 0:
    os.setsid()
    waiting = "import signal; print(flush=True); signal.pause()"
    left = subprocess.Popen(
        [sys.executable, "-c", waiting, sys.argv[1]], stdout=subprocess.PIPE
    )
    left.stdout.readline()
    os._exit(0)
os.waitpid(between, 0)
report("left")
_channel.recv(1)
"""

    with (
        Nursery(Environment(), level, warm=False) as nursery,
        nursery.enclosure(WORKSPACE, {}, LIMITS) as enclosure,
    ):
        confined = start(enclosure, program, word)
        with confined.channel:
            heard(confined)
            with watched(word) as processes:
                assert len(processes.pidfds) == 2
                enclosure.close()
                assert processes.all_end()


@pytest.mark.parametrize("level", list(Level))
def test_a_nursery_keeps_no_finished_processes(level: Level, word: str) -> None:
    program = "os.fork() and os.fork(); report('begun'); _channel.recv(1)"
    with Nursery(Environment(), level, warm=False) as nursery:
        (warm,) = descendants(nursery.pid)
        for _ in range(5):
            with nursery.enclosure(WORKSPACE, {}, LIMITS) as enclosure:
                confined = start(enclosure, program, word)
                for _ in range(3):
                    heard(confined)
                confined.channel.close()
        with opened(descendants(nursery.pid) - {warm}) as processes:
            assert processes.all_end()

        # No process is left; at most the last ones have not been reaped yet.
        assert len(descendants(nursery.pid) - {warm}) <= 3


@pytest.mark.parametrize("level", list(Level))
def test_a_killed_nursery_takes_its_forks_along_and_restarts(level: Level, word: str) -> None:
    with Nursery(Environment(), level, warm=False) as nursery:
        with nursery.enclosure(WORKSPACE, {}, LIMITS) as enclosure:
            confined = start(enclosure, "report(1); _channel.recv(1)", word)
            with confined.channel:
                heard(confined)
                with watched(word) as processes:
                    os.kill(nursery.pid, signal.SIGKILL)
                    assert processes.all_end()
        with nursery.enclosure(WORKSPACE, {}, LIMITS) as enclosure:
            assert first_report(enclosure, "report('again')") == "again"


@pytest.mark.parametrize("level", list(Level))
def test_a_killed_grader_leaves_nothing(level: Level, word: str) -> None:
    grader = f"""
import sys
from pathlib import Path
from autograder.limits import Limits
from autograder.sandbox import Environment, Level, Nursery
nursery = Nursery(Environment(), Level({level.value!r}), warm=False).__enter__()
with nursery.enclosure(Path("/srv/work"), {{}}, Limits()) as enclosure:
    program = "import os, time; os.write(int(os.environ['AUTOGRADER_CHANNEL']), b'!');"
    program += "time.sleep(1000)"
    confined = enclosure.command([sys.executable, "-c", program, {word!r}])
    confined.channel.recv(1)
    print("running", flush=True)
    confined.wait(None)
"""
    with running([sys.executable, "-c", grader], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"running\n"
        with watched(word) as processes:
            process.kill()
            process.wait()
            assert len(processes.pidfds) == 2
            assert processes.all_end()
