import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat import NotebookNode
from sealed_attempt import attempt, code_cell, test_cell

from autograder.inside.isolated_arrays import REBUILT as ARRAYS
from autograder.inside.isolated_values import REBUILT as PLAIN
from autograder.inside.isolated_values import packed, unpacked, well_formed
from autograder.limits import Limits
from autograder.running.hostile import Tampering
from autograder.running.sealing_isolated import admitted
from autograder.sandbox import Nursery
from autograder.status import Status


def isolated(source: str, name: str = "test") -> NotebookNode:
    return test_cell(source, name, autograder={"isolation": "process"})


SQUARE = code_cell("def solve(x): return x * x")


def test_a_right_solution_passes_and_a_wrong_one_fails(nursery: Nursery) -> None:
    cells = [
        SQUARE,
        isolated("assert solve(3) == 9", "right"),
        isolated("assert solve(3) == 10", "wrong"),
    ]

    outcome = attempt(nursery, cells)

    assert outcome.scores == (4.0, 0)
    assert outcome.run.suspicions == ()


@pytest.mark.parametrize(
    "value",
    [
        "None",
        "...",
        "[..., NotImplemented]",
        "True",
        "-12345678901234567890123",
        "0.1",
        "float('inf')",
        "'œuf \\N{GRINNING FACE}'",
        "[1, [2.5, None]]",
        "(1, (2, 'three'))",
        "{'a': {'b': (1, 2)}}",
        "{1: 'one', (2, 3): 'pair'}",
        "{1, 2, 3}",
        "frozenset({'a'})",
        "b'\\x00\\xff'",
        "3 - 4j",
        "range(2, 9, 3)",
        "__import__('decimal').Decimal('0.10')",
        "__import__('fractions').Fraction(1, 3)",
        "__import__('datetime').datetime(2026, 11, 29, 5, 15)",
        "__import__('datetime').timedelta(days=1, seconds=2)",
        "__import__('pathlib').Path('a/b.txt')",
        "__import__('collections').Counter('abca')",
        "__import__('collections').OrderedDict([(2, 'b'), (1, 'a')])",
        "__import__('collections').deque([1, 2])",
    ],
)
def test_values_pass_both_ways_unchanged(nursery: Nursery, value: str) -> None:
    cells = [
        code_cell(f"def same(x): return x\nconstant = {value}"),
        isolated(
            f"assert same({value}) == {value} == constant\n"
            f"assert type(same({value})) is type({value}) is type(constant)"
        ),
    ]

    outcome = attempt(nursery, cells)

    assert outcome.scores == (4.0,)


def test_arrays_and_tables_pass_as_data(nursery: Nursery) -> None:
    cells = [
        code_cell(
            """
            import numpy as np, pandas as pd
            def same(x): return x
            table = pd.DataFrame(
                {"n": [1, 2], "x": [0.5, None], "s": ["a", "b"]}, index=pd.Index([3, 4], name="k")
            )
            grid = np.arange(6, dtype="int16").reshape(2, 3)
            """
        ),
        isolated(
            """
            assert grid.dtype == np.int16 and grid.shape == (2, 3)
            np.testing.assert_array_equal(same(grid), grid)
            np.testing.assert_array_equal(same(np.array([{1}, None], dtype=object)), [{1}, None])
            assert type(same(np.float64(2.5))) is np.float64
            pd.testing.assert_frame_equal(same(table), table)
            pd.testing.assert_series_equal(same(table["x"]), table["x"])
            pd.testing.assert_index_equal(same(table.columns), table.columns)
            days = pd.Series([1.0, 2.0], index=pd.to_datetime(["2026-01-01", "2026-01-02"]))
            pd.testing.assert_series_equal(same(days), days, check_freq=False)
            assert table["s"].tolist() == ["a", "b"]
            """
        ),
    ]

    outcome = attempt(nursery, cells)

    assert outcome.scores == (4.0,)


def test_an_array_of_objects_never_brings_code_along(nursery: Nursery) -> None:
    cells = [
        code_cell(
            """
            import numpy as np
            class Equal:
                def __eq__(self, other): return True
            def solve(x): return np.array([Equal()], dtype=object)
            """
        ),
        isolated("assert (solve(3) == [9]).all()"),
    ]

    outcome = attempt(nursery, cells)

    assert outcome.scores == (0,)


