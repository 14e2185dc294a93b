"""Who may make control groups, and what a submission's processes have to do with theirs.

Delegation and limits are read and written in folders of plain files (`control_group_stand_in`);
joining a group and ending all that is in it are tried in a real one.
"""

import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from confined_programs import LIMITS, WITHIN_S, WORKSPACE, heard, start
from control_group_stand_in import Host, StandIn
from host_processes import watched
from running_program import running

from autograder.language import Language, set_language
from autograder.limits import Limits
from autograder.sandbox import Environment, Level, Nursery
from autograder.sandbox.doctor.examination import counting
from autograder.sandbox.host.control_group import (
    ControlGroups,
    Membership,
    Obstacle,
    delegated,
    wait_until_empty,
)

SLEEPER = "import signal; print(flush=True); signal.pause()"


@pytest.fixture
def host(tmp_path: Path) -> Host:
    """A host with version 2 whose group holds this process alone."""
    host = Host(tmp_path)
    host.hold([os.getpid()])
    return host


def test_a_process_alone_in_its_group_moves_below_and_enables_the_controllers(
    host: Host,
) -> None:
    assert delegated(host.process) == ControlGroups(host.group)

    assert (host.group / "autograder/cgroup.procs").read_text() == str(os.getpid())
    asked = (host.group / "cgroup.subtree_control").read_text()
    assert set(asked.split()) == {"+memory", "+pids"}


def test_its_children_move_along(host: Host) -> None:
    with running([sys.executable, "-c", SLEEPER], stdout=subprocess.PIPE) as child:
        host.hold([child.pid])

        assert delegated(host.process) == ControlGroups(host.group)

        child.kill()
    assert (host.group / "autograder/cgroup.procs").read_text() == str(child.pid)


def test_processes_of_others_are_not_moved(host: Host) -> None:
    host.hold([os.getpid(), os.getppid()])

    assert delegated(host.process) is Obstacle.NOT_DELEGATED

    assert not (host.group / "autograder").exists()
    assert (host.group / "cgroup.subtree_control").read_text() == "\n"


def test_in_a_group_delegated_by_systemd_all_processes_are_moved(host: Host) -> None:
    host.hold([os.getppid()])
    os.setxattr(host.group, "user.delegate", b"1")

    assert delegated(host.process) == ControlGroups(host.group)

    assert (host.group / "autograder/cgroup.procs").read_text() == str(os.getppid())


def test_processes_of_the_root_group_are_not_moved(tmp_path: Path) -> None:
    host = Host(tmp_path, group="")
    host.hold([1, os.getpid()])
    (host.mount / "cgroup.type").unlink()

    assert delegated(host.process) == ControlGroups(host.mount)

    assert not (host.mount / "autograder").exists()


def test_a_moved_process_finds_its_group_again(tmp_path: Path) -> None:
    host = Host(tmp_path, group="user/run-1.scope/autograder")
    scope = host.group.parent
    host.controls(scope, "memory pids")
    (scope / "cgroup.subtree_control").write_text("memory pids\n")
    host.hold([os.getpid(), os.getppid()])

    assert delegated(host.process) == ControlGroups(scope)


def test_controllers_that_are_not_delegated_cannot_be_used(host: Host) -> None:
    host.controls(host.group, "pids")

    assert delegated(host.process) is Obstacle.NOT_DELEGATED


def test_a_host_whose_controllers_are_in_version_1_has_none(host: Host) -> None:
    host.controls(host.mount, "hugetlb")

    assert delegated(host.process) is Obstacle.NO_CONTROLLERS


def test_a_host_without_version_2_has_none(host: Host) -> None:
    (host.process / "cgroup").write_text("4:memory:/\n")

    assert delegated(host.process) is Obstacle.NO_CONTROLLERS


def test_a_kernel_without_control_groups_has_none(host: Host) -> None:
    (host.process / "cgroup").unlink()

    assert delegated(host.process) is Obstacle.NO_CONTROLLERS


def test_groups_of_a_killed_grader_are_removed_and_live_ones_kept(host: Host) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    left, living = (host.group / f"autograder-{pid}-abc" for pid in (dead.pid, os.getpid()))
    left.mkdir()
    living.mkdir()

    delegated(host.process)

    assert not left.exists()
    assert living.exists()


