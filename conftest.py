"""Which tests run, and in what order: of tests and courses alike.

A test marked ``proof`` is dear, and a cheaper one already says whether its part works. It runs with
the proof that ``tests/proofs.yaml`` files it under: `./campus prove NAME`. Every room has tests
without the mark.
"""

import gc
from collections.abc import Generator
from hashlib import sha256
from pathlib import Path

import pytest
from nbval.plugin import IPyNbCell
from xdist.workermanage import WorkerController

from campus5g.draw import DRAW_VARIABLE, Draw
from tests.prove import load_proofs, proof_of

pytest_plugins = ["tests.bounds", "tests.unsteady", "tests.workers"]

HOUSE = Path(__file__).parent
PROOFS = load_proofs()
# A loaded machine takes its time.
CELL_WITHIN_S = 120
# In place of `timeout` of pyproject.toml, for dear tests, and for those that may have to wait for a
# site to start, which are the first in a browser of each worker.
DEAR_WITHIN_S = 900
SITE_WITHIN_S = 120

# What takes minutes, longest first: labs take their real time, sites and browsers the machine’s.
LONG = [
    HOUSE / place
    for place in (
        "tests/browser/journeys/test_trainers_day.py",
        "tests/browser/modules",
        "tests/browser/journeys",
        "tests/labs/test_measuring.py",
        "tests/labs/test_labs.py",
        "tests/browser",
        "tests/kit_setup/provisioning/test_real_hosts.py",
        "tests/deploy/apart",
        "tests/site/classroom",
        "tests/site/running/test_run.py",
        "tests/commands/test_command.py",
        "tests/courses",
        "tests/kit_setup/acceptance",
        "tests/autograder",
    )
]

left_out = pytest.StashKey[int]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--shuffle", metavar="SEED", help="Run the files in the order that follows from a seed."
    )
    parser.addoption("--proof", metavar="NAME", help="Run the tests of one proof, and no others.")
    parser.addoption(
        "--record",
        action="store_true",
        help="Record what the labs measure, to be graded by later runs (tests/labs/recorded).",
    )
    parser.addoption(
        "--screenshots",
        metavar="DIR",
        type=Path,
        help="Save the pictures of the browser tests there (docs/screenshots).",
    )


def pytest_report_header(config: pytest.Config) -> str | None:
    """Print the seed, to run in the same order again."""
    seed = config.getoption("--shuffle")
    return None if seed is None else f"order: --shuffle={seed}"


def pytest_sessionstart(session: pytest.Session) -> None:
    """Refuse a place that does not exist: workers would find nothing in it, and not say so.

    Raises:
        pytest.UsageError: with the places that there are.
    """
    config = session.config
    places = [config.invocation_params.dir / each.partition("::")[0] for each in config.args]
    if missing := [str(place) for place in places if not place.exists()]:
        rooms = sorted(
            str(each.relative_to(HOUSE))
            for each in (HOUSE / "tests").iterdir()
            if any(each.rglob("test_*.py"))
        )
        raise pytest.UsageError(
            f"There are no tests at {', '.join(missing)}. There are: courses, {', '.join(rooms)}."
        )


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect no garbage meanwhile: tests and modules stay until the end."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Fail the collection of dear tests that no proof holds: they would never run."""
    report = yield
    dear = any(isinstance(each, pytest.Item) and is_dear(each) for each in report.result)
    if dear and proof_of(collector.path, PROOFS) is None:
        report.outcome, report.result = "failed", []
        report.longrepr = (
            "This file has tests marked “proof” and belongs to no proof. "
            "Name it, or its folder, in tests/proofs.yaml."
        )
    return report


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what was not asked for, bound what is left, and put it in order."""
    for item in items:
        if isinstance(item, IPyNbCell):
            item.output_timeout = CELL_WITHIN_S
    leave_out(config, items)
    for item in items:
        bound(item)
    seed = config.getoption("--shuffle")
    turns = {path: turn(path, seed) for path in {item.path for item in items}}
    items.sort(key=lambda item: turns[item.path])


def leave_out(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the tests of the proof that was asked for, or those of none."""
    asked = config.getoption("--proof")
    kept = {item for item in items if name_of_proof(item) == asked}
    if asked is None:
        config.stash[left_out] = len(items) - len(kept)
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = [item for item in items if item in kept]


def name_of_proof(item: pytest.Item) -> str | None:
    """Return the name of the proof that a test belongs to; None for those of the gate."""
    proof = proof_of(item.path, PROOFS) if is_dear(item) else None
    return proof.name if proof else None


def bound(item: pytest.Item) -> None:
    """Give a test the time that its kind may take."""
    if is_dear(item):
        limit = item.get_closest_marker("timeout")
        own_s = limit.args[0] if limit else 0
        item.add_marker(pytest.mark.timeout(max(DEAR_WITHIN_S, own_s)), append=False)
    elif item.get_closest_marker("browser"):
        item.add_marker(pytest.mark.timeout(SITE_WITHIN_S), append=False)


def turn(path: Path, seed: str | None) -> tuple[int, str]:
    """Return the turn of a file: what takes minutes first, or as the seed has it.

    At the end, it would keep one worker busy and the others idle.
    """
    if seed is not None:
        return 0, sha256(f"{seed} {path.relative_to(HOUSE)}".encode()).hexdigest()
    turns = (number for number, place in enumerate(LONG) if path.is_relative_to(place))
    return next(turns, len(LONG)), ""


def is_dear(item: pytest.Item) -> bool:
    """Return whether a test is left to proofs."""
    return item.get_closest_marker("proof") is not None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, object, object]:
    """Start a notebook's kernel with one draw: its case is the same on every machine."""
    if not isinstance(item, IPyNbCell):
        return (yield)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(DRAW_VARIABLE, Draw.named("trial").seed.hex())
        return (yield)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Have a worker tell the run how many tests it left out: each has collected them all."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = session.config.stash.get(left_out, 0)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: WorkerController) -> None:
    output = getattr(node, "workeroutput", None) or {}
    node.config.stash[left_out] = output.get("left_out", 0)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    if number := config.stash.get(left_out, 0):
        terminalreporter.write_line(
            f"{number} tests were left to proofs: ./campus prove lists them."
        )
