"""The workers of a Dask cluster, for a class that is too large for one machine."""

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any

from autograder.errors import AutograderError
from autograder.language import t

CONNECTS_WITHIN_S = 30


@contextmanager
def dask_workers(address: str) -> Iterator[tuple[Executor, int]]:
    """Connect to a scheduler; its workers as an executor, and how many submissions they take.

    The workers need the autograder, the environment of the notebooks and the folders of the course
    at the same paths. Each submission is handed out once more when its worker dies.

    Raises:
        AutograderError: Dask is not installed, the scheduler does not answer, or has no worker.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise AutograderError(
            t(fr="Dask n’est pas installé.", en="Dask is not installed."),
            t(
                fr="Installez le paquet « distributed » (extra « scale »).",
                en="Install the package `distributed` (extra `scale`).",
            ),
        ) from error
    try:
        client: Any = Client(  # type: ignore[no-untyped-call]
            address, timeout=CONNECTS_WITHIN_S, set_as_default=False
        )
    except (OSError, ValueError) as error:
        raise AutograderError(
            t(
                fr=f"Aucun ordonnanceur Dask ne répond à {address}.",
                en=f"No Dask scheduler answers at {address}.",
            ),
            t(
                fr="Lancez-en un (« dask scheduler ») ou corrigez l’adresse.",
                en="Start one (`dask scheduler`), or correct the address.",
            ),
        ) from error
    with client:
        at_once = len(client.nthreads())
        if not at_once:
            raise AutograderError(
                t(
                    fr=f"L’ordonnanceur {address} n’a aucun travailleur.",
                    en=f"The scheduler {address} has no worker.",
                ),
                t(fr=f"Lancez « dask worker {address} ».", en=f"Run `dask worker {address}`."),
            )
        yield client.get_executor(pure=False, retries=0), at_once
