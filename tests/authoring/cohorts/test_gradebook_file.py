"""A course's gradebook comes into being at once, and as nbgrader makes it."""

import os
import sqlite3
import sysconfig
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from nbgrader.api import Base, Gradebook

from campus5g.authoring.cohorts.gradebook_file import make_gradebook
from campus5g.site.learning.gradebook import scores


def everything_in(file: Path) -> list[str]:
    with closing(sqlite3.connect(file)) as database:
        return sorted(database.iterdump())


def test_the_gradebook_matches_one_that_nbgrader_creates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # nbgrader asks alembic, by name, for the version of its tables.
    monkeypatch.setenv("PATH", sysconfig.get_path("scripts"), prepend=os.pathsep)
    make_gradebook(tmp_path / "ours.db")
    Gradebook(f"sqlite:///{tmp_path / 'theirs.db'}").close()

    assert everything_in(tmp_path / "ours.db") == everything_in(tmp_path / "theirs.db")


def test_a_gradebook_that_is_being_created_is_not_seen_yet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_tables = Base.metadata.create_all
    found: list[object] = []

    def half_way(bind: object) -> None:
        if not found:
            found.append(scores(tmp_path))
            found.append((tmp_path / "gradebook.db").exists())
        make_tables(bind=bind)

    monkeypatch.setattr(Base.metadata, "create_all", half_way)

    make_gradebook(tmp_path / "gradebook.db")

    assert found == [{}, False]
    assert (tmp_path / "gradebook.db").exists()


def test_an_existing_gradebook_opens_concurrently(tmp_path: Path) -> None:
    file = tmp_path / "gradebook.db"
    make_gradebook(file)

    def students(_: int) -> int:
        with Gradebook(f"sqlite:///{file}") as gradebook:
            return len(gradebook.students)

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(students, range(24))) == [0] * 24


def test_concurrent_creation_keeps_one_gradebook(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "gradebook.db"
    make_tables = Base.metadata.create_all

    def overtaken(bind: object) -> None:
        make_tables(bind=bind)
        if not file.exists():
            monkeypatch.setattr(Base.metadata, "create_all", make_tables)
            make_gradebook(file)
            with Gradebook(f"sqlite:///{file}") as gradebook:
                gradebook.add_student("ada")

    monkeypatch.setattr(Base.metadata, "create_all", overtaken)

    make_gradebook(file)

    with Gradebook(f"sqlite:///{file}") as gradebook:
        assert [student.id for student in gradebook.students] == ["ada"]
    assert list(tmp_path.iterdir()) == [file]


def test_an_existing_gradebook_is_unchanged(tmp_path: Path) -> None:
    file = tmp_path / "gradebook.db"
    make_gradebook(file)
    with Gradebook(f"sqlite:///{file}") as gradebook:
        gradebook.add_student("ada")

    make_gradebook(file)

    with Gradebook(f"sqlite:///{file}") as gradebook:
        assert [student.id for student in gradebook.students] == ["ada"]
