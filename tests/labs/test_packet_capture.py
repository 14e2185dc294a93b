"""The lab packet-capture as learners hand it in, graded by nbgrader on one virtual kit."""

from collections.abc import Iterator
from functools import partial

import pytest
from nbformat import NotebookNode

from campus5g.authoring.answers import answered, answered_wrong
from campus5g.authoring.catalogue import Module, find_module
from campus5g.authoring.trial import trial
from campus5g.kit.private import start_private_kit
from campus5g.language import Language

LAB = find_module("packet-capture")
GRADED_AUTOMATICALLY = {item.id for item in LAB.manifest.items if item.kind == "automatic"}


@pytest.fixture(scope="module", autouse=True)
def kit_of_all_trials() -> Iterator[None]:
    with start_private_kit() as kit, pytest.MonkeyPatch.context() as environment:
        environment.setenv("CAMPUS5G_KIT_URL", kit.url)
        environment.setenv("CAMPUS5G_KIT_TOKEN", kit.token)
        yield


@pytest.mark.parametrize("language", ["fr", "en"])
def test_worked_answers_get_full_automatic_marks(language: Language) -> None:
    result = trial(LAB, language, answered)

    assert result.failures == {}
    assert result.automatic_points == LAB.manifest.automatic_points
    assert errors(result.graded) == {}


@pytest.mark.parametrize(
    ("language", "help_text"),
    [
        ("fr", "Remplacez les points de suspension par vos lettres, entre guillemets."),
        ("en", "Replace the dots with your letters, in quotes."),
    ],
)
def test_an_empty_copy_runs_to_its_end_for_nothing_and_gets_help_in_its_language(
    language: Language, help_text: str
) -> None:
    result = trial(LAB, language)

    assert set(result.points.values()) == {0}
    assert result.failures["allowed"] == f"AssertionError: {help_text}"
    assert errors(result.graded) == dict.fromkeys(GRADED_AUTOMATICALLY, "AssertionError")


@pytest.mark.parametrize("name", LAB.manifest.wrong)
def test_a_wrong_solution_gets_its_expected_points(name: str) -> None:
    wrong = LAB.manifest.wrong[name]

    result = trial(LAB, "fr", partial(answered_wrong, wrong=wrong))

    assert result.automatic_points == wrong.expected_points, result.failures
    assert lost(LAB, result.points) == {cell.removesuffix("-answer") for cell in wrong.cells}


def errors(notebook: NotebookNode) -> dict[str, str]:
    """Return the kind of error of each cell that ended in one."""
    return {
        cell.id: output.ename
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.output_type == "error"
    }


def lost(module: Module, points: dict[str, float | None]) -> set[str]:
    """Return the automatic items that did not get all their points."""
    return {
        item.id
        for item in module.manifest.items
        if item.kind == "automatic" and points[item.id] != item.points
    }
