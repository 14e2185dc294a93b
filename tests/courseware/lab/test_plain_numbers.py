"""Numbers that a lab's cells end with: no longer than needed, and what Python reads."""

import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from campus5g.authoring.cohorts.kernel_sockets import kernel_sockets

SETUP = "from campus5g.courseware import lab\nlab.plain_errors()"


def shown(code: str) -> str:
    """Return what a lab's notebook shows under a cell."""
    notebook = new_notebook(  # type: ignore[no-untyped-call]
        cells=[new_code_cell(source) for source in (SETUP, code)]  # type: ignore[no-untyped-call]
    )
    with kernel_sockets() as config:
        NotebookClient(notebook, config=config).execute()
    return str(notebook.cells[1].outputs[0].data["text/plain"])


@pytest.mark.parametrize(
    ("code", "short"),
    [
        ("0.1 + 0.2", "0.3"),
        ("10 ** 0.3", "1.995"),
        ("-88.0", "-88.0"),
        ("1 / 3000", "0.0003333"),
        ("0.0", "0.0"),
        ("float('nan')", "nan"),
        ("1e-9", "1e-09"),
        ("__import__('numpy').float64(2) / 3", "0.6667"),
        ("(0.1 + 0.2, [10 / 3], {'p50': 12.0})", "(0.3, [3.333], {'p50': 12.0})"),
    ],
)
def test_a_decimal_number_is_as_short_as_possible(code: str, short: str) -> None:
    assert shown(code) == short


def test_whole_numbers_and_texts_are_unchanged() -> None:
    assert shown("(21, '2.50', True)") == "(21, '2.50', True)"


@pytest.mark.parametrize("execution", ["autograde", "validate"])
def test_graded_output_keeps_pythons_format(
    execution: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", execution)

    assert shown("0.1 + 0.2") == "0.30000000000000004"
