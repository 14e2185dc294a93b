"""A graded notebook replays what the grader accepted, whatever the notebook itself would trust."""

import json
from pathlib import Path

import pytest
from evidence_folder import EvidenceFolder, at, capture_of

from campus5g.evidence import (
    Fault,
    KitKey,
    SigningKey,
    TrustedKeys,
    attestation_of,
    examine_folder,
    publish,
)
from campus5g.kit import Kit, KitError, connect
from campus5g.kit.verdicts import VERDICTS_VARIABLE, Verdicts


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> EvidenceFolder:
    folder = EvidenceFolder(tmp_path / "evidence", SigningKey.at(tmp_path / "key.pem"))
    folder.add_kit()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    return folder


def graded(folder: EvidenceFolder, monkeypatch: pytest.MonkeyPatch) -> Kit:
    """Let a grader that trusts the kit's key check the folder, and connect as its notebook does."""
    pieces = examine_folder(folder.path, TrustedKeys([folder.key.public]), folder.learner)
    monkeypatch.setenv(VERDICTS_VARIABLE, Verdicts.on(pieces).to_text())
    return connect()


def test_what_the_grader_accepted_is_served_without_a_key(
    folder: EvidenceFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CAMPUS5G_KIT_KEYS", str(tmp_path / "no-keys"))
    folder.add("a.pcapng", capture_of(bytes(60)))

    with graded(folder, monkeypatch).capture("n2") as cap:
        pass

    assert cap.count == 1


def test_a_notebook_s_own_keys_make_no_forgery_genuine(
    folder: EvidenceFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    own = SigningKey.at(tmp_path / "own.pem")
    by_the_kit, folder.key = folder.key, own
    folder.add("forged.pcapng", capture_of(bytes(60)))
    folder.key = by_the_kit
    k = graded(folder, monkeypatch)

    publish(KitKey(own.public.public, "bench"), tmp_path / "own-keys")
    monkeypatch.setenv("CAMPUS5G_KIT_KEYS", str(tmp_path / "own-keys"))

    for kit in (k, connect()):
        with (
            pytest.raises(KitError, match="by a kit that this campus does not know"),
            kit.capture("n2"),
        ):
            pass


def test_the_grader_s_reason_is_said_for_a_piece_that_it_held_back(
    folder: EvidenceFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.add("a.pcapng", capture_of()).write_bytes(b"changed")
    k = graded(folder, monkeypatch)
    (folder.path / "a.pcapng").unlink()

    with (
        pytest.raises(KitError, match=r"a\.pcapng: The file is no longer the one"),
        k.capture("n2"),
    ):
        pass


def test_a_file_that_the_notebook_puts_in_the_place_of_an_accepted_one_is_not_served(
    folder: EvidenceFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    artefact = folder.add("a.pcapng", capture_of())
    k = graded(folder, monkeypatch)
    artefact.write_bytes(capture_of(bytes(60)))

    with pytest.raises(KitError, match="its content has changed"), k.capture("n2"):
        pass


def test_a_piece_that_the_grader_did_not_see_is_not_served(
    folder: EvidenceFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    k = graded(folder, monkeypatch)
    folder.add("late.pcapng", capture_of())

    with pytest.raises(KitError, match="was not kept with these parameters"), k.capture("n2"):
        pass


def test_another_device_s_capture_is_not_served_for_one_without_attestation(
    folder: EvidenceFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    power_off = at("AT+CFUN=0", ue="agv")
    folder.add("agv.pcapng", capture_of(bytes(60)), meanwhile=(power_off,))
    camera = folder.add("camera.pcapng", capture_of(), meanwhile=(at("AT+CFUN=0"),))
    attestation_of(camera).unlink()
    k = graded(folder, monkeypatch)

    with pytest.raises(KitError, match=r"camera\.pcapng: No attestation"), k.capture("n2") as cap:
        k.ue("camera").at("AT+CFUN=0")

    with pytest.raises(KitError):
        cap.table()


def test_verdicts_say_each_fault_in_a_word_that_any_program_reads() -> None:
    verdicts = Verdicts({"a.json": "0" * 64}, {"b.json": Fault.NOT_ATTESTED})

    assert json.loads(verdicts.to_text())["refused"] == {"b.json": "missing attestation"}
    assert Verdicts.from_text(verdicts.to_text()) == verdicts
