"""`campus5g evidence verify`: one verdict a piece, in words and as data."""

import json
import shutil
from pathlib import Path

import pytest
from in_process import Done, run_here

from campus5g.commands.main import main
from campus5g.kit import connect
from campus5g.kit.starting.leasing import leased


def verify(*arguments: str) -> Done:
    return run_here(main, "campus5g", "evidence", "verify", *arguments)


@pytest.fixture
def evidence(gateway: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What sacha kept and submitted."""
    folder = tmp_path / "submitted" / "sacha" / "lab"
    folder.mkdir(parents=True)
    monkeypatch.chdir(folder)
    url, token = gateway.url, gateway.token  # type: ignore[attr-defined]
    with leased(url, token, "sacha") as lease, connect(url=url, token=lease) as k:
        with k.capture("n2") as cap:
            pass
        cap.keep("registration")
    return folder / "evidence"


def test_genuine_evidence_is_reported_as_genuine(evidence: Path) -> None:
    done = verify(str(evidence.parents[2]))

    assert done.returncode == 0, done.stderr
    assert done.stdout.count("genuine: ") == 2
    assert "genuine: capture, virtual kit virtual, sacha" in done.stdout


def test_each_piece_gets_its_verdict_as_data(evidence: Path) -> None:
    with (evidence / "registration.pcapng").open("ab") as file:
        file.write(b"!")

    done = verify(str(evidence), "--json")

    kit, registration = json.loads(done.stdout)
    assert done.returncode == 1
    assert (kit["genuine"], kit["fault"]) == (True, None)
    assert (registration["genuine"], registration["fault"]) == (False, "changed")
    assert registration["statement"]["measurement"]["learner"] == "sacha"


def test_another_learner_s_evidence_is_reported_in_french(evidence: Path, tmp_path: Path) -> None:
    copied = shutil.copytree(evidence, tmp_path / "submitted" / "lou" / "lab" / "evidence")

    done = verify(str(copied), "--language", "fr")

    assert done.returncode == 1
    assert done.stdout.count("La mesure a été faite par une autre personne.") == 2


def test_a_missing_artefact_is_reported(evidence: Path) -> None:
    (evidence / "registration.pcapng").unlink()

    done = verify(str(evidence / "registration.pcapng"))

    assert done.returncode == 1
    assert "file is missing: it should be beside its attestation" in done.stdout


def test_a_folder_without_evidence_is_reported(tmp_path: Path) -> None:
    done = verify(str(tmp_path))

    assert done.returncode == 1
    assert "There is no evidence" in done.stderr
