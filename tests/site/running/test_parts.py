"""A site in parts: Hub and portal as two programs with addresses and folders of their own."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from polling import until
from postgres_server import running_postgresql
from running_parts import RunningParts, running_parts
from site_visits import PORTAL, processes_of, send_sign_in, visit

from campus5g.site.accounts.accounts import Accounts
from campus5g.site.records.base import now
from campus5g.site.records.cohorts import CohortModule, CohortRecord, Enrolment
from campus5g.site.records.database import ADDRESS, Database
from campus5g.site.records.people import Person, Role

pytestmark = [pytest.mark.proof, pytest.mark.timeout(600)]

COHORT, MODULE = "rolling-mill", "essentials-why-5g"
NAME, PASS_PHRASE = "dominique", "une phrase pour les essais"


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningParts]:
    with ExitStack() as stack:
        url = stack.enter_context(running_postgresql())
        patch = stack.enter_context(pytest.MonkeyPatch.context())
        patch.setenv(ADDRESS, url)
        yield stack.enter_context(running_parts(tmp_path_factory.mktemp("parts")))


def signed_in(
    parts: RunningParts, stack: ExitStack, name: str = NAME, role: Role = "administrator"
) -> httpx.Client:
    database = Database.of_site(Path("nowhere"))
    Accounts(database).set(name, role, "fr", PASS_PHRASE)
    client = visit(parts.address, stack)
    send_sign_in(client, name, PASS_PHRASE)
    return client


def test_people_sign_in_at_the_hub_and_find_their_home_on_a_portal_elsewhere(
    parts: RunningParts,
) -> None:
    with ExitStack() as stack:
        home = signed_in(parts, stack).get(PORTAL)

    assert (home.status_code, home.url.path) == (200, PORTAL)
    assert "Administration" in home.text


def released(parts: RunningParts, learner: str) -> None:
    """Hand a module out to a group of one, on the portal's disk."""
    folder = parts.portal.data / "exchange" / COHORT / "outbound" / MODULE
    folder.mkdir(parents=True)
    (folder / f"{MODULE}.ipynb").write_text('{"cells": [], "nbformat": 4, "nbformat_minor": 5}')
    with Database.of_site(Path("nowhere")).session() as records:
        person = records.query(Person).filter_by(name=learner).one()
        module = CohortModule(module=MODULE, position=0, released_at=now())
        records.add(
            CohortRecord(
                id=COHORT,
                title="Rolling mill",
                language="fr",
                enrolments=[Enrolment(person=person)],
                modules=[module],
            )
        )


def test_a_module_comes_from_the_portal_to_a_server_on_another_disk(parts: RunningParts) -> None:
    with ExitStack() as stack:
        client = signed_in(parts, stack, "ada", "learner")
        released(parts, "ada")
        # Her server is started while she reads her home.
        assert client.get(PORTAL).status_code == 200
        shown = f"/user/ada/lab/tree/{COHORT}/{MODULE}/{MODULE}.ipynb"

        until(
            lambda: client.get(f"{PORTAL}open/{COHORT}/{MODULE}").url.path == shown,
            "her server shows the module",
        )

    home = parts.hub.data / "homes" / "ada"
    assert (home / COHORT / MODULE / f"{MODULE}.ipynb").exists()


def test_a_portal_that_comes_back_is_found_again_without_another_sign_in(
    parts: RunningParts,
) -> None:
    with ExitStack() as stack:
        client = signed_in(parts, stack)
        parts.portal.stop()
        assert client.get(PORTAL).status_code == 503

        parts.start_portal()

        assert client.get(PORTAL).url.path == PORTAL


def test_parts_write_their_messages_to_standard_output_alone(parts: RunningParts) -> None:
    assert not list(parts.folder.rglob("site.log"))
    assert "JupyterHub" in parts.hub.messages


def test_a_part_ends_with_everything_that_it_started(parts: RunningParts) -> None:
    assert processes_of(parts.hub.data)

    assert parts.hub.stop() == 0

    assert processes_of(parts.hub.data) == []
