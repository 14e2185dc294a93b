"""Progress over HTTP: what a learner's own server tells, through cuts, restarts and restored sites.

A learner's home is on another machine here: the portal has only what was sent to it.
"""

import asyncio
import datetime
import json
import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from people import AsVisitor
from portal_server import PortalServer, serving
from sqlalchemy import select
from tornado.httpclient import HTTPClientError

from campus5g.authoring.catalogue import catalogue, find_module
from campus5g.courseware.progress import Progress
from campus5g.courseware.progress.events import Event, event
from campus5g.courseware.progress.store import events_in
from campus5g.site import surroundings
from campus5g.site.folders import SiteFolders
from campus5g.site.learning.board import board
from campus5g.site.learning.questions_live import questions
from campus5g.site.learning.standing import standings
from campus5g.site.progress import received, sending
from campus5g.site.progress.allowance import MOST, Allowance
from campus5g.site.progress.received import Received
from campus5g.site.progress.sending import Sender
from campus5g.site.records.cohorts import CohortRecord
from campus5g.site.records.database import Database
from campus5g.site.records.people import Person

COHORT, MODULE = "rolling-mill", "essentials-why-5g"
OF_FOLDERS = {
    "Authorization": "token server of ada",
    "Content-Type": "application/octet-stream",
}
ADA = {"Authorization": "token server of ada", "Content-Type": "application/x-ndjson"}


@pytest.fixture(autouse=True)
def sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(surroundings.PROGRESS, "portal")


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("adas")


@pytest.fixture
def learner(home: Path) -> Progress:
    """What Ada's pages write to."""
    return Progress(MODULE, "ada", home / ".campus5g")


@pytest.fixture
def portal(client: TestClient, pages: FastAPI) -> Iterator[PortalServer]:
    with serving(pages) as server:
        yield server


Told = Callable[..., Sender]


@pytest.fixture
def sender(portal: PortalServer, home: Path, learner: Progress) -> Told:
    def make(token: str = "server of ada") -> Sender:  # noqa: S107
        return Sender(learner.file, home, portal.url, token, logging.getLogger("server"))

    return make


def tell(*senders: Sender) -> None:
    async def each() -> None:
        for sender in senders:
            await sender.send()

    asyncio.run(each())


def came(folders: SiteFolders) -> list[Event]:
    return list(events_in(folders.progress / "ada.jsonl"))


def test_what_a_learner_does_comes_once_and_in_order(
    folders: SiteFolders, learner: Progress, sender: Told
) -> None:
    learner.seen("one")
    learner.answered("why", 0.5)
    server = sender()

    async def at_work() -> None:
        await server.send()
        learner.answered("why", 1)
        learner.responded("line", "Une presse, « à froid »")
        await server.send()
        await server.send()

    asyncio.run(at_work())

    assert came(folders) == learner.events()
    assert len(came(folders)) == 4


def test_what_is_done_while_the_portal_is_away_comes_when_it_is_back(
    folders: SiteFolders,
    learner: Progress,
    sender: Told,
    portal: PortalServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sending, "LOOKS_EVERY_S", 0.01)
    learner.seen("one")

    async def until(count: int) -> None:
        while len(came(folders)) < count:  # noqa: ASYNC110 -- the portal's file tells nothing
            await asyncio.sleep(0.01)

    async def day() -> None:
        running = asyncio.create_task(sender().run())
        await until(1)
        await asyncio.to_thread(portal.go)
        learner.seen("two")
        learner.answered("why", 1)
        await asyncio.to_thread(portal.come)
        await until(3)
        running.cancel()

    asyncio.run(day())

    assert came(folders) == learner.events()


