"""Which cells run, for how long, and how notebooks end that do not finish."""

import pytest
from nbformat import NotebookNode
from nbgrader.preprocessors import Execute
from notebooks_to_run import WORKSPACE, Run, notebook, tagged, text

from autograder.limits import MEBIBYTE, Limits
from autograder.running import run_notebook
from autograder.sandbox import Environment, Level, Nursery
from autograder.status import Status


def names(nb: NotebookNode, index: int) -> list[str]:
    return [output.get("ename", output.output_type) for output in nb.cells[index].outputs]


def test_runs_the_cells_that_nbclient_runs(run: Run) -> None:
    nb = notebook("1", text("2"), "  \n", tagged("3", "skip-execution"), "4")

    result = run(nb)

    assert [cell.ran for cell in result.cells] == [True, False, False, False, True]
    assert [cell.get("execution_count") for cell in nb.cells] == [1, None, None, None, 2]


def test_continues_after_an_error_and_names_it(run: Run) -> None:
    nb = notebook("1 / 0", "'reached'")

    result = run(nb)

    assert result.status is Status.GRADED
    assert [cell.error for cell in result.cells] == ["ZeroDivisionError", None]
    assert names(nb, 1) == ["execute_result"]


def test_stops_at_an_error_where_the_course_says_so(run: Run) -> None:
    execute = Execute()
    execute.allow_errors = False
    nb = notebook(tagged("1 / 0", "raises-exception"), "undefined", "3")

    result = run(nb, execute=execute)

    assert [cell.ran for cell in result.cells] == [True, True, False]
    assert (result.status, result.stock_error) == (Status.CRASHED, "CellExecutionError")
    assert "NameError" in result.detail


def test_forgets_the_outputs_that_were_submitted(run: Run) -> None:
    nb = notebook("x = 1")
    nb.cells[0].outputs = [{"output_type": "stream", "name": "stdout", "text": "forged"}]

    run(nb)

    assert nb.cells[0].outputs == []


def test_records_no_timing_in_the_notebook(run: Run) -> None:
    nb = notebook("1")

    run(nb)

    assert "execution" not in nb.cells[0].metadata


def test_reports_what_the_run_cost(run: Run) -> None:
    result = run(notebook("sum(range(3_000_000))", "block = bytearray(100 * 2**20)"))

    assert result.executor == "forked"
    assert result.cpu_s > 0
    assert result.peak_memory_bytes > 100 * MEBIBYTE
    assert result.seconds > result.cells[0].seconds > 0


def test_the_notebook_can_see_that_it_is_graded(run: Run) -> None:
    nb = notebook("import os\nos.environ['NBGRADER_EXECUTION']")

    run(nb, variables={"NBGRADER_EXECUTION": "validate"})

    assert nb.cells[0].outputs[0].data["text/plain"] == "'validate'"


@pytest.mark.proof
def test_interrupts_a_cell_that_prints_without_end(run: Run) -> None:
    nb = notebook("while True:\n    print('on', flush=True)", "2")

    result = run(nb, Limits(cell_s=6, output_bytes=512 * MEBIBYTE))

    assert [cell.error for cell in result.cells] == ["CellTimeoutError", None]
    assert names(nb, 0)[-2:] == ["KeyboardInterrupt", "CellTimeoutError"]


def test_interrupts_a_cell_after_its_time_and_runs_the_rest(run: Run) -> None:
    nb = notebook("print('before')\nwhile True:\n    pass", "2")

    result = run(nb, Limits(cell_s=6))

    assert names(nb, 0) == ["stream", "KeyboardInterrupt", "CellTimeoutError"]
    assert [cell.error for cell in result.cells] == ["CellTimeoutError", None]
    assert result.status is Status.GRADED


