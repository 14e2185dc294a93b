"""The author's check in a terminal: where each test runs."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from autograder.batch.check import CheckedTest
from autograder.language import t


def checked_tests(tests: Sequence[CheckedTest]) -> RenderableType:
    """Return a table of the tests, and a sentence about what it means."""
    table = Table(
        t(fr="Test", en="Test"),
        t(fr="Où", en="Where"),
        t(fr="Pourquoi", en="Why"),
        box=None,
        pad_edge=False,
    )
    apart = t(fr="processus à part", en="process of its own")
    shared = t(fr="interpréteur de l’apprenant", en="learner's interpreter")
    for test in tests:
        where = apart if test.isolation == "process" else shared
        table.add_row(Text(f"{test.notebook} / {test.cell}"), where, Text(test.why))
    count = sum(test.isolation == "process" for test in tests)
    return Group(
        table,
        Text(
            t(
                fr=f"{count} tests sur {len(tests)} s’exécutent hors d’atteinte du code jugé.",
                en=f"{count} of {len(tests)} tests run out of reach of the code that they judge.",
            )
        ),
    )