def test_a_group_has_the_limits_of_a_submission(tmp_path: Path) -> None:
    groups = StandIn(tmp_path)

    with groups.group(Limits(memory_bytes=1000, workspace_bytes=100, processes=7)):
        (made,) = groups.groups

    assert {name: (made / name).read_text() for name in ("memory.max", "pids.max")} == {
        "memory.max": "1100",
        "pids.max": "7",
    }
    assert (made / "memory.swap.max").read_text() == "0"
    assert (made / "memory.oom.group").read_text() == "1"
    assert (made / "cgroup.kill").read_text() == "1"


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("found", "used", "remedy"),
    [
        (Obstacle.NO_CONTROLLERS, False, "unified_cgroup_hierarchy"),
        (Obstacle.NOT_DELEGATED, False, "Delegate=yes"),
        (ControlGroups(Path("/")), True, ""),
    ],
)
def test_the_doctor_reports_how_limits_are_counted_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch,
    found: ControlGroups | Obstacle,
    used: bool,
    remedy: str,
    language: Language,
) -> None:
    monkeypatch.setattr("autograder.sandbox.doctor.examination.control_groups", lambda: found)
    set_language(language)
    try:
        finding = counting()
    finally:
        set_language(None)

    assert finding.control_group is used
    assert remedy in finding.remedy
    assert bool(finding.remedy) is not used
    assert finding.sentence.startswith(("Le ", "Cette ") if language == "fr" else ("The ", "This "))


@pytest.fixture
def stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """Groups of plain files, for every nursery of a test."""
    groups = StandIn(tmp_path)
    monkeypatch.setattr("autograder.sandbox.processes.nursery.control_groups", lambda: groups)
    return groups


@pytest.mark.parametrize("level", list(Level))
def test_a_process_joins_the_group_of_its_submission_before_it_runs(
    level: Level, stand_in: StandIn
) -> None:
    with (
        Nursery(Environment(), level, warm=False) as nursery,
        nursery.enclosure(WORKSPACE, {}, LIMITS) as enclosure,
    ):
        confined = start(enclosure, "report(sorted(os.listdir('/proc/self/fd'))); _channel.recv(1)")
        with confined.channel:
            opened = heard(confined)
            (group,) = stand_in.groups
            assert (group / "cgroup.procs").read_text() == "0"

    assert enclosure.control_group
    # Standard streams, the channel, and the listing's own: nothing of the group.
    assert len(opened) == 5


@pytest.mark.parametrize("counted", [0, 1])
def test_running_out_of_memory_is_read_from_the_groups_events(
    stand_in: StandIn, nursery: Nursery, counted: int
) -> None:
    with nursery.enclosure(WORKSPACE, {}, LIMITS) as enclosure:
        confined = start(enclosure, "report(1); _channel.recv(1); os.kill(os.getpid(), 9)")
        with confined.channel:
            heard(confined)
            (group,) = stand_in.groups
            (group / "memory.events").write_text(f"oom 0\noom_kill {counted}\n")
            confined.channel.send(b"!")
            ended = confined.wait(WITHIN_S)

    assert ended.signal == signal.SIGKILL
    assert ended.out_of_memory is bool(counted)


@pytest.fixture
def real_group() -> Iterator[Path]:
    """An empty group of this machine, right below the root of version 2, without limits."""
    mounts = [line.split() for line in Path("/proc/self/mounts").read_text().splitlines()]
    mount = next((Path(mount[1]) for mount in mounts if mount[2] == "cgroup2"), None)
    if mount is None or not os.access(mount, os.W_OK):
        pytest.skip("no cgroup v2 that this user may write to")
    folder = ControlGroups(mount).new_folder()
    yield folder
    if folder.exists():
        (folder / "cgroup.kill").write_text("1")
        wait_until_empty(folder)
        folder.rmdir()


@pytest.fixture
def membership(real_group: Path) -> Iterator[Membership]:
    with (
        (real_group / "cgroup.procs").open("w") as procs,
        (real_group / "cgroup.kill").open("w") as killing,
        Path("/proc/vmstat").open() as events,  # of the whole machine
    ):
        yield Membership(procs.fileno(), killing.fileno(), events.fileno())


def test_children_of_a_member_are_members_and_end_with_it(
    real_group: Path, membership: Membership
) -> None:
    word = secrets.token_hex(16)
    daemon = f"""
import os, subprocess, sys
if os.fork() == 0:
    os.setsid()
    subprocess.Popen([sys.executable, "-c", {SLEEPER!r}, os.environ["WORD"]])
"""
    with running(
        [sys.executable, "-c", daemon],
        env={**os.environ, "WORD": word},
        stdout=subprocess.PIPE,
        preexec_fn=membership.join,
    ) as started:
        assert started.stdout is not None
        assert started.stdout.readline() == b"\n"
        with watched(word) as left:
            assert len(left.pidfds) == 1
            assert len((real_group / "cgroup.procs").read_text().split()) >= 1

            membership.kill()
            wait_until_empty(real_group)

            assert left.all_end()
    real_group.rmdir()
    assert not real_group.exists()
