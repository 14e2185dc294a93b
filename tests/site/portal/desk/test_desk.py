"""The trainer's desk, page by page."""

import datetime
import html

from fastapi.testclient import TestClient
from people import AsVisitor
from sqlalchemy import select

from campus5g.authoring.catalogue import find_module
from campus5g.courseware.progress.events import event
from campus5g.site.folders import SiteFolders
from campus5g.site.records.cohorts import (
    Attendance,
    CohortModule,
    CohortRecord,
    Enrolment,
    HelpRequest,
    Invitation,
    SurveyAnswer,
)
from campus5g.site.records.database import Database
from campus5g.site.records.people import Person

DESK = "desk/rolling-mill"
MODULE = f"{DESK}/modules/essentials-why-5g"
ODD = """\
Prénom;Nom;Courriel;Identifiant
Léa;D’Hondt;lea@exemple.fr
مريم;الحسن
<b>Zoé</b>;O'Brien;;zoe
Jean;
"""
LAST_FIRST = "DUPONT;Élodie;Port\nLefèvre;Élodie;Écluse"


def enrolment(records: object, name: str) -> Enrolment:
    return records.scalars(  # type: ignore[attr-defined, no-any-return]
        select(Enrolment).join(Person).where(Person.name == name)
    ).one()


def list_to_confirm(shown: str) -> str:
    """Return the list that a preview would enrol."""
    return html.unescape(shown.partition('name="people" value="')[2].partition('"')[0])


def test_a_group_needs_a_name_and_a_module(as_visitor: AsVisitor, database: Database) -> None:
    answer = as_visitor("tina").post("desk/new", title="", place="Porte 3")

    assert answer.status_code == 422
    assert "Donnez un nom au groupe." in answer.text
    assert "Choisissez au moins un module." in answer.text
    assert 'value="Porte 3"' in answer.text
    with database.session() as records:
        assert len(records.scalars(select(CohortRecord)).all()) == 2


def test_problems_are_reported_in_the_trainers_language(
    as_visitor: AsVisitor, database: Database
) -> None:
    as_visitor("tina").post("account/language", language="en")

    assert "Give the group a name." in as_visitor("tina").post("desk/new", title="").text


def test_settings_keep_the_order_that_was_numbered(
    as_visitor: AsVisitor, database: Database
) -> None:
    as_visitor("tina").post(
        f"{DESK}/settings",
        title="Laminoir",
        modules=["essentials-why-5g", "packet-capture"],
        known=["essentials-why-5g", "packet-capture"],
        order=["2", "1"],
    )

    with database.session() as records:
        cohort = records.get_one(CohortRecord, "rolling-mill")
        assert cohort.title == "Laminoir"
        assert [place.module for place in cohort.modules] == ["packet-capture", "essentials-why-5g"]


def test_a_new_group_is_offered_the_real_kits_with_their_sites(as_visitor: AsVisitor) -> None:
    form = as_visitor("tina").get("desk/new").text

    assert 'value="bench"' in form
    assert "Établi 5G" in form
    assert 'value="virtual"' not in form


def test_a_list_is_previewed_before_accounts_are_created(
    as_visitor: AsVisitor, database: Database
) -> None:
    text = as_visitor("tina").post(f"{DESK}/learners/preview", people=ODD).text

    assert "1\N{NO-BREAK SPACE}ligne à revoir" in text
    assert "&lt;b&gt;Zoé&lt;/b&gt;" in text
    with database.session() as records:
        assert records.scalar(select(Person).where(Person.name == "zoe")) is None


def test_a_list_without_headings_is_shown_by_column_and_nobody_can_be_enrolled_yet(
    as_visitor: AsVisitor, database: Database
) -> None:
    tina = as_visitor("tina")

    text = html.unescape(tina.post(f"{DESK}/learners/preview", people=LAST_FIRST).text)
    at_once = tina.post(f"{DESK}/learners/enrol", people=LAST_FIRST)

    assert "La liste ne dit pas ce que contient chaque colonne." in text
    for column, values in (("Colonne 1", "DUPONT · Lefèvre"), ("Colonne 2", "Élodie")):
        assert f"<bdi>{column}</bdi>" in text
        assert f"<bdi>{values}</bdi>" in text
    assert "learners/enrol" not in text
    assert "slip" not in at_once.text
    with database.session() as records:
        assert records.scalar(select(Person).where(Person.name.contains("elodie"))) is None


