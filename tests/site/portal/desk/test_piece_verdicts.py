"""The result of each measurement: for the trainer at the desk, for the learner at each item."""

import pytest
from fastapi.testclient import TestClient
from people import Visitor
from returned_work import COHORT, LEARNER, MODULE, PATH, graded, handed_in, returned
from sqlalchemy import select

from campus5g.site.folders import SiteFolders
from campus5g.site.records.base import now
from campus5g.site.records.cohorts import CohortModule, Grading
from campus5g.site.records.database import Database
from campus5g.site.records.people import Person

FILES = [
    {"file": "kit.json", "accepted": True, "word": "genuine", "cells": ["final"]},
    {"file": "a<b>.pcapng", "accepted": False, "word": "changed", "cells": ["final"]},
    {"file": "notes.txt", "accepted": False, "word": "missing attestation", "cells": []},
    {"file": "later.json", "accepted": False, "word": "of a later version", "cells": []},
]


@pytest.fixture
def page(folders: SiteFolders, database: Database) -> str:
    """A returned submission that was graded with verdicts; its page at the desk."""
    handed_in(folders)
    graded(folders)
    returned(folders, database)
    with database.session() as records:
        place = records.scalars(
            select(CohortModule).where(
                CohortModule.cohort_id == COHORT, CohortModule.module == MODULE
            )
        ).one()
        outcome = {"student": LEARNER, "status": "graded", "sentences": [], "files": FILES}
        records.add(
            Grading(
                cohort_module_id=place.id,
                state="done",
                ended_at=now(),
                report={"submissions": [outcome]},
            )
        )
        person = records.scalars(select(Person).where(Person.name == LEARNER)).one().id
    return f"desk/{COHORT}/modules/{MODULE}/submissions/{person}"


def test_the_trainer_reads_the_verdict_on_each_piece(client: TestClient, page: str) -> None:
    text = Visitor(client, "tina").get(page).text

    assert "Mesures jointes" in text
    assert "a&lt;b&gt;.pcapng" in text
    # The sign before it is the style's.
    assert '<span class="mark mark--done">authentique</span>' in text
    assert "son contenu a changé" in text
    assert "Aucune attestation du kit" in text
    assert "of a later version" in text


def test_the_verdicts_are_in_the_reader_s_language(
    client: TestClient, page: str, database: Database
) -> None:
    with database.session() as records:
        records.scalars(select(Person).where(Person.name == "tina")).one().language = "en"

    text = Visitor(client, "tina").get(page).text

    assert "Measurements handed in" in text
    assert "its content has changed" in text


def test_the_list_of_submissions_counts_what_was_refused(client: TestClient, page: str) -> None:
    text = Visitor(client, "tina").get(f"desk/{COHORT}/modules/{MODULE}").text

    assert "3\N{NO-BREAK SPACE}mesures refusées" in text


def test_the_learner_reads_the_reason_at_the_item_that_stands_on_the_piece(
    client: TestClient, page: str
) -> None:
    text = Visitor(client, LEARNER).get(PATH).text

    reason = "a&lt;b&gt;.pcapng\N{NO-BREAK SPACE}: Le fichier n’est plus celui que le kit a signé"
    assert text.count(reason) == 1
    assert "notes.txt" not in text


def test_a_report_without_verdicts_shows_none(
    client: TestClient, page: str, database: Database
) -> None:
    with database.session() as records:
        grading = records.scalars(select(Grading)).one()
        grading.report = {"submissions": [{"student": LEARNER, "status": "graded"}]}

    assert "Mesures jointes" not in Visitor(client, "tina").get(page).text
