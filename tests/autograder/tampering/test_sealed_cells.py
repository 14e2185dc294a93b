import json
import re
from typing import Any

import pytest
from catalogue_sample import one_in
from nbformat import NotebookNode
from sealed_attempt import attempt, code_cell, test_cell

from autograder.inside.frames import JSON
from autograder.limits import Limits
from autograder.running.conversation import Conversation
from autograder.sandbox import Nursery

SQUARE = "def solve(x): return x * x"

TESTS_OF_ALL_KINDS = {
    "assert": "assert solve(3) == 9",
    "failing assert": "assert solve(3) == 10, 'not ten'",
    "failure within a function": "def check():\n    assert solve(3) == 1\ncheck()",
    "score": "points = 2\npoints / 4",
    "text": "'three'",
    "nothing shown": "None",
    "semicolon": "solve(3);",
    "comments alone": "# nothing to do",
    "definition alone": "def later(): pass",
    "syntax error": "assert solve(3) ==",
    "indentation error": "if True:\nassert solve(3)",
    "return outside": "x = 1\nreturn x",
    "await": "import asyncio\nawait asyncio.sleep(0)\nassert solve(1) == 1",
    "failing await": "import asyncio\nasync def f(): assert False\nawait f()",
    "awaited score": "import asyncio\nawait asyncio.sleep(0, 3)",
    "line magic": "%precision 2\n1 / 3",
    "cell magic": "%%capture out\nprint(solve(3))",
    "timed": "%%time\nassert solve(3) == 8",
    "shell": "!echo hello",
    "bash": "%%bash\necho hello >&2",
    "help": "solve?",
    "printing": "print('a')\nprint('b')\nsolve(2)",
    "stderr": "import sys\nprint('warned', file=sys.stderr)\nassert True",
    "warning": "import warnings\nwarnings.warn('careful')",
    "display": "from IPython.display import display, HTML\ndisplay(HTML('<b>x</b>'))\n3",
    "figure": "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nassert solve(2) == 4",
    "input": "input('name?')",
    "exit": "raise SystemExit(3)",
    "exit function": "exit()",
    "interrupt": "raise KeyboardInterrupt",
    "cell within": "get_ipython().run_cell('x = 5')\nassert x == 5",
    "history": "print(In[-2][:3], _i[:3], _ii[:3], len(In))",
    "last result": "assert _ == 16",
    "unittest": (
        "import unittest\nclass T(unittest.TestCase):\n    def test(self): self.assertEqual(1, 2)\n"
        "unittest.main(argv=['x'], exit=False, verbosity=0)"
    ),
    "data frame": "import pandas as pd\npd.DataFrame({'a': [1, 2]})",
    "number of numpy": "import numpy as np\nnp.float64(1.5)",
    "long loop": "while True: pass",
    "reset": "%reset -f",
    "walrus": "(n := solve(2))",
    "generator left open": "g = (i for i in range(3))\nnext(g)",
    "exception group": "raise ExceptionGroup('two', [ValueError(1), TypeError(2)])",
}

# What differs from run to run whether sealed or not: addresses, times, process numbers.
NOISE = re.compile(r"0x[0-9a-f]+|in \d+\.\d+s|CPU times: .*|Wall time: .*|ipykernel_\d+/\d+")


def outputs(cell: NotebookNode) -> Any:
    def quiet(value: Any) -> Any:
        if isinstance(value, str):
            return NOISE.sub("…", value)
        if isinstance(value, dict):
            return {key: quiet(item) for key, item in value.items()}
        return [quiet(item) for item in value] if isinstance(value, list) else value

    return quiet([dict(output) for output in cell.outputs])


@pytest.mark.proof
@pytest.mark.parametrize("kind", one_in(5, TESTS_OF_ALL_KINDS))
def test_a_sealed_cell_looks_like_an_unsealed_one(nursery: Nursery, kind: str) -> None:
    cells = [
        code_cell(SQUARE),
        code_cell("solve(4)"),
        test_cell(TESTS_OF_ALL_KINDS[kind], "test"),
        code_cell("print(len(In), In[-2], _i, _i3, [str(value)[:20] for value in Out.values()])"),
    ]
    limits = Limits(cell_s=6.0 if kind == "long loop" else 10.0)
    unsealed = attempt(nursery, cells, sealed=False, limits=limits)

    sealed = attempt(nursery, cells, limits=limits)

    assert sealed.run.suspicions == ()
    assert [outputs(cell) for cell in sealed.notebook.cells] == [
        outputs(cell) for cell in unsealed.notebook.cells
    ]
    assert [cell.execution_count for cell in sealed.notebook.cells] == [
        cell.execution_count for cell in unsealed.notebook.cells
    ]
    assert sealed.run.status is unsealed.run.status