def test_a_trainer_says_what_the_columns_hold_and_enrols_the_right_people(
    as_visitor: AsVisitor, database: Database
) -> None:
    tina = as_visitor("tina")
    said = {
        "number": ["1", "2", "3"],
        "heading": ["", "", ""],
        "kind": ["last_name", "first_name", "employer"],
    }

    shown = tina.post(f"{DESK}/learners/preview", people=LAST_FIRST, **said).text
    tina.post(f"{DESK}/learners/enrol", people=list_to_confirm(shown))

    assert "<bdi>Colonne 1</bdi> (Nom)" in shown
    with database.session() as records:
        made = {
            each.person.name: (each.person.shown_name, each.person.identity.employer)
            for each in records.get_one(CohortRecord, "rolling-mill").enrolments
            if each.person.identity and "elodie" in each.person.name
        }
    assert made == {
        "elodie-dupont": ("Élodie DUPONT", "Port"),
        "elodie-lefevre": ("Élodie Lefèvre", "Écluse"),
    }


def test_a_column_that_is_left_open_is_asked_for_again_and_the_others_stay_chosen(
    as_visitor: AsVisitor,
) -> None:
    said = {"number": ["1", "2", "3"], "heading": ["", "", ""], "kind": ["", "first_name", ""]}

    text = as_visitor("tina").post(f"{DESK}/learners/preview", people=LAST_FIRST, **said).text

    assert text.count('<option value="">') == 2
    assert text.count("selected") == 1
    assert '<option value="first_name" selected>' in text


def test_pass_phrases_are_shown_once(as_visitor: AsVisitor) -> None:
    shown = as_visitor("tina").post(f"{DESK}/learners/preview", people=ODD).text
    people = list_to_confirm(shown)
    first = as_visitor("tina").post(f"{DESK}/learners/enrol", people=people)
    again = as_visitor("tina").post(f"{DESK}/learners/enrol", people=people)

    assert first.text.count("slip__phrase") == 3
    assert again.status_code == 303


def test_a_file_that_is_too_large_is_refused(client: TestClient, as_visitor: AsVisitor) -> None:
    answer = as_visitor("tina").post(f"{DESK}/learners/preview", people="x" * 300_000)

    assert answer.status_code == 400


def test_an_invitation_is_shown_once_and_kept_as_a_hash(
    as_visitor: AsVisitor, database: Database
) -> None:
    text = as_visitor("tina").post(f"{DESK}/learners/invitation", days=7, uses=5).text

    token = text.partition("/services/portal/join/")[2].partition('"')[0]
    with database.session() as records:
        [kept] = records.scalars(select(Invitation)).all()
    assert len(token) >= 32
    assert token not in kept.token_hash
    assert token not in as_visitor("tina").get(f"{DESK}/learners").text


def test_a_leaver_stays_on_record(as_visitor: AsVisitor, database: Database) -> None:
    with database.session() as records:
        ada = enrolment(records, "ada").person_id

    as_visitor("tina").post(f"{DESK}/learners/{ada}/leave", why="Mutation")

    with database.session() as records:
        assert enrolment(records, "ada").left_why == "Mutation"
    assert "Mutation" in as_visitor("tina").get(f"{DESK}/learners").text


def test_learners_of_another_group_cannot_be_removed(
    as_visitor: AsVisitor, database: Database
) -> None:
    with database.session() as records:
        eve = enrolment(records, "eve").person_id

    assert as_visitor("tina").post(f"{DESK}/learners/{eve}/leave").status_code == 404


