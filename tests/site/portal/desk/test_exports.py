"""The files that a trainer downloads for a cohort."""

import csv
import datetime
import io
import json
import re
import zipfile

import pypdf
import pytest
from people import AsVisitor
from sqlalchemy import select

from campus5g.courseware.progress.store import Progress
from campus5g.site.exports.yearly import figures
from campus5g.site.folders import SiteFolders
from campus5g.site.learning.gradebook import Score
from campus5g.site.records.base import now
from campus5g.site.records.cohorts import CohortModule, CohortRecord, Enrolment, HelpRequest
from campus5g.site.records.database import Database
from campus5g.site.records.trail import Trace

MODULE = "essentials-why-5g"


@pytest.fixture(autouse=True)
def _cohort_with_grades(
    database: Database, folders: SiteFolders, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = {("ada", MODULE): Score(12.5, 16, to_read=False, handed_in_at=now())}
    for room in ("grades", "xapi", "training_file"):
        monkeypatch.setattr(f"campus5g.site.exports.{room}.scores", lambda *_, **__: found)
    with database.session() as records:
        cohort = records.get_one(CohortRecord, "rolling-mill")
        cohort.starts, cohort.ends = datetime.date(2026, 11, 2), datetime.date(2026, 11, 6)
        cohort.planned_hours = 7
        ada = next(each for each in cohort.enrolments if each.person.name == "ada")
        ada.enrolled_at = now() - datetime.timedelta(days=1)
        records.add(HelpRequest(enrolment_id=ada.id, question="Où est <b>la porte 3</b> ?"))
    Progress(MODULE, "ada", folders.progress).seen("families")
    Progress(MODULE, "eve", folders.progress).seen("families")


def pages_of(content: bytes) -> list[str]:
    reader = pypdf.PdfReader(io.BytesIO(content))
    return [re.sub(r"\s+", " ", page.extract_text()) for page in reader.pages]


def test_grades_open_in_a_french_spreadsheet(as_visitor: AsVisitor) -> None:
    content = as_visitor("tina").get("desk/rolling-mill/exports/grades.csv").content

    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert [row["Prénom"] for row in rows] == ["Ada", "Bob"]
    assert "12,5" in rows[0].values()
    assert rows[0]["Part (%)"] == "78,12"
    assert rows[1]["Total"] == ""


def test_moodle_finds_people_by_their_account(as_visitor: AsVisitor) -> None:
    content = as_visitor("tina").get("desk/rolling-mill/exports/moodle.csv").content

    rows = list(csv.DictReader(io.StringIO(content.decode())))
    assert [row["username"] for row in rows] == ["ada", "bob"]
    assert "12.5" in rows[0].values()


def test_moodle_gets_no_grade_above_its_maximum_and_a_table_that_its_reader_takes(
    as_visitor: AsVisitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    above = {("ada", MODULE): Score(17, 16, to_read=False, handed_in_at=now())}
    monkeypatch.setattr("campus5g.site.exports.grades.scores", lambda *_, **__: above)

    content = as_visitor("tina").get("desk/rolling-mill/exports/moodle.csv").content

    # Moodle's reader: UTF-8, as many cells in each row as headings, none of them empty or twice.
    head, *rows = csv.reader(io.StringIO(content.decode()))
    assert all(head)
    assert len(set(head)) == len(head)
    assert {len(row) for row in rows} == {len(head)}
    assert dict(zip(head, rows[0], strict=True))["Bonus (au-dessus du maximum)"] == "1"
    assert "16" in rows[0]
    assert "17" not in rows[0]
    assert rows[1][4:] == ["", "", ""]


def test_a_bonus_does_not_raise_a_share_above_the_whole(
    as_visitor: AsVisitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    above = {("ada", MODULE): Score(17, 16, to_read=False, handed_in_at=now())}
    monkeypatch.setattr("campus5g.site.exports.grades.scores", lambda *_, **__: above)

    content = as_visitor("tina").get("desk/rolling-mill/exports/grades.csv").content

    (ada, _) = csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
    assert (ada["Total"], ada["Part (%)"]) == ("16", "100")
    assert ada["Bonus (au-dessus du maximum)"] == "1"


def test_the_heading_names_the_maximum_of_the_version_that_was_graded(
    as_visitor: AsVisitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = {("ada", MODULE): Score(9, 11, to_read=False, handed_in_at=now())}
    monkeypatch.setattr("campus5g.site.exports.grades.scores", lambda *_, **__: older)

    content = as_visitor("tina").get("desk/rolling-mill/exports/grades.csv").content

    (ada, _) = csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
    assert [each for each, value in ada.items() if value == "9" and "(sur 11)" in each]
    assert ada["Sur"] == "11"


def test_the_xapi_trace_is_limited_to_the_cohort_and_has_no_names(as_visitor: AsVisitor) -> None:
    text = as_visitor("tina").get("desk/rolling-mill/exports/trace.jsonl").text

    statements = [json.loads(line) for line in text.splitlines()]
    assert {each["actor"]["account"]["name"] for each in statements} == {"ada"}
    assert [each["verb"]["id"].rpartition("/")[2] for each in statements] == [
        "experienced",
        "scored",
    ]
    assert statements[1]["result"]["score"]["scaled"] == pytest.approx(12.5 / 16, abs=1e-4)
    assert "Îlot" not in text


def test_the_same_grade_is_the_same_statement_each_time(as_visitor: AsVisitor) -> None:
    first, second = (
        as_visitor("tina").get("desk/rolling-mill/exports/trace.jsonl").text for _ in range(2)
    )

    assert first == second


def test_the_attendance_sheet_has_every_learner_and_day(as_visitor: AsVisitor) -> None:
    pages = pages_of(as_visitor("tina").get("desk/rolling-mill/exports/attendance.pdf").content)

    assert len(pages) == 2
    for page in pages:
        assert "Ada Îlot" in page
        assert "Bob Îlot" in page
    assert "2 novembre 2026" in pages[0]
    assert "6 novembre 2026" in pages[1]


def test_a_training_file_holds_what_an_auditor_asks_for(as_visitor: AsVisitor) -> None:
    answer = as_visitor("tina").get("desk/rolling-mill/exports/learners/ada.zip")

    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert set(archive.namelist()) == {"dossier.pdf", "activite.csv"}
    text = " ".join(pages_of(archive.read("dossier.pdf")))
    table = csv.reader(io.StringIO(archive.read("activite.csv").decode("utf-8-sig")), delimiter=";")
    assert len({len(row) for row in table}) == 1
    for expected in (
        "Ada Îlot",
        "Positionnement",
        "Durée moyenne annoncée",
        "1 h",
        "Évaluations",
        "Assistance",
        "<b>la porte 3</b>",
    ):
        assert expected in text


def test_a_learners_plant_worksheet_is_a_page_and_not_in_the_trace(
    as_visitor: AsVisitor, folders: SiteFolders
) -> None:
    Progress(MODULE, "ada", folders.progress).responded("need", "Six chariots <b>de pesée</b>.")
    tina = as_visitor("tina")

    (sheet,) = pages_of(
        tina.get("desk/rolling-mill/exports/learners/ada/site-sheet/essentials.pdf").content
    )

    assert "Ada Îlot" in sheet
    assert "Six chariots <b>de pesée</b>." in sheet
    assert "La décision" in sheet
    assert "pesée" not in tina.get("desk/rolling-mill/exports/trace.jsonl").text


def test_sheets_of_several_courses_are_told_apart(
    as_visitor: AsVisitor, database: Database
) -> None:
    with database.session() as records:
        cohort = records.get_one(CohortRecord, "rolling-mill")
        cohort.modules.append(CohortModule(module="use-cases-energy", position=5))
        titles = ("L’essentiel de la 5G industrielle", "Usages industriels et portuaires")

    text = as_visitor("tina").get("desk/rolling-mill/exports").text

    assert [each for each in titles if f"Fiche de site · {each} (PDF)" not in text] == []


def test_a_learner_downloads_their_own_sheet(as_visitor: AsVisitor, folders: SiteFolders) -> None:
    Progress(MODULE, "ada", folders.progress).responded("need", "Six chariots.")
    ada, bob = as_visitor("ada"), as_visitor("bob")

    assert "site-sheet/essentials.pdf" in ada.get("").text
    assert "Six chariots." in pages_of(ada.get("site-sheet/essentials.pdf").content)[0]
    assert "Six chariots." not in pages_of(bob.get("site-sheet/essentials.pdf").content)[0]
    assert ada.get("site-sheet/positioning.pdf").status_code == 404


@pytest.mark.parametrize("module", [MODULE, "packet-capture"])
@pytest.mark.parametrize(("language", "head"), [("fr", "Erreurs à voir venir"), ("en", "Debate")])
def test_a_trainer_prints_the_sheet_of_a_module_or_a_lab_in_either_language(
    as_visitor: AsVisitor, module: str, language: str, head: str
) -> None:
    tina = as_visitor("tina")
    address = f"desk/rolling-mill/modules/{module}/trainer-sheet.pdf?language={language}"

    (sheet,) = pages_of(tina.get(address).content)

    assert head in sheet
    assert "trainer-sheet.pdf" in tina.get(f"desk/rolling-mill/modules/{module}").text


def test_files_of_other_cohorts_are_not_found(as_visitor: AsVisitor) -> None:
    assert as_visitor("tina").get("desk/rolling-mill/exports/learners/eve.zip").status_code == 404
    assert as_visitor("theo").get("desk/rolling-mill/exports/grades.csv").status_code == 404


def test_downloads_are_logged(as_visitor: AsVisitor, database: Database) -> None:
    as_visitor("tina").get("desk/rolling-mill/exports/learners/ada.zip")

    with database.session() as records:
        (line,) = records.scalars(select(Trace))
        assert (line.who, line.action, line.subject) == (
            "tina",
            "export training file",
            "rolling-mill ada",
        )


def test_a_years_figures_count_places_and_people(database: Database, folders: SiteFolders) -> None:
    with database.session() as records:
        terminal = records.get_one(CohortRecord, "terminal")
        terminal.ends, terminal.planned_hours = datetime.date(2026, 12, 1), 3
        ada = next(
            each.person
            for each in records.get_one(CohortRecord, "rolling-mill").enrolments
            if each.person.name == "ada"
        )
        terminal.enrolments.append(Enrolment(person=ada, left_at=now(), left_why="muté"))
        records.flush()

        year = figures(records, folders, 2026)

        assert (year.learners, year.people, year.left, year.trainers) == (4, 3, 1, 2)
        assert year.planned_learner_hours == 2 * 7 + 3
        assert figures(records, folders, 2025).sessions == []


def test_a_years_figures_are_downloaded_in_words(as_visitor: AsVisitor, database: Database) -> None:
    with database.session() as records:
        terminal = records.get_one(CohortRecord, "terminal")
        terminal.ends, terminal.mode = datetime.date(2026, 12, 1), "on-site"

    content = as_visitor("alma").get("administration/figures.csv?year=2026").content

    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert len({len(row) for row in rows}) == 1
    cells = {cell for row in rows for cell in row}
    assert "présentiel" in cells
    assert "on-site" not in cells
