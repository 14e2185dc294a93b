"""Collect and grade on workers that have nothing of the site, over TLS; one of them is killed."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import psutil
import pytest
from distributed import Client, LocalCluster
from distributed.security import Security
from refusing_workers import NO_LOOK_INTO_IT, REFUSED
from sqlalchemy import select
from tiny_site import COHORT, LEARNERS, MODULE, TinySite

from autograder.sandbox import best_level
from campus5g.site import doctor, surroundings
from campus5g.site.deployment import GradingCluster, load_deployment
from campus5g.site.learning.gradebook import scores
from campus5g.site.records.cohorts import CohortModule
from campus5g.site.teaching.grading import begin_grading, latest_grading

pytestmark = pytest.mark.proof

WITHIN_S = 300


@pytest.fixture
def keys(tmp_path: Path) -> dict[str, Path]:
    made = Security.temporary()
    files = {}
    for name, content in (
        ("ca_file", made.tls_ca_file),
        ("certificate_file", made.tls_client_cert),
        ("key_file", made.tls_client_key),
    ):
        files[name] = tmp_path / f"{name}.pem"
        files[name].write_text(content)
    return files


@pytest.fixture
def security(keys: dict[str, Path]) -> Security:
    own = {
        f"tls_{who}_{what}": str(keys[name])
        for who in ("client", "scheduler", "worker")
        for what, name in (("cert", "certificate_file"), ("key", "key_file"))
    }
    return Security(require_encryption=True, tls_ca_file=str(keys["ca_file"]), **own)


@pytest.fixture
def cluster(
    site: TinySite, security: Security, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LocalCluster]:
    with (
        # What starts the workers sets variables of this process for them.
        mock.patch.dict(os.environ),
        LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            security=security,
            preload=[NO_LOOK_INTO_IT],
            env={REFUSED: str(site.folders.data), "JUPYTER_CONFIG_PATH": ""},
            local_directory=str(tmp_path_factory.mktemp("dask-scratch")),
        ) as running,
    ):
        yield running


@pytest.fixture
def deployed(
    site: TinySite,
    cluster: LocalCluster,
    keys: dict[str, Path],
    monkeypatch: pytest.MonkeyPatch,
) -> GradingCluster:
    lines = [f"  {name}: {file}\n" for name, file in keys.items()]
    site.folders.deployment.write_text(
        f"grading:\n  scheduler: {cluster.scheduler_address}\n{''.join(lines)}"
    )
    named = load_deployment(site.folders.deployment).grading
    assert named is not None
    monkeypatch.setenv(surroundings.GRADING, named.model_dump_json())
    return named


def test_a_class_is_graded_once_each_by_workers_that_have_only_bytes(
    site: TinySite, cluster: LocalCluster, deployed: GradingCluster, security: Security
) -> None:
    with Client(cluster.scheduler_address, security=security, set_as_default=False) as client:
        workers = list(client.run(os.getpid).values())
        (told,) = doctor.examine_workers()
    assert told.detail.startswith(f"{cluster.scheduler_address}: 2 × {best_level()}")
    with site.database.session() as records:
        place = records.scalars(select(CohortModule)).one()
        assert begin_grading(records, site.folders, place, None)

    killed = None
    give_up_at = time.monotonic() + WITHIN_S
    while True:
        with site.database.session() as records:
            place = records.scalars(select(CohortModule)).one()
            grading = latest_grading(records, site.folders, place)
            assert grading is not None
            if not grading.not_ended:
                break
            if grading.done and killed is None:
                killed = next(pid for pid in workers if psutil.Process(pid).children())
                os.kill(killed, signal.SIGKILL)
        assert time.monotonic() < give_up_at, "The grading does not end."
        time.sleep(0.05)

    assert (grading.state, grading.problem) == ("done", "")
    assert killed is not None
    assert (grading.total, grading.done) == (len(LEARNERS), len(LEARNERS))
    assert grading.report is not None
    assert [each["student"] for each in grading.report["submissions"]] == LEARNERS
    grades = scores(site.folders.cohorts / COHORT)
    assert [grades[name, MODULE].points for name in LEARNERS] == [3, 5, 5] * 3
