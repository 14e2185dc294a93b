"""Stock nbgrader against the autograder: the same class, the same machine, the same gradebook.

``.venv/bin/python benchmarks/grading.py [--submissions N] [--stock N] [--real N] [--json]``

Each of the two courses of the tests gets N submissions of its assignment, two notebooks each:
solved, half solved, empty and broken ones by turns. Either class is graded from a cold start by
``nbgrader autograde``, and by ``autograder grade`` with one worker and with two. CPU time is that
of the grader's processes and of the notebooks; of the autograder's, without what building the
sandboxes takes, which the kernel accounts to nobody outside. Memory is the largest sum over all
processes of what each has for itself and its share of what they have in common. Where N is large,
stock nbgrader grades only so many of them as ``--stock`` says, and its time for all is projected
from its start and its mean; the rows of every submission that both graded are compared.

Many submissions of small notebooks are the best case. The real class is the other one: N learners
(eight) of the course that nbgrader's own documentation teaches with, all graded by both.
"""

import argparse
import contextlib
import ctypes
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbgrader
import psutil

HOUSE = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HOUSE / "tests" / "autograder"))

from class_makers import Course, hand_in_class, lay_out, stock  # noqa: E402  a neighbour's folder
from gradebook_rows import Rows, all_rows  # noqa: E402  likewise

SCRIPTS = Path(sysconfig.get_path("scripts"))
# Adding up the memory of all processes takes 10 ms of a core: more often, it would slow them down.
LOOK_EVERY_S = 1.0
ASK_EVERY_S = 0.1
ENDS_WITHIN_S = 30
PR_SET_CHILD_SUBREAPER = 36
WORKERS = (1, 2)
STOCK_AT_MOST = 100
REAL = 8


@dataclass
class Cost:
    """What grading a class cost."""

    grader: str
    workers: int
    submissions: int = 0
    wall_s: float = 0.0
    cpu_s: float = 0.0
    peak_memory_mib: float = 0.0
    each_s: list[float] = field(default_factory=list)

    @property
    def wall_s_each(self) -> float:
        """Wall time by submission, cold start included."""
        return self.wall_s / self.submissions

    def wall_s_for(self, submissions: int) -> float:
        """Estimate the wall time of another number of submissions from the time of each."""
        more = submissions - self.submissions
        return self.wall_s + more * statistics.mean(self.each_s) / self.workers

    def as_data(self) -> dict[str, Any]:
        """Return the figures as JSON-ready data."""
        ranks = statistics.quantiles(self.each_s, n=20, method="inclusive")
        return {
            "grader": self.grader,
            "workers": self.workers,
            "submissions": self.submissions,
            "wall_s": round(self.wall_s, 2),
            "wall_ms_each": round(1000 * self.wall_s_each, 1),
            "cpu_s": round(self.cpu_s, 2),
            "peak_memory_mib": round(self.peak_memory_mib),
            "p50_ms": round(1000 * ranks[9], 1),
            "p95_ms": round(1000 * ranks[18], 1),
        }


class PeakMemory(threading.Thread):
    """Watches a process and its descendants."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._root = psutil.Process(pid)
        self._over = threading.Event()
        self._peak_bytes = 0

    def run(self) -> None:
        """Sample until the process ends."""
        while not self._over.wait(LOOK_EVERY_S):
            with contextlib.suppress(psutil.NoSuchProcess):
                tree = [self._root, *self._root.children(recursive=True)]
                self._peak_bytes = max(self._peak_bytes, sum(map(_share_of, tree)))

    def stop(self) -> float:
        """Return the largest sum of the samples, in MiB."""
        self._over.set()
        self.join()
        return self._peak_bytes / 2**20


def _share_of(process: psutil.Process) -> int:
    try:
        share: int = process.memory_full_info().pss
    except psutil.Error:
        return 0
    return share


Listen = Callable[[Iterable[str]], list[float]]
"""Reads what a grader says, to the end; returns how long each submission took."""


def hear_stock(lines: Iterable[str]) -> list[float]:
    """Measure the time from the start of one submission to the start of the next."""
    began = [time.monotonic() for line in lines if "Creating/updating student" in line]
    return [end - begin for begin, end in zip(began, [*began[1:], time.monotonic()], strict=True)]


def adopt_orphans() -> None:
    """Become the parent of orphaned processes, so that their CPU time counts as well."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)


def reap_orphans() -> None:
    """Wait for the remaining processes of a run."""
    over = time.monotonic() + ENDS_WITHIN_S
    while time.monotonic() < over:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            time.sleep(ASK_EVERY_S)
    raise SystemExit("Something of a grader is still running.")


