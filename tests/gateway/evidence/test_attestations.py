"""Attestations: the gateway signs only its own measurements, for the learner who made them."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from gateway_bench import Bench
from pcap_files import udp_frame

from campus5g.evidence import Envelope, KitKey, SigningKey, Statement, Work, published_keys
from campus5g.gateway.access.access import Holder
from campus5g.gateway.evidence.measured import MOST_EXCHANGE_BYTES, MOST_MEASUREMENTS, Notary
from campus5g.gateway.problems import GatewayError

SACHA = Holder("sacha", "lease-1")


@pytest.fixture
def notary(tmp_path: Path) -> Notary:
    return Notary("bench", "real", SigningKey.at(tmp_path / "key.pem"))


def note(notary: Notary, data: bytes = b"a,b\n", holder: Holder = SACHA) -> str:
    """Note a measurement that began a minute ago."""
    began = datetime.now(UTC) - timedelta(minutes=1)
    return notary.note("latency", {"ue": "agv"}, holder, began, data)


async def statement_of(bench: Bench, measurement: str, **body: object) -> Statement:
    answer = await bench.client.post(
        f"/measurements/{measurement}/attestation", json={"name": "registration.pcapng", **body}
    )
    assert answer.status_code == 200, answer.text
    envelope = Envelope.from_json(answer.text)
    key = (await bench.client.get("/")).json()["gateway"]["public_key"]
    assert envelope.is_signed_by(KitKey.decode(key).public)
    return Statement.read(envelope)


class TestNotary:
    def test_the_statement_says_what_was_measured(self, notary: Notary) -> None:
        notary.exchanged("at", {"command": "AT"}, "OK", SACHA)

        statement = Statement.read(notary.attest(note(notary), "delays.csv", SACHA))

        measured = statement.measurement
        assert statement.sha256 == hashlib.sha256(b"a,b\n").hexdigest()
        assert statement.name == "delays.csv"
        assert (measured.kit, measured.kind, measured.operation) == ("bench", "real", "latency")
        assert (measured.learner, measured.parameters) == ("sacha", {"ue": "agv"})
        assert (measured.size_bytes, measured.media_type) == (4, "application/json")
        assert [exchange.answer for exchange in measured.meanwhile] == ["OK"]
        assert measured.started_at <= measured.ended_at

    @pytest.mark.parametrize("other", [Holder("lou", "lease-2"), Holder("sacha", "lease-2")])
    def test_another_holder_gets_no_attestation(self, notary: Notary, other: Holder) -> None:
        measurement = note(notary)

        with pytest.raises(GatewayError):
            notary.attest(measurement, "delays.csv", other)
        with pytest.raises(GatewayError):
            notary.artefact(measurement, other)

    def test_measurements_are_forgotten_with_their_lease(self, notary: Notary) -> None:
        measurement = note(notary)

        notary.forget("lease-1")

        with pytest.raises(GatewayError):
            notary.attest(measurement, "delays.csv", SACHA)

    def test_exchanges_of_other_holders_are_left_out(self, notary: Notary) -> None:
        notary.exchanged("at", {"command": "AT"}, "OK", Holder("lou", "lease-2"))

        statement = Statement.read(notary.attest(note(notary), "delays.csv", SACHA))

        assert statement.measurement.meanwhile == []

    def test_memory_is_bounded_and_the_oldest_measurement_goes_first(self, notary: Notary) -> None:
        first = note(notary)
        for number in range(MOST_MEASUREMENTS):
            last = note(notary, str(number).encode())

        assert notary.artefact(last, SACHA) == (str(number).encode(), "application/json")
        with pytest.raises(GatewayError):
            notary.artefact(first, SACHA)

    def test_a_talkative_device_does_not_exceed_the_envelope(self, notary: Notary) -> None:
        for _ in range(10):
            notary.exchanged("at", {"command": "AT"}, "x" * (MOST_EXCHANGE_BYTES // 4), SACHA)

        text = notary.attest(note(notary), "delays.csv", SACHA).to_json()

        assert 1 <= len(Statement.read(Envelope.from_json(text)).measurement.meanwhile) <= 4

    def test_what_ends_after_the_gateway_s_own_network_is_not_attested(
        self, tmp_path: Path
    ) -> None:
        runs = [True]
        notary = Notary("bench", "virtual", SigningKey.at(tmp_path / "k.pem"), lambda: runs[0])
        before = note(notary)
        runs[0] = False
        after = note(notary)

        assert notary.attest(before, "delays.csv", SACHA)
        with pytest.raises(GatewayError, match="not signed"):
            notary.attest(after, "delays.csv", SACHA)


class TestTheApi:
    async def test_the_lab_that_a_client_states_is_attested(self, bench: Bench) -> None:
        work = Work(cohort="équipe/2", lab="packet-capture", release="a1b2")
        stated = {"Campus5G-Work": work.as_header()}
        noted = await bench.client.post("/measurements/description", headers=stated)

        # It is asked for without stating a lab: that was settled when it was measured.
        statement = await statement_of(bench, noted.json()["measurement"])

        assert statement.measurement.work == work

    @pytest.mark.proof
    @pytest.mark.parametrize(
        "header", ["", "packet-capture", "a/b/c/d", f"a/{'b' * 200}/c", "a//c"]
    )
    async def test_a_measurement_for_no_lab_says_so(self, bench: Bench, header: str) -> None:
        stated = {"Campus5G-Work": header}
        noted = await bench.client.post("/measurements/description", headers=stated)

        statement = await statement_of(bench, noted.json()["measurement"])

        assert statement.measurement.work is None

    async def test_a_capture_is_attested_by_the_bytes_that_were_delivered(
        self, bench: Bench
    ) -> None:
        capture = await bench.start_capture("n2", max_seconds=30)
        await bench.client.post("/ues/camera/at", json={"command": "AT+CSQ"})
        bench.points["n2"].see(udp_frame(1))
        state = (await bench.client.post(f"{capture}/stop")).json()
        file = (await bench.client.get(f"{capture}/pcapng")).content
        await bench.client.delete(capture)

        statement = await statement_of(bench, state["measurement"])

        measured = statement.measurement
        assert statement.sha256 == hashlib.sha256(file).hexdigest()
        assert (measured.size_bytes, measured.operation) == (len(file), "capture")
        assert measured.parameters == {"points": ["n2"], "max_seconds": 30}
        assert [each.parameters["command"] for each in measured.meanwhile] == ["AT+CSQ"]

    async def test_a_capture_is_attested_for_the_learner_of_its_lease(self, bench: Bench) -> None:
        lease = await bench.client.post("/leases", json={"learner": "sacha"})
        sacha = {"Authorization": f"Bearer {lease.json()['token']}"}
        started = await bench.client.post("/captures", json={"points": ["n2"]}, headers=sacha)
        path = f"/captures/{started.json()['id']}"
        state = (await bench.client.post(f"{path}/stop", headers=sacha)).json()
        asked = f"/measurements/{state['measurement']}/attestation"

        by_sacha = await bench.client.post(asked, json={"name": "a.pcapng"}, headers=sacha)
        by_the_operator = await bench.client.post(asked, json={"name": "a.pcapng"})

        statement = Statement.read(Envelope.from_json(by_sacha.text))
        assert statement.measurement.learner == "sacha"
        assert by_the_operator.status_code == 404

    async def test_the_description_is_attested_like_a_measurement(self, bench: Bench) -> None:
        noted = (await bench.client.post("/measurements/description")).json()["measurement"]
        data = (await bench.client.get(f"/measurements/{noted}")).content

        statement = await statement_of(bench, noted)

        assert statement.sha256 == hashlib.sha256(data).hexdigest()
        assert json.loads(data)["name"] == "virtual"

    @pytest.mark.proof
    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"name": "../escape"},
            {"name": ".hidden"},
            {"name": "a/b"},
            {"name": "a", "sha256": "0" * 64},
        ],
    )
    async def test_a_client_chooses_only_the_file_name(
        self, bench: Bench, body: dict[str, str]
    ) -> None:
        noted = (await bench.client.post("/measurements/description")).json()["measurement"]

        answer = await bench.client.post(f"/measurements/{noted}/attestation", json=body)

        assert answer.status_code == 422

    async def test_the_key_is_private_and_its_public_half_is_published(self, bench: Bench) -> None:
        data = bench.folder.with_name(f"{bench.folder.name}-data")
        described = (await bench.client.get("/")).json()["gateway"]

        (private,) = data.rglob("signing-key.pem")
        (public,) = published_keys(data / "kit-keys")

        assert private.stat().st_mode & 0o777 == 0o600
        assert (public.kit, public.id) == ("virtual", described["key_id"])
        assert public.encoded() == described["public_key"]