def test_a_server_that_was_restarted_sends_only_the_rest(
    folders: SiteFolders, learner: Progress, sender: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    learner.seen("one")
    tell(sender())
    learner.seen("two")
    carried: list[int] = []
    take = Received.take

    def counted(self: Received, lines: bytes, *rest: object) -> received.Taken:
        carried.append(len(lines.splitlines()))
        return take(self, lines, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Received, "take", counted)

    tell(sender())

    assert carried == [1]
    assert came(folders) == learner.events()


def test_an_answer_that_is_lost_doubles_nothing(
    client: TestClient, folders: SiteFolders, learner: Progress
) -> None:
    learner.seen("one")
    learner.seen("two")
    lines = learner.file.read_bytes()

    first, again = (client.post("own/progress", content=lines, headers=ADA) for _ in range(2))

    assert first.json()["new"] == 2
    assert again.json() == {"new": 0, "refused": 0, "last": learner.events()[-1].id}
    assert came(folders) == learner.events()


def test_a_site_restored_from_a_backup_gets_what_it_lost(
    folders: SiteFolders, learner: Progress, sender: Told
) -> None:
    learner.seen("one")
    server = sender()

    async def day() -> None:
        await server.send()
        backup = (folders.progress / "ada.jsonl").read_bytes()
        learner.seen("two")
        await server.send()
        (folders.progress / "ada.jsonl").write_bytes(backup)
        learner.seen("three")
        await server.send()

    asyncio.run(day())

    assert came(folders) == learner.events()


def test_an_event_cut_off_by_a_crash_of_the_portal_comes_again(
    folders: SiteFolders, learner: Progress, sender: Told
) -> None:
    learner.seen("one")
    learner.seen("two")
    tell(sender())
    file = folders.progress / "ada.jsonl"
    file.write_bytes(file.read_bytes()[:-20])

    tell(sender())

    assert came(folders) == learner.events()


def test_a_learner_finds_their_place_on_a_machine_without_their_home(
    folders: SiteFolders, learner: Progress, sender: Told, tmp_path: Path
) -> None:
    learner.seen("one")
    learner.answered("why", 1)
    tell(sender())
    done = learner.resume()
    learner.file.unlink()

    tell(sender())

    assert learner.resume() == done
    assert len(came(folders)) == 2


def test_a_long_history_comes_in_batches(
    folders: SiteFolders, learner: Progress, sender: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "BATCH_BYTES", 1000)
    for part in range(20):
        learner.seen(f"part-{part}")

    tell(sender())

    assert came(folders) == learner.events()


def test_nobody_tells_for_somebody_else(
    client: TestClient, folders: SiteFolders, learner: Progress
) -> None:
    learner.seen("one")
    forged = event("bob", "scored", MODULE, ("part", "final"), 1.0)

    answer = client.post(
        "own/progress",
        content=f"{forged.as_line()}\n".encode() + learner.file.read_bytes(),
        headers=ADA,
    )

    assert (answer.json()["new"], answer.json()["refused"]) == (1, 1)
    assert came(folders) == learner.events()
    assert not (folders.progress / "bob.jsonl").exists()


NO_EVENTS = (
    b"no JSON",
    b"{}",
    b"\xff\xfe",
    event("ada", "responded", MODULE, ("row", "r"), response="x" * 70_000).as_line().encode(),
    event("ada", "experienced", MODULE, ("part", "p"))
    .model_copy(update={"id": "../../records"})
    .as_line()
    .encode(),
    event("ada", "experienced", MODULE, ("part", "p"))
    .model_copy(update={"timestamp": "yesterday"})
    .as_line()
    .encode(),
)


def test_what_is_no_event_is_left_out_and_stops_nothing(
    client: TestClient, folders: SiteFolders, learner: Progress
) -> None:
    learner.seen("one")

    answer = client.post(
        "own/progress", content=b"\n".join((*NO_EVENTS, learner.file.read_bytes())), headers=ADA
    )

    assert answer.json()["refused"] == len(NO_EVENTS)
    assert came(folders) == learner.events()


def test_nothing_happens_later_than_it_comes(
    client: TestClient, folders: SiteFolders, learner: Progress
) -> None:
    tomorrow = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1)
    early = event("ada", "experienced", MODULE, ("part", "p")).at(tomorrow)

    client.post("own/progress", content=early.as_line().encode(), headers=ADA)

    (kept,) = came(folders)
    assert datetime.datetime.fromisoformat(kept.timestamp) < tomorrow


def test_only_servers_of_people_of_the_site_tell(
    client: TestClient, folders: SiteFolders, learner: Progress
) -> None:
    learner.seen("one")
    lines = learner.file.read_bytes()

    answers = [
        client.post("own/progress", content=lines, headers=ADA | {"Authorization": token})
        for token in ("", "token nobody's", "token server of mallory")
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 404]
    assert list(folders.progress.glob("*")) == []


def test_a_closed_account_does_not_tell(
    client: TestClient, database: Database, folders: SiteFolders, learner: Progress
) -> None:
    with database.session() as records:
        records.query(Person).filter(Person.name == "ada").update({"active": False})
    learner.seen("one")

    answer = client.post("own/progress", content=learner.file.read_bytes(), headers=ADA)

    assert answer.status_code == 404
    assert came(folders) == []


