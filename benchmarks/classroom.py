"""How many learners work at a time on one machine: a lab open, its kernel running, its kit in use.

``.venv/bin/python benchmarks/classroom.py [--learners N] [--step N] [--think S] [--seconds S]
[--minutes M] [--json]``, on a quiet machine that is set up. A real site is started on a new data
folder. Learners arrive in steps, a few at a time (``--at-once``); each signs in, has the Hub start
their server, opens JupyterLab on the capture lab and runs it once without a pause, untimed: from
then on their kernel has loaded everything that the lab uses. The lab is solved and, like a
learner's copy, has no hidden tests. Learners wait until all of a step have arrived. Then all work:
each starts at a different cell and runs one cell after another, from the first again after the
last, and reads and writes in between (exponential, mean ``--think``). After ten seconds of that,
cells are timed for ``--seconds``, from the request until the kernel is idle.

Cells that measure take as long as their measurement: those that start or end a capture or a series
of packets (``MEASURING``). They are run like the others and reported separately; the answers due
within 2 s are those of all other cells, including those that have tshark read a capture.

It ends at N learners, when the 95th percentile of answers passes ``--until`` (2 s), when less
memory is left than ``--leave``, or when no more learners can arrive within ``--minutes``; those who
have arrived are measured, and the reason for the end is reported. A step's figures are printed when
it is over, so that an interruption loses none. Memory is each process's proportional share (PSS):
shared memory is counted once. Memory that a kit shares with the pool that forked it therefore
counts in part as the site's.
"""

import argparse
import asyncio
import itertools
import json
import random
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

import httpx
import psutil
from websockets.asyncio.client import ClientConnection

from campus5g.authoring.notebooks import read_notebook
from campus5g.places import HOUSE, LABS
from campus5g.site.accounts.accounts import Accounts
from campus5g.site.folders import SiteFolders
from campus5g.site.records.database import Database

sys.path.insert(0, str(HOUSE / "tests"))

from kernel_channel import execute, kernel_channel

LAB = "packet-capture"
ANSWER_S, LEARNERS, MACHINE_GIB = 2.0, 60, 24
"""Targets: the 95th percentile of a cell's answer; active learners on a machine of this size."""

# Fewer give no 95th percentile.
_FEWEST_ANSWERS = 20

MEASURING = re.compile(r"\.(capture|latency)\(|\btraffic\.stop\(")
"""What a cell that measures says."""

HIDDEN_TESTS = re.compile(
    r"^### BEGIN HIDDEN TESTS$.*?^### END HIDDEN TESTS$", re.MULTILINE | re.DOTALL
)

Limit = Literal["learners", "answers", "memory", "time"]
"""What ended it."""

_PATIENCE_S = 300
_SETTLE_S = 10
_POOL = "campus5g.pool"
_KINDS = (
    ("server", ("jupyterhub.singleuser", "jupyterhub-singleuser")),
    ("kernel", ("ipykernel_launcher",)),
    ("kit", ("campus5g.virtualkit", "campus5g.gateway", _POOL, "tshark", "mosquitto")),
)


@dataclass(frozen=True)
class Step:
    """The measurements with one number of learners."""

    learners: int
    answers: int
    p50_s: float
    p95_s: float
    measured: int
    measuring_p50_s: float
    failed: int
    mib: dict[str, float]
    """All memory of the site by kind of process."""
    started_within_s: float
    """From the sign-in to the answer of the first cell, which starts a kit: the slowest."""
    left_gib: float
    """Memory of the machine that is still to be had."""


@dataclass(frozen=True)
class Taken:
    """How long a cell took, and whether it succeeded."""

    cell: str
    began: float
    seconds: float
    well: bool


@dataclass
class Learner:
    """A learner at work in the lab."""

    kernel: ClientConnection
    cells: Iterator[str]
    chance: random.Random
    opened_within_s: float

    async def work(self, think_s: float, until: float) -> list[Taken]:
        """Think and run a cell in turn until the deadline; return the runs."""
        taken: list[Taken] = []
        while True:
            await asyncio.sleep(self.chance.expovariate(1 / think_s))
            if time.perf_counter() >= until:
                return taken
            cell, began = next(self.cells), time.perf_counter()
            taken.append(Taken(cell, began, *await run_cell(self.kernel, cell)))


@dataclass
class Measured:
    """The steps so far, and what ended it."""

    steps: list[Step] = field(default_factory=list)
    ended_by: Limit | None = None


