"""Results: a learner sees their own points, item by item, once they are returned."""

import dataclasses
import datetime

import pytest
from fastapi.testclient import TestClient
from nbformat.v4 import new_markdown_cell, new_notebook
from people import Visitor
from returned_work import COHORT, HANDED_IN, MODULE, PATH, graded, handed_in, returned

from campus5g.authoring.catalogue import catalogue, find_module
from campus5g.authoring.notebooks import write_notebook
from campus5g.site.folders import SiteFolders
from campus5g.site.learning.draws import draw_of
from campus5g.site.records.cohorts import CohortRecord
from campus5g.site.records.database import Database
from campus5g.site.teaching.marking import Given, mark

FEEDBACK = f"{PATH}/feedback/{MODULE}.html"
LAB = "packet-capture"
MANUAL = {"nbgrader": {"grade_id": "workplace", "grade": True, "solution": True}}


def test_results_say_that_nothing_was_handed_in(client: TestClient) -> None:
    assert "Vous n’avez encore rien rendu" in Visitor(client, "ada").get(PATH).text


def test_the_time_of_each_hand_in_is_shown(client: TestClient, folders: SiteFolders) -> None:
    handed_in(folders)

    text = Visitor(client, "ada").get(PATH).text

    assert "25\N{NO-BREAK SPACE}novembre\N{NO-BREAK SPACE}2026 à 11" in text
    assert "Bien reçu" in text


def test_a_learner_sees_their_draw(client: TestClient, folders: SiteFolders) -> None:
    drawn = f"tirage {draw_of(folders, 'ada', COHORT, MODULE).code}"

    assert drawn in Visitor(client, "ada").get(PATH).text


def test_points_are_hidden_until_they_are_returned(
    client: TestClient, folders: SiteFolders
) -> None:
    handed_in(folders)
    graded(folders)

    text = Visitor(client, "ada").get(PATH).text

    assert "La correction a commencé" in text
    assert "9,5" not in text
    assert "9,5" not in Visitor(client, "ada").get("results").text


def test_returned_points_come_with_title_objective_and_comment(
    client: TestClient, folders: SiteFolders, database: Database
) -> None:
    handed_in(folders)
    graded(folders, comment="Très <bien>, et après ?")
    returned(folders, database)

    text = Visitor(client, "ada").get(PATH).text

    assert "Quiz final" in text
    assert "<strong>9,5</strong> / 12" in text
    assert "Dire quand le câble" in text
    assert "Très &lt;bien&gt;, et après ?" in text


def test_extra_credit_is_shown_beside_the_points_that_include_it(
    client: TestClient, folders: SiteFolders, database: Database
) -> None:
    graded(folders)
    mark(folders.cohorts / COHORT, MODULE, "ada", {"workplace": Given(4, 1.5, "")})
    returned(folders, database)

    text = Visitor(client, "ada").get(PATH).text

    assert "<strong>5,5</strong> / 4" in text
    assert "(dont bonus : 1,5)" in text
    assert "<strong>15</strong> / 16" in text


def test_what_was_reached_of_each_objective_is_shown_before_and_after_all_is_read(
    client: TestClient, folders: SiteFolders, database: Database
) -> None:
    graded(folders)
    returned(folders, database)
    before = Visitor(client, "ada").get(PATH).text

    mark(folders.cohorts / COHORT, MODULE, "ada", {"workplace": Given(4, None, "")})
    after = Visitor(client, "ada").get(PATH).text

    # 9.5 of 12 points of a quiz, which tests each of the four objectives.
    assert before.count("<strong>acquis</strong> · 79\N{NO-BREAK SPACE}%") == 4
    assert "ces résultats peuvent changer" in before
    assert "ces résultats peuvent changer" not in after
    # 9.5 of 12 points of a quiz on four objectives; one of them has 4 more points.
    assert after.count("<strong>acquis</strong> · 79\N{NO-BREAK SPACE}%") == 3
    assert after.count("<strong>acquis</strong> · 91\N{NO-BREAK SPACE}%") == 1