def test_a_tag_does_not_keep_a_test_from_running(nursery: Nursery) -> None:
    cells = [
        code_cell("def solve(x): return 0"),
        test_cell("assert solve(3) == 9", "test", tags=["skip-execution"]),
    ]

    outcome = attempt(nursery, cells)

    assert outcome.scores == (0,)
    assert outcome.suspected == {"skip-tag"}


@pytest.mark.parametrize(
    "change", ["os.environ['NBGRADER_EXECUTION'] = 'mine'", "del os.environ['NBGRADER_EXECUTION']"]
)
def test_a_test_sees_the_variables_as_the_grader_gave_them(nursery: Nursery, change: str) -> None:
    show = "print(os.environ.get('NBGRADER_EXECUTION'))"
    cells = [
        code_cell(f"import os\n{change}\n{show}"),
        test_cell("assert os.environ['NBGRADER_EXECUTION'] == 'autograde'", "told"),
        code_cell(show),
    ]

    outcome = attempt(nursery, cells)

    before, _, after = outcome.notebook.cells
    assert outcome.gained == 4
    assert before.outputs[0].text == after.outputs[0].text != "autograde\n"


def test_an_attack_changes_nothing_for_the_next_submission(nursery: Nursery) -> None:
    hostile = [
        code_cell(
            """
            import builtins, os, unittest, math
            from IPython.core.interactiveshell import InteractiveShell
            builtins.all = math.isclose = lambda *a, **k: True
            unittest.TestCase.assertEqual = lambda *a, **k: None
            InteractiveShell.run_code = lambda *a, **k: False
            open("left_behind", "w").write("x")
            """
        ),
        test_cell("assert False", "test"),
    ]
    honest = [
        code_cell("import os\nleft = os.path.exists('left_behind')"),
        test_cell("assert not left\nassert all([1, 0])", "fails"),
        test_cell("assert not left", "passes"),
    ]
    before = attempt(nursery, honest)

    attempt(nursery, hostile)
    after = attempt(nursery, honest)

    assert before.scores == after.scores == (0, 4.0)
    assert after.run.suspicions == ()


def test_points_are_in_doubt_only_after_a_finding(nursery: Nursery) -> None:
    cells = [
        code_cell("def solve(x): return x * x"),
        test_cell("assert solve(3) == 9", "before"),
        code_cell("import math\nmath.isclose = lambda *a: True"),
        test_cell("assert solve(4) == 16", "after"),
        test_cell("assert math.isclose(1, 2)", "restored"),
    ]

    outcome = attempt(nursery, cells)

    assert [(found.cell, found.code) for found in outcome.run.suspicions] == [(3, "replaced")]
    assert outcome.scores == (4.0, 4.0, 0)
    assert "math.isclose" in outcome.run.suspicions[0].sentence


def test_a_file_that_shadows_an_installed_module_is_reported(
    nursery: Nursery,
) -> None:
    cells = [
        code_cell("%%writefile iniconfig.py\ndef iscommentline(line): return 0"),
        code_cell("%%writefile my_helper.py\ndef luma(*rgb): return 0"),
        code_cell("def luma(*rgb): return 0"),
        test_cell(
            "import iniconfig\nassert luma(1, 0, 0) == iniconfig.iscommentline('#')", "fooled"
        ),
        test_cell("import my_helper\nassert luma(1, 0, 0) == my_helper.luma(1, 0, 0)", "meant"),
    ]

    outcome = attempt(nursery, cells)

    assert [(found.cell, found.code) for found in outcome.run.suspicions] == [
        (3, "replaced-meanwhile")
    ]


def test_untouched_hooks_do_not_differ(nursery: Nursery, monkeypatch: pytest.MonkeyPatch) -> None:
    records: list[dict[str, Any]] = []
    probe = Conversation.probe

    def noting(self: Conversation, request: JSON, timeout_s: float) -> JSON:
        answer = probe(self, request, timeout_s)
        records.append(json.loads(answer["record"]))
        return answer

    monkeypatch.setattr(Conversation, "probe", noting)
    attempt(nursery, [code_cell(SQUARE), test_cell("assert solve(3) == 9", "test")])

    assert [record["differed"] for record in records] == [[], []]
