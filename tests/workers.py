"""A pytest plugin: which worker has which tests, and what becomes of those of one that died."""

from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling, Scheduling
from xdist.workermanage import WorkerController

OF_LABS = ("tests/labs/test_labs.py", "tests/labs/test_measuring.py")


class ByWhatTheyShare(LoadScopeScheduling):
    """Tests that share something dear go to one worker: a module, a site, a lab's measurements."""

    def _split_scope(self, nodeid: str) -> str:
        place, _, case = nodeid.partition("[")
        if place.startswith("tests/browser/"):
            return self._of_browser(Path(place.partition("::")[0]))
        if place.startswith("tests/site/classroom/") and "test_under_systemd.py" not in place:
            return "tests/site/classroom"
        if place.startswith(OF_LABS) and case:
            # “lab” or “lab:more”.
            return case.rstrip("]").partition(":")[0]
        return super()._split_scope(nodeid)

    def remove_node(self, node: WorkerController) -> str | None:
        """Return what ran in a worker that died, and leave to others what it had yet to run.

        What ran would end the next worker, too; and one that is given nothing but what has run
        waits for ever.
        """
        work = self.assigned_work[node]
        unfinished = (test for unit in work.values() for test, done in unit.items() if not done)
        ran = next(unfinished, None)
        for scope, unit in [*work.items()]:
            left = {test: done for test, done in unit.items() if not done and test != ran}
            if left:
                work[scope] = left
            else:
                del work[scope]
        super().remove_node(node)
        return ran

    def _of_browser(self, file: Path) -> str:
        """Return one scope for few tests, which share a site; several for a quarter of an hour."""
        if not self.config.getoption("proof", None):
            return "tests/browser"
        return str(file if file.name == "test_trainers_day.py" else file.parent)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling | None:
    return ByWhatTheyShare(config, log) if config.getoption("dist") == "loadscope" else None
