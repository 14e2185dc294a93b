"""A small site: two cohorts, two trainers, three learners, an administrator."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from people import AsVisitor, ByName, Visitor
from portal_server import PREFIX

from campus5g.site.folders import SiteFolders
from campus5g.site.portal.app import create_portal
from campus5g.site.portal.surroundings import Portal
from campus5g.site.records.base import now
from campus5g.site.records.cohorts import CohortModule, CohortRecord, Enrolment
from campus5g.site.records.database import Database
from campus5g.site.records.people import Identity, Person, Role


@pytest.fixture
def folders(tmp_path: Path) -> SiteFolders:
    return SiteFolders(tmp_path)


@pytest.fixture(scope="session")
def small_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the database once: every test has a copy."""
    file = tmp_path_factory.mktemp("small-site") / "records.sqlite"
    database = Database(f"sqlite:///{file}")
    database.upgrade()
    with database.session() as records:
        people = {
            name: _person(name, role)
            for name, role in (
                ("ada", "learner"),
                ("bob", "learner"),
                ("eve", "learner"),
                ("tina", "trainer"),
                ("theo", "trainer"),
                ("alma", "administrator"),
            )
        }
        records.add_all(people.values())
        records.add(_cohort("rolling-mill", people["tina"], people["ada"], people["bob"]))
        records.add(_cohort("terminal", people["theo"], people["eve"]))
    # Closed, it is one file: nothing waits in the journal beside it.
    database.close()
    return file


@pytest.fixture
def database(folders: SiteFolders, small_site: Path) -> Iterator[Database]:
    shutil.copy(small_site, folders.records)
    database = Database(f"sqlite:///{folders.records}")
    yield database
    database.close()


@pytest.fixture(scope="session")
def pages(small_site: Path) -> FastAPI:
    """Make the pages once: to lay out all their paths takes longer than to ask for one."""
    elsewhere = SiteFolders(small_site.parent)
    return create_portal(elsewhere, Database(f"sqlite:///{small_site}"), ByName(), prefix=PREFIX)


@pytest.fixture
def client(pages: FastAPI, folders: SiteFolders, database: Database) -> Iterator[TestClient]:
    """Come to the pages of this test's own site."""
    pages.state.portal = Portal(folders, database, ByName(), PREFIX)
    with TestClient(pages, raise_server_exceptions=False) as client:
        client.base_url = client.base_url.join(f"{PREFIX}/")
        yield client


@pytest.fixture
def as_visitor(client: TestClient) -> AsVisitor:
    return lambda name: Visitor(client, name)


def _person(name: str, role: Role) -> Person:
    return Person(
        name=name,
        role=role,
        language="fr",
        pass_phrase_hash="-",
        identity=Identity(first_name=name.capitalize(), last_name="Îlot"),
    )


def _cohort(id_: str, trainer: Person, *learners: Person) -> CohortRecord:
    return CohortRecord(
        id=id_,
        title=id_.replace("-", " ").capitalize(),
        language="fr",
        trainers=[trainer],
        enrolments=[Enrolment(person=learner) for learner in learners],
        modules=[
            CohortModule(module="essentials-why-5g", position=0, released_at=now()),
            CohortModule(module="packet-capture", position=1),
        ],
    )
