"""Advice under the errors of whom Python is new."""

from collections.abc import Iterator

import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from campus5g import set_language
from campus5g.authoring.cohorts.kernel_sockets import kernel_sockets
from campus5g.courseware.lab.advice import advice_on
from campus5g.errors import CampusError

SETUP = """
import math
from campus5g import set_language
from campus5g.courseware import lab
from campus5g.errors import CampusError
set_language("{language}")
lab.plain_errors()
"""


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    set_language("en")
    yield
    set_language(None)


def raised_by(code: str) -> Exception:
    try:
        exec(code, {})  # noqa: S102 - as a learner's cell is run
    except Exception as error:
        return error
    raise AssertionError(f"{code!r} raises nothing.")


def shown(*cells: str, language: str = "en") -> list[str]:
    """Return what is shown under each cell of a notebook that stops in it; empty where nothing."""
    notebook = new_notebook(  # type: ignore[no-untyped-call]
        cells=[
            new_code_cell(source)  # type: ignore[no-untyped-call]
            for source in (SETUP.format(language=language), *cells)
        ]
    )
    with kernel_sockets() as config:
        NotebookClient(notebook, config=config, allow_errors=True).execute()
    return [
        "\n".join(line for output in cell.outputs for line in output.get("traceback", []))
        for cell in notebook.cells[1:]
    ]


@pytest.mark.parametrize(
    ("mistake", "advice"),
    [
        ("answer = {A, C}", 'A letter is written in quotes: "A".'),
        ("print(camera_record)", "does not know “camera_record”. Run the cells above"),
        ("1 + ...", "There are still dots (...)"),
        ("None + 1", "A value is missing (None)"),
        ("None.upper()", "A value is missing (None)"),
        ("'70' - 157", "There is text where a number is needed"),
        ("'70' < 157", "There is text where a number is needed"),
        ("abs('0.3')", "There is text where a number is needed"),
        ("import math; math.sqrt('4')", "There is text where a number is needed"),
        ("int('1A')", "This text is not a whole or decimal number"),
        ("float('2,5')", "This text is not a whole or decimal number"),
        ("(lambda line: line)()", "too many or too few values"),
        ("values = [1, 2]; values(0)", "square brackets [ ] pick from a list"),
        ("len[3]", "square brackets [ ] pick from a list"),
        ("[1, 2][2]", "Python counts from 0"),
        ("{'asking': 7}['Asking']", "check the spelling"),
        ("1 / 0", "divided by zero"),
        ("0.5 ^ 2", "A power is written **"),
        ("['A', 'C'] <= set('ABC')", "These two things can’t be compared"),
        ("1 + [2]", "A value is not of the kind that is needed here"),
        ("sum(5)", "A value is not of the kind that is needed here"),
        ("{[1]: 2}", "A value is not of the kind that is needed here"),
        ("def f()\n    return 1", "colon after def"),
        ("print('x", "Check quotes"),
        ("def f():\nreturn 1", "four spaces"),
    ],
)
def test_a_beginner_s_mistake_gets_its_advice(mistake: str, advice: str) -> None:
    assert advice in (advice_on(raised_by(mistake)) or "")


@pytest.mark.parametrize("error", [AssertionError("Look again."), CampusError("No.", "Do.")])
def test_an_error_with_its_own_remedy_gets_no_advice(error: Exception) -> None:
    assert advice_on(error) is None


def test_a_stopped_cell_says_so_in_two_lines_without_the_name_of_an_error() -> None:
    (told,) = shown("raise KeyboardInterrupt", language="fr")

    assert told == "Interrompu : cette cellule.\n→ Relancez-la quand vous voulez."


def test_advice_is_one_line_below_the_error_in_the_learner_s_language() -> None:
    in_english, in_french = (
        shown("math.sqrt('4')", language=language)[0] for language in ("en", "fr")
    )

    assert "→ There is text where a number is needed" in in_english
    assert "→ Un texte se trouve à la place d’un nombre" in in_french
    assert "Traceback" not in in_english


def test_a_name_missing_from_a_measurement_is_explained() -> None:
    stopped, missing = shown('raise CampusError("The kit is taken.", "Book it.")', "measured")

    assert "→ Book it." in stopped
    assert "→ Further up, a cell stopped: The kit is taken." in missing


def test_errors_outside_a_notebook_are_unchanged() -> None:
    from campus5g.courseware import lab

    lab.plain_errors()