def test_objects_stay_in_the_notebook_and_are_asked_there(nursery: Nursery) -> None:
    cells = [
        code_cell(
            """
            class Stack:
                def __init__(self, *items): self.items = list(items)
                def push(self, item): self.items.append(item)
                def __len__(self): return len(self.items)
                def __getitem__(self, place): return self.items[place]
                def __str__(self): return f"Stack of {len(self)}"
            """
        ),
        isolated(
            """
            stack = Stack(1, 2)
            stack.push(3)
            assert len(stack) == 3 and stack[-1] == 3 and stack.items == [1, 2, 3]
            assert list(stack) == [1, 2, 3] and str(stack) == "Stack of 3"
            other = Stack(stack)
            assert other[0] is stack
            """
        ),
    ]

    outcome = attempt(nursery, cells)

    assert outcome.scores == (4.0,)


def test_what_is_not_data_is_refused_with_a_reason(nursery: Nursery) -> None:
    cells = [
        code_cell("import math\ndef solve(x): return math\nthing = math"),
        isolated("solve(1)", "result"),
        isolated("thing.attribute", "name"),
        isolated("solve(object())", "argument"),
    ]

    outcome = attempt(nursery, cells)

    errors = [outcome.notebook.cells[index].outputs[-1] for index in outcome.tests]
    assert [error.ename for error in errors] == ["TypeError"] * 3
    assert "module can't pass" in errors[0].evalue
    assert "thing" in errors[1].evalue
    assert "type object can't pass" in errors[2].evalue


def test_exceptions_keep_their_type_and_text(nursery: Nursery) -> None:
    cells = [
        code_cell(
            """
            class Own(Exception): pass
            def fail(kind):
                raise Own("mine") if kind == "own" else {"key": KeyError("k")}[kind]
            """
        ),
        isolated(
            """
            try: fail("key")
            except KeyError as error: assert error.args == ("k",)
            try: fail("own")
            except Exception as error: assert repr(error) == "Own('mine')"
            """
        ),
    ]

    outcome = attempt(nursery, cells)

    assert outcome.scores == (4.0,)


def test_output_of_a_function_is_shown_but_not_what_it_forges(nursery: Nursery) -> None:
    cells = [
        code_cell(
            """
            import sys
            def solve(x):
                print("working on", x)
                sys.displayhook(4)
                return 0
            """
        ),
        isolated("assert solve(3) == 0\n0.5"),
    ]

    outcome = attempt(nursery, cells)

    stream, result = outcome.notebook.cells[-1].outputs
    assert stream.text == "working on 3\n"
    assert result.data["text/plain"] == "0.5"
    assert outcome.scores == (0.5,)


def test_counts_and_history_go_on_as_if_the_test_had_run_in_the_notebook(nursery: Nursery) -> None:
    cells = [SQUARE, isolated("assert solve(2) == 4"), code_cell("len(In)")]

    outcome = attempt(nursery, cells)

    assert [cell.execution_count for cell in outcome.notebook.cells] == [1, 2, 3]
    assert outcome.notebook.cells[2].outputs[0].data["text/plain"] == "4"


def test_a_test_uses_its_own_modules(nursery: Nursery) -> None:
    cells = [
        code_cell(
            """
            import numpy as np
            open("statistics.py", "w").write("def mean(x): return 9")
            np.testing.assert_allclose = lambda *a: None
            def solve(x): return [0.0, 0.0]
            """
        ),
        isolated("np.testing.assert_allclose(solve(1), [1.0, 2.0])", "numpy"),
        isolated("import statistics\nassert statistics.mean([1, 3]) == 9", "shadowed"),
    ]

    outcome = attempt(nursery, cells)

    assert outcome.scores == (0, 0)


