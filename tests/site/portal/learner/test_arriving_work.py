"""Handing in from a learner's own server: over HTTP, in pieces, through cuts and restarts."""

import hashlib
import io
import socket
import tarfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient
from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeError
from tornado.testing import bind_unused_port
from traitlets.config import Config

from campus5g.authoring.cohorts import hand_in_limits
from campus5g.authoring.cohorts.exchange import use_exchange
from campus5g.site.folders import SiteFolders
from campus5g.site.hand_ins import archive, sending
from campus5g.site.hand_ins.sending import SendToPortal
from campus5g.site.learning.handing_in import hand_ins
from campus5g.site.records.base import now
from campus5g.site.records.database import Database
from campus5g.site.records.people import Person

COHORT, MODULE = "rolling-mill", "essentials-why-5g"
PREFIX = "/services/portal"
PIECE_BYTES = 100_000
WORK_BYTES = 350_000


@pytest.fixture
def begun(folders: SiteFolders, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ada's work, on another machine than the site's exchange."""
    (folders.exchange / COHORT / "inbound").mkdir(parents=True)
    work = tmp_path_factory.mktemp("adas") / COHORT / MODULE
    work.mkdir(parents=True)
    (work / f"{MODULE}.ipynb").write_text("{}")
    (work / "capture.bin").write_bytes(bytes(range(250)) * (WORK_BYTES // 250))
    return work


@pytest.fixture
def address(client: TestClient, pages: FastAPI) -> Iterator[tuple[str, int]]:
    """The portal in a server of its own."""
    listening, port = bind_unused_port()
    server = uvicorn.Server(uvicorn.Config(pages, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    yield "127.0.0.1", port
    server.should_exit = True
    thread.join()


class CutCable:
    """A way to the portal that is cut once, after so many bytes."""

    def __init__(self, to: tuple[str, int], cut_after_bytes: int) -> None:
        self.to = to
        self.left_bytes = cut_after_bytes
        self.cut = False
        self.carried_bytes = 0
        self._listening, self.port = bind_unused_port()
        self._listening.setblocking(True)
        self._threads = ThreadPoolExecutor(16)
        self._threads.submit(self._accept)

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listening.accept()
            except OSError:
                return
            far = socket.create_connection(self.to)
            self._threads.submit(self._carry, near, far, True)
            self._threads.submit(self._carry, far, near, False)

    def _carry(self, source: socket.socket, target: socket.socket, up: bool) -> None:
        try:
            while data := source.recv(8192):
                if up and not self.cut and self.left_bytes < len(data):
                    self.cut = True
                    break
                if up:
                    self.left_bytes -= len(data)
                    self.carried_bytes += len(data)
                target.sendall(data)
        except OSError:
            pass
        for each in (source, target):
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue

    def close(self) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._threads.shutdown(wait=False)


Submit = Callable[..., None]


@pytest.fixture
def submit(address: tuple[str, int], begun: Path, monkeypatch: pytest.MonkeyPatch) -> Submit:
    """Hand Ada's work in as her server does."""
    monkeypatch.setattr(sending, "PIECE_BYTES", PIECE_BYTES)

    def run(port: int = address[1], learner: str = "ada", work: Path = begun) -> None:
        monkeypatch.setenv("CAMPUS5G_PORTAL_URL", f"http://127.0.0.1:{port}{PREFIX}")
        monkeypatch.setenv("JUPYTERHUB_API_TOKEN", f"server of {learner}")
        monkeypatch.setenv("JUPYTERHUB_USER", learner)
        config = Config()
        config.CourseDirectory.course_id = work.parent.name
        config.CourseDirectory.assignment_id = work.name
        use_exchange(config, Path("/nowhere"), None)
        config.Exchange.assignment_dir = str(work.parent)
        config.Exchange.cache = str(work.parent.parent / "cache")
        SendToPortal(
            coursedir=CourseDirectory(config=config),
            authenticator=Authenticator(config=config),
            config=config,
        ).start()

    return run


def taken(folders: SiteFolders) -> list[Path]:
    """What trainers would collect, and what is hidden beside it."""
    return sorted((folders.exchange / COHORT / "inbound").iterdir())


def content(folder: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in folder.iterdir()}


def test_work_from_another_machine_arrives_as_nbgrader_collects_it(
    folders: SiteFolders, begun: Path, submit: Submit
) -> None:
    before = now()

    submit()

    (submission,) = taken(folders)
    learner, module, stamp, _ = submission.name.split("+")
    arrived = content(submission)
    assert (learner, module) == ("ada", MODULE)
    assert arrived.pop("timestamp.txt").decode() == stamp
    assert len(arrived.pop("submission_secret.txt")) == 128
    assert arrived == content(begun)
    assert hand_ins(folders, COHORT, MODULE, "ada")[0] >= before
    assert list(folders.arriving.iterdir()) == []


def test_the_learners_copy_names_the_feedback_as_the_sites_does(
    folders: SiteFolders, begun: Path, submit: Submit
) -> None:
    submit()

    (submission,) = taken(folders)
    (kept,) = (begun.parent.parent / "cache" / COHORT).iterdir()
    assert kept.name == submission.name.rpartition("+")[0]
    assert content(kept) == content(submission)


def test_a_cut_connection_goes_on_where_it_was_cut_off(
    folders: SiteFolders, begun: Path, submit: Submit, address: tuple[str, int]
) -> None:
    cable = CutCable(address, cut_after_bytes=WORK_BYTES - PIECE_BYTES // 2)

    submit(cable.port)

    cable.close()
    (submission,) = taken(folders)
    assert cable.cut
    assert content(submission).items() >= content(begun).items()
    assert cable.carried_bytes < WORK_BYTES + 2 * PIECE_BYTES


def test_an_answer_that_is_lost_makes_no_second_hand_in(
    folders: SiteFolders, begun: Path, submit: Submit
) -> None:
    submit()
    first = hand_ins(folders, COHORT, MODULE, "ada")

    submit()

    assert hand_ins(folders, COHORT, MODULE, "ada") == first
    assert len(list((begun.parent.parent / "cache" / COHORT).iterdir())) == 1


def test_the_same_work_from_a_portals_page_and_from_a_server_is_one_hand_in(
    folders: SiteFolders, begun: Path, submit: Submit
) -> None:
    from campus5g.site.learning.handing_in import hand_in

    home = folders.homes / "ada" / COHORT
    home.mkdir(parents=True)
    begun.rename(home / MODULE)
    submit(work=home / MODULE)

    hand_in(folders, COHORT, MODULE, "ada")

    assert len(taken(folders)) == 1


def test_a_portal_that_stays_away_leaves_the_work_and_says_so(
    folders: SiteFolders, begun: Path, submit: Submit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "_TRIED_FOR_S", 0)
    listening, port = bind_unused_port()
    listening.close()
    before = content(begun)

    with pytest.raises(ExchangeError, match="Votre travail est intact"):
        submit(port)

    assert content(begun) == before
    assert taken(folders) == []
    assert list((begun.parent.parent / "cache" / COHORT).iterdir()) == []


@pytest.mark.parametrize("limit", ["MOST_HAND_INS", "LARGEST_MB"])
def test_what_is_too_much_is_refused_in_words(
    folders: SiteFolders,
    begun: Path,
    submit: Submit,
    monkeypatch: pytest.MonkeyPatch,
    limit: str,
) -> None:
    monkeypatch.setattr(hand_in_limits, limit, 0)

    with pytest.raises(ExchangeError, match=r"trop pour un rendu|déjà rendu"):
        submit()

    assert taken(folders) == []
    assert list(folders.arriving.iterdir()) == []


@pytest.mark.parametrize(
    ("learner", "module"), [("eve", MODULE), ("ada", "packet-capture"), ("nobody", MODULE)]
)
def test_only_learners_of_the_group_hand_in_and_only_what_is_open(
    folders: SiteFolders, begun: Path, submit: Submit, learner: str, module: str
) -> None:
    work = begun.rename(begun.with_name(module))

    with pytest.raises(ExchangeError):
        submit(learner=learner, work=work)

    assert taken(folders) == []


def test_a_closed_account_does_not_hand_in(
    folders: SiteFolders, database: Database, begun: Path, submit: Submit
) -> None:
    with database.session() as records:
        records.query(Person).filter(Person.name == "ada").update({"active": False})

    with pytest.raises(ExchangeError):
        submit()

    assert taken(folders) == []


PLACE = f"own/hand-ins/{COHORT}/{MODULE}"
ADA = {"Authorization": "token server of ada"}


def piece(client: TestClient, data: bytes, digest: str, offset: int, size: int) -> httpx.Response:
    return client.patch(  # type: ignore[return-value]
        f"{PLACE}/{digest}",
        params={"offset": offset, "size": size},
        content=data,
        headers={**ADA, "Content-Type": "application/octet-stream"},
    )


@pytest.fixture
def sent(begun: Path) -> SimpleNamespace:
    made = io.BytesIO()
    digest = archive.pack(begun, begun.stat().st_uid, made, archive.ignored_by_nbgrader())
    return SimpleNamespace(data=made.getvalue(), digest=digest)


def test_a_piece_that_does_not_follow_is_not_taken(
    client: TestClient, folders: SiteFolders, sent: SimpleNamespace
) -> None:
    size = len(sent.data)
    piece(client, sent.data[:1000], sent.digest, 0, size)

    gap = piece(client, sent.data[2000:], sent.digest, 2000, size)
    again = piece(client, sent.data[:1000], sent.digest, 0, size)

    assert gap.json() == again.json() == {"offset": 1000, "receipt": None}
    assert taken(folders) == []
    assert piece(client, sent.data[1000:], sent.digest, 1000, size).json()["receipt"]


def test_damaged_work_is_refused_and_forgotten(
    client: TestClient, folders: SiteFolders, sent: SimpleNamespace
) -> None:
    size = len(sent.data)

    answer = piece(client, b"x" * size, sent.digest, 0, size)

    assert answer.status_code == 409
    assert "abîmé" in answer.json()["problem"]
    assert client.get(f"{PLACE}/{sent.digest}", headers=ADA).json()["offset"] == 0
    assert taken(folders) == []


def test_a_hostile_archive_of_the_right_digest_is_refused(
    client: TestClient, folders: SiteFolders, begun: Path
) -> None:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:") as tar:
        tar.addfile(tarfile.TarInfo("../../../records.sqlite"))
    data = made.getvalue()
    before = folders.records.read_bytes()

    answer = piece(client, data, hashlib.sha256(data).hexdigest(), 0, len(data))

    assert answer.status_code == 409
    assert folders.records.read_bytes() == before
    assert taken(folders) == []


def test_a_learner_has_one_archive_on_its_way(
    client: TestClient, folders: SiteFolders, begun: Path
) -> None:
    for digest in ("0" * 64, "1" * 64):
        piece(client, b"part", digest, 0, 1000)

    assert [each.name[-64:] for each in folders.arriving.iterdir()] == ["1" * 64]


def test_two_servers_that_hand_in_the_same_at_once_make_one_hand_in(
    client: TestClient, folders: SiteFolders, sent: SimpleNamespace
) -> None:
    size = len(sent.data)
    piece(client, sent.data[:-10], sent.digest, 0, size)

    with ThreadPoolExecutor(4) as threads:
        answers = list(
            threads.map(
                lambda _: piece(client, sent.data[-10:], sent.digest, size - 10, size), range(4)
            )
        )

    assert all(answer.status_code in (200, 409) for answer in answers)
    assert any(answer.json().get("receipt") for answer in answers)
    assert len(taken(folders)) == 1
