"""A project file is marked on the desk by its rubric, by one trainer or by two apart."""

from pathlib import Path
from typing import Any

import pytest
from people import AsVisitor, Visitor
from project_course import LINES, RISK, graded_file, use_project_course, write
from returned_work import COHORT, LEARNER, MODULE, PATH, returned
from sqlalchemy import select

from campus5g.site.accounts.own_data import as_data
from campus5g.site.folders import SiteFolders
from campus5g.site.learning.grade_items import item_scores
from campus5g.site.records.cohorts import CohortRecord
from campus5g.site.records.database import Database
from campus5g.site.records.people import Person

MODULE_PAGE = f"desk/{COHORT}/modules/{MODULE}"


@pytest.fixture
def page(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, folders: SiteFolders, database: Database
) -> str:
    """The page of a file that waits to be marked; Theo teaches the group, too."""
    use_project_course(monkeypatch, tmp_path / "catalogue")
    graded_file(folders)
    with database.session() as records:
        cohort = records.get_one(CohortRecord, COHORT)
        cohort.trainers.append(records.scalars(select(Person).where(Person.name == "theo")).one())
        person = records.scalars(select(Person).where(Person.name == LEARNER)).one().id
    return f"{MODULE_PAGE}/submissions/{person}/project-file"


def give(visitor: Visitor, page: str, each: float, **more: object) -> Any:
    """Give every line the same points."""
    points = {f"points.{number}": str(each) for number in range(len(LINES))}
    return visitor.post(page, **points, **{name.replace("_", "-"): v for name, v in more.items()})


def points_of(folders: SiteFolders, cell: str = "project-file") -> float | None:
    """The points that the gradebook has for a cell; None while it waits to be read."""
    score = item_scores(folders.cohorts / COHORT)[(LEARNER, MODULE)][cell]
    return None if score.to_read else score.points


def test_the_file_is_read_as_it_was_handed_in_with_its_weak_lines(
    page: str, as_visitor: AsVisitor, folders: SiteFolders
) -> None:
    Path(folders.progress).mkdir(parents=True, exist_ok=True)
    old = '"timestamp":"2026-11-25T09:00:00.000+00:00"'
    write(folders, "La 5G est sûre <b>ici</b>.")
    file = folders.progress / f"{LEARNER}.jsonl"
    line = file.read_text(encoding="utf-8")
    at = line.index('"timestamp"')
    file.write_text(line[:at] + old + "}\n", encoding="utf-8")
    write(folders, "Écrit trop tard.")

    shown = as_visitor("tina").get(page).text

    assert "La 5G est sûre &lt;b&gt;ici&lt;/b&gt;." in shown
    assert "n’est pas une fonction de sécurité" in shown
    assert "Écrit trop tard." not in shown
    assert all(line in shown for line in LINES)
    assert "repère 3" in shown


def test_the_submission_leads_to_the_file_and_has_no_points_of_its_own_for_it(
    page: str, as_visitor: AsVisitor
) -> None:
    shown = as_visitor("tina").get(page.removesuffix("/project-file")).text

    assert page.rsplit("/", 2)[-2] + "/project-file" in shown
    assert 'name="points.project-file"' not in shown
    assert 'name="points.defence"' not in shown


def test_one_marker_gives_points_and_notes_the_defence(
    page: str, as_visitor: AsVisitor, folders: SiteFolders
) -> None:
    tina = as_visitor("tina")

    give(tina, page, 2.5, comment="Bon besoin.", defence="Qui répare ?", defence_points="3")

    assert points_of(folders) == 20
    assert points_of(folders, "defence") == 3
    assert "Qui répare ?" in tina.get(page).text


def test_a_second_markers_points_are_kept_apart_until_both_have_marked(
    page: str, as_visitor: AsVisitor, folders: SiteFolders
) -> None:
    tina, theo = as_visitor("tina"), as_visitor("theo")
    give(tina, page, 3.5, comment="Très bien, dit Tina.", with_second="yes")

    before = theo.get(page).text
    waiting = points_of(folders)
    give(theo, page, 1.5, comment="Faible, dit Theo.")

    assert waiting is None
    assert "dit Tina" not in before
    assert "3.5" not in before
    assert "Une autre personne a déjà noté" in before
    assert points_of(folders) == (3.5 + 1.5) / 2 * 8
    assert "dit Theo" in tina.get(page).text
    assert "dit Tina" in theo.get(page).text
    assert LINES[0] in theo.get(page).text.split("où vos points diffèrent beaucoup")[1]


