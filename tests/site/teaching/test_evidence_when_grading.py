"""A site's grading judges evidence by the site's keys, says so, and stops at no file."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from campus5g.authoring.catalogue import catalogue, find_module
from campus5g.authoring.cohorts.cohort import Cohort, build, release
from campus5g.authoring.notebooks import read_notebook
from campus5g.evidence import (
    KitKey,
    Measurement,
    SigningKey,
    Statement,
    Work,
    attestation_of,
    publish,
)
from campus5g.evidence.work import RELEASE_FILE
from campus5g.places import HOUSE
from campus5g.site.folders import SiteFolders

COHORT, LAB = "spring", "meet-the-kit"
WITHIN_S = 300
NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
STAMP = "2026-11-25 10:00:00.000000 UTC"


def keep(folder: Path, name: str, key: SigningKey, learner: str, data: bytes = b"{}") -> None:
    evidence = folder / "evidence"
    evidence.mkdir(exist_ok=True)
    artefact = evidence / f"{name}.json"
    artefact.write_bytes(data)
    measurement = Measurement(
        kit="virtual",
        kind="virtual",
        operation="description" if name == "kit" else "dialogue",
        parameters={},
        learner=learner,
        started_at=NOW,
        ended_at=NOW,
        size_bytes=len(data),
        media_type="application/json",
        work=Work(cohort=COHORT, lab=LAB, release=(folder / RELEASE_FILE).read_text()),
    )
    digest = hashlib.sha256(data).hexdigest()
    statement = Statement(name=artefact.name, sha256=digest, measurement=measurement)
    attestation_of(artefact).write_text(statement.signed(key).to_json())


def handed_in(folders: SiteFolders, learner: str) -> Path:
    """Lay down the released lab as a learner's collected submission."""
    course = folders.cohorts / COHORT
    submission = course / "submitted" / learner / LAB
    shutil.copytree(course / "release" / LAB, submission)
    (submission / "timestamp.txt").write_text(STAMP)
    return submission


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, object]]:
    """What grading reports of Ada, whose evidence holds, of Ben, who forged, and of Cleo."""
    folders = SiteFolders(tmp_path_factory.mktemp("site"))
    made = Cohort(id=COHORT, title=COHORT, language="fr", trainer="tina", modules=[LAB])
    build(made, folders.cohorts / COHORT, [find_module(LAB, catalogue())])
    release(folders.cohorts / COHORT, LAB, folders.exchange)
    site, own = (SigningKey.at(folders.data / f"{name}.pem") for name in ("site", "own"))
    publish(KitKey(site.public.public, "virtual"), folders.data / "kit-keys")
    ada, ben, cleo = (handed_in(folders, name) for name in ("ada", "ben", "cleo"))
    for name in ("kit", "stock"):
        keep(ada, name, site, "ada", b'{"ues": []}' if name == "kit" else b"{}")
        keep(ben, name, own, "ben")
    publish(KitKey(own.public.public, "virtual"), ben / "own-keys")
    (cleo / "evidence").mkdir()
    os.mkfifo(cleo / "evidence" / "kit.json.attestation.json")
    (cleo / "evidence" / "stock.json.attestation.json").symlink_to("/dev/zero")
    (cleo / "evidence" / "stock.json").symlink_to("/dev/zero")
    command = [sys.executable, "-c", "from campus5g.commands.main import main; main()", "grade"]
    done = subprocess.run(
        [*command, LAB, "--cohort", COHORT, "--data", str(folders.data), "--json"],
        env={**os.environ, "JUPYTER_CONFIG_PATH": str(HOUSE), "CAMPUS5G_KIT_KEYS": ""},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=WITHIN_S,
    )
    submissions = json.loads(done.stdout)["submissions"]
    return {each["student"]: {**each, "course": folders.cohorts / COHORT} for each in submissions}


def words(outcome: dict[str, object]) -> dict[str, str]:
    files: list[dict[str, str]] = outcome["files"]  # type: ignore[assignment]
    return {each["file"]: each["word"] for each in files if each["handed_in"]}


@pytest.mark.proof
def test_every_submission_is_graded_whatever_lies_in_its_evidence(
    report: dict[str, dict[str, object]],
) -> None:
    assert {name: each["status"] for name, each in report.items()} == dict.fromkeys(
        ("ada", "ben", "cleo"), "graded"
    )


def test_each_piece_has_its_verdict_by_the_keys_of_the_site(
    report: dict[str, dict[str, object]],
) -> None:
    assert words(report["ada"]) == {"kit.json": "genuine", "stock.json": "genuine"}
    assert words(report["ben"]) == {"kit.json": "unknown key", "stock.json": "unknown key"}
    assert words(report["cleo"]) == {"kit.json": "not a file", "stock.json": "not a file"}


def test_the_test_in_the_graded_copy_says_the_reason_in_the_cohort_s_language(
    report: dict[str, dict[str, object]],
) -> None:
    course = report["ben"]["course"]
    assert isinstance(course, Path)
    notebook = read_notebook(course / "autograded" / "ben" / LAB / f"{LAB}.ipynb")
    tests = {cell.metadata.get("nbgrader", {}).get("grade_id"): cell for cell in notebook.cells}

    first = tests["ask"].outputs[0]

    assert first.ename == "Refused"
    assert "stock.json : L’attestation est signée par un kit que ce campus" in first.evalue
