"""What a day of many learners asks of one portal and its database, and what is used up first.

``.venv/bin/python benchmarks/scale.py [--learners N …] [--seconds S] [--json]``, on a quiet machine
with PostgreSQL. A made-up region: N learners in groups of 25, in PostgreSQL, each with a home of
their own elsewhere: their servers tell progress over HTTP. The portal runs in a process of its own
as behind a Hub; only the Hub's word for who asks is replaced by headers. Kernels, learners' servers
and the Hub are not there: what they would send is sent by this program, on the same machine.

Three pieces of the day, each for ``--seconds``, at the rates of the whole day:

- arrivals: everybody's home page within fifteen minutes;
- work: a page every three minutes, two events every twenty seconds, how folders stand every minute;
- deadline: everybody hands in 200 kB within ten minutes, and reads the page that says so.

Requests start when they are due, whatever became of those before: an answer's time counts from
there, so that waiting shows. Where a piece asks for more than there is, its rate of answers is the
capacity.
"""

import argparse
import asyncio
import hashlib
import io
import json
import os
import random
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil
import uvicorn
from fastapi import Request
from fastapi.responses import RedirectResponse, Response
from nbgrader.api import Gradebook
from sqlalchemy import text
from sqlalchemy.exc import SAWarning

from campus5g.authoring.cohorts.gradebook_file import gradebook_address, make_gradebook
from campus5g.courseware.progress.events import event
from campus5g.places import HOUSE
from campus5g.site import surroundings
from campus5g.site.folders import SiteFolders
from campus5g.site.portal.app import create_portal
from campus5g.site.portal.sign_in import Session
from campus5g.site.records.base import now
from campus5g.site.records.cohorts import CohortModule, CohortRecord, Enrolment
from campus5g.site.records.database import ADDRESS, Database
from campus5g.site.records.people import Identity, Person

sys.path.insert(0, str(HOUSE / "tests"))
from postgres_server import postgres_server

IN_A_GROUP = 25
MODULES = ("essentials-why-5g", "essentials-radio", "essentials-security", "packet-capture")
HANDED_IN = "essentials-why-5g"
ARRIVE_WITHIN_S, HAND_IN_WITHIN_S = 15 * 60.0, 10 * 60.0
PAGE_EVERY_S, EVENTS_EVERY_S, WORKS_EVERY_S = 180.0, 20.0, 60.0
EVENTS_BEFORE, HAND_IN_BYTES = 200, 200_000
TARGET_S = 1.0
"""For the 95th percentile of all answers of a piece of the day."""
GIVE_UP_S = 30.0
MOST_OPEN = 2000
"""Requests under way; more than that are counted as not served."""

_WHO = "bench-who"
_TOKEN = "server of "  # noqa: S105 -- of nobody


class ByHeader:
    """Knows who asks by a header, and whose server by its token."""

    async def session(self, request: Request) -> Session | None:
        """Return the session of the person that the header names."""
        name = request.headers.get(_WHO)
        return Session(name, name) if name else None

    async def owner_of_token(self, token: str) -> str | None:
        """Return whose server bears the token."""
        return token.removeprefix(_TOKEN) if token.startswith(_TOKEN) else None

    def end_outdated(self, name: str) -> None:
        """Nobody's sign-in ends here."""

    def begin(self, request: Request, then: str) -> Response:
        """Never called: everybody is signed in."""
        return RedirectResponse("/", status_code=303)


def learner(number: int) -> str:
    """Return the account of a learner."""
    return f"g{number // IN_A_GROUP}-l{number % IN_A_GROUP}"


def group(number: int) -> str:
    """Return the group of a learner."""
    return f"group-{number // IN_A_GROUP}"