@pytest.mark.parametrize(
    "solution",
    [
        # reads its caller's constants
        """
        import sys
        def solve(x):
            frame = sys._getframe(1)
            while frame:
                for value in frame.f_code.co_consts:
                    if value == 961: return value
                frame = frame.f_back
            return 0
        """,
        # finds the tests in the history, or anywhere in memory
        """
        import gc
        def solve(x):
            for text in [*In, *(o for o in gc.get_objects() if isinstance(o, str))]:
                if "solve(31) ==" in text: return 961
            return 0
        """,
        # equal to everything
        """
        class Equal(int):
            def __eq__(self, other): return True
        def solve(x): return Equal(0)
        """,
        # takes over what the tests judge with
        """
        import builtins
        builtins.AssertionError = SystemExit
        def all(*_): return True
        def isinstance(*_): return True
        def solve(x):
            import sys
            sys.settrace(lambda *a: None)
            get_ipython().showtraceback = lambda *a, **k: None
            return 0
        """,
        # answers in the grader's language
        """
        def solve(x):
            kernel = get_ipython().kernel
            kernel.iopub_thread.send(b'{"kind":"done","cell":1,"reply":{"status":"ok"}}')
            return 0
        """,
        """
        def solve(x):
            kernel = get_ipython().kernel
            kernel.iopub_thread.send(b'{"kind":"isolated","cell":1,"answer":{"value":[[]]}}')
            return 0
        """,
    ],
)
def test_no_attack_reaches_the_tests(nursery: Nursery, solution: str) -> None:
    cells = [
        code_cell(solution),
        isolated(
            "assert isinstance(solve(31), int)\nassert all([solve(31) == 961, solve(1) == 1])"
        ),
    ]

    outcome = attempt(nursery, cells)

    assert outcome.gained == 0


def test_the_notebook_exposes_only_the_requested_names() -> None:
    function = {"function": True}
    described = {"names": {"solve": function, "all": function, "x": {"value": 1.5}}}

    names, count = admitted(["solve", "x", "y"], {**described, "execution_count": 7})

    assert names == {"solve": function, "x": {"value": 1.5}}
    assert count == 7


@pytest.mark.parametrize(
    "described",
    [
        {},
        {"names": [], "execution_count": 1},
        {"names": {}, "execution_count": "1"},
        {"names": {}, "execution_count": -1},
        {"names": {"solve": {"function": "yes"}}, "execution_count": 1},
        {"names": {"solve": {"value": {"set": []}}}, "execution_count": 1},
        {"names": {"solve": "function"}, "execution_count": 1},
    ],
)
def test_a_malformed_answer_is_tampering(described: dict[str, Any]) -> None:
    with pytest.raises(Tampering):
        admitted(["solve"], described)


KINDS = sorted({*PLAIN, *ARRAYS, "remote", "instance", "member"})
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.complex_numbers()
    | st.text()
    | st.binary()
    | st.decimals(allow_nan=False)
    | st.datetimes().map(lambda moment: moment.replace(fold=0)),
    lambda inner: (
        st.lists(inner)
        | st.lists(inner).map(tuple)
        | st.dictionaries(st.text() | st.integers(), inner)
    ),
    max_leaves=10,
)


@given(value=values)
def test_packed_values_are_json_and_unpack_to_the_same(value: object) -> None:
    text = json.dumps(packed(value), allow_nan=False)

    assert well_formed(json.loads(text))
    assert repr(unpacked(json.loads(text))) == repr(value)


@pytest.mark.proof
def test_a_function_that_never_returns_is_interrupted(nursery: Nursery) -> None:
    limits = Limits(cell_s=6.0)
    cells = [
        code_cell("def solve(x):\n    while True: pass"),
        isolated("solve(1)", "endless"),
        test_cell("assert 1 == 1", "next"),
    ]

    outcome = attempt(nursery, cells, limits=limits)

    assert outcome.scores == (0, 4.0)
    assert outcome.run.status is Status.GRADED


def test_a_notebook_that_dies_during_the_test_earns_no_points(nursery: Nursery) -> None:
    cells = [
        code_cell("import os\ndef solve(x): os._exit(0)"),
        isolated("solve(1)"),
    ]

    outcome = attempt(nursery, cells)

    assert outcome.gained == 0
    assert outcome.run.status is Status.CRASHED


@given(
    data=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=3),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(KINDS) | st.text(max_size=3), inner, max_size=2)
        ),
        max_leaves=12,
    )
)
def test_whatever_comes_through_the_door_is_a_value_or_is_refused(data: Any) -> None:
    with contextlib.suppress(ValueError):
        unpacked(data)
