"""What explorers ask to predict can be put to a whole class, in both languages."""

from collections.abc import Iterator

import pytest

from campus5g.authoring.catalogue import Module, catalogue
from campus5g.courseware.explorers.asked import predictions
from campus5g.language import set_language

pytestmark = pytest.mark.proof

MODULES = [each for each in catalogue() if "explorers." in each.notebook.read_text("utf-8")]


@pytest.fixture(autouse=True)
def _language() -> Iterator[None]:
    yield
    set_language(None)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.id)
def test_every_prediction_of_a_module_has_its_outcome_among_its_guesses(module: Module) -> None:
    asked = predictions(module.notebook).root

    assert asked
    for each in asked:
        assert each.right in {guess.id for guess in each.guesses}, each.name
        assert each.why.fr != each.why.en, each.name
        assert all(guess.fr and guess.en for guess in each.guesses)
