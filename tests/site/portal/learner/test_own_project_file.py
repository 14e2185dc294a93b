"""A learner's project file leaves with them, and goes with their account."""

import io
import json
import zipfile
from pathlib import Path

import docx
import pytest
from people import AsVisitor
from project_course import use_project_course, write
from pypdf import PdfReader
from returned_work import LEARNER, MODULE
from sqlalchemy import select

from campus5g.courseware.progress import Progress
from campus5g.site.accounts.own_data import archive
from campus5g.site.administration.people import erase_identity
from campus5g.site.folders import SiteFolders
from campus5g.site.records.database import Database
from campus5g.site.records.people import Person

TEXT = "Deux ordres perdus."


@pytest.fixture(autouse=True)
def _course(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, folders: SiteFolders) -> None:
    use_project_course(monkeypatch, tmp_path / "catalogue")
    write(folders, TEXT)


def words_of(pdf: bytes) -> str:
    """What a PDF says."""
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_a_learner_downloads_their_own_file_from_their_first_page(as_visitor: AsVisitor) -> None:
    ada, bob = as_visitor("ada"), as_visitor("bob")

    own = words_of(ada.get("project-file/essentials.pdf").content)
    others = words_of(bob.get("project-file/essentials.pdf").content)
    word = docx.Document(io.BytesIO(ada.get("project-file/essentials.docx").content))

    assert "project-file/essentials.pdf" in ada.get("").text
    assert "Ada Îlot" in own
    assert TEXT in own
    assert TEXT not in others
    assert TEXT in [each.text for each in word.paragraphs]


@pytest.mark.parametrize("path", ["positioning.pdf", "essentials.exe", "elsewhere.docx"])
def test_a_file_that_nobody_writes_does_not_exist(as_visitor: AsVisitor, path: str) -> None:
    assert as_visitor("ada").get(f"project-file/{path}").status_code in (400, 404, 422)


def test_a_trainer_exports_it_and_the_trace_leaves_it_out(as_visitor: AsVisitor) -> None:
    tina = as_visitor("tina")
    path = "desk/rolling-mill/exports/learners/ada/project-file/essentials.pdf"

    assert path in tina.get("desk/rolling-mill/exports").text
    assert TEXT in words_of(tina.get(path).content)
    assert TEXT not in tina.get("desk/rolling-mill/exports/trace.jsonl").text
    assert as_visitor("theo").get(path).status_code == 404


def test_personal_data_hold_the_file_as_it_is_and_as_it_reads(
    database: Database, folders: SiteFolders
) -> None:
    with database.session() as records:
        person = records.scalars(select(Person).where(Person.name == LEARNER)).one()
        zipped = zipfile.ZipFile(archive(records, folders, person))

    said = docx.Document(io.BytesIO(zipped.read("essentials.docx")))
    assert TEXT in [each.text for each in said.paragraphs]
    assert TEXT in zipped.read("progress.jsonl").decode()


def test_erasing_an_account_erases_its_file_and_not_what_it_did(
    database: Database, folders: SiteFolders
) -> None:
    progress = Progress(MODULE, LEARNER, folders.progress)
    progress.seen("families")

    with database.session() as records:
        erase_identity(
            records, folders, records.scalars(select(Person).where(Person.name == LEARNER)).one()
        )

    lines = [json.loads(line) for line in progress.file.read_text().splitlines()]
    assert [line["object"]["id"] for line in lines] == [f"urn:campus5g:{MODULE}#part/families"]
