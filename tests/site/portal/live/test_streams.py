"""What the screen and the phones hear of a vote, from a server as it runs."""

import json
import signal
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from people import PERSON, ByName
from tornado.testing import bind_unused_port

from campus5g.manifest import Text
from campus5g.site.folders import SiteFolders
from campus5g.site.portal.access import VOTER_COOKIE
from campus5g.site.portal.live import streaming
from campus5g.site.portal.safety.forgery import FIELD, form_token
from campus5g.site.portal.server import PortalServer
from campus5g.site.portal.sign_in import Session
from campus5g.site.portal.surroundings import Portal
from campus5g.site.records.class_votes import ClassVote
from campus5g.site.records.cohorts import CohortRecord
from campus5g.site.records.database import Database
from campus5g.site.records.people import Person
from campus5g.site.voting.conducting import start, take_step
from campus5g.site.voting.joining import join, new_secret
from campus5g.site.voting.questions import Choice, Question

PREFIX = "/services/portal"
QUESTION = Question(
    id="one",
    origin="quiz",
    prompt=Text(fr="Où poser l’antenne ?", en="Where?"),
    choices=[Choice(id=each, fr=each, en=each) for each in ("high", "low")],
    right=["high"],
)

Pieces = Iterator[tuple[str, str]]


@dataclass
class Running:
    """A portal as it runs, in a thread."""

    address: str
    server: PortalServer
    thread: threading.Thread

    def end(self) -> None:
        """Have it end as by a signal; it waits for its answers."""
        self.server.handle_exit(signal.SIGTERM, None)
        self.thread.join()


@pytest.fixture
def running(pages: FastAPI, folders: SiteFolders, database: Database) -> Iterator[Running]:
    pages.state.portal = Portal(folders, database, ByName(), PREFIX)
    listening, port = bind_unused_port()
    server = PortalServer(uvicorn.Config(pages, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    running = Running(f"http://127.0.0.1:{port}{PREFIX}", server, thread)
    yield running
    running.end()


@pytest.fixture
def address(running: Running) -> str:
    return running.address


@pytest.fixture
def vote(database: Database) -> int:
    """A vote whose first question is on the screen."""
    with database.session() as records:
        tina = records.query(Person).filter_by(name="tina").one()
        cohort = records.get_one(CohortRecord, "rolling-mill")
        row = start(records, cohort, "essentials-why-5g", tina, [QUESTION])
        take_step(records, row, "next", row.revision)
        return row.id


@pytest.fixture
def secret(database: Database, vote: int) -> str:
    """A phone in the room."""
    secret = new_secret()
    with database.session() as records:
        join(records, records.get_one(ClassVote, vote), None, "Zoé", secret)
    return secret


def pieces(answer: httpx.Response) -> Pieces:
    answer.raise_for_status()
    name, lines = "", list[str]()
    for line in answer.iter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            lines.append(line.removeprefix("data: "))
        elif not line and name:
            yield name, "\n".join(lines)
            name, lines = "", []


def heard(stream: Pieces, name: str, text: str = "") -> str:
    """Wait for a piece with a text."""
    return next(said for called, said in stream if called == name and text in said)


def trainer(address: str) -> httpx.Client:
    return httpx.Client(base_url=address, headers={PERSON: "tina"}, timeout=60)


def phone(address: str, secret: str) -> httpx.Client:
    return httpx.Client(base_url=address, cookies={VOTER_COOKIE: secret}, timeout=60)


def do(trainer: httpx.Client, vote: int, what: str, **fields: object) -> None:
    token = form_token(Session("tina", "secret of tina"))
    answer = trainer.post(f"/desk/rolling-mill/votes/{vote}/{what}", data={FIELD: token, **fields})
    assert answer.status_code == 303


def send(phone: httpx.Client) -> dict[str, object]:
    answer = phone.post(
        "/vote/room/votes", data={"question": 0, "round": 1, "number": 1, "choice": "low"}
    )
    return dict(json.loads(answer.raise_for_status().text))


def test_phones_hear_each_step_and_the_screen_each_vote(
    address: str, vote: int, secret: str
) -> None:
    with (
        trainer(address) as tina,
        phone(address, secret) as zoe,
        tina.stream("GET", f"/desk/rolling-mill/votes/{vote}/events") as on_screen,
        zoe.stream("GET", "/vote/room/events") as on_phone,
    ):
        screen, room = pieces(on_screen), pieces(on_phone)
        assert "Le vote va s’ouvrir" in heard(room, "stage")

        do(tina, vote, "step", to="open", revision=1)
        assert 'value="low"' in heard(room, "stage", "<form")
        assert send(zoe) == {"number": 1, "choices": ["low"]}
        heard(screen, "count", "<strong>1</strong> / 1")

        do(tina, vote, "step", to="close", revision=2)
        assert "bar__after" in heard(screen, "stage", "discutez à deux")

        do(tina, vote, "end")
        heard(screen, "over")
        heard(room, "over")


def test_who_comes_back_hears_what_is_there_now(address: str, vote: int, secret: str) -> None:
    with trainer(address) as tina, phone(address, secret) as zoe:
        with zoe.stream("GET", "/vote/room/events") as before:
            heard(pieces(before), "stage")
        do(tina, vote, "step", to="open", revision=1)

        with zoe.stream("GET", "/vote/room/events") as after:
            assert "<form" in heard(pieces(after), "stage")


def test_a_stream_ends_after_a_while_so_that_rights_are_asked_for_again(
    address: str, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "LASTS_S", 0.0)

    with phone(address, secret) as zoe, zoe.stream("GET", "/vote/room/events") as stream:
        assert list(pieces(stream)) == []


def test_a_portal_that_ends_does_not_wait_for_its_listeners(running: Running, secret: str) -> None:
    with phone(running.address, secret) as zoe, zoe.stream("GET", "/vote/room/events") as stream:
        room = pieces(stream)
        heard(room, "stage")

        running.end()

        assert list(room) == []