@contextmanager
def running_site(data: Path) -> Iterator[str]:
    """Give the address of a site that runs on a new folder."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    site = subprocess.Popen(
        [
            *(sys.executable, "-c", "from campus5g.commands.main import main; main()", "start"),
            *("--no-browser", "--port", str(port), "--data", str(data)),
        ],
        stdout=subprocess.PIPE,
        text=True,
        cwd=HOUSE,
    )
    assert site.stdout is not None
    assert any("Ctrl-C" in line for line in site.stdout), "The site did not start."
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        site.terminate()
        site.communicate()


@asynccontextmanager
async def lab_open(address: str, name: str, phrase: str) -> AsyncIterator[ClientConnection]:
    """Sign a learner in, open JupyterLab, and give the connection to the lab's kernel."""
    async with httpx.AsyncClient(
        base_url=address, follow_redirects=True, timeout=_PATIENCE_S
    ) as client:
        await client.get("/hub/login")
        answer = await client.post(
            "/hub/login",
            params={"_xsrf": client.cookies["_xsrf"]},
            data={"username": name, "password": phrase},
        )
        answer.raise_for_status()
        (await client.get("/hub/spawn")).raise_for_status()
        async with client.stream("GET", f"/hub/api/users/{name}/server/progress") as events:
            async for line in events.aiter_lines():
                if '"failed": true' in line:
                    raise RuntimeError(f"{name}'s server did not start: {line}")
                if '"ready": true' in line:
                    break
        home = f"/user/{name}"
        for page in (f"lab/tree/{LAB}/{LAB}.ipynb", "lab/api/settings", f"api/contents/{LAB}"):
            (await client.get(f"{home}/{page}")).raise_for_status()
        session = await client.post(
            f"{home}/api/sessions",
            headers={"X-XSRFToken": client.cookies.get("_xsrf", path=f"{home}/") or ""},
            json={
                "path": f"{LAB}/{LAB}.ipynb",
                "name": LAB,
                "type": "notebook",
                "kernel": {"name": "python3"},
            },
        )
        kernel = session.raise_for_status().json()["kernel"]["id"]
        async with kernel_channel(client, home, kernel, _PATIENCE_S) as connection:
            yield connection


async def run_cell(kernel: ClientConnection, code: str) -> tuple[float, bool]:
    """Run a cell; return the seconds it took, and whether it succeeded.

    Raises:
        TimeoutError: it is not answered at all.
    """
    began = time.perf_counter()
    reply = await execute(kernel, code, _PATIENCE_S)
    return time.perf_counter() - began, reply["status"] == "ok"


async def classroom(
    address: str, folders: SiteFolders, asked: argparse.Namespace, measured: Measured
) -> None:
    """Add learners step by step, and record the measurements after each."""
    accounts = Accounts(Database.of_site(folders.records))
    notebook = read_notebook(LABS / LAB / f"{LAB}.ipynb")
    cells = [
        HIDDEN_TESTS.sub("", cell.source) for cell in notebook.cells if cell.cell_type == "code"
    ]
    no_more_after = time.monotonic() + asked.minutes * 60 - asked.seconds - _SETTLE_S
    doors = asyncio.Semaphore(asked.at_once)

    async def arrive(stack: AsyncExitStack, number: int) -> Learner | None:
        async with doors:
            if left_gib() < asked.leave:
                measured.ended_by = "memory"
            elif time.monotonic() > no_more_after:
                measured.ended_by = "time"
            if measured.ended_by is not None:
                return None
            name, phrase = f"learner-{number}", uuid.uuid4().hex
            accounts.set(name, "learner", "fr", phrase)
            shutil.copytree(LABS / LAB, folders.homes / name / LAB)
            began = time.perf_counter()
            kernel = await stack.enter_async_context(lab_open(address, name, phrase))
            await run_cell(kernel, cells[0])
            opened_within_s = time.perf_counter() - began
            for cell in cells[1:]:
                await run_cell(kernel, cell)
            note = f"learner {number + 1}: a lab was open in {opened_within_s:.1f} s"
            print(note, file=sys.stderr, flush=True)
            # The same class each time.
            chance = random.Random(number)  # noqa: S311
            first = chance.randrange(len(cells))
            ahead = itertools.cycle(cells[first:] + cells[:first])
            return Learner(kernel, ahead, chance, opened_within_s)

    async with AsyncExitStack() as stack:
        there: list[Learner] = []
        while measured.ended_by is None:
            new = range(len(there), min(len(there) + asked.step, asked.learners))
            arrivals = await asyncio.gather(*(arrive(stack, number) for number in new))
            come = [learner for learner in arrivals if learner is not None]
            if not come:
                return
            there += come
            timed_from = time.perf_counter() + _SETTLE_S
            worked = await asyncio.gather(
                *(learner.work(asked.think, timed_from + asked.seconds) for learner in there)
            )
            taken = [one for each in worked for one in each if one.began >= timed_from]
            slowest_s = max(learner.opened_within_s for learner in come)
            step = summary(len(there), taken, slowest_s)
            measured.steps.append(step)
            print(json.dumps(asdict(step)) if asked.json else in_words(step), flush=True)
            if step.p95_s > asked.until:
                measured.ended_by = "answers"
            elif len(there) >= asked.learners:
                measured.ended_by = "learners"


