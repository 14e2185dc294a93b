"""A question of a final leads back to the part of a module that teaches its objective."""

import pytest

from campus5g.authoring.catalogue import Module, catalogue
from campus5g.authoring.final_quiz import quiz_of
from campus5g.language import set_language
from campus5g.site.learning.places_to_read import PlaceToRead, places_to_read

MODULES = {module.id: module for module in catalogue()}
WITH_FINALS = [
    module for module in MODULES.values() if (quiz := quiz_of(module)) and quiz.final is not None
]


def places(module: Module) -> dict[str, PlaceToRead]:
    quiz = quiz_of(module)
    assert quiz
    return places_to_read(module, quiz, MODULES)


def test_an_objective_is_read_again_in_the_part_that_asks_most_about_it() -> None:
    set_language("fr")
    french = places(MODULES["essentials-radio"])
    set_language("en")
    english = places(MODULES["essentials-radio"])

    assert french["read-signal"] == PlaceToRead(
        "essentials-radio", "Fort ne veut pas dire bon", "part-2"
    )
    assert english["read-signal"].title == "Strong does not mean good"
    assert french["predict-coverage"].part == "part-1"


def test_an_objective_of_an_assessment_is_read_again_in_the_module_of_its_name() -> None:
    set_language("en")
    found = places(MODULES["essentials-assessment"])

    title = MODULES["essentials-radio"].manifest.title.en
    assert found["radio"] == PlaceToRead("essentials-radio", title, part="")


@pytest.mark.parametrize("module", WITH_FINALS, ids=lambda module: module.id)
def test_every_objective_that_a_module_teaches_has_its_place(module: Module) -> None:
    quiz = quiz_of(module)
    assert quiz
    asked = {item.objectives[0] for item in quiz.bank}
    taught_nowhere_alone = {"safety-and-law"}

    assert asked - places(module).keys() <= taught_nowhere_alone
