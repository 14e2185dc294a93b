"""A learner's server starts while they are at home, reading."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import anyio
import pytest
from fastapi.testclient import TestClient
from people import PERSON, ByName
from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port
from tornado.web import Application, RequestHandler

from campus5g.site.folders import SiteFolders
from campus5g.site.portal.own_servers import HubServers
from campus5g.site.portal.surroundings import Portal
from campus5g.site.records.cohorts import CohortModule
from campus5g.site.records.database import Database


@dataclass
class Asked:
    """Servers that notes for whom it was asked to start them."""

    names: list[str] = field(default_factory=list)

    def prepare(self, name: str) -> None:
        self.names.append(name)


@pytest.fixture
def servers(client: TestClient, folders: SiteFolders, database: Database) -> Asked:
    asked = Asked()
    app: Any = client.app
    app.state.portal = Portal(folders, database, ByName(), "/services/portal", asked)
    return asked


@pytest.mark.parametrize(("name", "started"), [("ada", ["ada"]), ("tina", []), ("alma", [])])
def test_the_home_page_of_a_learner_has_their_server_started(
    client: TestClient, servers: Asked, name: str, started: list[str]
) -> None:
    client.get("", headers={PERSON: name})

    assert servers.names == started


def test_no_server_starts_for_a_learner_who_has_nothing_to_open(
    client: TestClient, servers: Asked, database: Database
) -> None:
    with database.session() as records:
        for place in records.query(CohortModule):
            place.released_at = None

    client.get("", headers={PERSON: "ada"})

    assert servers.names == []


class Hub:
    """The Hub's interface to servers, with one that runs: Bob's."""

    def __init__(self, port: int) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.started: list[str] = []

    def serve(self) -> HTTPServer:
        hub = self

        class One(RequestHandler):
            def get(self, name: str) -> None:
                assert self.request.headers["Authorization"] == "token secret"
                self.finish({"name": name, "servers": {"": {}} if name == "bob" else {"a": {}}})

        class Server(RequestHandler):
            def post(self, name: str) -> None:
                hub.started.append(name)
                self.set_status(202)

        return HTTPServer(Application([(r"/users/(\w+)", One), (r"/users/(\w+)/server", Server)]))


@pytest.fixture
async def hub() -> AsyncIterator[Hub]:
    listening, port = bind_unused_port()
    hub = Hub(port)
    server = hub.serve()
    server.add_socket(listening)
    yield hub
    server.stop()


@pytest.mark.parametrize(("name", "started"), [("ada", ["ada"]), ("bob", [])])
async def test_the_hub_starts_a_server_unless_it_runs(
    hub: Hub, name: str, started: list[str]
) -> None:
    servers = HubServers(SimpleNamespace(api_url=hub.address, api_token="secret"))

    await anyio.to_thread.run_sync(servers.prepare, name)
    await servers.settle()

    assert hub.started == started


async def test_a_hub_that_is_away_is_noted_and_stops_no_page(
    caplog: pytest.LogCaptureFixture,
) -> None:
    listening, port = bind_unused_port()
    listening.close()
    servers = HubServers(SimpleNamespace(api_url=f"http://127.0.0.1:{port}", api_token="secret"))

    await anyio.to_thread.run_sync(servers.prepare, "ada")
    await servers.settle()

    assert "did not start the server of ada" in caplog.text
