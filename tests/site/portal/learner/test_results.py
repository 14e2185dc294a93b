"""Results: a learner sees their own points, item by item, once they are returned."""

import datetime

from fastapi.testclient import TestClient
from people import Visitor
from returned_work import COHORT, HANDED_IN, MODULE, PATH, graded, handed_in, returned

from campus5g.site.folders import SiteFolders
from campus5g.site.learning.draws import draw_of
from campus5g.site.records.database import Database
from campus5g.site.teaching.marking import Given, mark

FEEDBACK = f"{PATH}/feedback/{MODULE}.html"


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


def test_what_was_reached_of_each_objective_is_shown_once_all_is_read(
    client: TestClient, folders: SiteFolders, database: Database
) -> None:
    graded(folders)
    returned(folders, database)
    before = Visitor(client, "ada").get(PATH).text

    mark(folders.cohorts / COHORT, MODULE, "ada", {"workplace": Given(4, None, "")})
    after = Visitor(client, "ada").get(PATH).text

    assert "Objectif par objectif" not in before
    # 9.5 of 12 points of a quiz on four objectives; one of them has 4 more points.
    assert after.count("<strong>acquis</strong> · 79\N{NO-BREAK SPACE}%") == 3
    assert after.count("<strong>acquis</strong> · 91\N{NO-BREAK SPACE}%") == 1


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


def test_the_frame_of_the_graded_copy_is_sandboxed(
    client: TestClient, folders: SiteFolders, database: Database
) -> None:
    graded(folders)
    returned(folders, database)

    assert '<iframe class="copy" sandbox loading' in Visitor(client, "ada").get(PATH).text


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