def run(cost: Cost, command: Sequence[str], course: Course, listen: Listen) -> None:
    """Run a grader in a course to its end, and add its cost."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    with (
        tempfile.TemporaryFile("w+") as said,
        subprocess.Popen(
            command,
            cwd=course.root,
            env={
                **os.environ,
                "PATH": f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}",
                "JUPYTER_NO_CONFIG": "1",
            },
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
        ) as process,
    ):
        memory = PeakMemory(process.pid)
        memory.start()
        assert process.stdout is not None
        each_s = listen(process.stdout)
        code = process.wait()
        if not each_s:
            said.seek(0)
            raise SystemExit(f"{' '.join(command)} ended with {code}:\n{said.read()[-2000:]}")
    cost.wall_s += time.monotonic() - began
    reap_orphans()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cost.cpu_s += after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    cost.peak_memory_mib = max(cost.peak_memory_mib, memory.stop())
    cost.each_s += each_s
    cost.submissions += len(each_s)


def by_stock(course: Course, cost: Cost) -> None:
    """Grade by stock nbgrader."""
    command = [str(SCRIPTS / "nbgrader"), "autograde", course.assignment]
    merged = f"exec {' '.join(command)} 2>&1"
    run(cost, ["sh", "-c", merged], course, hear_stock)


def by_us(course: Course, cost: Cost) -> None:
    """Grade by the autograder."""
    command = [str(SCRIPTS / "autograder"), "grade", course.assignment]

    def hear(lines: Iterable[str]) -> list[float]:
        submissions = json.loads("".join(lines))["submissions"]
        # The kernel does not pass the time of a pid namespace's processes on to ours.
        cost.cpu_s += sum(each["cpu_s"] for each in submissions)
        return [each["seconds"] for each in submissions]

    run(cost, [*command, "--workers", str(cost.workers), "--json"], course, hear)


def differing_rows(stock: Rows, ours: Rows, students: set[str]) -> tuple[int, int]:
    """Return how many rows of these learners were compared, and how many differ."""
    about = {"submitted_assignment", "submitted_notebook", "grade", "comment"}
    compared = {(table, row) for table in about for row in stock[table] if row[0] in students}
    found = {(table, row) for table in about for row in ours[table] if row[0] in students}
    return len(compared | found), len(compared ^ found)


LayOut = Callable[[Path], Course]
"""Lays a course out at a place and has nbgrader release its assignment."""


def _small(name: str) -> LayOut:
    return lambda place: lay_out(name, place)


def lay_out_documented(place: Path) -> Course:
    """Lay out the course of nbgrader's documentation, as it is installed with nbgrader."""
    course = Course(place, "ps1")
    documented = Path(nbgrader.__file__).parent / "docs" / "source" / "user_guide" / "source"
    shutil.copytree(documented / course.assignment, place / "source" / course.assignment)
    (place / "nbgrader_config.py").write_text("c = get_config()\n")
    with stock(course) as by_stock_nbgrader:
        done = by_stock_nbgrader.generate_assignment(course.assignment)
    if not done["success"]:
        raise SystemExit(done["log"])
    return course


SMALL = {name: _small(name) for name in ("statistics", "text_processing")}
DOCUMENTED = {"documented": lay_out_documented}


def measure(
    courses: dict[str, LayOut], submissions: int, stock_submissions: int, place: Path
) -> dict[str, Any]:
    """Grade a class of each course with both graders and return all figures."""
    by_nbgrader = Cost("nbgrader", 1)
    ours = [Cost("autograder", workers) for workers in WORKERS]
    compared = different = 0
    for name, lay_out_at in courses.items():
        made = lay_out_at(place / "made" / name)
        students = hand_in_class(made, submissions)
        few = students[:stock_submissions]
        by_all: list[Rows] = []
        for cost in (by_nbgrader, *ours):
            # Each in the same place: paths are in what notebooks print.
            course = Course(place / "course", made.assignment)
            shutil.copytree(made.root, course.root)
            if cost is by_nbgrader:
                for student in students[len(few) :]:
                    shutil.rmtree(course.root / "submitted" / student)
                by_stock(course, cost)
            else:
                by_us(course, cost)
            by_all.append(all_rows(course.database))
            shutil.rmtree(course.root)
        for rows in by_all[1:]:
            of_these, differ = differing_rows(by_all[0], rows, set(few))
            compared += of_these
            different += differ
    return {
        "submissions_each": submissions,
        "runs": [cost.as_data() for cost in (by_nbgrader, *ours)],
        "rows_compared": compared,
        "rows_different": different,
        "times_faster": {
            str(cost.workers): round(by_nbgrader.wall_s_for(cost.submissions) / cost.wall_s, 1)
            for cost in ours
        },
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "--submissions", type=int, default=100, metavar="N", help="in each course (100)"
    )
    parser.add_argument(
        "--stock",
        type=int,
        default=STOCK_AT_MOST,
        metavar="N",
        help="of these, those that nbgrader grades (100)",
    )
    parser.add_argument(
        "--real", type=int, default=REAL, metavar="N", help="learners of the real class (8)"
    )
    parser.add_argument("--json", action="store_true", help="print data")
    chosen = parser.parse_args()
    adopt_orphans()
    figures = {}
    if chosen.submissions:
        by_nbgrader = min(chosen.stock, chosen.submissions)
        with tempfile.TemporaryDirectory(prefix="grading-") as folder:
            figures["small"] = measure(SMALL, chosen.submissions, by_nbgrader, Path(folder))
    if chosen.real:
        with tempfile.TemporaryDirectory(prefix="grading-") as folder:
            figures["real"] = measure(DOCUMENTED, chosen.real, chosen.real, Path(folder))
    if chosen.json:
        print(json.dumps(figures, indent=2))
        return
    for kind, target in (("small", 25), ("real", 8)):
        if kind in figures:
            tell(kind, figures[kind], target)


def tell(kind: str, figures: dict[str, Any], target: int) -> None:
    """Print the figures of a class."""
    print(f"{kind}:")
    for each in figures["runs"]:
        print(
            "{grader:10} {workers} at a time: {submissions} submissions in {wall_s} s"
            " ({wall_ms_each} ms each; p50 {p50_ms}, p95 {p95_ms}), {cpu_s} s of CPU,"
            " {peak_memory_mib} MiB at most".format(**each)
        )
    for workers, ratio in figures["times_faster"].items():
        print(f"{ratio} times as fast with {workers} at a time (target: {target} with 2)")
    print("{rows_different} of {rows_compared} rows differ".format(**figures))


if __name__ == "__main__":
    main()
