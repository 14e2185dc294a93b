"""A lab with a case for each learner: whose answers are whose, and what a copy earns."""

from functools import partial
from pathlib import Path

import pytest
from case_lab import CASE, write_case_lab
from tiny_lab import sources

from campus5g.authoring.catalogue import Module, WrongSolution
from campus5g.authoring.cohorts.cohort import Cohort, build, release
from campus5g.authoring.notebooks import read_notebook
from campus5g.authoring.trials.answers import answered
from campus5g.authoring.trials.lab_run import role_of
from campus5g.authoring.trials.solutions import neighbour, typed_answers, typed_mistake
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


def test_solutions_stay_with_the_author_and_the_case_with_the_graders(
    lab: Module, tmp_path: Path
) -> None:
    cohort = Cohort(id="c", title="C", language="fr", trainer="formatrice", modules=["tiny"])

    build(cohort, tmp_path / "course", [lab])
    released = release(tmp_path / "course", "tiny", tmp_path / "exchange")

    graders = {file.name for file in (tmp_path / "course" / "source" / "tiny").iterdir()}
    assert graders == {"tiny.ipynb", "case.py", "card.py"}
    handed_out = [file.name for file in (tmp_path / "exchange").rglob("*") if file.is_file()]
    assert set(handed_out) == {"tiny.ipynb"}
    assert "case" not in sources(read_notebook(released / "tiny.ipynb"))


def test_a_text_that_asks_the_case_earns_nothing_where_the_draw_counts(lab: Module) -> None:
    """The worked answer as it stands: right for everybody who could ask."""
    role = role_of(lab, "asking", ADA)

    result = trial(lab, "fr", role.fill, draw=ADA)

    assert result.points == {"total": 2, "double": 3, "workplace": None, "camera": 0}


@pytest.mark.parametrize(
    "answer",
    [
        "from case import case_of\nrate_mbit_s = case_of(lab.draw()).rate_mbit_s",
        "import card as card_program",
        "rate_mbit_s = int(card.facts['Mbit/s'])",
        "import json\nrate_mbit_s = int(json.load(open('card.json'))['fr']['facts'][0][1])",
        f"{CASE}\nrate_mbit_s = case_of(lab.draw()).rate_mbit_s",
    ],
)
def test_a_text_that_reads_what_only_people_read_earns_nothing_while_it_is_graded(
    lab: Module, answer: str
) -> None:
    result = trial(lab, "fr", partial(answered, typed={"camera-answer": answer}), draw=ADA)

    assert result.points["camera"] == 0


def test_a_mistake_is_typed_for_the_draw(lab: Module) -> None:
    wrong = WrongSolution(
        why={"fr": "Dix de trop.", "en": "Ten too many."},
        cells={"camera-answer": "rate_mbit_s = {{ case.rate_mbit_s + 10 }}"},
        expected_points=5,
    )

    for draw in (ADA, BOB):
        mistake = typed_mistake(lab, draw, wrong)["camera-answer"]
        right = typed_answers(lab, draw)["camera-answer"]
        assert int(mistake.split()[-1]) == int(right.split()[-1]) + 10


def test_a_mistake_that_asks_for_what_is_not_there_is_told(lab: Module) -> None:
    wrong = WrongSolution(
        why={"fr": "Un.", "en": "One."},
        cells={"camera-answer": "rate = {{ case.nothing }}"},
        expected_points=5,
    )

    with pytest.raises(ManifestError, match="nothing"):
        typed_mistake(lab, ADA, wrong)