def test_a_deadline_is_in_local_time_of_the_campus(
    as_visitor: AsVisitor, database: Database
) -> None:
    as_visitor("tina").post(f"{MODULE}/due", due="2026-07-01T18:00")

    with database.session() as records:
        place = records.scalars(
            select(CohortModule).where(
                CohortModule.cohort_id == "rolling-mill",
                CohortModule.module == "essentials-why-5g",
            )
        ).one()
        assert place.due_at == datetime.datetime(2026, 7, 1, 16, tzinfo=datetime.UTC)
    assert "1er\N{NO-BREAK SPACE}juillet" in as_visitor("ada").get("").text


def test_an_extension_is_for_one_learner(as_visitor: AsVisitor, database: Database) -> None:
    with database.session() as records:
        ada = enrolment(records, "ada").person_id
    as_visitor("tina").post(f"{MODULE}/due", due="2026-07-01T18:00")
    as_visitor("tina").post(f"{MODULE}/extension", person=ada, due="2026-07-09T18:00")

    assert "9\N{NO-BREAK SPACE}juillet" in as_visitor("ada").get("").text
    assert "9\N{NO-BREAK SPACE}juillet" not in as_visitor("bob").get("").text

    as_visitor("tina").post(f"{MODULE}/extension", person=ada, due="")
    assert "9\N{NO-BREAK SPACE}juillet" not in as_visitor("ada").get("").text


def test_an_invalid_date_is_reported(as_visitor: AsVisitor) -> None:
    answer = as_visitor("tina").post(f"{MODULE}/due", due="bientôt")

    assert answer.status_code == 409
    assert "« bientôt » n’est pas une date." in answer.text


def test_the_rubric_is_shown_beside_the_link_to_the_answer(
    as_visitor: AsVisitor,
) -> None:
    (judged,) = [
        item for item in find_module("essentials-why-5g").manifest.items if item.kind == "manual"
    ]

    in_french = html.unescape(as_visitor("tina").get(MODULE).text)
    as_visitor("tina").post("account/language", language="en")
    in_english = html.unescape(as_visitor("tina").get(MODULE).text)

    assert all(line.fr in in_french and line.en in in_english for line in judged.rubric)


def test_the_board_shows_who_is_stuck_and_why(
    as_visitor: AsVisitor, folders: SiteFolders, database: Database
) -> None:
    with database.session() as records:
        enrolment(records, "ada").enrolled_at -= datetime.timedelta(days=1)
    folders.progress.mkdir()
    wrong = [event("ada", "answered", "essentials-why-5g", ("item", "q"), 0.0) for _ in range(3)]
    (folders.progress / "ada.jsonl").write_text("".join(f"{each.as_line()}\n" for each in wrong))

    text = as_visitor("tina").get(f"{DESK}/board").text

    assert "Semble bloqué" in text
    assert "3\N{NO-BREAK SPACE}réponses fausses" in text
    assert "Pas commencé" in text


def test_what_a_learner_did_before_they_came_is_not_shown(
    as_visitor: AsVisitor, folders: SiteFolders, database: Database
) -> None:
    folders.progress.mkdir()
    done = event("ada", "answered", "essentials-why-5g", ("item", "q"), 1.0)
    (folders.progress / "ada.jsonl").write_text(f"{done.as_line()}\n")
    with database.session() as records:
        enrolment(records, "ada").enrolled_at -= datetime.timedelta(hours=1)
    of_the_group = as_visitor("tina").get(f"{DESK}/attendance").text

    with database.session() as records:
        enrolment(records, "ada").enrolled_at += datetime.timedelta(hours=2)
    of_another = as_visitor("tina").get(f"{DESK}/attendance").text

    assert 'class="day"' in of_the_group
    assert 'class="day"' not in of_another


def test_a_half_day_is_signed(as_visitor: AsVisitor, database: Database) -> None:
    with database.session() as records:
        ada = enrolment(records, "ada").person_id

    as_visitor("tina").post(f"{DESK}/attendance", day="2026-07-01", half="morning", present=[ada])

    with database.session() as records:
        marks = {
            records.get_one(Enrolment, mark.enrolment_id).person.name: mark.present
            for mark in records.scalars(select(Attendance))
        }
    assert marks == {"ada": True, "bob": False}
    assert "Signé le" in as_visitor("tina").get(f"{DESK}/attendance?day=2026-07-01").text


