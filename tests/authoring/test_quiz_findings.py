"""What `findings` reports about a quiz."""

import shutil
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from campus5g.authoring import new
from campus5g.authoring.catalogue import Module, catalogue, find_module
from campus5g.authoring.checks import UnsoundModuleError, findings, require_teachable
from campus5g.authoring.final_quiz import score_cell
from campus5g.authoring.normalise import normalise
from campus5g.authoring.notebooks import read_notebook, write_notebook
from campus5g.manifest import load_yaml, manifest_text

COURSES = Path(__file__).parents[1] / "courseware" / "courses"
SKELETON = Path(new.__file__).with_name("skeletons") / "module"


class Draft:
    """A copy of the test module, with a bank that leaves nothing to fix, that an author spoils."""

    def __init__(self, folder: Path) -> None:
        shutil.copytree(COURSES / "harbour", folder / "harbour")
        self.courses = folder
        self.folder = folder / "harbour" / "first-steps"
        self.change_quiz(fill_bank)
        shutil.copy(SKELETON / "trainer.yaml", self.folder)
        manifest = self.folder / "module.yaml"
        told = manifest.read_text(encoding="utf-8")
        manifest.write_text(told.replace("minutes: 10", "minutes: 25"), encoding="utf-8")

    @property
    def module(self) -> Module:
        return find_module("harbour-first-steps", catalogue(self.courses, self.courses / "none"))

    @property
    def problems(self) -> list[str]:
        return [str(finding) for finding in findings(self.module)]

    def change_quiz(self, change: Callable[[Any], None]) -> None:
        file = self.folder / "quiz.yaml"
        raw = load_yaml(file.read_text(encoding="utf-8"))
        change(raw)
        file.write_text(manifest_text(raw), encoding="utf-8")

    def change_notebook(self, change: Callable[[NotebookNode], None]) -> None:
        file = self.folder / "first-steps.ipynb"
        notebook = read_notebook(file)
        change(notebook)
        write_notebook(normalise(notebook), file)


@pytest.fixture
def draft(tmp_path: Path) -> Draft:
    return Draft(tmp_path)


def fill_bank(raw: Any) -> None:
    """Have nine questions drawn, from thirty-six with four choices where one is right."""
    raw["final"]["draw"] = 9
    for each in raw["items"]:
        if each["kind"] == "single":
            fibre = {"fr": "La fibre, jusqu’au local", "en": "The fibre, to the room"}
            feedback = {"fr": "Elle ne bouge pas.", "en": "It does not move."}
            each["choices"].append({"id": "fibre", **fibre, "feedback": feedback})
    many = item(raw, "f-level-sensors")["choices"][-2]
    many.update(fr="mMTC, pour leur très grand nombre", en="mMTC, for their very large number")
    levels = ("easy", "medium", "hard")
    raw["items"] += [
        {
            **deepcopy(each),
            "id": f"{each['id']}-{further}",
            "difficulty": levels[(levels.index(each["difficulty"]) + further) % len(levels)],
        }
        for each in raw["items"]
        if each["part"] == "final"
        for further in (1, 2)
    ]


def item(raw: Any, name: str) -> Any:
    return next(item for item in raw["items"] if item["id"] == name)


def cell(notebook: NotebookNode, text: str) -> NotebookNode:
    return next(cell for cell in notebook.cells if text in cell.source)


def test_the_test_module_is_ready(draft: Draft) -> None:
    assert draft.problems == []


def test_a_quiz_that_breaks_its_schema_is_reported_with_its_line(draft: Draft) -> None:
    draft.change_quiz(lambda raw: item(raw, "camera").pop("answer"))

    assert "quiz.yaml:" in draft.problems[0]
    assert "camera has no answer" in draft.problems[0]


