"""A class graded on a Dask cluster of separate processes, one of which is killed in mid-run.

The workers are refused every look into the folder of the course: all that they get is bytes.
"""

import os
import signal
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import psutil
import pytest
from class_makers import Course, hand_in_class, lay_out
from distributed import Client, LocalCluster
from gradebook_rows import Rows, all_rows
from refusing_workers import NO_LOOK_INTO_IT, REFUSED

from autograder.batch import BatchReport, Event, SubmissionOutcome, grade_assignment
from autograder.batch.cluster import dask_workers
from autograder.grading import Settings
from autograder.sandbox import best_level
from autograder.status import Status

pytestmark = pytest.mark.proof

CLASS = 6
WITHIN_S = 30


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    made = lay_out("text_processing", tmp_path_factory.mktemp("dask") / "course")
    hand_in_class(made, CLASS)
    return made


@pytest.fixture(scope="module")
def cluster(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCluster]:
    with (
        # What starts the workers sets variables of this process for them.
        mock.patch.dict(os.environ),
        pytest.MonkeyPatch.context() as patch,
        LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            preload=[NO_LOOK_INTO_IT],
            env={REFUSED: str(course.root)},
            local_directory=str(tmp_path_factory.mktemp("dask-scratch")),
        ) as running,
    ):
        patch.setenv("JUPYTER_NO_CONFIG", "1")
        yield running


class Killer:
    """Kills a worker at work as soon as the first submission is graded."""

    def __init__(self, address: str) -> None:
        with Client(address, set_as_default=False) as client:
            self.pids = list(client.run(os.getpid).values())
        self.ended: Counter[str] = Counter()
        self.killed: int | None = None
        self.its_processes: list[psutil.Process] = []

    def __call__(self, event: Event) -> None:
        if isinstance(event, SubmissionOutcome):
            self.ended[event.student] += 1
            if self.killed is None:
                started = {pid: psutil.Process(pid).children(recursive=True) for pid in self.pids}
                at_work = (pid for pid, processes in started.items() if processes)
                self.killed = next(at_work)
                self.its_processes = started[self.killed]
                os.kill(self.killed, signal.SIGKILL)


@pytest.fixture(scope="module")
def killer(cluster: LocalCluster) -> Killer:
    return Killer(cluster.scheduler_address)


@pytest.fixture(scope="module")
def report(course: Course, cluster: LocalCluster, killer: Killer) -> BatchReport:
    with dask_workers(cluster.scheduler_address) as (executor, at_once):
        return grade_assignment(
            course.assignment,
            Settings(course.root),
            workers=at_once,
            executor=executor,
            on_event=killer,
        )


@pytest.fixture(scope="module")
def rows(course: Course, report: BatchReport) -> Rows:
    return all_rows(course.database)


def test_every_submission_is_graded_once_despite_a_killed_worker(
    report: BatchReport, killer: Killer
) -> None:
    assert killer.killed is not None
    assert report.counts == {Status.GRADED: CLASS}
    assert set(killer.ended.values()) == {1}
    assert len(killer.ended) == CLASS


def test_workers_can_not_see_the_course(course: Course, cluster: LocalCluster) -> None:
    with Client(cluster.scheduler_address, set_as_default=False) as client:
        seen = client.run(os.listdir, str(course.root), on_error="return")

    assert {type(each) for each in seen.values()} == {FileNotFoundError}


def test_each_worker_tells_the_sandbox_that_it_has(cluster: LocalCluster) -> None:
    with dask_workers(cluster.scheduler_address) as (workers, at_once):
        levels = workers.levels()

        assert len(levels) == at_once
        assert set(levels.values()) == {best_level()} == {workers.level()}


def test_the_gradebook_is_that_of_one_machine(course: Course, rows: Rows, tmp_path: Path) -> None:
    alone = lay_out("text_processing", tmp_path / "course")
    hand_in_class(alone, CLASS)

    grade_assignment(alone.assignment, Settings(alone.root))

    assert all_rows(alone.database) == rows


def test_the_killed_worker_leaves_nothing(report: BatchReport, killer: Killer) -> None:
    assert killer.its_processes

    _, left = psutil.wait_procs(killer.its_processes, timeout=WITHIN_S)

    assert left == []
