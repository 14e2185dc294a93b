"""Where submissions are graded: on this machine, or by the workers that a deployment names."""

import os
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path

from autograder.batch.cluster import Certificates, dask_workers
from campus5g.site import surroundings
from campus5g.site.deployment import GradingCluster


@contextmanager
def grading_workers() -> Iterator[tuple[Executor | None, int | None]]:
    """Yield the workers and how many submissions they take at once; None for this machine.

    Raises:
        AutograderError: the scheduler does not answer, or has no worker.
    """
    named = os.environ.get(surroundings.GRADING)
    if not named:
        yield None, None
        return
    cluster = GradingCluster.model_validate_json(named)
    with dask_workers(cluster.scheduler, certificates_of(cluster)) as workers:
        yield workers


def certificates_of(cluster: GradingCluster) -> Certificates | None:
    """Return the files by which this end and the scheduler know each other; None for tcp."""
    files = (cluster.ca_file, cluster.certificate_file, cluster.key_file)
    known = [Path(each) for each in files if each is not None]
    return Certificates(*known) if known else None
