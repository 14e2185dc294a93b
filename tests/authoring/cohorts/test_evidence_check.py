"""The grader's check: each piece with its verdict, and the items that stand on it."""

import hashlib
import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from campus5g.authoring.catalogue import catalogue, find_module
from campus5g.authoring.cohorts.cohort import Cohort, build
from campus5g.authoring.cohorts.evidence_check import check_own, check_submitted
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
from campus5g.kit.evidence import COHORT_VARIABLE
from campus5g.kit.verdicts import VERDICTS_VARIABLE
from campus5g.language import Language

LAB, COHORT, RELEASE = "meet-the-kit", "spring", "r1"
NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
KIT = json.dumps({"ues": [{"name": "agv"}, {"name": "camera"}]}).encode()
ALL = (
    *("stock", "agv-identity", "camera-identity", "agv-signal", "agv-registration"),
    *("camera-registration", "agv-cell", "camera-cell"),
)


class HandedIn:
    """What Ada handed in for a lab of her cohort, measured on a kit that the site trusts."""

    def __init__(self, folder: Path, key: SigningKey) -> None:
        self.folder = folder
        self._key = key
        (folder / "evidence").mkdir(parents=True)
        (folder / RELEASE_FILE).write_text(RELEASE)
        self.keep("kit", data=KIT, operation="description")

    def keep(
        self,
        name: str,
        *,
        data: bytes = b"{}",
        operation: str = "dialogue",
        learner: str = "ada",
        work: Work | None = None,
        key: SigningKey | None = None,
    ) -> Path:
        artefact = self.folder / "evidence" / f"{name}.json"
        artefact.write_bytes(data)
        measurement = Measurement(
            kit="virtual",
            kind="virtual",
            operation=operation,
            parameters={},
            learner=learner,
            started_at=NOW,
            ended_at=NOW,
            size_bytes=len(data),
            media_type="application/json",
            work=work or Work(cohort=COHORT, lab=LAB, release=RELEASE),
        )
        statement = Statement(
            name=artefact.name, sha256=hashlib.sha256(data).hexdigest(), measurement=measurement
        )
        attestation_of(artefact).write_text(statement.signed(key or self._key).to_json())
        return artefact


@pytest.fixture
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SigningKey:
    key = SigningKey.at(tmp_path / "gateway.pem")
    monkeypatch.setenv("CAMPUS5G_KIT_KEYS", str(tmp_path / "keys"))
    publish(KitKey(key.public.public, "virtual"))
    return key


@pytest.fixture(params=["fr"])
def handed_in(request: pytest.FixtureRequest, tmp_path: Path, key: SigningKey) -> HandedIn:
    course = tmp_path / "course"
    language: Language = request.param
    cohort = Cohort(id=COHORT, title="x", language=language, trainer="tina", modules=[LAB])
    build(cohort, course, [find_module(LAB, catalogue())])
    handed_in = HandedIn(course / "submitted" / "ada" / LAB, key)
    for name in ALL:
        handed_in.keep(name)
    return handed_in


def words(handed_in: HandedIn, student: str = "ada", course: str = COHORT) -> dict[str, str]:
    checked = check_submitted(course, student, LAB, handed_in.folder)
    return {verdict.file: verdict.word for verdict in checked.verdicts}


def test_genuine_evidence_reaches_the_notebook_and_costs_nothing(handed_in: HandedIn) -> None:
    checked = check_submitted(COHORT, "ada", LAB, handed_in.folder)

    assert set(words(handed_in).values()) == {"genuine"}
    assert checked.refusals == {}
    assert {f"evidence/{name}.json" for name in ("kit", *ALL)} <= checked.admitted
    accepted = json.loads(checked.variables[VERDICTS_VARIABLE])["accepted"]
    assert accepted["kit.json"] == hashlib.sha256(KIT).hexdigest()


@pytest.mark.parametrize(
    ("handed_in", "sentence"),
    [
        ("fr", "Le fichier n’est plus celui que le kit a signé"),
        ("en", "The file is no longer the one that the kit signed"),
    ],
    indirect=["handed_in"],
)
def test_a_changed_piece_costs_its_items_and_says_so_in_the_cohort_s_language(
    handed_in: HandedIn, sentence: str
) -> None:
    (handed_in.folder / "evidence" / "agv-cell.json").write_bytes(b"[]")

    checked = check_submitted(COHORT, "ada", LAB, handed_in.folder)

    assert set(checked.refusals) == {"antenna", "found"}
    assert all("agv-cell.json" in each.sentence for each in checked.refusals.values())
    assert all(sentence in each.sentence for each in checked.refusals.values())
    assert "evidence/agv-cell.json" not in checked.admitted