def test_points_that_wait_say_who_has_to_act(
    page: str, as_visitor: AsVisitor, database: Database
) -> None:
    tina = as_visitor("tina")
    give(tina, page, 3.5, with_second="yes")

    together = tina.get(page).text
    with database.session() as records:
        cohort = records.get_one(CohortRecord, COHORT)
        cohort.trainers = [each for each in cohort.trainers if each.name == "tina"]
    alone = tina.get(page).text

    assert "Un autre formateur du groupe note ce dossier sur cette même page." in together
    assert "ajoutez un second formateur" in alone


def test_a_marker_may_change_their_points_and_the_mean_follows(
    page: str, as_visitor: AsVisitor, folders: SiteFolders
) -> None:
    tina, theo = as_visitor("tina"), as_visitor("theo")
    give(tina, page, 2, with_second="yes")
    give(theo, page, 3)

    give(tina, page, 4)

    assert points_of(folders) == 28


def test_the_learner_reads_their_points_line_by_line_and_what_has_to_be_redone(
    page: str, as_visitor: AsVisitor, folders: SiteFolders, database: Database
) -> None:
    tina = as_visitor("tina")
    points = {f"points.{number}": "2.5" for number in range(len(LINES))}
    tina.post(page, **{**points, f"points.{LINES.index(RISK)}": "0"})
    returned(folders, database)

    shown = as_visitor(LEARNER).get(PATH).text

    assert tina.get(page).text.count("le dossier est à refaire") == 1
    assert "Vos points, ligne par ligne" in shown
    assert (
        shown.count('<strong>2,5</strong> <span class="soft">sur 4\N{NO-BREAK SPACE}points')
        == len(LINES) - 1
    )
    assert shown.count(" · <strong>À refaire\N{NO-BREAK SPACE}: aucun point ici.") == 1


def test_there_is_no_third_marker(page: str, as_visitor: AsVisitor, folders: SiteFolders) -> None:
    give(as_visitor("tina"), page, 2, with_second="yes")
    give(as_visitor("theo"), page, 2)

    answer = give(as_visitor("alma"), page, 4)

    assert answer.status_code == 409
    assert points_of(folders) == 16
    assert "Deux formateurs" in as_visitor("alma").get(page).text


@pytest.mark.parametrize("each", ["5", "-1", "", "beaucoup"])
def test_points_beyond_a_line_are_refused_and_nothing_is_kept(
    page: str, as_visitor: AsVisitor, folders: SiteFolders, each: Any
) -> None:
    assert give(as_visitor("tina"), page, each).status_code == 409
    assert points_of(folders) is None


def test_a_defence_beyond_its_points_is_refused(
    page: str, as_visitor: AsVisitor, folders: SiteFolders
) -> None:
    assert give(as_visitor("tina"), page, 2, defence_points="9").status_code == 409
    assert points_of(folders, "defence") is None


def test_the_document_is_handed_out_unless_names_are_hidden(
    page: str, as_visitor: AsVisitor, database: Database
) -> None:
    tina = as_visitor("tina")

    assert tina.get(f"{page}/document.pdf").content.startswith(b"%PDF")
    with database.session() as records:
        (place, *_) = records.get_one(CohortRecord, COHORT).modules
        place.anonymity_key = "k"
    hidden = tina.get(f"{MODULE_PAGE}/submissions").headers["location"].split("#")[0]
    address = hidden.rsplit("/portal/", 1)[1] + "/project-file"
    assert tina.get(address).status_code == 200
    assert "Ada" not in tina.get(address).text
    assert tina.get(f"{address}/document.pdf").status_code == 404


def test_a_module_without_a_file_has_no_such_page(
    as_visitor: AsVisitor, folders: SiteFolders
) -> None:
    graded_file(folders)

    assert as_visitor("tina").get(f"{MODULE_PAGE}/submissions/1/project-file").status_code == 404


def test_what_was_given_is_among_the_learners_own_data(
    page: str, as_visitor: AsVisitor, database: Database, folders: SiteFolders
) -> None:
    give(as_visitor("tina"), page, 2, defence="Qui répare ?")

    with database.session() as records:
        person = records.scalars(select(Person).where(Person.name == LEARNER)).one()
        (kept,) = as_data(records, folders, person)["file_marks"]

    assert kept["defence"] == "Qui répare ?"
