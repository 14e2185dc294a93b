"""Evidence: what holds, what does not, and which reason is given."""

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.errors import CampusError
from campus5g.evidence import (
    Envelope,
    EnvelopeError,
    Fault,
    KitKey,
    Measurement,
    SigningKey,
    Statement,
    TrustedKeys,
    attestation_of,
    examine,
    find_evidence,
)

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
CAPTURE = b"packets of a registration"


@pytest.fixture
def key(tmp_path: Path) -> SigningKey:
    return SigningKey.at(tmp_path / "keys" / "gateway.pem")


def statement(data: bytes = CAPTURE, learner: str = "sacha", kit: str = "virtual") -> Statement:
    return Statement(
        name="registration.pcapng",
        sha256=hashlib.sha256(data).hexdigest(),
        measurement=Measurement(
            kit=kit,
            kind="virtual",
            operation="capture",
            parameters={"points": ["n2", "n4"], "max_seconds": 12.5},
            learner=learner,
            started_at=NOW - timedelta(seconds=4),
            ended_at=NOW,
            size_bytes=len(data),
            media_type="application/x-pcapng",
        ),
    )


@pytest.fixture
def artefact(tmp_path: Path, key: SigningKey) -> Path:
    path = tmp_path / "evidence" / "registration.pcapng"
    path.parent.mkdir()
    path.write_bytes(CAPTURE)
    attestation_of(path).write_text(statement().signed(key).to_json(), encoding="utf-8")
    return path


def test_signed_evidence_is_valid_for_its_learner(artefact: Path, key: SigningKey) -> None:
    piece = examine(artefact, TrustedKeys([key.public]), learner="sacha")

    assert piece.holds
    assert piece.statement == statement()


def test_finds_each_artefact_by_its_attestation(artefact: Path) -> None:
    artefact.with_name("notes.txt").write_text("not evidence")

    assert find_evidence(artefact.parent) == [artefact]


@given(position=st.integers(0, len(CAPTURE) - 1), change=st.integers(1, 255))
def test_a_changed_byte_is_found(
    tmp_path_factory: pytest.TempPathFactory, position: int, change: int
) -> None:
    folder = tmp_path_factory.mktemp("evidence")
    key = SigningKey.at(folder / "gateway.pem")
    path = folder / "registration.pcapng"
    changed = bytearray(CAPTURE)
    changed[position] ^= change
    path.write_bytes(changed)
    attestation_of(path).write_text(statement().signed(key).to_json(), encoding="utf-8")

    assert examine(path, TrustedKeys([key.public])).fault is Fault.CHANGED


def test_another_learners_measurement_is_refused(artefact: Path, key: SigningKey) -> None:
    piece = examine(artefact, TrustedKeys([key.public]), learner="lou")

    assert piece.fault is Fault.OTHER_LEARNER


def test_a_changed_statement_is_forged(artefact: Path, key: SigningKey) -> None:
    attestation = attestation_of(artefact)
    document = json.loads(attestation.read_text(encoding="utf-8"))
    payload = base64.b64decode(document["payload"]).replace(b'"sacha"', b'"lou"')
    document["payload"] = base64.b64encode(payload).decode()
    attestation.write_text(json.dumps(document), encoding="utf-8")

    assert examine(artefact, TrustedKeys([key.public]), "lou").fault is Fault.FORGED


def test_an_unknown_kits_signature_is_refused(artefact: Path, tmp_path: Path) -> None:
    stranger = SigningKey.at(tmp_path / "stranger.pem")

    assert examine(artefact, TrustedKeys([stranger.public])).fault is Fault.UNKNOWN_KEY
    assert examine(artefact, TrustedKeys([])).fault is Fault.UNKNOWN_KEY


def test_a_key_is_valid_until_its_last_moment(artefact: Path, key: SigningKey) -> None:
    public = key.public.public

    at_the_end = TrustedKeys([KitKey(public, valid_until=NOW)])
    too_early = TrustedKeys([KitKey(public, valid_until=NOW - timedelta(seconds=1))])

    assert examine(artefact, at_the_end).holds
    assert examine(artefact, too_early).fault is Fault.EXPIRED_KEY


