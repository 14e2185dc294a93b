"""A whole lab in miniature, written to a folder: two automatic items and a written answer."""

from pathlib import Path
from typing import Any

import yaml
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from campus5g.authoring.catalogue import Module, find_module
from campus5g.authoring.catalogue import catalogue as read_catalogue
from campus5g.authoring.normalise import normalise
from campus5g.authoring.notebooks import write_notebook
from campus5g.authoring.trainer_sheet import TRAINER_FILE

LINE = {"fr": "Une ligne.", "en": "A line."}
TRAINER_SHEET = {
    "opening": 2 * [LINE],
    "debate": 2 * [LINE],
    "pitfalls": 4 * [LINE],
    "debrief": 2 * [LINE],
}

SETUP = 'from campus5g import set_language, t\n\nset_language("fr")'

MANIFEST: dict[str, Any] = {
    "id": "tiny",
    "title": {"fr": "Petit", "en": "Tiny"},
    "summary": {"fr": "Un petit atelier.", "en": "A tiny lab."},
    "minutes": 20,
    "level": "beginner",
    "audience": ["maintenance"],
    "objectives": [{"id": "add", "fr": "Additionner deux débits.", "en": "Add two rates."}],
    "items": [
        {
            "id": "total",
            "points": 2,
            "kind": "automatic",
            "objective": "add",
            "title": {"fr": "Le total", "en": "The total"},
        },
        {
            "id": "double",
            "points": 3,
            "kind": "automatic",
            "objective": "add",
            "title": {"fr": "Le double", "en": "The double"},
        },
        {
            "id": "workplace",
            "points": 4,
            "kind": "manual",
            "objective": "add",
            "title": {"fr": "Chez vous", "en": "At work"},
            "rubric": [
                {"points": 3, "fr": "Un exemple précis", "en": "A precise example"},
                {"points": 1, "fr": "Une unité", "en": "A unit"},
            ],
        },
    ],
    "wrong": {
        "forgets-the-second": {
            "why": {"fr": "Ne lit que le premier débit.", "en": "Reads the first rate only."},
            "cells": {"total-answer": "def total(a, b):\n    return a\n"},
            "expected_points": 3,
        }
    },
}


def nbgrader(grade_id: str, **role: Any) -> dict[str, Any]:
    """nbgrader's metadata of a cell; ``role`` says what differs from a plain cell."""
    data = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
    return {"nbgrader": {**data, "grade_id": grade_id, **role}}


def in_french(text: str) -> NotebookNode:
    return new_markdown_cell(text, metadata={"tags": ["lang-fr"]})


def in_english(text: str) -> NotebookNode:
    return new_markdown_cell(text, metadata={"tags": ["lang-en"]})


def setup_cell(source: str = SETUP) -> NotebookNode:
    return new_code_cell(source, metadata={"tags": ["language"], **nbgrader("setup", locked=True)})


def tiny_notebook() -> NotebookNode:
    return new_notebook(
        cells=[
            in_french("# Débits"),
            in_english("# Rates"),
            setup_cell(),
            in_french("Additionnez."),
            in_english("Add."),
            new_code_cell(
                "# fr: Deux débits, en Mbit/s.\n"
                "# en: Two rates, in Mbit/s.\n"
                "def total(a, b):\n"
                "    ### BEGIN SOLUTION\n"
                "    return a + b\n"
                "    ### END SOLUTION",
                metadata=nbgrader("total-answer", solution=True),
            ),
            new_code_cell(
                "assert total(1, 2) == 3, t(fr='Les deux débits comptent.', en='Both count.')\n"
                "### BEGIN HIDDEN TESTS\n"
                "assert total(20, 22) == 42\n"
                "### END HIDDEN TESTS",
                metadata=nbgrader("total", grade=True, locked=True, points=2),
            ),
            new_code_cell(
                "### BEGIN SOLUTION\ndouble = 2 * 21\n### END SOLUTION",
                metadata=nbgrader("double-answer", solution=True),
            ),
            new_code_cell(
                "assert double == 42, t(fr='Deux fois 21.', en='Twice 21.')",
                metadata=nbgrader("double", grade=True, locked=True, points=3),
            ),
            in_french("Et chez vous ?"),
            in_english("And at work?"),
            new_markdown_cell(
                "### BEGIN SOLUTION\nVingt caméras.\n\nTwenty cameras.\n### END SOLUTION",
                metadata=nbgrader("workplace", grade=True, solution=True, points=4),
            ),
        ]
    )


def write_lab(
    labs: Path, notebook: NotebookNode | None = None, manifest: dict[str, Any] | None = None
) -> Module:
    """Write the tiny lab (or a variant) into a folder of labs and return its module."""
    folder = labs / "tiny"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "lab.yaml").write_text(
        yaml.safe_dump(manifest or MANIFEST, allow_unicode=True, sort_keys=False), encoding="utf-8"
    )
    (folder / TRAINER_FILE).write_text(
        yaml.safe_dump(TRAINER_SHEET, allow_unicode=True), encoding="utf-8"
    )
    write_notebook(normalise(notebook or tiny_notebook()), folder / "tiny.ipynb")
    return find_module("tiny", read_catalogue(labs / "no-courses", labs))


def sources(notebook: NotebookNode) -> str:
    return "\n\n".join(cell.source for cell in notebook.cells)
