"""A released module comes to a server that shares no disk with the site, over HTTP."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from portal_server import serving

from campus5g.authoring.cohorts.nbgrader_learner import NbGraderLearner
from campus5g.site.folders import SiteFolders
from campus5g.site.handing_out.bringing import bring
from campus5g.site.records.base import now
from campus5g.site.records.cohorts import Enrolment
from campus5g.site.records.database import Database
from campus5g.site.records.people import Person

COHORT, MODULE = "rolling-mill", "essentials-why-5g"


@pytest.fixture
def released(folders: SiteFolders) -> Path:
    """The exchange's folder of the group: the module in French, and its English edition."""
    course = folders.exchange / COHORT
    for place, text in ((f"outbound/{MODULE}", "fr"), (f"editions/en/{MODULE}", "en")):
        (course / place / "data").mkdir(parents=True)
        (course / place / f"{MODULE}.ipynb").write_text(text)
        (course / place / "data" / "delays.csv").write_text("1\n2\n")
    (course / "inbound").mkdir()
    (course / "inbound" / "of-somebody-else.txt").write_text("private")
    return course


@pytest.fixture
def portal(
    client: TestClient, pages: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], None]]:
    """The portal in a server of its own; a person's server comes to it when they are named."""
    with serving(pages) as server:
        monkeypatch.setenv("CAMPUS5G_PORTAL_URL", server.url)

        def server_of(name: str) -> None:
            monkeypatch.setenv("JUPYTERHUB_API_TOKEN", f"server of {name}")

        server_of("ada")
        yield server_of


def files(folder: Path) -> dict[str, str]:
    """Return what is in a folder, but for what the server notes for itself."""
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }


def test_a_module_comes_in_all_its_languages_and_nothing_else_comes(
    portal: Callable[[str], None], released: Path, tmp_path: Path
) -> None:
    bring(tmp_path / "here", COHORT, MODULE)

    expected = {
        name: text for name, text in files(released).items() if not name.startswith("inbound")
    }
    assert files(tmp_path / "here" / COHORT) == expected


def test_nbgrader_fetches_in_the_language_asked_for_from_what_came(
    portal: Callable[[str], None], released: Path, tmp_path: Path
) -> None:
    bring(tmp_path / "here", COHORT, MODULE)
    learner = NbGraderLearner("ada", tmp_path / "home" / COHORT, COHORT, tmp_path / "here")
    learner.home.mkdir(parents=True)

    folder = learner.fetch(MODULE, "en")

    assert (folder / f"{MODULE}.ipynb").read_text() == "en"


def test_what_has_not_changed_is_not_sent_again(
    portal: Callable[[str], None], released: Path, tmp_path: Path
) -> None:
    bring(tmp_path / "here", COHORT, MODULE)
    notebook = tmp_path / "here" / COHORT / "outbound" / MODULE / f"{MODULE}.ipynb"
    notebook.write_text("a mark")

    bring(tmp_path / "here", COHORT, MODULE)

    assert notebook.read_text() == "a mark"


def test_a_module_that_is_released_again_replaces_the_one_before(
    portal: Callable[[str], None], released: Path, tmp_path: Path
) -> None:
    bring(tmp_path / "here", COHORT, MODULE)
    (released / "outbound" / MODULE / f"{MODULE}.ipynb").write_text("better, and longer")
    (released / "outbound" / MODULE / "data" / "delays.csv").unlink()

    bring(tmp_path / "here", COHORT, MODULE)

    here = files(tmp_path / "here" / COHORT / "outbound")
    assert here == {f"{MODULE}/{MODULE}.ipynb": "better, and longer"}


def test_while_the_portal_is_away_what_was_brought_stays(
    portal: Callable[[str], None],
    released: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bring(tmp_path / "here", COHORT, MODULE)
    before = files(tmp_path / "here")
    monkeypatch.setenv("CAMPUS5G_PORTAL_URL", "http://127.0.0.1:9")

    bring(tmp_path / "here", COHORT, MODULE)

    assert files(tmp_path / "here") == before


@pytest.mark.parametrize("name", ["tina", "alma"])
def test_those_who_teach_the_group_get_it_too(
    portal: Callable[[str], None], released: Path, tmp_path: Path, name: str
) -> None:
    portal(name)

    bring(tmp_path / "here", COHORT, MODULE)

    assert (tmp_path / "here" / COHORT / "outbound" / MODULE).is_dir()


@pytest.mark.parametrize("name", ["eve", "theo", "nobody"])
def test_it_comes_to_nobody_else(
    portal: Callable[[str], None], released: Path, tmp_path: Path, name: str
) -> None:
    portal(name)

    bring(tmp_path / "here", COHORT, MODULE)

    assert files(tmp_path / "here") == {}


def test_it_comes_to_nobody_who_has_left(
    portal: Callable[[str], None], released: Path, tmp_path: Path, database: Database
) -> None:
    with database.session() as records:
        ada = records.query(Person).filter_by(name="ada").one()
        records.query(Enrolment).filter_by(person_id=ada.id).one().left_at = now()

    bring(tmp_path / "here", COHORT, MODULE)

    assert files(tmp_path / "here") == {}


@pytest.mark.parametrize("module", ["packet-capture", "..", "nothing"])
def test_a_module_that_was_not_handed_out_does_not_come(
    portal: Callable[[str], None], released: Path, tmp_path: Path, module: str
) -> None:
    (released / "outbound" / "packet-capture").mkdir()
    (released / "outbound" / "packet-capture" / "packet-capture.ipynb").write_text("not yet")

    bring(tmp_path / "here", COHORT, module)

    assert files(tmp_path / "here") == {}
