"""A lab with a case for each learner: whose answers are whose, and what a copy earns."""

from pathlib import Path

import pytest
from case_lab import write_case_lab

from campus5g.authoring.catalogue import Module
from campus5g.authoring.cohorts.cohort import Cohort, build
from campus5g.authoring.trials.lab_run import role_of
from campus5g.authoring.trials.solutions import neighbour, typed_answers
from campus5g.authoring.trials.trial import trial
from campus5g.draw import Draw
from campus5g.manifest import ManifestError

ADA, BOB = Draw.named("ada"), Draw.named("bob")


@pytest.fixture
def lab(tmp_path: Path) -> Module:
    return write_case_lab(tmp_path / "labs")


def test_answers_are_typed_as_someone_with_that_case_would(lab: Module) -> None:
    typed = [typed_answers(lab, draw)["camera-answer"] for draw in (ADA, BOB, ADA)]

    assert typed[0].startswith("rate_mbit_s = ")
    assert typed[0] == typed[2] != typed[1]


@pytest.mark.proof
@pytest.mark.parametrize("draw", [ADA, BOB])
def test_typed_answers_earn_all_points_under_the_draw_that_they_were_typed_for(
    lab: Module, draw: Draw
) -> None:
    role = role_of(lab, "solution", draw)

    result = trial(lab, "fr", role.fill, draw=draw)

    assert result.failures == {}
    assert result.automatic_points == role.expected_points == 25


def test_a_neighbour_s_answers_earn_only_points_that_ignore_the_draw(lab: Module) -> None:
    role = role_of(lab, "copied", ADA)

    result = trial(lab, "en", role.fill, draw=ADA)

    assert result.points == {"total": 2, "double": 3, "workplace": None, "camera": 0}
    assert result.automatic_points <= role.expected_points == 7.5


def test_a_neighbour_s_case_is_another(lab: Module) -> None:
    own = typed_answers(lab, ADA)

    assert typed_answers(lab, neighbour(lab, ADA)) != own


def test_a_lab_whose_case_is_always_the_same_has_no_neighbour(lab: Module) -> None:
    (lab.folder / "case.py").write_text("def case_of(draw):\n    return 1\n", encoding="utf-8")

    with pytest.raises(ManifestError, match="has the same case for 1000 draws"):
        neighbour(lab, ADA)


@pytest.mark.parametrize(
    "program", ["import nothing_there", "def solutions(case):\n    return 1 / 0"]
)
def test_solutions_that_fail_are_told_in_a_sentence(lab: Module, program: str) -> None:
    (lab.folder / "solutions.py").write_text(program, encoding="utf-8")

    with pytest.raises(ManifestError, match="The case or the solutions of tiny fail"):
        typed_answers(lab, ADA)


def test_solutions_stay_with_the_author_and_the_case_goes_out(lab: Module, tmp_path: Path) -> None:
    cohort = Cohort(id="c", title="C", language="fr", trainer="formatrice", modules=["tiny"])

    build(cohort, tmp_path / "course", [lab])

    handed_out = {file.name for file in (tmp_path / "course" / "source" / "tiny").iterdir()}
    assert handed_out == {"tiny.ipynb", "case.py"}
