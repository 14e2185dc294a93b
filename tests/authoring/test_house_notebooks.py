"""Every module of the house is ready, and no notebook of the house stands outside the catalogue."""

import pytest

from campus5g import places
from campus5g.authoring.catalogue import Module, catalogue
from campus5g.authoring.checks import findings


def test_every_notebook_of_the_house_is_a_module_s() -> None:
    notebooks = {
        path
        for folder in (places.COURSES, places.LABS)
        for path in folder.rglob("*.ipynb")
        if ".ipynb_checkpoints" not in path.parts
    }

    assert notebooks == {module.notebook for module in catalogue()}


# Among what is found are a notebook's form and its languages.
@pytest.mark.parametrize("module", catalogue(), ids=lambda module: module.id)
def test_a_module_of_the_house_is_ready(module: Module) -> None:
    assert [str(finding) for finding in findings(module)] == []