def test_a_kits_key_does_not_vouch_for_another_kit(artefact: Path, key: SigningKey) -> None:
    keys = TrustedKeys([KitKey(key.public.public, kit="classroom")])

    assert examine(artefact, keys).fault is Fault.OTHER_KIT


def test_a_missing_file_is_distinguished_from_a_changed_one(
    artefact: Path, key: SigningKey
) -> None:
    artefact.unlink()

    assert examine(artefact, TrustedKeys([key.public])).fault is Fault.MISSING


def test_a_link_to_someone_elses_file_is_not_an_artefact(artefact: Path, key: SigningKey) -> None:
    elsewhere = artefact.with_name("elsewhere")
    artefact.rename(elsewhere)
    artefact.symlink_to(elsewhere)

    assert examine(artefact, TrustedKeys([key.public])).fault is Fault.NOT_A_FILE


@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_unreadable_evidence_is_reported_as_a_fault(
    tmp_path_factory: pytest.TempPathFactory, text: bytes
) -> None:
    path = tmp_path_factory.mktemp("evidence") / "registration.pcapng"
    attestation_of(path).write_bytes(text)

    assert examine(path, TrustedKeys([])).fault is Fault.UNREADABLE


@pytest.mark.parametrize(
    "document",
    [
        {"payloadType": "x", "payload": "", "signatures": []},
        {"payloadType": "x", "payload": "", "signatures": [{"sig": ""}, {"sig": ""}]},
        {"payloadType": 1, "payload": "", "signatures": [{"sig": ""}]},
        {"payloadType": "x", "payload": "!", "signatures": [{"sig": ""}]},
        [],
    ],
)
def test_an_envelope_of_another_shape_is_refused(document: object) -> None:
    with pytest.raises(EnvelopeError):
        Envelope.from_json(json.dumps(document))


def test_a_signature_over_another_type_does_not_count(key: SigningKey) -> None:
    signed = statement().signed(key)
    relabelled = Envelope("text/plain", signed.payload, signed.key_id, signed.signature)

    assert signed.is_signed_by(key.public.public)
    assert not relabelled.is_signed_by(key.public.public)


def test_the_encoding_follows_dsse(key: SigningKey) -> None:
    # The example of the DSSE specification, protocol.md.
    envelope = Envelope.sign(
        "http://example.com/HelloWorld",
        b"hello world",
        key._key,
        "",
    )

    key.public.public.verify(
        envelope.signature, b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )


class TestKeys:
    def test_a_gateway_keeps_its_key(self, tmp_path: Path) -> None:
        path = tmp_path / "state" / "gateway.pem"

        first, second = SigningKey.at(path), SigningKey.at(path)

        assert first.public.id == second.public.id
        assert path.stat().st_mode & 0o777 == 0o600

    def test_a_key_that_others_may_read_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "gateway.pem"
        SigningKey.at(path)
        path.chmod(0o644)

        with pytest.raises(CampusError, match="chmod 600"):
            SigningKey.at(path)

    def test_a_file_that_is_not_a_key_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "gateway.pem"
        path.write_text("no key")
        path.chmod(0o600)

        with pytest.raises(CampusError, match="does not hold a signing key"):
            SigningKey.at(path)

    def test_an_inventory_holds_the_public_key_as_text(self, key: SigningKey) -> None:
        assert KitKey.decode(key.public.encoded()).id == key.public.id

    @pytest.mark.parametrize("text", ["", "AAAA", "no base64!"])
    def test_another_text_is_not_a_public_key(self, text: str) -> None:
        with pytest.raises(ValueError, match=r"."):
            KitKey.decode(text)


@pytest.mark.parametrize("fault", list(Fault))
def test_each_fault_has_its_sentence_in_both_languages(
    fault: Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAMPUS5G_LANGUAGE", "fr")
    french = fault.sentence()
    monkeypatch.setenv("CAMPUS5G_LANGUAGE", "en")

    assert french.endswith(".")
    assert french != fault.sentence()
