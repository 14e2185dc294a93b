"""What a notebook shows is, byte for byte, what it shows when nbgrader runs it with ipykernel."""

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode
from nbgrader.preprocessors import Execute
from notebooks_to_run import notebook

from autograder.limits import Limits
from autograder.running import run_notebook
from autograder.sandbox import Nursery
from campus5g.authoring.cohorts.kernel_sockets import kernel_sockets

# One long notebook is run by nbclient and by the autograder for all tests.
pytestmark = pytest.mark.timeout(120)

# Cells in which a kernel shows each of its ways to speak; all run one after the other.
_CELLS = re.split(
    r"^#%% (.*)\n", Path(__file__).with_name("kernel_snippets.txt").read_text("utf-8"), flags=re.M
)
SNIPPETS = {name: cell.strip("\n") for name, cell in zip(_CELLS[1::2], _CELLS[2::2], strict=True)}

# What a forked process prints comes by a way of its own, before or after what the cell shows.
IN_ANY_ORDER = "multiprocessing"

# All that may differ: addresses, process ids, random ids, measured times, the home's short name.
NORMALISED = (
    (r"0x[0-9a-f]{6,}", "0xADDRESS"),
    (r"ipykernel_\d+", "ipykernel_PID"),
    (r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}", "UUID"),
    (r"[\d.]+(e[+-]\d+)? (ns|μs|µs|us|ms|s)\b", "TIME"),
    (re.escape(str(Path.home())), "~"),
)


@dataclass(frozen=True)
class Twice:
    """The same notebook after both."""

    stock: NotebookNode
    ours: NotebookNode


@pytest.fixture(scope="session")
def fonts_known() -> None:
    """Build matplotlib's font cache, since the first run announces that it does."""
    program = "import matplotlib.font_manager"
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)


@pytest.fixture(scope="module")
def twice(fonts_known: None, nursery: Nursery, tmp_path_factory: pytest.TempPathFactory) -> Twice:
    workspace = tmp_path_factory.mktemp("workspace")
    stock, ours = notebook(*SNIPPETS.values()), notebook(*SNIPPETS.values())
    with pytest.MonkeyPatch.context() as patch, kernel_sockets() as config:
        patch.setenv("NBGRADER_EXECUTION", "autograde")
        # What pytest puts there would change what a kernel does.
        patch.delenv("PYTEST_CURRENT_TEST", raising=False)
        Execute(config=config).preprocess(stock, {"metadata": {"path": str(workspace)}})
    limits = Limits()
    with nursery.enclosure(workspace, {}, limits) as enclosure:
        run_notebook(ours, enclosure, limits)
    return Twice(stock, ours)


def joined(outputs: list[Any]) -> list[Any]:
    """Join consecutive output of one stream: a machine under load splits it into more pieces."""
    merged: list[Any] = []
    for output in outputs:
        last = merged[-1] if merged else {}
        if output.output_type == "stream" and last.get("name") == output.name:
            merged[-1] = {**last, "text": last["text"] + output.text}
        else:
            merged.append(output)
    return merged


def normalised(value: Any) -> str:
    normal = json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False)
    for pattern, replacement in NORMALISED:
        normal = re.sub(pattern, replacement, normal)
    return normal


@pytest.mark.proof
def test_shows_what_ipykernel_shows(twice: Twice) -> None:
    stock, ours = shown(twice.stock), shown(twice.ours)

    different = {name: (stock[name], ours[name]) for name in SNIPPETS if stock[name] != ours[name]}

    assert different == {}


def shown(run: NotebookNode) -> dict[str, tuple[str, int | None]]:
    """Return what each cell shows, and its number."""
    cells = dict(zip(SNIPPETS, run.cells, strict=True))
    cells[IN_ANY_ORDER].outputs.sort(key=lambda output: str(output.output_type))
    return {
        name: (normalised(joined(cell.outputs)), cell.execution_count)
        for name, cell in cells.items()
    }


def test_output_of_a_long_cell_arrives_while_it_runs(twice: Twice) -> None:
    number = list(SNIPPETS).index("long cell")
    pieces = [output.text for output in twice.ours.cells[number].outputs]

    # How a text is cut depends on when the kernel sends it.
    assert len(pieces) >= 3
    assert "".join(pieces) == "début\nmilieu\nfin\n"
    assert "".join(pieces) == "".join(each.text for each in twice.stock.cells[number].outputs)


def test_keeps_the_state_of_widgets_as_nbclient_does(twice: Twice) -> None:
    stock, ours = (
        sorted(normalised(model) for model in models(nb)) for nb in (twice.stock, twice.ours)
    )

    assert ours == stock
    assert len(ours) > 10


def test_reports_the_language_as_the_kernel_does(twice: Twice) -> None:
    assert twice.ours.metadata.language_info == twice.stock.metadata.language_info


def models(nb: NotebookNode) -> list[Any]:
    return list(nb.metadata.widgets["application/vnd.jupyter.widget-state+json"]["state"].values())
