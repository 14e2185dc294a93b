"""A folder of evidence as somebody hostile hands it in: each entry named, nothing waited for."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from campus5g import set_language
from campus5g.evidence import (
    Fault,
    KitKey,
    Measurement,
    SigningKey,
    Statement,
    TrustedKeys,
    Work,
    attestation_of,
    examine_folder,
    publish,
)
from campus5g.evidence.pieces import MOST_PIECES

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
DATA = b"packets"
HERE = Work(cohort="spring", lab="packet-capture", release="r2")
WITHIN_S = 60


@pytest.fixture
def key(tmp_path: Path) -> SigningKey:
    return SigningKey.at(tmp_path / "gateway.pem")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "evidence"
    folder.mkdir()
    return folder


def signed(
    artefact: Path, key: SigningKey, size_bytes: int = len(DATA), work: Work | None = HERE
) -> Path:
    """Lay down an attestation for an artefact, and return where it lies."""
    measurement = Measurement(
        kit="virtual",
        kind="virtual",
        operation="capture",
        parameters={},
        learner="sacha",
        started_at=NOW,
        ended_at=NOW,
        size_bytes=size_bytes,
        media_type="application/x-pcapng",
        work=work,
    )
    digest = hashlib.sha256(DATA).hexdigest()
    statement = Statement(name=artefact.name, sha256=digest, measurement=measurement)
    attestation = attestation_of(artefact)
    attestation.write_text(statement.signed(key).to_json(), encoding="utf-8")
    return attestation


def genuine(artefact: Path, key: SigningKey) -> None:
    artefact.write_bytes(DATA)
    signed(artefact, key)


def pipe(artefact: Path, key: SigningKey) -> None:
    signed(artefact, key)
    os.mkfifo(artefact)


def attested_by_a_pipe(artefact: Path, key: SigningKey) -> None:
    artefact.write_bytes(DATA)
    os.mkfifo(attestation_of(artefact))


def attested_by_an_endless_device(artefact: Path, key: SigningKey) -> None:
    artefact.write_bytes(DATA)
    attestation_of(artefact).symlink_to("/dev/zero")


def endless_device(artefact: Path, key: SigningKey) -> None:
    signed(artefact, key)
    artefact.symlink_to("/dev/zero")


def link_to_a_genuine_file(artefact: Path, key: SigningKey) -> None:
    signed(artefact, key)
    artefact.with_name(".aside").write_bytes(DATA)
    artefact.symlink_to(artefact.with_name(".aside"))


def subfolder(artefact: Path, key: SigningKey) -> None:
    artefact.mkdir()


def terabyte(artefact: Path, key: SigningKey) -> None:
    signed(artefact, key)
    with artefact.open("wb") as file:
        file.truncate(1 << 40)


def terabyte_attested(artefact: Path, key: SigningKey) -> None:
    artefact.write_bytes(DATA)
    with attestation_of(artefact).open("wb") as file:
        file.truncate(1 << 40)


def extra(artefact: Path, key: SigningKey) -> None:
    artefact.write_bytes(DATA)


ENTRIES: list[tuple[Callable[[Path, SigningKey], None], Fault | None]] = [
    (genuine, None),
    (pipe, Fault.NOT_A_FILE),
    (attested_by_a_pipe, Fault.NOT_A_FILE),
    (attested_by_an_endless_device, Fault.NOT_A_FILE),
    (endless_device, Fault.NOT_A_FILE),
    (link_to_a_genuine_file, Fault.NOT_A_FILE),
    (subfolder, Fault.NOT_A_FILE),
    (terabyte, Fault.CHANGED),
    (terabyte_attested, Fault.UNREADABLE),
    (extra, Fault.NOT_ATTESTED),
]


@pytest.mark.parametrize(
    ("lay", "fault"), ENTRIES, ids=lambda value: getattr(value, "__name__", "")
)
def test_whatever_lies_there_has_its_verdict(
    folder: Path,
    key: SigningKey,
    lay: Callable[[Path, SigningKey], None],
    fault: Fault | None,
) -> None:
    lay(folder / "a.pcapng", key)

    (piece,) = examine_folder(folder, TrustedKeys([key.public]), "sacha", HERE)

    assert (piece.name, piece.fault) == ("a.pcapng", fault)


def test_the_command_names_each_entry_and_ends(
    folder: Path, key: SigningKey, tmp_path: Path
) -> None:
    publish(KitKey(key.public.public, "virtual"), tmp_path / "keys")
    for lay, _ in ENTRIES:
        lay(folder / f"{lay.__name__}.pcapng", key)

    done = subprocess.run(
        [
            *(sys.executable, "-c", "from campus5g.commands.main import main; main()"),
            *("evidence", "verify", str(folder), "--learner", "sacha", "--json"),
        ],
        env={**os.environ, "CAMPUS5G_KIT_KEYS": str(tmp_path / "keys")},
        capture_output=True,
        text=True,
        timeout=WITHIN_S,
        check=False,
    )

    found = {Path(each["artefact"]).stem: each["fault"] for each in json.loads(done.stdout)}
    assert done.returncode == 1
    assert found == {lay.__name__: fault for lay, fault in ENTRIES}


def test_a_name_that_is_not_text_is_named_as_far_as_it_can_be(
    folder: Path, key: SigningKey
) -> None:
    (folder / os.fsdecode(b"caf\xe9")).write_bytes(DATA)

    (piece,) = examine_folder(folder, TrustedKeys([key.public]))

    assert (piece.name, piece.fault) == ("caf\\xe9", Fault.NOT_ATTESTED)


def test_of_very_many_files_the_first_are_examined(folder: Path, key: SigningKey) -> None:
    for number in range(3 * MOST_PIECES):
        (folder / f"{number:06}").touch()

    pieces = examine_folder(folder, TrustedKeys([key.public]))

    assert [piece.fault for piece in pieces[:MOST_PIECES]] == [Fault.NOT_ATTESTED] * MOST_PIECES
    assert {piece.fault for piece in pieces[MOST_PIECES:]} == {Fault.TOO_MANY}


def test_a_folder_that_is_a_link_is_not_entered(folder: Path, key: SigningKey) -> None:
    genuine(folder / "a.pcapng", key)
    link = folder.with_name("link")
    link.symlink_to(folder)

    (piece,) = examine_folder(link, TrustedKeys([key.public]))

    assert (piece.name, piece.fault) == ("link", Fault.NOT_A_FILE)


def test_a_folder_that_is_missing_holds_nothing(folder: Path, key: SigningKey) -> None:
    assert examine_folder(folder / "none", TrustedKeys([key.public])) == []


@pytest.mark.parametrize(
    ("work", "fault"),
    [
        (HERE, None),
        (None, Fault.OTHER_LAB),
        (HERE.model_copy(update={"lab": "latency"}), Fault.OTHER_LAB),
        (HERE.model_copy(update={"cohort": "autumn"}), Fault.OTHER_COHORT),
        (HERE.model_copy(update={"release": "r1"}), Fault.OTHER_RELEASE),
    ],
)
def test_one_s_own_measurement_for_another_lab_cohort_or_release_does_not_count(
    folder: Path, key: SigningKey, work: Work | None, fault: Fault | None
) -> None:
    (folder / "a.pcapng").write_bytes(DATA)
    signed(folder / "a.pcapng", key, work=work)

    (piece,) = examine_folder(folder, TrustedKeys([key.public]), "sacha", HERE)

    assert piece.fault is fault


@pytest.mark.parametrize("fault", Fault)
def test_each_verdict_is_said_in_both_languages(fault: Fault) -> None:

    set_language("fr")
    in_french = fault.sentence()
    set_language("en")
    in_english = fault.sentence()
    set_language(None)

    assert in_french.endswith(".")
    assert in_english.endswith(".")
    assert in_french != in_english
