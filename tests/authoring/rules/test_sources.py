"""Where figures of an awareness module come from stands under them."""

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from campus5g.authoring.catalogue import catalogue
from campus5g.authoring.rules.passages import passages_of
from campus5g.authoring.rules.sources import source_findings
from campus5g.courseware import explorers

AWARENESS = next(module for module in catalogue() if module.kind == "awareness")


def problems_of(*cells: NotebookNode) -> list[str]:
    notebook = new_notebook(cells=[new_markdown_cell("## Débits"), *cells])
    return [each.problem for each in source_findings(notebook, passages_of(notebook), AWARENESS)]


@pytest.mark.parametrize("explorer", explorers.__all__)
def test_an_explorer_names_its_sources_itself(explorer: str) -> None:
    assert problems_of(new_code_cell(f"explorers.{explorer}()")) == []


def test_an_explorer_that_names_no_sources_is_found() -> None:
    assert problems_of(new_code_cell("explorers.without_sources()")) == [
        "The part “Débits” shows the explorer without_sources without a source."
    ]


def test_a_table_with_measured_figures_needs_a_source() -> None:
    table = new_markdown_cell("| Réseau | Débit |\n|---|---|\n| 5G | 250 Mbit/s |")

    assert problems_of(table) == ["The part “Débits” shows a table with figures without a source."]
    assert problems_of(table, new_markdown_cell("*Source : mesures du campus.*")) == []
