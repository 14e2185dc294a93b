"""Numbers that a lab's cells end with: no longer than needed, and what Python reads."""

import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from campus5g.authoring.cohorts.kernel_sockets import kernel_sockets

SETUP = "from campus5g.courseware import lab\nlab.plain_errors()"
DECIMALS = {
    "0.1 + 0.2": "0.3",
    "10 ** 0.3": "1.995",
    "-88.0": "-88.0",
    "1 / 3000": "0.0003333",
    "0.0": "0.0",
    "float('nan')": "nan",
    "1e-9": "1e-09",
    "__import__('numpy').float64(2) / 3": "0.6667",
    "(0.1 + 0.2, [10 / 3], {'p50': 12.0})": "(0.3, [3.333], {'p50': 12.0})",
}
UNCHANGED = "(21, '2.50', True)"


def shown(*codes: str) -> dict[str, str]:
    """Return what a lab's notebook shows under each of these cells."""
    notebook = new_notebook(  # type: ignore[no-untyped-call]
        cells=[new_code_cell(source) for source in (SETUP, *codes)]  # type: ignore[no-untyped-call]
    )
    with kernel_sockets() as config:
        NotebookClient(notebook, config=config).execute()
    outputs = [str(cell.outputs[0].data["text/plain"]) for cell in notebook.cells[1:]]
    return dict(zip(codes, outputs, strict=True))


@pytest.fixture(scope="module")
def in_a_lab() -> dict[str, str]:
    return shown(*DECIMALS, UNCHANGED)


@pytest.mark.parametrize(("code", "short"), DECIMALS.items())
def test_a_decimal_number_is_as_short_as_possible(
    in_a_lab: dict[str, str], code: str, short: str
) -> None:
    assert in_a_lab[code] == short


def test_whole_numbers_and_texts_are_unchanged(in_a_lab: dict[str, str]) -> None:
    assert in_a_lab[UNCHANGED] == UNCHANGED


@pytest.mark.parametrize("execution", ["autograde", "validate"])
def test_graded_output_keeps_pythons_format(
    execution: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", execution)

    assert shown("0.1 + 0.2") == {"0.1 + 0.2": "0.30000000000000004"}
