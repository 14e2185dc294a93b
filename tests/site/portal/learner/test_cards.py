"""A learner's card of a lab comes from the portal, beside their notebook."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from case_lab import write_case_lab
from fastapi import FastAPI
from fastapi.testclient import TestClient
from portal_server import serving

from campus5g.authoring.cohorts.cohort import Cohort, build, release
from campus5g.courseware.lab.learner_card import CARD_FILE, read_card
from campus5g.site.folders import SiteFolders
from campus5g.site.handing_out.bringing_card import bring_card
from campus5g.site.learning.draws import draw_of
from campus5g.site.portal.surroundings import CARDS_A_MINUTE
from campus5g.site.records.base import now
from campus5g.site.records.cohorts import CohortModule
from campus5g.site.records.database import Database

COHORT, LAB = "rolling-mill", "tiny"


@pytest.fixture
def released(folders: SiteFolders, database: Database) -> Path:
    """Where the lab lies in the exchange of the group that it was handed out to."""
    lab = write_case_lab(folders.data / "labs")
    made = Cohort(id=COHORT, title="C", language="fr", trainer="tina", modules=[LAB])
    build(made, folders.cohorts / COHORT, [lab])
    release(folders.cohorts / COHORT, LAB, folders.exchange)
    with database.session() as records:
        records.add(CohortModule(cohort_id=COHORT, module=LAB, position=9, released_at=now()))
    return folders.exchange / COHORT / "outbound" / LAB


@pytest.fixture
def server_of(
    client: TestClient, pages: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], None]]:
    """The portal in a server of its own; a person's server comes to it when they are named."""
    with serving(pages) as server:
        monkeypatch.setenv("CAMPUS5G_PORTAL_URL", server.url)
        yield lambda name: monkeypatch.setenv("JUPYTERHUB_API_TOKEN", f"server of {name}")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The learner's copy."""
    copy = tmp_path / "home" / COHORT / LAB
    copy.mkdir(parents=True)
    return copy


def test_the_card_is_that_of_the_person_whose_server_asks(
    server_of: Callable[[str], None], released: Path, folder: Path, folders: SiteFolders
) -> None:
    server_of("ada")

    bring_card(folder, released)

    card = read_card(folder / CARD_FILE, "fr")
    assert card.code == draw_of(folders, "ada", COHORT, LAB).code


def test_a_card_younger_than_the_release_is_not_asked_for_again(
    server_of: Callable[[str], None], released: Path, folder: Path
) -> None:
    server_of("ada")
    (folder / CARD_FILE).write_text("a mark")

    bring_card(folder, released)
    assert (folder / CARD_FILE).read_text() == "a mark"

    os.utime(folder / CARD_FILE, (0, 0))
    bring_card(folder, released)
    assert (folder / CARD_FILE).read_text() != "a mark"


@pytest.mark.parametrize("name", ["eve", "nobody"])
def test_a_card_comes_to_nobody_outside_of_the_group(
    server_of: Callable[[str], None], released: Path, folder: Path, name: str
) -> None:
    server_of(name)

    bring_card(folder, released)

    assert not (folder / CARD_FILE).exists()


def test_a_server_that_asks_without_end_is_told_to_wait(
    server_of: Callable[[str], None], released: Path, client: TestClient
) -> None:
    asked = [
        client.get(f"/own/cards/{COHORT}/{LAB}", headers={"Authorization": "token server of ada"})
        for _ in range(CARDS_A_MINUTE + 1)
    ]

    assert {answer.status_code for answer in asked[:-1]} == {200}
    assert asked[-1].status_code == 429
    assert 1 <= int(asked[-1].headers["Retry-After"]) <= 60


def test_while_the_portal_is_away_the_lab_opens_without(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAMPUS5G_PORTAL_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "server of ada")

    bring_card(folder, tmp_path)

    assert not (folder / CARD_FILE).exists()
