"""Where a test runs, by the author's notebook alone."""

from collections.abc import Sequence
from textwrap import dedent

import pytest

from autograder.grading.placing.placement import AuthorsCell, Kind, Placement, placed


def cells(*written: tuple[Kind, str]) -> list[AuthorsCell]:
    return [
        AuthorsCell(kind, f"{kind}{number}", dedent(source).strip())
        for number, (kind, source) in enumerate(written)
    ]


def last(written: Sequence[AuthorsCell]) -> Placement:
    return placed(written)[written[-1].name]


SETUP: tuple[Kind, str] = ("given", "import numpy as np\nfrom math import isclose")
ANSWER: tuple[Kind, str] = ("solution", "def solve(x): return x * x")


@pytest.mark.parametrize(
    "test",
    [
        "assert solve(3) == 9",
        "x = solve(3)\nassert x is not None and x is True or x == 9",
        "np.testing.assert_allclose(solve(3), 9)",
        "%%time\nassert solve(3) == 9",
        "def check(f):\n    assert f(3) == 9\ncheck(solve)",
        "import io, contextlib\nwith contextlib.redirect_stdout(io.StringIO()): solve(3)",
        "class Own: pass\nown = Own()\nown.x = solve(3)\nassert own.x == 9",
    ],
)
def test_a_test_of_values_runs_apart(test: str) -> None:
    assert last(cells(SETUP, ANSWER, ("test", test))).isolation == "process"


@pytest.mark.parametrize(
    ("test", "reason"),
    [
        ("%run other.py\nassert solve(3) == 9", "magic"),
        ("get_ipython().run_cell('1')", "magic"),
        ("assert In[-1]", "history"),
        ("assert _ == 9", "history"),
        ("assert solve(3) is solve(3)", "identity"),
        ("assert id(solve) == 3", "identity"),
        ("from unittest import mock\nwith mock.patch('builtins.print'): solve(3)", "patch"),
        ("np.mean = max\nassert solve(3) == 9", "patch"),
        ("import inspect\nassert 'for' in inspect.getsource(solve)", "reflection"),
        ("assert eval('solve(3)') == 9", "reflection"),
        ("assert solve.__doc__", "reflection"),
        ("np.random.seed(1)\nassert solve(3) == 9", "seed"),
        ("import matplotlib.pyplot as plt\nassert plt.gca().lines", "figure"),
        ("assert solve(3 ==", "syntax"),
    ],
)
def test_a_test_that_cannot_cross_says_why(test: str, reason: str) -> None:
    place = last(cells(SETUP, ANSWER, ("test", test)))

    assert (place.isolation, place.reason) == ("shell", reason)


def test_a_test_that_redefines_what_the_answer_calls_stays() -> None:
    answer: tuple[Kind, str] = ("solution", "def solve(x): return scatter(x)")

    place = last(cells(SETUP, answer, ("test", "scatter = lambda x: 3\nassert solve(1) == 3")))

    assert place.reason == "rebinds"


def test_a_name_that_the_next_cell_binds_before_it_reads_it_is_no_obstacle() -> None:
    written = cells(
        ANSWER,
        ("test", "found = solve(3)\nassert found == 9"),
        ("given", "found = 1\nprint(found)"),
        ("test", "found = In[0]"),
        ("test", "assert solve(4) == 16"),
    )

    assert [place.reason for place in placed(written).values()] == ["", "history", ""]


def test_a_test_whose_names_a_sealed_one_reads_stays_with_it() -> None:
    written = cells(ANSWER, ("test", "found = solve(3)"), ("test", "assert found == 9 and In"))

    assert [place.reason for place in placed(written).values()] == ["rebinds", "history"]


def test_names_come_from_the_author_where_the_learner_can_write_nothing() -> None:
    place = last(
        cells(
            ("given", "import numpy as np, os\nLARGEST = 12\nfilled = {}"),
            ("given", "def near(a): return abs(a) < LIMIT"),
            ("open", "LIMIT = 3\ndef own(a): return a"),
            ("solution", "from math import sqrt\ndef solve(x): return sqrt(x)"),
            ("test", "assert near(solve(LARGEST)) and own(filled) and sqrt(1) and np.abs(1)"),
        )
    )

    assert place.plan.asked == ("LIMIT", "filled", "own", "solve")
    assert [each.code.partition("\n")[0] for each in place.plan.given] == [
        "import numpy as np, os",
        "LARGEST = 12",
        "def near(a):",
        "from math import sqrt",
    ]


def test_a_name_that_the_learner_binds_too_is_asked_for() -> None:
    place = last(
        cells(
            ("given", "def step(x): return x\nSTART = 0"),
            ("solution", "def step(x): return x + 1\nSTART = 1"),
            ("test", "assert step(START) == 2"),
        )
    )

    assert place.plan.asked == ("START", "step")
    assert place.plan.given == ()


def test_what_a_test_binds_reaches_the_notebook_after_the_last_test_that_reads_it() -> None:
    places = placed(
        cells(
            ANSWER,
            ("test", "first = solve(1)\nsecond = solve(2)"),
            ("test", "assert first == 1"),
            ("test", "assert solve(3) == 9"),
        )
    )

    assert [place.plan.released for place in places.values()] == [("second",), ("first",), ()]


@pytest.mark.parametrize("setting", ["np.random.seed(3)", "set_language('fr')"])
def test_settings_of_the_author_hold_for_the_tests_too(setting: str) -> None:
    place = last(
        cells(
            ("given", f"import numpy as np\nfrom words import set_language\n{setting}"),
            ANSWER,
            ("test", "assert solve(3) == 9"),
        )
    )

    assert [each.code for each in place.plan.given][-1] == setting


def test_nothing_but_the_author_decides() -> None:
    wished = AuthorsCell("test", "t", "assert solve(3) is solve(3)", wish="process")
    kept = AuthorsCell("test", "k", "assert solve(3) == 9", wish="shell")

    places = placed([*cells(ANSWER), wished, kept])

    assert (places["t"].isolation, places["t"].asked_for) == ("process", True)
    assert (places["k"].isolation, places["k"].reason) == ("shell", "asked")
