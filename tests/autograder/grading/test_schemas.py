"""Schemas are compiled for the versions of the author's notebooks, before workers are forked."""

import json
from pathlib import Path

import pytest
from nbformat import validator

from autograder.grading.schemas import compile_schemas


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[str, int, int, bool], object]:
    known: dict[tuple[str, int, int, bool], object] = {}
    monkeypatch.setattr(validator, "validators", known)
    return known


def write(folder: Path, name: str, **version: object) -> None:
    (folder / name).write_text(json.dumps({"cells": [], "metadata": {}, **version}))


def test_both_schemas_of_each_version_are_compiled(
    tmp_path: Path, compiled: dict[tuple[str, int, int, bool], object]
) -> None:
    write(tmp_path, "old.ipynb", nbformat=4, nbformat_minor=2)
    write(tmp_path, "new.ipynb", nbformat=4, nbformat_minor=5)

    compile_schemas(tmp_path)

    assert {key[1:] for key in compiled} == {
        (4, minor, relaxed) for minor in (2, 5) for relaxed in (False, True)
    }


def test_what_is_not_a_notebook_is_left_to_the_grader(
    tmp_path: Path, compiled: dict[tuple[str, int, int, bool], object]
) -> None:
    (tmp_path / "broken.ipynb").write_text("{")
    write(tmp_path, "ancient.ipynb", nbformat=3, nbformat_minor=0)
    write(tmp_path, "odd.ipynb", nbformat=4, nbformat_minor="x")

    compile_schemas(tmp_path)

    assert compiled == {}
