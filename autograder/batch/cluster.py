"""The workers of a Dask cluster, for a class that is too large for one machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.batch.elsewhere import Elsewhere
from autograder.errors import AutograderError
from autograder.language import t

CONNECTS_WITHIN_S = 30


@dataclass(frozen=True)
class Certificates:
    """The files by which this end and a scheduler know each other (TLS)."""

    authority: Path
    own: Path
    key: Path


@contextmanager
def dask_workers(
    address: str, certificates: Certificates | None = None
) -> Iterator[tuple[Elsewhere, int]]:
    """Connect to a scheduler; its workers as an executor, and how many submissions they take.

    The workers need the autograder and the environment of the notebooks; the course and what
    learners handed in come to them as bytes. Each submission is handed out once more when its
    worker dies.

    Args:
        address: the scheduler's, ``tcp://…`` or ``tls://…``.
        certificates: for ``tls``; those of Dask's own configuration if None.

    Raises:
        AutograderError: Dask is not installed, the scheduler does not answer, or has no worker.
    """
    try:
        from distributed import Client
        from distributed.security import Security
    except ImportError as error:
        raise AutograderError(
            t(fr="Dask n’est pas installé.", en="Dask is not installed."),
            t(
                fr="Installez le paquet « distributed » (extra « scale »).",
                en="Install the package `distributed` (extra `scale`).",
            ),
        ) from error
    security = certificates and Security(  # type: ignore[no-untyped-call]
        require_encryption=True,
        tls_ca_file=str(certificates.authority),
        tls_client_cert=str(certificates.own),
        tls_client_key=str(certificates.key),
    )
    try:
        client: Any = Client(  # type: ignore[no-untyped-call]
            address,
            timeout=CONNECTS_WITHIN_S,
            set_as_default=False,
            security=security,
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
        yield Elsewhere(client), at_once
