"""The tiny lab with one item more, whose answer is another for each learner."""

from pathlib import Path

from nbformat.v4 import new_code_cell
from tiny_lab import MANIFEST, in_english, in_french, nbgrader, tiny_notebook, write_lab

from campus5g.authoring.catalogue import Module

CASE = """
from dataclasses import dataclass

@dataclass(frozen=True)
class Case:
    rate_mbit_s: int

def case_of(draw):
    return Case(draw.random("rate").randrange(10**9))
"""
CARD = """
from case import case_of

from campus5g.courseware.lab.learner_card import Card

def card_of(draw):
    return Card(draw.code, {"Mbit/s": str(case_of(draw).rate_mbit_s)}, given={"camera": "gate"})
"""
SOLUTIONS = """
def solutions(case):
    return {"camera-answer": f"rate_mbit_s = {case.rate_mbit_s}"}
"""
CAMERA = {
    "id": "camera",
    "points": 20,
    "kind": "automatic",
    "objective": "add",
    "title": {"fr": "La caméra", "en": "The camera"},
}


def write_case_lab(labs: Path) -> Module:
    """Write it into a folder of labs and return its module."""
    notebook = tiny_notebook()
    notebook.cells += [
        in_french("Votre caméra ?"),
        in_english("Your camera?"),
        new_code_cell(
            "from campus5g.courseware import lab\n\ncard = lab.card()\ncard",
            metadata=nbgrader("card", locked=True),
        ),
        new_code_cell(
            "from case import case_of\n\ncase = case_of(lab.draw())",
            metadata={"tags": ["author"]},
        ),
        new_code_cell(
            "### BEGIN SOLUTION\nrate_mbit_s = case.rate_mbit_s\n### END SOLUTION",
            metadata=nbgrader("camera-answer", solution=True),
        ),
        new_code_cell(
            "### BEGIN HIDDEN TESTS\nfrom case import case_of\n"
            "assert rate_mbit_s == case_of(lab.draw()).rate_mbit_s\n### END HIDDEN TESTS",
            metadata=nbgrader("camera", grade=True, locked=True, points=20),
        ),
    ]
    manifest = {**MANIFEST, "items": [*MANIFEST["items"], CAMERA]}
    module = write_lab(labs, notebook, manifest)
    (module.folder / "case.py").write_text(CASE, encoding="utf-8")
    (module.folder / "card.py").write_text(CARD, encoding="utf-8")
    (module.folder / "solutions.py").write_text(SOLUTIONS, encoding="utf-8")
    return module
