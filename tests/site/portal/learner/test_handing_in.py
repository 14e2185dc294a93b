"""Handing in from the portal: the learner's unchanged folder, through nbgrader's exchange."""

import os
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from people import Visitor

from campus5g.authoring.cohorts import hand_in_limits
from campus5g.authoring.cohorts.nbgrader_course import GradingError
from campus5g.authoring.cohorts.nbgrader_learner import NbGraderLearner
from campus5g.errors import CampusError
from campus5g.site.folders import SiteFolders
from campus5g.site.learning.handing_in import hand_in, hand_ins

COHORT, MODULE = "rolling-mill", "essentials-why-5g"
PATH = f"hand-in/{COHORT}/{MODULE}"


@pytest.fixture
def begun(folders: SiteFolders) -> Path:
    (folders.exchange / COHORT / "inbound").mkdir(parents=True)
    released = folders.exchange / COHORT / "outbound" / MODULE
    released.mkdir(parents=True)
    folder = folders.homes / "ada" / COHORT / MODULE
    folder.mkdir(parents=True)
    for place in (released, folder):
        (place / f"{MODULE}.ipynb").write_text("{}", encoding="utf-8")
    return folder


def test_a_module_that_was_not_started_cannot_be_handed_in(client: TestClient) -> None:
    assert "rien à rendre" in Visitor(client, "ada").get(PATH).text
    assert Visitor(client, "ada").post(PATH).status_code == 409


def test_handing_in_asks_for_confirmation(
    client: TestClient, folders: SiteFolders, begun: Path
) -> None:
    text = Visitor(client, "ada").get(PATH).text

    assert "Rendre votre travail ?" in text
    assert hand_ins(folders, COHORT, MODULE, "ada") == []


def test_a_submission_reaches_the_exchange(
    client: TestClient, folders: SiteFolders, begun: Path
) -> None:
    (begun / "evidence").mkdir()
    (begun / "evidence" / "run.json").write_text("{}", encoding="utf-8")

    answer = Visitor(client, "ada").post(PATH)

    assert answer.headers["location"].endswith(f"/results/{COHORT}/{MODULE}")
    assert len(hand_ins(folders, COHORT, MODULE, "ada")) == 1
    [submission] = (folders.exchange / COHORT / "inbound").iterdir()
    assert (submission / "evidence" / "run.json").exists()
    assert "Bien reçu" in Visitor(client, "ada").get(f"results/{COHORT}/{MODULE}").text


def test_handing_in_again_keeps_both(folders: SiteFolders, begun: Path) -> None:
    first = hand_in(folders, COHORT, MODULE, "ada")
    second = hand_in(folders, COHORT, MODULE, "ada")

    assert hand_ins(folders, COHORT, MODULE, "ada") == [first, second]


def test_too_large_a_folder_is_refused(
    folders: SiteFolders, begun: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hand_in_limits, "LARGEST_MB", 0)

    with pytest.raises(CampusError, match="trop"):
        hand_in(folders, COHORT, MODULE, "ada")


@pytest.mark.parametrize("limit", ["MOST_HAND_INS", "MOST_MB"])
def test_too_many_hand_ins_are_refused_in_words_and_the_last_one_stays(
    client: TestClient,
    folders: SiteFolders,
    begun: Path,
    monkeypatch: pytest.MonkeyPatch,
    limit: str,
) -> None:
    most = {"MOST_HAND_INS": 2, "MOST_MB": 1}[limit]
    monkeypatch.setattr(hand_in_limits, limit, most)
    (begun / "capture.bin").write_bytes(b"0" * 450_000)
    kept = [hand_in(folders, COHORT, MODULE, "ada") for _ in range(2)]

    answer = Visitor(client, "ada").post(PATH)

    assert answer.status_code == 409
    assert "déjà rendu ce module 2 fois" in answer.text
    assert hand_ins(folders, COHORT, MODULE, "ada") == kept


def test_handing_in_without_the_portal_has_the_same_limits(
    folders: SiteFolders, begun: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hand_in_limits, "MOST_HAND_INS", 1)
    ada = NbGraderLearner("ada", folders.homes / "ada" / COHORT, COHORT, folders.exchange)
    ada.submit(MODULE)

    with pytest.raises(GradingError, match="déjà rendu"):
        ada.submit(MODULE)


def test_a_hand_in_is_on_the_disk_before_it_is_acknowledged(
    folders: SiteFolders, begun: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    fsync, rename = os.fsync, Path.rename

    def note_fsync(handle: int) -> None:
        written.append(Path(f"/proc/self/fd/{handle}").readlink().name)
        fsync(handle)

    def note_rename(path: Path, target: Path) -> Path:
        written.append("renamed")
        return rename(path, target)

    monkeypatch.setattr(os, "fsync", note_fsync)
    monkeypatch.setattr(Path, "rename", note_rename)

    hand_in(folders, COHORT, MODULE, "ada")

    first = written.index("renamed")
    assert {f"{MODULE}.ipynb", "timestamp.txt"} <= set(written[:first])
    assert "inbound" in written[first:]


def test_handing_in_for_another_person_is_refused(
    client: TestClient, folders: SiteFolders, begun: Path
) -> None:
    assert Visitor(client, "bob").post(PATH).status_code == 409
    assert Visitor(client, "eve").post(PATH).status_code == 404
    assert hand_ins(folders, COHORT, MODULE, "ada") == []


def test_names_with_a_common_prefix_are_distinguished(folders: SiteFolders) -> None:
    inbound = folders.exchange / COHORT / "inbound"
    (inbound / f"adam+{MODULE}+2026-11-25 10:00:00.000000 UTC+x").mkdir(parents=True)

    assert hand_ins(folders, COHORT, MODULE, "ada") == []
