"""Whatever somebody sends to whichever page, the answer is a declared one: schemathesis asks."""

import shutil
import threading
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
import schemathesis
import uvicorn
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import SearchStrategy
from people import PERSON, ByName
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import status_code_conformance
from tornado.testing import bind_unused_port

from campus5g.site.folders import SiteFolders
from campus5g.site.portal.administration import kits
from campus5g.site.portal.app import ROUTERS
from campus5g.site.portal.open import signing_up
from campus5g.site.portal.safety.forgery import FIELD, form_token
from campus5g.site.portal.safety.often import OftenGuard
from campus5g.site.portal.sign_in import Session
from campus5g.site.portal.surroundings import Portal
from campus5g.site.records.database import Database
from campus5g.site.teaching import background

pytestmark = pytest.mark.proof

schemathesis.serializer.alias("application/x-ndjson", "application/octet-stream")

PREFIX = "/services/portal"
WHO = ("ada", "tina", "alma")
"""A learner, a trainer and an administrator."""
REQUESTS = len(WHO)
"""Of each page, in each way; people send them by turns."""

KNOWN = {
    "cohort": "rolling-mill",
    "module": "essentials-why-5g",
    "account": "bob",
    "person": 1,
    "kit": "bench",
    "section": "booking",
    "kind": "hot",
}
"""Values of addresses for which there is something: else nearly all of it would be 404."""


@pytest.fixture
def fresh_site(
    pages: FastAPI, small_site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], None]]:
    """Return what gives the running portal a new site: one page's changes are not another's."""
    monkeypatch.setattr(background, "start_what_waits", lambda *_: None)
    monkeypatch.setattr(kits, "start_examination", lambda *_: None)
    monkeypatch.setattr(signing_up, "_guard", OftenGuard(most=10**6, within_s=900))
    opened: list[Database] = []

    def renew() -> None:
        folders = SiteFolders(tmp_path / str(len(opened)))
        folders.data.mkdir()
        shutil.copy(small_site, folders.records)
        opened.append(Database(f"sqlite:///{folders.records}"))
        pages.state.portal = Portal(folders, opened[-1], ByName(), PREFIX)

    yield renew
    for database in opened:
        database.close()


@pytest.fixture
def address(pages: FastAPI) -> Iterator[str]:
    """The portal in a server of its own."""
    listening, port = bind_unused_port()
    server = uvicorn.Server(uvicorn.Config(pages, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.mark.parametrize("mode", schemathesis.GenerationMode)
def test_every_request_gets_a_declared_answer(
    pages: FastAPI,
    address: str,
    fresh_site: Callable[[], None],
    mode: schemathesis.GenerationMode,
) -> None:
    document = pages.openapi()
    described = schemathesis.openapi.from_dict(document)
    described.config.update(base_url=address)
    asked: list[str] = []
    wrong: dict[str, str] = {}
    for found in described.get_all_operations():
        operation = found.ok()
        asks_for = document["paths"][operation.path][operation.method]
        if mode is schemathesis.GenerationMode.NEGATIVE and takes_anything(asks_for):
            continue
        fresh_site()
        try:
            ask(operation.as_strategy(generation_mode=mode), address)
            asked.append(operation.label)
        except (schemathesis.errors.SchemathesisError, BaseExceptionGroup) as failures:
            wrong[operation.label] = repr(failures)

    assert asked
    assert wrong == {}
    if mode is schemathesis.GenerationMode.POSITIVE:
        assert len(asked) == sum(len(route.methods) for each in ROUTERS for route in each.routes)


def takes_anything(asks_for: dict[str, Any]) -> bool:
    """Return whether no request is wrong: the page reads no form and no query, only plain text."""
    return "requestBody" not in asks_for and all(
        each["in"] != "query"
        and each["schema"].get("type") == "string"
        and each["schema"].keys() <= {"type", "title", "default"}
        for each in asks_for.get("parameters", ())
    )


def ask(cases: SearchStrategy[schemathesis.Case], address: str) -> None:
    turns = cycle(WHO)

    @given(case=cases)
    @settings(max_examples=REQUESTS, deadline=None, suppress_health_check=list(HealthCheck))
    def answered_as_declared(case: schemathesis.Case) -> None:
        for name in case.path_parameters or {}:
            # Every other request asks for something that is there.
            if name in KNOWN and len(str(case.path_parameters[name])) % 2:
                case.path_parameters[name] = KNOWN[name]
        who = next(turns)
        if isinstance(case.body, dict):
            case.body[FIELD] = form_token(Session(who, f"secret of {who}"))
        case.call_and_validate(
            base_url=address,
            headers={PERSON: who},
            checks=[not_a_server_error, status_code_conformance],
            allow_redirects=False,
            timeout=60,
        )

    answered_as_declared()