def make_region(folders: SiteFolders, database: Database, learners: int) -> None:
    """Fill a data folder and a database."""
    database.upgrade()
    with database.session() as records:
        for first in range(0, learners, IN_A_GROUP):
            numbers = range(first, min(first + IN_A_GROUP, learners))
            people = [
                Person(
                    name=learner(number),
                    role="learner",
                    language="fr",
                    pass_phrase_hash="-",  # noqa: S106 -- no pass phrase has this hash
                    identity=Identity(first_name="Ada", last_name=f"D’Essai {number}"),
                )
                for number in numbers
            ]
            records.add(
                CohortRecord(
                    id=group(first),
                    title=f"Groupe {first}",
                    language="fr",
                    enrolments=[Enrolment(person=each) for each in people],
                    modules=[
                        CohortModule(module=module, position=position, released_at=now())
                        for position, module in enumerate(MODULES)
                    ],
                )
            )
            records.flush()
            records.expunge_all()
    folders.progress.mkdir()
    pattern = _gradebook(folders.data / "pattern.db")
    for number in range(learners):
        _before(folders, number)
    for first in range(0, learners, IN_A_GROUP):
        (folders.exchange / group(first) / "inbound").mkdir(parents=True)
        course = folders.cohorts / group(first)
        course.mkdir(parents=True)
        _gradebook_like(pattern, course / "gradebook.db", f"g{first // IN_A_GROUP}-")


def _gradebook(file: Path) -> Path:
    """Make one by nbgrader, with a graded module of a whole group."""
    make_gradebook(file)
    # nbgrader's own way of adding a submission.
    warnings.filterwarnings("ignore", category=SAWarning)
    with Gradebook(gradebook_address(file)) as gradebook:
        module = MODULES[1]
        gradebook.add_assignment(module)
        gradebook.add_notebook(module, module)
        for name in ("workplace", "final"):
            gradebook.add_grade_cell(name, module, module, max_score=8, cell_type="code")
            gradebook.add_solution_cell(name, module, module)
        for number in range(IN_A_GROUP):
            gradebook.add_student(f"l{number}")
            for notebook in gradebook.add_submission(module, f"l{number}").notebooks:
                for grade in notebook.grades:
                    grade.auto_score = 6.0
        gradebook.db.commit()
    return file


def _gradebook_like(pattern: Path, file: Path, prefix: str) -> None:
    shutil.copy(pattern, file)
    with sqlite3.connect(file) as gradebook:
        for column in ("student set id", "submitted_assignment set student_id"):
            old = column.rpartition(" ")[2]
            gradebook.execute(f"update {column} = ? || {old}", (prefix,))


