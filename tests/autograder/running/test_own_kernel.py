"""Notebooks of other languages run in their own kernel, behind the same walls and limits."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbgrader.preprocessors import Execute
from notebooks_to_run import WORKSPACE, notebook

from autograder.limits import MEBIBYTE, Limits
from autograder.running import NotebookRun, run_notebook
from autograder.sandbox import Environment, Nursery, best_level
from autograder.status import Status
from campus5g.authoring.cohorts.kernel_sockets import kernel_sockets

# A kernel of another language: every line is a command.
LANGUAGE = """
import os
import sys
import time

from ipykernel.kernelapp import IPKernelApp
from ipykernel.kernelbase import Kernel


class Commands(Kernel):
    implementation = banner = "Commands"
    implementation_version = "1"
    language_info = {"name": "commands", "mimetype": "text/plain", "file_extension": ".txt"}

    def do_execute(self, code, silent, *args, **kwargs):
        for line in code.splitlines():
            command, _, argument = line.partition(" ")
            try:
                getattr(self, "command_" + command)(argument)
            except KeyboardInterrupt:
                return self.fail("Interrupted", "")
            except AttributeError:
                return self.fail("UnknownCommand", command)
        return {"status": "ok", "execution_count": self.execution_count, "payload": [],
                "user_expressions": {}}

    def fail(self, ename, evalue):
        error = {"ename": ename, "evalue": evalue, "traceback": [ename + ": " + evalue]}
        self.send_response(self.iopub_socket, "error", error)
        return {"status": "error", "execution_count": self.execution_count, **error}

    def command_say(self, text):
        self.send_response(self.iopub_socket, "stream", {"name": "stdout", "text": text})

    def command_variable(self, name):
        self.command_say(os.environ[name])

    def command_folder(self, _):
        self.command_say(os.getcwd())

    def command_read(self, name):
        try:
            self.command_say(open(name).read())
        except OSError as error:
            self.command_say(type(error).__name__)

    def command_wait(self, seconds):
        time.sleep(float(seconds))

    def command_die(self, code):
        os._exit(int(code))


IPKernelApp.launch_instance(kernel_class=Commands)
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nursery]:
    """Install the kernel; warm a sandbox that may read it."""
    folder = tmp_path_factory.mktemp("kernel")
    program = folder / "commands.py"
    program.write_text(LANGUAGE)
    spec = folder / "kernels" / "commands" / "kernel.json"
    spec.parent.mkdir(parents=True)
    argv = ["python", str(program), "-f", "{connection_file}"]
    content = {"argv": argv, "display_name": "Commands", "language": "commands"}
    spec.write_text(json.dumps({**content, "env": {"FROM_THE_KERNELSPEC": "yes"}}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JUPYTER_PATH", str(folder))
        with Nursery(Environment(readable=(program,)), best_level()) as nursery:
            yield nursery


def run(
    course: Nursery, nb: NotebookNode, limits: Limits | None = None, **options: bool
) -> NotebookRun:
    limits = limits or Limits()
    with course.enclosure(WORKSPACE, {}, limits) as enclosure:
        return run_notebook(nb, enclosure, limits, **options)


@pytest.mark.proof
def test_a_notebook_of_another_language_runs_in_its_own_kernel(course: Nursery) -> None:
    nb = notebook("say hello", "nonsense", "say still here", kernel="commands")

    result = run(course, nb)

    assert (result.status, result.executor) == (Status.GRADED, "kernel")
    assert [cell.error for cell in result.cells] == [None, "UnknownCommand", None]
    assert nb.cells[0].outputs[0].text == "hello"
    assert nb.cells[1].outputs[0].traceback == ["UnknownCommand: nonsense"]
    assert nb.metadata.language_info.name == "commands"
    assert [cell.execution_count for cell in nb.cells] == [1, 2, 3]


def test_the_kernel_has_the_workspace_and_the_variables(course: Nursery) -> None:
    nb = notebook(
        "folder", "variable NBGRADER_EXECUTION", "variable FROM_THE_KERNELSPEC", kernel="commands"
    )

    run(course, nb)

    assert [cell.outputs[0].text for cell in nb.cells] == [str(WORKSPACE), "autograde", "yes"]


def test_the_kernel_runs_behind_the_same_walls(course: Nursery, tmp_path: Path) -> None:
    secret = tmp_path / "gradebook.db"
    secret.write_text("everyone's grades")
    nb = notebook(f"read {secret}", "read /etc/shadow", kernel="commands")

    run(course, nb)

    assert [cell.outputs[0].text for cell in nb.cells] == ["FileNotFoundError"] * 2


@pytest.mark.proof
def test_the_kernel_is_interrupted_after_its_time(course: Nursery) -> None:
    nb = notebook("say start\nwait 60", "say on", kernel="commands")

    result = run(course, nb, Limits(cell_s=6))

    assert [output.get("ename") for output in nb.cells[0].outputs] == [
        None,
        "Interrupted",
        "CellTimeoutError",
    ]
    assert result.status is Status.GRADED
    assert nb.cells[1].outputs[0].text == "on"


def test_a_kernel_that_dies_is_noticed(course: Nursery) -> None:
    result = run(course, notebook("die 3", "say on", kernel="commands"))

    assert (result.status, result.stock_error) == (Status.CRASHED, "DeadKernelError")
    assert [cell.ran for cell in result.cells] == [True, False]


def test_a_kernel_that_is_not_installed_is_named(course: Nursery) -> None:
    result = run(course, notebook("1", kernel="cobol"))

    assert (result.status, result.stock_error) == (Status.NOT_GRADED, "NoSuchKernel")
    assert "cobol" in result.detail
    assert result.status.for_learner() == "Your work has arrived; it will be graded later."


def test_a_kernel_that_does_not_start_is_not_the_learner_s_doing(course: Nursery) -> None:
    spec = Path(os.environ["JUPYTER_PATH"]) / "kernels" / "broken" / "kernel.json"
    spec.parent.mkdir(exist_ok=True)
    spec.write_text(
        json.dumps({"argv": ["/bin/false"], "display_name": "Broken", "language": "none"})
    )

    result = run(course, notebook("say hello", kernel="broken"))

    assert result.status is Status.NOT_GRADED
    assert not result.suspicions


def test_the_kernel_python_is_that_of_the_grader_as_jupyter_has_it(course: Nursery) -> None:
    nb = notebook("print('here')", kernel="python")

    result = run(course, nb)

    assert (result.status, result.executor) == (Status.GRADED, "forked")
    assert nb.cells[0].outputs[0].text == "here\n"


@pytest.mark.proof
def test_python_runs_in_its_own_kernel_on_request(course: Nursery) -> None:
    cells = "print('a')", "1 / 0", "import ipykernel.kernelapp\ndisplay(2)"
    ours, stock = notebook(*cells), notebook(*cells)
    with kernel_sockets() as config:
        Execute(config=config).preprocess(stock, {})

    result = run(course, ours, own_kernel=True)

    assert result.executor == "kernel"
    assert [cell.outputs for cell in ours.cells] == [cell.outputs for cell in stock.cells]


def test_output_of_its_own_kernel_is_limited(course: Nursery) -> None:
    nb = notebook("say " + "x" * 2 * MEBIBYTE, kernel="commands")

    result = run(course, nb, Limits(output_bytes=MEBIBYTE))

    assert "1 MiB" in result.detail