def test_an_objective_that_only_an_unread_answer_tests_is_not_marked_yet(
    client: TestClient, folders: SiteFolders, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = find_module(MODULE, catalogue())
    tests_nothing = [
        item.model_copy(update={"points": 0.0} if item.objective is None else {})
        for item in module.manifest.items
    ]
    manifest = module.manifest.model_copy(update={"items": tests_nothing})
    monkeypatch.setattr(
        "campus5g.site.portal.learner.results.catalogue",
        lambda: [dataclasses.replace(module, manifest=manifest)],
    )
    graded(folders)
    returned(folders, database)

    text = Visitor(client, "ada").get(PATH).text

    assert "pas encore noté" in text


def test_answers_still_to_be_read_are_named(
    client: TestClient, folders: SiteFolders, database: Database
) -> None:
    graded(folders)
    returned(folders, database)

    text = Visitor(client, "ada").get(PATH).text

    assert "1\N{NO-BREAK SPACE}réponse sera encore lue par votre formateur" in text


def test_points_of_an_older_submission_are_marked_as_such(
    client: TestClient, folders: SiteFolders, database: Database
) -> None:
    graded(folders)
    returned(folders, database)
    handed_in(folders, HANDED_IN + datetime.timedelta(hours=1))

    assert "Vous avez rendu à nouveau depuis" in Visitor(client, "ada").get(PATH).text


def test_the_graded_copy_is_served_without_permissions(
    client: TestClient, folders: SiteFolders, database: Database
) -> None:
    graded(folders)
    returned(folders, database, "<script>steal()</script>")

    answer = Visitor(client, "ada").get(FEEDBACK)

    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert "script" not in policy
    assert "allow" not in policy
    assert answer.headers["cache-control"] == "no-store"


def test_a_lab_s_graded_copy_is_framed_without_rights(
    client: TestClient, folders: SiteFolders, database: Database
) -> None:
    graded(folders, module=LAB)
    returned(folders, database, module=LAB)

    text = Visitor(client, "ada").get(f"results/{COHORT}/{LAB}").text

    assert '<iframe class="copy" sandbox loading' in text


def test_a_lab_s_graded_copy_is_its_notebook_and_not_the_result_sheet_beside_it(
    client: TestClient, folders: SiteFolders, database: Database
) -> None:
    graded(folders, module=LAB)
    returned(folders, database, module=LAB)
    sheet = folders.cohorts / COHORT / "feedback" / "ada" / LAB / "result-sheet.html"
    sheet.write_text("<p>ma fiche</p>", encoding="utf-8")
    ada = Visitor(client, "ada")

    text = ada.get(f"results/{COHORT}/{LAB}").text

    assert text.count("Voir ma copie corrigée") == 1
    assert ada.get(f"results/{COHORT}/{LAB}/feedback/{LAB}.html").status_code == 200
    assert ada.get(f"results/{COHORT}/{LAB}/feedback/{sheet.name}").status_code == 404


def test_a_module_s_result_shows_what_was_written_and_no_notebook(
    client: TestClient, folders: SiteFolders, database: Database
) -> None:
    graded(folders)
    written = new_markdown_cell("Sous <l’auvent> du *quai*.", metadata=MANUAL)
    folder = folders.cohorts / COHORT / "autograded" / "ada" / MODULE
    write_notebook(new_notebook(cells=[written]), folder / f"{MODULE}.ipynb")
    returned(folders, database)

    text = Visitor(client, "ada").get(PATH).text

    assert "Sous &lt;l’auvent&gt; du <em>quai</em>." in text
    assert "<iframe" not in text


def test_an_answer_that_was_not_written_is_not_shown(
    client: TestClient, folders: SiteFolders, database: Database
) -> None:
    graded(folders)
    cell = new_markdown_cell("Votre réponse ici", metadata=MANUAL)
    folder = folders.cohorts / COHORT / "autograded" / "ada" / MODULE
    write_notebook(new_notebook(cells=[cell]), folder / f"{MODULE}.ipynb")
    returned(folders, database)

    assert "Ce que vous avez écrit" not in Visitor(client, "ada").get(PATH).text


@pytest.mark.parametrize(("hours_later", "renews"), [(0, False), (1, True)])
def test_the_page_renews_itself_until_the_newest_hand_in_is_graded(
    client: TestClient, folders: SiteFolders, database: Database, hours_later: int, renews: bool
) -> None:
    graded(folders)
    mark(folders.cohorts / COHORT, MODULE, "ada", {"workplace": Given(4, None, "")})
    returned(folders, database)
    handed_in(folders, HANDED_IN + datetime.timedelta(hours=hours_later))

    assert ("data-renews" in Visitor(client, "ada").get(PATH).text) == renews


def test_an_unreturned_copy_is_not_found(client: TestClient, folders: SiteFolders) -> None:
    graded(folders)

    assert Visitor(client, "ada").get(FEEDBACK).status_code == 404


def test_another_learners_results_are_not_found(
    client: TestClient, folders: SiteFolders, database: Database
) -> None:
    graded(folders)
    returned(folders, database)

    assert "9,5" not in Visitor(client, "bob").get(PATH).text
    assert Visitor(client, "bob").get(FEEDBACK).status_code == 404
    assert Visitor(client, "eve").get(PATH).status_code == 404


def test_only_files_of_the_copy_are_served(
    client: TestClient, folders: SiteFolders, database: Database
) -> None:
    graded(folders)
    returned(folders, database)

    answer = Visitor(client, "ada").get(f"{PATH}/feedback/..%2f..%2f..%2fgradebook.db")

    assert answer.status_code == 404


def test_a_module_that_is_not_open_has_no_result(client: TestClient) -> None:
    assert Visitor(client, "ada").get("results/rolling-mill/packet-capture").status_code == 404


def test_a_trainer_has_no_results_of_their_own(client: TestClient) -> None:
    assert "Vos résultats apparaîtront ici" in Visitor(client, "tina").get("results").text


def test_without_a_trainer_an_answer_that_nobody_reads_is_left_out(
    client: TestClient, folders: SiteFolders, database: Database
) -> None:
    with database.session() as records:
        cohort = records.get_one(CohortRecord, COHORT)
        cohort.open_to_all = cohort.graded_at_once = True
    handed_in(folders)
    graded(folders)
    returned(folders, database)

    text = " ".join(Visitor(client, "ada").get(PATH).text.split())

    assert "<strong>9,5</strong> / 12" in text
    assert "1\N{NO-BREAK SPACE}réponse rédigée n’est lue par personne" in text.replace(
        "1 réponse", "1\N{NO-BREAK SPACE}réponse"
    )
    assert "à lire par le formateur" not in text
    assert "Objectif par objectif" in text
    assert "data-renews" not in text
