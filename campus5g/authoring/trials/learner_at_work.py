"""A learner at work: a notebook run from top to bottom, on a kit that is lent to them."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode

from campus5g.authoring.catalogue import Module
from campus5g.authoring.cohorts.kernel_sockets import kernel_sockets
from campus5g.authoring.trials.trial import LEARNER, Work, surroundings
from campus5g.kit.starting.leasing import leased
from campus5g.kit.starting.private import start_private_kit

CELL_TIMEOUT_S = 120


def ran(notebook: NotebookNode, folder: Path) -> NotebookNode:
    """Run a notebook as "Run all" does: a failing test cell does not stop the rest.

    Args:
        notebook: a released one, filled in; its outputs are written into it.
        folder: where it runs, and keeps its measurements.
    """
    from nbclient import NotebookClient

    with kernel_sockets() as config:
        client = NotebookClient(
            notebook,
            config=config,
            timeout=CELL_TIMEOUT_S,
            allow_errors=True,
            resources={"metadata": {"path": str(folder)}},
        )
        client.execute()
    return notebook


@contextlib.contextmanager
def with_fresh_kit(module: Module) -> Iterator[Work | None]:
    """Give what a learner does with a module's notebook before it is handed in.

    A lab that is graded on evidence is run on a virtual kit of its own; there is nothing to do
    with others, and None is given.

    Raises:
        KitError: the kit did not start.
    """
    if module.manifest.kit is None or module.manifest.kit.graded_on != "evidence":
        yield None
        return
    with start_private_kit() as kit:

        def work(notebook: NotebookNode, folder: Path) -> NotebookNode:
            with with_kit(kit.url, kit.token, LEARNER):
                return ran(notebook, folder)

        yield work


@contextlib.contextmanager
def with_kit(url: str, operator_token: str, learner: str) -> Iterator[None]:
    """Lend a kit to a learner while the block runs; notebooks find it as on the site.

    Raises:
        KitError: another user has the kit, or it does not respond.
    """
    with (
        leased(url, operator_token, learner) as token,
        surroundings({"CAMPUS5G_KIT_URL": url, "CAMPUS5G_KIT_TOKEN": token}),
    ):
        yield
