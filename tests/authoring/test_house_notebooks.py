"""Every bundled module is ready, and every bundled notebook belongs to the catalogue."""

import pytest

from campus5g import places
from campus5g.authoring.catalogue import Module, catalogue
from campus5g.authoring.checks import findings


def test_every_bundled_notebook_belongs_to_a_module() -> None:
    notebooks = {
        path
        for folder in (places.COURSES, places.LABS)
        for path in folder.rglob("*.ipynb")
        if ".ipynb_checkpoints" not in path.parts
    }

    assert notebooks == {module.notebook for module in catalogue()}


# Among what is found are a notebook's form and its languages.
@pytest.mark.proof
@pytest.mark.parametrize("module", catalogue(), ids=lambda module: module.id)
def test_a_bundled_module_is_ready(module: Module) -> None:
    assert [str(finding) for finding in findings(module)] == []