def test_a_learner_answers_the_survey_and_the_trainer_reads_it_without_a_name(
    as_visitor: AsVisitor, database: Database
) -> None:
    as_visitor("ada").post("survey/rolling-mill/hot", pace="4", keep="Le <b>kit</b>")
    as_visitor("ada").post("survey/rolling-mill/hot", pace="5", keep="Le <b>kit</b>")

    with database.session() as records:
        [kept] = records.scalars(select(SurveyAnswer)).all()
    assert kept.answers == {"pace": 5, "keep": "Le <b>kit</b>"}
    text = as_visitor("tina").get(f"{DESK}/surveys").text
    assert "Le &lt;b&gt;kit&lt;/b&gt;" in text
    assert "Ada" not in text


def test_a_closed_survey_accepts_no_answers(as_visitor: AsVisitor) -> None:
    assert as_visitor("ada").post("survey/rolling-mill/cold", used="5").status_code == 404


def test_a_question_is_answered(as_visitor: AsVisitor, database: Database) -> None:
    with database.session() as records:
        asked = HelpRequest(enrolment=enrolment(records, "ada"), question="Où est le gNB ?")
        records.add(asked)

    as_visitor("tina").post(f"{DESK}/questions/{asked.id}", answer="Porte 3.")

    assert "Porte 3." in as_visitor("tina").get(f"{DESK}/questions").text
    assert as_visitor("theo").post(f"{DESK}/questions/{asked.id}", answer="x").status_code == 404


def test_a_question_of_another_group_is_not_found(
    as_visitor: AsVisitor, database: Database
) -> None:
    with database.session() as records:
        asked = HelpRequest(enrolment=enrolment(records, "eve"), question="?")
        records.add(asked)

    answer = as_visitor("tina").post(f"{DESK}/questions/{asked.id}", answer="x")

    assert answer.status_code == 404


def test_a_copy_and_the_archive(as_visitor: AsVisitor, database: Database) -> None:
    as_visitor("tina").post(f"{DESK}/archive", archived="true")

    assert "Rolling mill" not in as_visitor("tina").get("").text
    assert "Archives" in as_visitor("tina").get("desk").text
    answer = as_visitor("tina").post(f"{DESK}/clone")
    assert answer.headers["location"].endswith("/desk/rolling-mill-copie/settings")


def test_a_module_shows_stated_and_measured_minutes_with_the_number_of_learners(
    as_visitor: AsVisitor,
) -> None:
    stated = find_module("essentials-why-5g").manifest.minutes

    page = " ".join(html.unescape(as_visitor("tina").get(MODULE).text).split())

    assert f"Durée annoncée : {stated} min." in page
    assert "à partir de 5 personnes qui ont rendu ce module" in page


def test_the_board_counts_each_question_and_tells_namesakes_apart(
    as_visitor: AsVisitor, folders: SiteFolders, database: Database
) -> None:
    with database.session() as records:
        for name in ("ada", "bob"):
            same = enrolment(records, name)
            same.enrolled_at -= datetime.timedelta(days=1)
            assert same.person.identity is not None
            same.person.identity.first_name = "Marie"
    folders.progress.mkdir()
    done = event("ada", "answered", "essentials-why-5g", ("item", "workplace"), 1.0)
    (folders.progress / "ada.jsonl").write_text(f"{done.as_line()}\n")

    text = as_visitor("tina").get(f"{DESK}/board").text

    assert "Marie Îlot (ada)" in text
    assert "Marie Îlot (bob)" in text
    row = text.partition("<tbody>")[2].partition("</tr>")[0]
    assert [each.partition("<")[0] for each in row.split("<td>")[1:4]] == ["1", "0", "1"]
    assert "Marie Îlot (ada)" in row