def _before(folders: SiteFolders, number: int) -> None:
    """Write what a learner did on the days before."""
    name = learner(number)
    lines = [
        event(name, "experienced", MODULES[each % len(MODULES)], ("part", f"p-{each}")).as_line()
        for each in range(EVENTS_BEFORE if number < 50 else 1)
    ]
    if number >= 50:
        # The same length without the time that it takes to make each event.
        lines = [lines[0], *_again(lines[0])]
    (folders.progress / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _again(line: str) -> list[str]:
    begins, ends = line[:7], line[43:]
    return [
        f"{begins}{number:08x}-0000-4000-8000-000000000000{ends}"
        for number in range(EVENTS_BEFORE - 1)
    ]


def serve(data: Path, port: int) -> None:
    """Run the portal of a made-up region until it is ended."""
    folders = SiteFolders(data)
    portal = create_portal(folders, Database.of_site(folders.records), ByHeader())  # type: ignore[arg-type]
    uvicorn.run(portal, host="127.0.0.1", port=port, log_level="error", access_log=False)


@contextmanager
def portal_at(data: Path, database: str) -> Iterator[tuple[str, psutil.Process]]:
    """Give the address of a portal that has answered once, and its process."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, __file__, "--serve", str(data), str(port)],
        env={**os.environ, ADDRESS: database, surroundings.PROGRESS: "portal"},
    )
    address = f"http://127.0.0.1:{port}"
    try:
        while True:
            with suppress(httpx.ConnectError):
                httpx.get(address, headers={_WHO: learner(0)}, timeout=120).raise_for_status()
                break
            assert process.poll() is None, "The portal ended."
            time.sleep(0.1)
        yield address, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait()


@dataclass(frozen=True)
class Piece:
    """A piece of the day: what was asked a second, what came of it, and what it used.

    Shares of processors are of one processor. ``portal_ms_each`` is the processor time that the
    portal needs for each of what was asked; it tells more than the rest where a machine is busy.
    """

    name: str
    asked_per_s: float
    answered_per_s: float
    p50_s: float
    p95_s: float
    errors: dict[str, int]
    portal_ms_each: float
    portal_cpu: float
    database_cpu: float
    this_program_cpu: float
    others_cpu: float
    portal_mib: float
    database_mib: float

    @property
    def first_used_up(self) -> str:
        """What there was no more of; empty if the piece went well."""
        if self.p95_s <= TARGET_S and not self.errors:
            return ""
        if self.others_cpu > 0.3:
            return "nothing that can be told: other programs had the processors; measure again"
        if self.portal_cpu > 0.85:
            return "the portal’s one processor"
        if self.portal_cpu + self.database_cpu + self.this_program_cpu > 0.9 * (
            os.cpu_count() or 1
        ):
            return "all processors, this program among them"
        return "neither processor: connections or the disk"


Ask = Callable[[httpx.AsyncClient, int, random.Random], Awaitable[httpx.Response]]


async def home(client: httpx.AsyncClient, number: int, _: random.Random) -> httpx.Response:
    """Open the home page."""
    return await client.get("/", headers={_WHO: learner(number)})


async def a_page(client: httpx.AsyncClient, number: int, chance: random.Random) -> httpx.Response:
    """Open one of the pages that learners read between modules."""
    page = chance.choice(("/", "/", "/results", f"/results/{group(number)}/{MODULES[0]}"))
    return await client.get(page, headers={_WHO: learner(number)})


async def two_events(
    client: httpx.AsyncClient, number: int, chance: random.Random
) -> httpx.Response:
    """Tell two events, as a learner's server does."""
    name = learner(number)
    lines = "".join(
        event(name, "answered", MODULES[0], ("item", f"q{chance.randrange(30)}"), 0.5).as_line()
        + "\n"
        for _ in range(2)
    )
    return await client.post(
        "/own/progress",
        content=lines,
        headers={
            "Authorization": f"token {_TOKEN}{name}",
            "Content-Type": "application/x-ndjson",
        },
    )


async def folders_stand(
    client: httpx.AsyncClient, number: int, chance: random.Random
) -> httpx.Response:
    """Tell how folders stand."""
    told = {
        f"{group(number)}/{module}": {"saved": f"2026-11-25T10:{chance.randrange(60):02}:00Z"}
        for module in MODULES
    }
    return await client.put(
        "/own/progress/works",
        content=json.dumps(told),
        headers={
            "Authorization": f"token {_TOKEN}{learner(number)}",
            "Content-Type": "application/octet-stream",
        },
    )


async def hand_in(client: httpx.AsyncClient, number: int, chance: random.Random) -> httpx.Response:
    """Hand in a module, as a learner's server does."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:", format=tarfile.PAX_FORMAT) as tar:
        entry = tarfile.TarInfo(f"{HANDED_IN}.ipynb")
        entry.size = HAND_IN_BYTES
        tar.addfile(entry, io.BytesIO(chance.randbytes(HAND_IN_BYTES)))
    content = archive.getvalue()
    place = f"/own/hand-ins/{group(number)}/{HANDED_IN}/{hashlib.sha256(content).hexdigest()}"
    headers = {"Authorization": f"token {_TOKEN}{learner(number)}"}
    (await client.get(place, headers=headers)).raise_for_status()
    answer = await client.patch(
        place,
        params={"offset": 0, "size": len(content)},
        content=content,
        headers={**headers, "Content-Type": "application/octet-stream"},
    )
    answer.raise_for_status()
    if not answer.json()["receipt"]:
        raise httpx.DecodingError("not taken")
    page = f"/results/{group(number)}/{HANDED_IN}"
    return await client.get(page, headers={_WHO: learner(number)})


def pieces(learners: int) -> list[tuple[str, list[tuple[Ask, float]]]]:
    """Return the pieces of a day: what is asked, and how often a second."""
    return [
        ("arrivals", [(home, learners / ARRIVE_WITHIN_S)]),
        (
            "work",
            [
                (a_page, learners / PAGE_EVERY_S),
                (two_events, learners / EVENTS_EVERY_S),
                (folders_stand, learners / WORKS_EVERY_S),
            ],
        ),
        ("deadline", [(hand_in, learners / HAND_IN_WITHIN_S)]),
    ]


async def play(
    address: str, learners: int, asked: list[tuple[Ask, float]], seconds: float
) -> tuple[list[float], Counter[str], float]:
    """Ask as often as it is due.

    Returns:
        How long each answer took in seconds, what failed, and how long it all took.
    """
    chance = random.Random(1)  # noqa: S311 -- the same day each time
    due = sorted(
        ((moment, ask) for ask, per_s in asked for moment in _moments(per_s, seconds, chance)),
        key=lambda each: each[0],
    )
    taken: list[float] = []
    errors: Counter[str] = Counter()
    limits = httpx.Limits(max_connections=MOST_OPEN, max_keepalive_connections=200)
    began = time.perf_counter()
    async with (
        httpx.AsyncClient(base_url=address, timeout=GIVE_UP_S, limits=limits) as client,
        asyncio.TaskGroup() as under_way,
    ):
        open_now = 0

        async def one(ask: Ask, moment: float, number: int) -> None:
            nonlocal open_now
            open_now += 1
            try:
                answer = await ask(client, number, chance)
                if answer.status_code >= 400:
                    errors[str(answer.status_code)] += 1
                else:
                    taken.append(time.perf_counter() - began - moment)
            except httpx.HTTPError as error:
                errors[type(error).__name__] += 1
            finally:
                open_now -= 1

        for moment, ask in due:
            await asyncio.sleep(max(0.0, began + moment - time.perf_counter()))
            if open_now >= MOST_OPEN:
                errors["not served"] += 1
            else:
                under_way.create_task(one(ask, moment, chance.randrange(learners)))
    return taken, errors, time.perf_counter() - began


async def warm_up(address: str, learners: int) -> None:
    """Ask for everything, so that what a portal imports and reads once is not measured."""
    chance = random.Random(0)  # noqa: S311 -- the same day each time
    async with httpx.AsyncClient(base_url=address, timeout=120) as client:
        for _, asked in pieces(learners):
            for ask, _ in asked:
                for number in range(4):
                    (await ask(client, number, chance)).raise_for_status()


def _moments(per_s: float, seconds: float, chance: random.Random) -> Iterator[float]:
    moment = chance.expovariate(per_s)
    while moment < seconds:
        yield moment
        moment += chance.expovariate(per_s)


def measure(
    name: str,
    address: str,
    portal: psutil.Process,
    database: psutil.Process,
    learners: int,
    asked: list[tuple[Ask, float]],
    seconds: float,
) -> Piece:
    """Play a piece of the day; return what it took."""

    def used_s() -> list[float]:
        own = psutil.Process()
        return [_cpu_s(portal), _cpu_s(database), _cpu_s(own, alone=True), _busy_s()]

    before = used_s()
    taken, errors, took = asyncio.run(play(address, learners, asked, seconds))
    portal_cpu, database_cpu, own_cpu, all_cpu = (
        (end - start) / took for start, end in zip(before, used_s(), strict=True)
    )
    known = [*taken, *taken] or [GIVE_UP_S] * 2
    return Piece(
        name,
        asked_per_s=round(sum(per_s for _, per_s in asked), 1),
        answered_per_s=round(len(taken) / took, 1),
        p50_s=round(statistics.median(known), 3),
        p95_s=round(statistics.quantiles(known, n=20, method="inclusive")[-1], 3),
        errors=dict(errors),
        portal_ms_each=round(1000 * portal_cpu * took / max(1, len(taken)), 1),
        portal_cpu=round(portal_cpu, 2),
        database_cpu=round(database_cpu, 2),
        this_program_cpu=round(own_cpu, 2),
        others_cpu=round(max(0.0, all_cpu - portal_cpu - database_cpu - own_cpu), 2),
        portal_mib=round(_mib(portal)),
        database_mib=round(_mib(database)),
    )


def _busy_s() -> float:
    """Return the time that all processors of the machine have been busy."""
    times = psutil.cpu_times()
    return float(times.user + times.nice + times.system)


def _cpu_s(process: psutil.Process, *, alone: bool = False) -> float:
    """Return the processor time of a process and its children, those that ended among them."""
    found = 0.0
    for each in (process, *([] if alone else process.children(recursive=True))):
        with suppress(psutil.NoSuchProcess):
            times = each.cpu_times()
            found += times.user + times.system
            if each is process and not alone:
                found += times.children_user + times.children_system
    return found


def _mib(process: psutil.Process) -> float:
    found = 0.0
    for each in (process, *process.children(recursive=True)):
        with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            found += each.memory_full_info().pss / 2**20
    return found


def day(learners: int, seconds: float) -> dict[str, Any]:
    """Measure a day of a region of so many learners."""
    with tempfile.TemporaryDirectory(prefix="scale-") as folder, postgres_server() as server:
        folders = SiteFolders(Path(folder))
        database = Database(server.url)
        began = time.perf_counter()
        make_region(folders, database, learners)
        made_s = time.perf_counter() - began
        with database.session() as records:
            records.execute(text("analyze"))
            size = records.scalar(text("select pg_database_size(current_database())"))
            pid = records.scalar(text("select pg_backend_pid()"))
            # It is the parent of the process that serves a connection.
            postgres = psutil.Process(psutil.Process(pid).ppid())
        database.close()
        found = []
        with portal_at(folders.data, server.url) as (address, portal):
            asyncio.run(warm_up(address, learners))
            for name, asked in pieces(learners):
                found.append(measure(name, address, portal, postgres, learners, asked, seconds))
        lines = (folders.progress / f"{learner(0)}.jsonl").read_bytes().splitlines(keepends=True)
        return {
            "learners": learners,
            "seconds": seconds,
            "load_before": round(os.getloadavg()[0], 1),
            "made_s": round(made_s),
            "pieces": [{**asdict(each), "first_used_up": each.first_used_up} for each in found],
            "records_kb_a_learner": round((size or 0) / learners / 1000, 1),
            "bytes_an_event": round(statistics.mean(map(len, lines))),
            "handed_in": len(list(folders.exchange.glob("*/inbound/*+*"))),
        }


def told(found: dict[str, Any]) -> str:
    """Return the figures of a day in words."""
    lines = [
        f"{found['learners']} learners ({found['seconds']:g} s a piece; load before: "
        f"{found['load_before']}):"
    ]
    for piece in found["pieces"]:
        failed = ", ".join(f"{count} × {what}" for what, count in piece["errors"].items())
        lines.append(
            f"  {piece['name']}: {piece['asked_per_s']:g} asked, {piece['answered_per_s']:g} "
            f"answered a second; p50 {piece['p50_s']:.3f} s, p95 {piece['p95_s']:.3f} s; errors: "
            f"{failed or 'none'}; portal {piece['portal_ms_each']:g} ms each; processors: portal "
            f"{piece['portal_cpu']:.2f}, database {piece['database_cpu']:.2f}, this program "
            f"{piece['this_program_cpu']:.2f}, others {piece['others_cpu']:.2f}; MiB: "
            f"portal {piece['portal_mib']:g}, database {piece['database_mib']:g}"
        )
        if piece["first_used_up"]:
            lines.append(f"    used up first: {piece['first_used_up']}")
    lines.append(
        f"  storage: {found['records_kb_a_learner']:g} kB of records a learner, "
        f"{found['bytes_an_event']} B an event; {found['handed_in']} handed in"
    )
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--learners", type=int, nargs="+", default=[1000, 10_000])
    parser.add_argument("--seconds", type=float, default=60.0, help="of each piece of the day [60]")
    parser.add_argument("--json", action="store_true", help="print data")
    parser.add_argument("--serve", nargs=2, metavar=("DATA", "PORT"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.serve:
        serve(Path(asked.serve[0]), int(asked.serve[1]))
        return
    for learners in asked.learners:
        found = day(learners, asked.seconds)
        print(json.dumps(found) if asked.json else told(found), flush=True)


if __name__ == "__main__":
    main()
