"""Gradebooks in the site's PostgreSQL: nbgrader's own steps, what the site reads, and moving."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from postgres_server import running_postgresql
from sqlalchemy import create_engine, inspect

from campus5g.authoring.cohorts.gradebook_file import gradebook_file, make_gradebook
from campus5g.authoring.cohorts.gradebooks.place import FilePlace, SchemaPlace, gradebook_of
from campus5g.authoring.cohorts.nbgrader_course import NbGraderCourse
from campus5g.errors import CampusError
from campus5g.site.folders import SiteFolders
from campus5g.site.learning.grade_items import item_scores
from campus5g.site.learning.gradebook import scores
from campus5g.site.records.cohorts import CohortRecord
from campus5g.site.records.database import ADDRESS, Database
from campus5g.site.records.gradebooks import copy_out, move_in, move_in_known
from campus5g.site.servers.homes import erase_cohort_folders

pytestmark = pytest.mark.proof

LONG = "a-group-of-the-longest-name-that-there-can-be-here-because-of-64"


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    with running_postgresql() as url:
        yield url


@pytest.fixture
def folders(
    tmp_path: Path, database: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[SiteFolders]:
    monkeypatch.setenv(ADDRESS, database)
    folders = SiteFolders(tmp_path)
    folders.cohorts.mkdir()
    yield folders
    for cohort in ("mill", "press", LONG):
        gradebook_of(folders.cohorts / cohort).remove()


def course(folders: SiteFolders, cohort: str) -> Path:
    folder = folders.cohorts / cohort
    folder.mkdir()
    (folder / "nbgrader_config.py").write_text(f"c.CourseDirectory.course_id = {cohort!r}\n")
    return folder


def graded(address: str, points: float, course_id: str = "mill") -> None:
    with Gradebook(address, course_id) as gradebook:
        gradebook.add_assignment("radio")
        gradebook.add_notebook("radio", "radio")
        gradebook.add_grade_cell("final", "radio", "radio", max_score=12, cell_type="code")
        gradebook.add_student("ada", first_name="Ada")
        submission = gradebook.add_submission("radio", "ada")
        submission.notebooks[0].grades[0].auto_score = points
        gradebook.db.commit()


def test_each_group_has_a_gradebook_of_its_own_and_no_file(folders: SiteFolders) -> None:
    mill, press = course(folders, "mill"), course(folders, "press")

    NbGraderCourse(mill, folders.exchange).enrol({"ada": ("Ada", "D’Hœuvre")})
    NbGraderCourse(press, folders.exchange).enrol({"ben": ("Ben", "")})

    for folder, learner in ((mill, "ada"), (press, "ben")):
        with Gradebook(gradebook_of(folder).address) as gradebook:
            assert [each.id for each in gradebook.students] == [learner]
        assert not gradebook_file(folder).exists()


def test_nbgrader_s_own_step_writes_an_assignment_under_the_group_s_course_id(
    folders: SiteFolders,
) -> None:
    mill = course(folders, "mill")
    source = mill / "source" / "radio"
    source.mkdir(parents=True)
    (source / "radio.ipynb").write_text(
        '{"cells": [], "metadata": {"kernelspec": {"name": "python3", "display_name": "", '
        '"language": "python"}}, "nbformat": 4, "nbformat_minor": 5}'
    )

    NbGraderCourse(mill, folders.exchange).generate_assignment("radio")

    with Gradebook(gradebook_of(mill).address) as gradebook:
        assert gradebook.find_assignment("radio").course_id == "mill"


def test_what_the_site_read_is_read_again_after_any_change_and_not_before(
    folders: SiteFolders,
) -> None:
    mill = course(folders, "mill")
    assert scores(mill) == {}
    gradebook_of(mill).make()
    graded(gradebook_of(mill).address, points=9)
    first = scores(mill)
    assert first["ada", "radio"].points == 9
    assert scores(mill) is first

    with Gradebook(gradebook_of(mill).address) as gradebook:
        gradebook.find_grade("final", "radio", "radio", "ada").manual_score = 11
        gradebook.db.commit()
    assert scores(mill)["ada", "radio"].points == 11
    assert item_scores(mill)["ada", "radio"]["final"].points == 11

    with Gradebook(gradebook_of(mill).address) as gradebook:
        gradebook.remove_submission("radio", "ada")
    assert ("ada", "radio") not in scores(mill) or not scores(mill)["ada", "radio"].points


def test_processes_that_make_a_gradebook_at_the_same_time_make_one(folders: SiteFolders) -> None:
    place = gradebook_of(course(folders, "mill"))

    with ThreadPoolExecutor(6) as threads:
        for made in [threads.submit(place.make) for _ in range(6)]:
            made.result()

    with Gradebook(place.address) as gradebook:
        assert gradebook.students == []


def test_a_group_with_a_long_name_has_its_own_schema(folders: SiteFolders) -> None:
    place = gradebook_of(folders.cohorts / LONG)
    other = gradebook_of(folders.cohorts / f"{LONG[:-1]}5")

    place.make()

    assert place.exists()
    assert not other.exists()


def test_files_of_a_site_that_gets_a_database_are_moved_into_it_whole(
    folders: SiteFolders,
) -> None:
    mill = course(folders, "mill")
    make_gradebook(gradebook_file(mill))
    graded(f"sqlite:///{gradebook_file(mill)}", points=9)

    assert move_in(folders.cohorts) == [gradebook_of(mill)]

    assert scores(mill)["ada", "radio"].points == 9
    assert sorted(each.name for each in mill.glob("gradebook*")) == ["gradebook.db.moved"]
    assert move_in(folders.cohorts) == []


def test_only_gradebooks_of_groups_that_the_records_know_are_moved_at_a_start(
    folders: SiteFolders, database: str
) -> None:
    for cohort in ("mill", "press"):
        make_gradebook(gradebook_file(course(folders, cohort)))
    records = Database(database)
    records.upgrade()
    with records.session() as session:
        session.merge(CohortRecord(id="mill", title="Laminoir", language="fr"))

    move_in_known(folders, records)

    records.close()
    assert gradebook_of(folders.cohorts / "mill").exists()
    assert not gradebook_of(folders.cohorts / "press").exists()
    assert gradebook_file(folders.cohorts / "press").exists()


def test_a_file_beside_a_gradebook_in_the_database_replaces_nothing(folders: SiteFolders) -> None:
    mill = course(folders, "mill")
    gradebook_of(mill).make()
    graded(gradebook_of(mill).address, points=9)
    make_gradebook(gradebook_file(mill))

    assert move_in(folders.cohorts) == []

    assert scores(mill)["ada", "radio"].points == 9
    assert gradebook_file(mill).exists()


def test_a_gradebook_of_another_nbgrader_stays_a_file_and_is_told(folders: SiteFolders) -> None:
    mill = course(folders, "mill")
    make_gradebook(gradebook_file(mill))
    engine = create_engine(f"sqlite:///{gradebook_file(mill)}")
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'older'")
    engine.dispose()

    with pytest.raises(CampusError, match="nbgrader db upgrade"):
        move_in(folders.cohorts)

    assert gradebook_file(mill).exists()
    assert not gradebook_of(mill).exists()


def test_a_gradebook_comes_out_of_the_database_as_nbgrader_s_file(
    folders: SiteFolders, tmp_path: Path
) -> None:
    place = gradebook_of(course(folders, "mill"))
    assert isinstance(place, SchemaPlace)
    place.make()
    graded(place.address, points=9)

    copy_out(place, tmp_path / "copy.db")

    with Gradebook(f"sqlite:///{tmp_path / 'copy.db'}") as gradebook:
        assert gradebook.find_submission("radio", "ada").score == 9
        assert gradebook.find_student("ada").first_name == "Ada"


def test_the_gradebook_of_an_erased_group_goes_with_it(folders: SiteFolders, database: str) -> None:
    place = gradebook_of(course(folders, "mill"))
    place.make()

    erase_cohort_folders(folders, "mill", [])

    assert not place.exists()
    assert "gradebook_mill" not in inspect(create_engine(database)).get_schema_names()


def test_an_author_s_course_keeps_its_file(tmp_path: Path, folders: SiteFolders) -> None:
    assert gradebook_of(tmp_path / "trial") == FilePlace(tmp_path / "trial" / "gradebook.db")
