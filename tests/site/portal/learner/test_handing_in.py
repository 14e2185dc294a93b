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
from campus5g.site.learning.submission_times import moment_of_stamp

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


def test_changed_work_is_handed_in_again_and_both_are_kept(
    folders: SiteFolders, begun: Path
) -> None:
    first = hand_in(folders, COHORT, MODULE, "ada")
    (begun / "notes.txt").write_text("one more line")
    second = hand_in(folders, COHORT, MODULE, "ada")

    assert hand_ins(folders, COHORT, MODULE, "ada") == [first, second]


def test_unchanged_work_keeps_the_time_at_which_it_was_handed_in(
    folders: SiteFolders, begun: Path
) -> None:
    first = hand_in(folders, COHORT, MODULE, "ada")
    os.utime(begun / f"{MODULE}.ipynb", (0, 0))

    assert hand_in(folders, COHORT, MODULE, "ada") == first
    assert hand_ins(folders, COHORT, MODULE, "ada") == [first]


def test_earlier_work_that_is_handed_in_once_more_is_the_newest(
    folders: SiteFolders, begun: Path
) -> None:
    for text in ("first", "second", "first"):
        (begun / "notes.txt").write_text(text)
        hand_in(folders, COHORT, MODULE, "ada")

    newest = sorted((folders.exchange / COHORT / "inbound").iterdir())[-1]

    assert len(hand_ins(folders, COHORT, MODULE, "ada")) == 3
    assert (newest / "notes.txt").read_text() == "first"


def test_links_are_not_followed_and_the_sites_own_files_are_not_the_learners(
    folders: SiteFolders, begun: Path, tmp_path: Path
) -> None:
    (tmp_path / "another.txt").write_text("another learner's")
    (begun / "another.txt").symlink_to(tmp_path / "another.txt")
    (begun / "timestamp.txt").write_text("2000-01-01 00:00:00.000000 UTC")

    moment = hand_in(folders, COHORT, MODULE, "ada")

    [submission] = (folders.exchange / COHORT / "inbound").iterdir()
    assert not (submission / "another.txt").exists()
    assert moment_of_stamp((submission / "timestamp.txt").read_text()) == moment
    assert moment.year > 2000


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
    kept = []
    for text in ("first", "second"):
        (begun / "notes.txt").write_text(text)
        kept.append(hand_in(folders, COHORT, MODULE, "ada"))
    (begun / "notes.txt").write_text("third")

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