def test_the_kit_s_description_is_needed_by_all_items_that_stand_on_evidence(
    handed_in: HandedIn,
) -> None:
    (handed_in.folder / "evidence" / "kit.json").write_bytes(b"{}")

    refusals = check_submitted(COHORT, "ada", LAB, handed_in.folder).refusals

    assert set(refusals) == {"ask", "home", "on-call", "margin", "antenna", "found"}


def test_a_piece_of_each_device_that_is_missing_is_named(handed_in: HandedIn) -> None:
    artefact = handed_in.folder / "evidence" / "camera-registration.json"
    artefact.unlink()
    attestation_of(artefact).unlink()

    checked = check_submitted(COHORT, "ada", LAB, handed_in.folder)

    (missing,) = [verdict for verdict in checked.verdicts if not verdict.accepted]
    assert (missing.file, missing.word) == ("camera-registration", "not kept")
    assert set(missing.cells) == {"on-call", "found"}


def test_somebody_else_s_evidence_and_one_s_own_of_elsewhere_do_not_count(
    handed_in: HandedIn,
) -> None:
    here = Work(cohort=COHORT, lab=LAB, release=RELEASE)
    handed_in.keep("stock", learner="ben")
    handed_in.keep("agv-signal", work=here.model_copy(update={"lab": "latency"}))
    handed_in.keep("agv-cell", work=here.model_copy(update={"cohort": "autumn"}))
    handed_in.keep("camera-cell", work=here.model_copy(update={"release": "r0"}))

    found = words(handed_in)

    assert {name: word for name, word in found.items() if word != "genuine"} == {
        "stock.json": "other learner",
        "agv-signal.json": "other lab",
        "agv-cell.json": "other cohort",
        "camera-cell.json": "other release",
    }


def test_a_release_is_that_of_the_submission_and_not_the_latest(handed_in: HandedIn) -> None:
    """Who has begun keeps the release they have, with what they measured for it."""
    source = handed_in.folder.parents[2] / "source" / LAB / RELEASE_FILE
    assert source.read_text() != RELEASE

    assert set(words(handed_in).values()) == {"genuine"}


def test_stock_nbgrader_s_copy_is_of_the_release_that_was_handed_in(handed_in: HandedIn) -> None:
    copied = handed_in.folder.parents[2] / "autograded" / "ada" / LAB
    shutil.copytree(handed_in.folder, copied)
    (copied / RELEASE_FILE).write_text("the latest")

    checked = check_submitted(COHORT, "ada", LAB, copied)

    assert {verdict.word for verdict in checked.verdicts} == {"genuine"}


def test_evidence_of_a_lab_outside_of_the_catalogue_is_checked_too(handed_in: HandedIn) -> None:
    elsewhere = handed_in.folder.with_name("own-lab")
    handed_in.folder.rename(elsewhere)

    checked = check_submitted(COHORT, "ada", "own-lab", elsewhere)

    assert {verdict.word for verdict in checked.verdicts} == {"other lab"}
    assert not any(name.endswith("kit.json") for name in checked.admitted)


def test_a_folder_of_another_course_s_assignment_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence" / "photo.png").write_bytes(b"x")

    assert check_submitted("history", "ada", "trial", tmp_path).folder == ""


def test_an_extra_file_is_named_and_costs_nothing(handed_in: HandedIn) -> None:
    (handed_in.folder / "evidence" / "notes.txt").write_text("mine")
    (handed_in.folder / "evidence" / "stock.csv").write_text("a table of it")

    checked = check_submitted(COHORT, "ada", LAB, handed_in.folder)

    assert words(handed_in)["notes.txt"] == "missing attestation"
    assert checked.refusals == {}
    assert not {"evidence/notes.txt", "evidence/stock.csv"} & checked.admitted


def test_own_work_is_checked_against_what_its_notebook_measures_for(
    handed_in: HandedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(COHORT_VARIABLE, COHORT)
    in_its_cohort = check_own("", "ada", LAB, handed_in.folder)
    monkeypatch.setenv(COHORT_VARIABLE, "autumn")
    elsewhere = check_own("", "ada", LAB, handed_in.folder)

    assert {verdict.word for verdict in in_its_cohort.verdicts} == {"genuine"}
    assert {verdict.word for verdict in elsewhere.verdicts if verdict.handed_in} == {"other cohort"}


def test_a_module_without_a_kit_has_nothing_to_check(tmp_path: Path) -> None:
    checked = check_submitted(COHORT, "ada", "essentials-why-5g", tmp_path)

    assert (checked.verdicts, checked.folder) == ((), "")