def test_a_site_that_reads_homes_takes_nothing(
    client: TestClient, learner: Progress, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(surroundings.PROGRESS, "homes")
    learner.seen("one")

    answer = client.post("own/progress", content=learner.file.read_bytes(), headers=ADA)

    assert answer.status_code == 404


def test_a_learner_fills_no_disk(
    folders: SiteFolders, learner: Progress, sender: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(received, "LARGEST_FILE_BYTES", 1000)
    monkeypatch.setattr(sending, "BATCH_BYTES", 1000)
    for part in range(20):
        learner.seen(f"part-{part}")

    tell(sender())

    assert 0 < (folders.progress / "ada.jsonl").stat().st_size <= 1000
    assert len(learner.events()) == 20


def test_a_server_that_asks_too_often_waits(client: TestClient, learner: Progress) -> None:
    learner.seen("one")
    lines = learner.file.read_bytes()

    answers = [client.post("own/progress", content=lines, headers=ADA) for _ in range(MOST + 1)]

    assert [answer.status_code for answer in answers] == [200] * MOST + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    others = ADA | {"Authorization": "token server of bob"}
    assert client.post("own/progress", content=b"", headers=others).status_code == 200


def test_an_allowance_comes_back_with_time() -> None:
    now = [0.0]
    counted = Allowance(clock=lambda: now[0])
    while not (wait_s := counted.wait_s("ada")):
        now[0] += 0.1

    now[0] += wait_s

    assert counted.wait_s("ada") == 0


FAILING = {
    "cells": [
        {
            "cell_type": "code",
            "execution_count": 9,
            "metadata": {"nbgrader": {"grade": True, "grade_id": "total"}},
            "outputs": [{"output_type": "error"}],
            "source": "",
        }
    ],
    "metadata": {},
    "nbformat": 4,
    "nbformat_minor": 5,
}


def saved(folder: Path, at: datetime.datetime) -> None:
    folder.mkdir(parents=True)
    notebook = folder / f"{folder.name}.ipynb"
    notebook.write_text(json.dumps(FAILING))
    os.utime(notebook, (at.timestamp(), at.timestamp()))


Shown = tuple[list[tuple[object, ...]], list[str], str]


def shown(folders: SiteFolders, database: Database) -> Shown:
    """What the board, the questions and Ada's home say."""
    now = datetime.datetime.now(datetime.UTC)
    modules = {MODULE: find_module(MODULE, catalogue())}
    with database.session() as records:
        cohort = records.scalars(select(CohortRecord).filter_by(id=COHORT)).one()
        enrolment = next(each for each in cohort.enrolments if each.person.name == "ada")
        found = board(folders, cohort, {}, now)
        live = [
            f"{question.item}: {len(question.right)} {len(question.not_right)}"
            for question in questions(folders, cohort, modules[MODULE], now)
        ]
        (standing,) = standings(folders, enrolment, modules)
        told: list[tuple[object, ...]] = [
            (each.enrolment.person.name, each.doing, each.module, each.last, each.reasons)
            for each in found
        ]
        return told, live, standing.state


def test_board_questions_and_home_say_the_same_as_from_the_home_itself(
    folders: SiteFolders,
    database: Database,
    home: Path,
    learner: Progress,
    sender: Told,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = datetime.datetime.now(datetime.UTC)
    saved(home / COHORT / MODULE, now - datetime.timedelta(minutes=1))
    learner.seen("one")
    learner.answered("why", 0.5)
    assert shown(folders, database)[2] == "new"

    tell(sender())

    told = shown(folders, database)
    assert told[2] == "begun"
    # The same home, on the portal's machine.
    (folders.progress / "ada.jsonl").write_bytes(learner.file.read_bytes())
    folders.homes.mkdir()
    home.rename(folders.homes / "ada")
    monkeypatch.setenv(surroundings.PROGRESS, "homes")
    assert told == shown(folders, database)


def test_work_that_only_its_server_reads_is_handed_in_from_there(
    as_visitor: AsVisitor, home: Path, sender: Told
) -> None:
    saved(home / COHORT / MODULE, datetime.datetime.now(datetime.UTC))
    tell(sender())

    page = as_visitor("ada").get(f"hand-in/{COHORT}/{MODULE}").text
    refused = as_visitor("ada").post(f"hand-in/{COHORT}/{MODULE}")

    assert "depuis sa page ou depuis JupyterLab" in page
    assert "Rendre maintenant" not in page
    assert refused.status_code == 409


def test_what_is_no_report_of_folders_is_refused(client: TestClient) -> None:
    answers = [
        client.put("own/progress/works", content=told, headers=OF_FOLDERS)
        for told in (b"[]", b'{"a/b": {"saved": "now"}}', b"{" * 2000)
    ]

    assert {answer.status_code for answer in answers} == {400}


def test_a_token_of_nobody_reads_no_events(sender: Told, learner: Progress) -> None:
    learner.seen("one")

    with pytest.raises(HTTPClientError):
        tell(sender("stolen"))


def test_events_come_back_to_their_learner_only(client: TestClient, learner: Progress) -> None:
    learner.seen("one")
    client.post("own/progress", content=learner.file.read_bytes(), headers=ADA)

    mine: httpx.Response = client.get("own/progress/events", headers=ADA)
    bobs = client.get("own/progress/events", headers={"Authorization": "token server of bob"})

    assert mine.content == learner.file.read_bytes()
    assert bobs.content == b""