def without_tunnel_s_answer(raw: Any) -> None:
    item(raw, "f-tunnel").update(answer=None, nearly=[])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda raw: raw.update(id="first-steps"), "Call it harbour-first-steps"),
        (without_tunnel_s_answer, "f-tunnel of the final has no answer"),
        (lambda raw: raw["final"].update(points=9), "bears 8 points here and 9 in quiz.yaml"),
    ],
)
def test_an_ungradable_quiz_is_not_released(
    draft: Draft, change: Callable[[Any], None], message: str
) -> None:
    draft.change_quiz(change)

    with pytest.raises(UnsoundModuleError) as refused:
        require_teachable(draft.module)

    assert message in str(refused.value)


@pytest.mark.proof
@pytest.mark.parametrize("unit", ["k€", "ha", "µA"])
def test_units_that_both_languages_write_alike_are_symbols(draft: Draft, unit: str) -> None:
    draft.change_quiz(lambda raw: item(raw, "f-sum").update(unit=unit))

    assert not [problem for problem in draft.problems if "unit" in problem]


@pytest.mark.proof
@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda raw: item(raw, "f-tunnel")["choices"].pop(), "f-tunnel has 3 choices"),
        (
            lambda raw: item(raw, "camera").update(recalls="second-steps"),
            "camera recalls second-steps, which is not an earlier module",
        ),
        (
            lambda raw: item(raw, "f-sum").update(objectives=["sums"]),
            "f-sum tests sums, which the module does not have",
        ),
        (lambda raw: item(raw, "f-sum").pop("feedback"), "f-sum has no feedback for right, low"),
        (
            lambda raw: item(raw, "f-tunnel")["choices"][1].pop("feedback"),
            "f-tunnel has no feedback for smf",
        ),
        (
            lambda raw: item(raw, "f-sum")["prompt"].update(en=item(raw, "f-sum")["prompt"]["fr"]),
            "f-sum says the same in both languages",
        ),
        (
            lambda raw: item(raw, "f-sum").update(unit="mesures"),
            "f-sum has the same unit in both languages: “mesures”",
        ),
        (
            lambda raw: item(raw, "f-sum").update(other_units={"octets/s": 2}),
            "f-sum has another unit that is not a symbol: “octets/s”",
        ),
    ],
)
def test_missing_feedback_is_found(
    draft: Draft, change: Callable[[Any], None], message: str
) -> None:
    draft.change_quiz(change)

    assert [message in problem for problem in draft.problems] == [True]
    require_teachable(draft.module)


@pytest.mark.proof
@pytest.mark.parametrize("unit", ["Mbit/s", "µs", "%", "MWh", {"fr": "octets", "en": "bytes"}])
def test_a_symbol_or_a_translated_word_is_a_unit_for_both_languages(
    draft: Draft, unit: Any
) -> None:
    draft.change_quiz(lambda raw: item(raw, "f-sum").update(unit=unit))

    assert draft.problems == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda nb: nb.cells.remove(score_cell(nb)), "No graded cell calls quiz.score()"),
        (lambda nb: nb.cells.remove(cell(nb, "quiz.final()")), "No cell shows the final"),
        (
            lambda nb: cell(nb, 'part("way")').update(source='quiz.part("road")'),
            "quiz.part names road",
        ),
        (
            lambda nb: cell(nb, "hints.show").update(source='hints.show("way")'),
            "hints.show names way",
        ),
        (
            lambda nb: nb.cells.append(new_code_cell("x = 'C’est la plus petite part.'")),
            "tells the answer to the final's question f-biggest-part",
        ),
    ],
)
def test_a_notebook_that_does_not_fit_its_quiz_is_found(
    draft: Draft, change: Callable[[NotebookNode], None], message: str
) -> None:
    draft.change_notebook(change)

    assert any(message in problem for problem in draft.problems)


def test_a_released_file_must_not_reveal_the_final_s_answers(draft: Draft) -> None:
    (draft.folder / "notes.py").write_text("# La radio prend le double.\n")

    [problem] = draft.problems

    assert "notes.py tells the answer to the final's question f-biggest-part" in problem


def test_a_shown_quiz_must_exist(draft: Draft) -> None:
    (draft.folder / "quiz.yaml").unlink()

    assert sum("has no quiz.yaml" in problem for problem in draft.problems) == 4
