"""What waits for its turn says what has to end first."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from new_records import new_records

from campus5g.authoring.catalogue import find_module
from campus5g.site.records.cohorts import CohortModule, CohortRecord, Errand, ErrandKind, Grading
from campus5g.site.records.database import Database
from campus5g.site.teaching.queue import reason_for_waiting

MODULE = "essentials-why-5g"
TITLE = find_module(MODULE).manifest.title


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = new_records(tmp_path / "records.sqlite")
    with database.session() as records:
        for cohort in ("mine", "other"):
            places = [CohortModule(module=MODULE, position=0)]
            records.add(CohortRecord(id=cohort, title=cohort, language="fr", modules=places))
    yield database
    database.close()


@pytest.fixture(autouse=True, params=["fr", "en"])
def language(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("CAMPUS5G_LANGUAGE", request.param)
    return str(request.param)


def reason(database: Database) -> str:
    with database.session() as records:
        return reason_for_waiting(records, "mine").replace("\N{NO-BREAK SPACE}", " ")


def at_work(database: Database, cohort: str, kind: ErrandKind, module: str = "") -> None:
    with database.session() as records:
        records.add(Errand(cohort_id=cohort, kind=kind, module=module, state="running"))


@pytest.mark.parametrize(
    ("kind", "module", "words"),
    [
        ("build", "", {"fr": "la préparation du cours", "en": "preparation of the course"}),
        ("release", "", {"fr": "l’ouverture des modules", "en": "opening of the modules"}),
        (
            "release",
            MODULE,
            {"fr": f"l’ouverture de « {TITLE.fr} »", "en": f"opening of “{TITLE.en}”"},
        ),
        (
            "feedback",
            MODULE,
            {"fr": f"l’envoi des retours de « {TITLE.fr} »", "en": f"feedback on “{TITLE.en}”"},
        ),
    ],
)
def test_the_groups_own_step_is_named(
    database: Database, language: str, kind: ErrandKind, module: str, words: dict[str, str]
) -> None:
    at_work(database, "mine", kind, module)

    assert reason(database).startswith(words[language])


def test_grading_is_named_with_its_module(database: Database, language: str) -> None:
    with database.session() as records:
        (place,) = records.get_one(CohortRecord, "mine").modules
        place.gradings.append(Grading(state="running"))

    words = {"fr": f"la correction de « {TITLE.fr} »", "en": f"grading of “{TITLE.en}”"}
    assert reason(database).startswith(words[language])


def test_other_groups_are_the_reason_where_nothing_works_in_ones_own(
    database: Database, language: str
) -> None:
    at_work(database, "other", "build")

    assert {"fr": "pour d’autres groupes", "en": "for other groups"}[language] in reason(database)


def test_on_an_idle_site_it_is_only_a_moment(database: Database, language: str) -> None:
    assert {"fr": "dans un instant", "en": "in a moment"}[language] in reason(database)