@pytest.fixture
def told_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cell that does not stop is told so twice in all."""
    monkeypatch.setattr("autograder.running.run._INTERRUPTS", 2)


@pytest.mark.proof
def test_abandons_an_awaiting_cell_as_ipykernel_does(run: Run, told_twice: None) -> None:
    nb = notebook("import asyncio\nawait asyncio.sleep(60)", "2")

    result = run(nb, Limits(cell_s=3), execute=Execute(iopub_timeout=1))

    assert (result.status, result.stock_error) == (Status.TIMEOUT, "CellTimeoutError")
    assert not result.cells[1].ran


@pytest.mark.proof
def test_a_cell_that_draws_its_figures_after_the_interrupt_is_told_again(run: Run) -> None:
    many = (
        "import matplotlib.pyplot as plt\nimport numpy as np\n"
        "for number in range(50):\n"
        "    plt.figure(figsize=(12, 9)).add_subplot().imshow(np.random.rand(300, 300))\n"
        "while True:\n    pass"
    )
    nb = notebook(many, "'the rest runs'")

    result = run(nb, Limits(cell_s=6), execute=Execute(iopub_timeout=1))

    assert [cell.error for cell in result.cells] == ["CellTimeoutError", None]
    assert result.status is Status.GRADED


def test_a_display_that_would_swell_ends_the_notebook(run: Run) -> None:
    swelling = "display({'application/json': [{}] * 600_000}, raw=True)"
    nb = notebook("'before'", swelling, "'after'")

    result = run(nb)

    assert (result.status, result.stock_error) == (Status.CRASHED, "DeadKernelError")
    assert "more values" in result.detail
    assert [cell.ran for cell in result.cells] == [True, True, False]


@pytest.mark.proof
def test_kills_a_cell_that_ignores_the_interrupt(run: Run, told_twice: None) -> None:
    stubborn = (
        "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nprint('on')\n"
        "while True:\n    pass"
    )
    execute = Execute(iopub_timeout=1)
    nb = notebook(stubborn, "2")

    result = run(nb, Limits(cell_s=3), execute=execute)

    assert (result.status, result.stock_error) == (Status.TIMEOUT, "CellTimeoutError")
    assert [cell.ran for cell in result.cells] == [True, False]
    assert nb.cells[0].outputs[0].text == "on\n"


def test_ends_a_notebook_at_its_total_time_limit(run: Run) -> None:
    result = run(notebook(*["import time\ntime.sleep(0.4)"] * 20), Limits(notebook_s=1))

    assert result.status is Status.TIMEOUT
    assert not result.cells[-1].ran


@pytest.mark.parametrize(
    ("code", "reported"),
    [
        ("import os\nos._exit(3)", "3"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "9"),
        ("import ctypes\nctypes.string_at(0)", "11"),
    ],
)
def test_reports_how_the_interpreter_ended(run: Run, code: str, reported: str) -> None:
    result = run(notebook("x = 1", code, "x"))

    assert (result.status, result.stock_error) == (Status.CRASHED, "DeadKernelError")
    assert reported in result.detail
    assert [cell.ran for cell in result.cells] == [True, True, False]


def test_exit_ends_the_kernel_as_it_does_in_a_notebook(run: Run) -> None:
    result = run(notebook("exit()", "import time\ntime.sleep(0.5)", "'not reached'"))

    assert (result.status, result.stock_error) == (Status.CRASHED, "DeadKernelError")


def test_exit_in_the_last_cell_is_harmless(run: Run) -> None:
    assert run(notebook("1", "quit()")).status is Status.GRADED


def test_memory_is_limited(run: Run) -> None:
    nb = notebook("block = bytearray(10 * 2**30)", "'alive'")

    result = run(nb, Limits(memory_bytes=1024 * MEBIBYTE))

    assert names(nb, 0) == ["MemoryError"]
    assert result.status is Status.GRADED


def test_output_is_limited(run: Run) -> None:
    nb = notebook("while True:\n    print('x' * 10_000)", "2")

    result = run(nb, Limits(output_bytes=MEBIBYTE))

    assert result.status is Status.CRASHED
    assert "1 MiB" in result.detail
    assert sum(len(output.text) for output in nb.cells[0].outputs) <= MEBIBYTE


def test_a_single_huge_output_is_limited(run: Run) -> None:
    result = run(notebook("print('x' * 3_000_000)"), Limits(output_bytes=MEBIBYTE))

    assert "1 MiB" in result.detail


def test_stops_at_an_output_that_a_notebook_cannot_hold(run: Run) -> None:
    result = run(notebook("display({'text/plain': 5}, raw=True)", "2"))

    assert (result.status, result.stock_error) == (Status.CRASHED, "NotebookValidationError")
    assert not result.cells[1].ran


def test_many_threads_that_print_flush_and_write_lose_nothing(run: Run) -> None:
    speak = (
        "import os, threading\n\n\n"
        "def speak(number):\n"
        "    for i in range(100):\n"
        "        print('line', flush=i % 3 == 0)\n"
        "        os.write(1, b'.')\n\n\n"
        "threads = [threading.Thread(target=speak, args=(n,)) for n in range(4)]\n"
        "for thread in threads:\n    thread.start()\n"
        "for thread in threads:\n    thread.join()"
    )
    nb = notebook(*[speak] * 5)

    run(nb)

    lines = ["".join(output.text for output in cell.outputs).count("line") for cell in nb.cells]
    assert lines == [400] * 5


def test_a_fork_left_by_a_cell_does_not_act_as_a_kernel(run: Run) -> None:
    nb = notebook("import os\npid = os.fork()\nif pid:\n    os.waitpid(pid, 0)", "'one'", "'two'")

    result = run(nb)

    assert (result.status, result.suspicions) == (Status.GRADED, ())
    assert [len(cell.outputs) for cell in nb.cells] == [0, 1, 1]


def test_output_of_another_program_precedes_the_next_output(run: Run) -> None:
    nb = notebook(*["import os\nprint(1)\n_ = os.system('echo 2')\nprint(3)"] * 20)

    run(nb)

    assert {"".join(output.text for output in cell.outputs) for cell in nb.cells} == {"1\n2\n3\n"}


def test_late_output_of_an_earlier_cell_is_dropped_as_nbclient_drops_it(run: Run) -> None:
    nb = notebook(
        "import asyncio\n\n\nasync def late():\n    await asyncio.sleep(0.05)\n    print('late')\n"
        "\n\ntask = asyncio.create_task(late())",
        "await task",
    )

    result = run(nb)

    assert nb.cells[1].outputs == []
    assert result.status is Status.GRADED


def test_open_files_are_flushed_for_the_next_notebook(nursery: Nursery) -> None:
    writer, reader = (
        notebook("f = open('left.txt', 'w')\nf.write('kept')"),
        notebook("open('left.txt').read()"),
    )

    with nursery.enclosure(WORKSPACE, {}, Limits()) as enclosure:
        run_notebook(writer, enclosure, Limits())
        run_notebook(reader, enclosure, Limits())

    assert reader.cells[0].outputs[0].data["text/plain"] == "'kept'"


@pytest.mark.parametrize("last", ["'history as ever'", "get_ipython().history_manager = None"])
def test_exit_handlers_run(nursery: Nursery, last: str) -> None:
    leaving = "import atexit\natexit.register(lambda: open('left.txt', 'w').write('by atexit'))"
    reader = notebook("open('left.txt').read()")

    with nursery.enclosure(WORKSPACE, {}, Limits()) as enclosure:
        run_notebook(notebook(leaving, last), enclosure, Limits())
        run_notebook(reader, enclosure, Limits())

    assert reader.cells[0].outputs[0].data["text/plain"] == "'by atexit'"


def test_keeps_no_history_and_no_file_of_its_own(run: Run) -> None:
    nb = notebook(
        "from pathlib import Path\n[p for p in Path.home().rglob('*') if p.is_file()]",
        "get_ipython().history_manager.hist_file",
    )

    run(nb)

    assert [cell.outputs[0].data["text/plain"] for cell in nb.cells] == ["[]", "':memory:'"]


def test_files_for_a_while_are_made_in_the_notebook_s_own_folder_at_the_second_level() -> None:
    nb = notebook(
        "import os, tempfile\n"
        "with tempfile.TemporaryDirectory() as folder:\n"
        "    print(os.path.dirname(folder) == os.environ['TMPDIR'])"
    )

    with (
        Nursery(Environment(), Level.LANDLOCK) as nursery,
        nursery.enclosure(WORKSPACE, {}, Limits()) as enclosure,
    ):
        run_notebook(nb, enclosure, Limits())

    assert nb.cells[0].outputs[0].get("text") == "True\n"