def summary(learners: int, taken: list[Taken], started_within_s: float) -> Step:
    """Return the summary of a step."""
    measuring = [one.seconds for one in taken if MEASURING.search(one.cell)]
    answers = [one.seconds for one in taken if not MEASURING.search(one.cell)]
    if len(answers) < _FEWEST_ANSWERS:
        raise SystemExit(
            f"{len(answers)} answers came in the time: too few for a percentile. Measure for "
            "longer (--seconds), or with more learners (--learners)."
        )
    return Step(
        learners=learners,
        answers=len(answers),
        p50_s=statistics.median(answers),
        p95_s=statistics.quantiles(answers, n=20, method="inclusive")[-1],
        measured=len(measuring),
        measuring_p50_s=statistics.median(measuring or [0.0]),
        failed=sum(not one.well for one in taken),
        mib=memory_mib(),
        started_within_s=started_within_s,
        left_gib=left_gib(),
    )


def left_gib() -> float:
    """Return the machine's available memory."""
    return psutil.virtual_memory().available / 2**30


def memory_mib() -> dict[str, float]:
    """Return the memory of all processes started here, by their kind, in MiB."""
    found: Counter[str] = Counter()
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            found[kind_of(process)] += process.memory_full_info().pss
    return {kind: bytes_ / 2**20 for kind, bytes_ in found.items()}


def kind_of(process: psutil.Process) -> str:
    """Return what a process belongs to: a learner's server, kernel or kit, or the site itself."""
    command = " ".join(process.cmdline())
    parent = process.parent()
    if _POOL in command and parent is not None and _POOL not in " ".join(parent.cmdline()):
        # The parent of all kits; they have its command line.
        return "site"
    return next((kind for kind, names in _KINDS if any(name in command for name in names)), "site")


def in_words(step: Step) -> str:
    """Return a step in words."""
    each = {kind: mib / step.learners for kind, mib in step.mib.items() if kind != "site"}
    return (
        f"{step.learners:3} learners: p50 {step.p50_s:.2f} s, p95 {step.p95_s:.2f} s "
        f"of {step.answers} answers, p50 {step.measuring_p50_s:.1f} s of {step.measured} measuring "
        f"cells ({step.failed} failed); {sum(each.values()):.0f} MiB a learner ("
        + ", ".join(f"{kind} {mib:.0f}" for kind, mib in sorted(each.items()))
        + f"), {step.mib.get('site', 0):.0f} MiB for the site, {step.left_gib:.1f} GiB left; "
        f"a lab was open within {step.started_within_s:.1f} s"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--learners", type=int, default=LEARNERS)
    parser.add_argument("--step", type=int, default=20, help="learners who come in a step [20]")
    parser.add_argument("--at-once", type=int, default=6, help="of those, at the same time [6]")
    parser.add_argument("--think", type=float, default=20.0, help="seconds between cells [20]")
    parser.add_argument("--seconds", type=float, default=60.0, help="timed in each step [60]")
    parser.add_argument("--minutes", type=float, default=10.0, help="to let learners come [10]")
    parser.add_argument("--until", type=float, default=ANSWER_S, help="p95 that ends it, in s [2]")
    parser.add_argument("--leave", type=float, default=1.5, help="GiB of memory to leave [1.5]")
    parser.add_argument("--json", action="store_true", help="print data, one line per step")
    asked = parser.parse_args()
    # An early end still prints the results, and leaves no site behind.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    measured = Measured()
    with tempfile.TemporaryDirectory() as folder, running_site(Path(folder)) as address:
        try:
            asyncio.run(classroom(address, SiteFolders(Path(folder)), asked, measured))
        finally:
            # A site of sixty servers takes a minute to end.
            if measured.steps:
                conclude(measured, asked)


def conclude(measured: Measured, asked: argparse.Namespace) -> None:
    """Print the conclusion of all steps."""
    enough = [step.learners for step in measured.steps if step.p95_s <= ANSWER_S]
    active, room = max(enough, default=0), fit(measured.steps[-1])
    if asked.json:
        figures = {
            "think_s": asked.think,
            "target": {"learners": LEARNERS, "gib": MACHINE_GIB, "p95_s": ANSWER_S},
            "active_learners": active,
            "fit_in_memory": round(room),
            "ended_by": measured.ended_by,
        }
        print(json.dumps(figures), flush=True)
        return
    reasons: dict[Limit | None, str] = {
        "learners": "all who were to come were there",
        "answers": f"the 95th percentile passed {asked.until:g} s",
        "memory": f"less than {asked.leave:g} GiB of memory were left",
        "time": f"{asked.minutes:g} minutes were over",
        None: "it was interrupted",
    }
    print(
        f"{active} learners were answered within {ANSWER_S:g} s (p95); memory of {MACHINE_GIB} GiB "
        f"has room for {room:.0f}. It ended because {reasons[measured.ended_by]}.",
        flush=True,
    )


def fit(step: Step) -> float:
    """Return how many learners fit into a machine's memory, with one GiB left to the system."""
    each = sum(mib for kind, mib in step.mib.items() if kind != "site") / step.learners
    return ((MACHINE_GIB - 1) * 1024 - step.mib.get("site", 0)) / each


if __name__ == "__main__":
    main()
