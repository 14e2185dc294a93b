"""The virtual kit's own signalling, from its wires to the procedures and UEs that it shows."""

from collections.abc import Callable, Iterator

import pytest

from campus5g.capture.analysis.correlation import correlate
from campus5g.capture.analysis.procedures import Procedure, procedures
from campus5g.capture.analysis.ues import Ue, describe
from campus5g.capture.messages.message import Message
from campus5g.capture.messages.signalling import read_signalling
from campus5g.kit import connect
from campus5g.kit.starting.private import start_private_kit

Restarted = Callable[..., list[Message]]


@pytest.fixture(scope="module", params=["nominal"])
def restarted(request: pytest.FixtureRequest) -> Iterator[Restarted]:
    """Restart devices of a kit in some scenario, and read their signalling."""
    with (
        start_private_kit(scenario=request.param, owner=f"tests of {request.param}") as kit,
        connect(url=kit.url, token=kit.token) as connected,
    ):

        def restart(*devices: str) -> list[Message]:
            with connected.capture("n2", "n4") as capture:
                for device in devices:
                    connected.ue(device).restart()
            return read_signalling(capture.path)

        yield restart


def named(found: list[Procedure], name: str) -> list[Procedure]:
    return [one for one in found if one.name == name]


def with_identity(messages: list[Message]) -> list[Ue]:
    return [ue for ue in map(describe, correlate(messages)) if ue.suci]


def test_restarted_devices_show_complete_registrations_and_sessions(restarted: Restarted) -> None:
    messages = restarted("camera", "agv")

    found = procedures(messages)
    ues = with_identity(messages)

    assert [one.outcome for one in named(found, "registration")] == ["success"] * 2
    assert [one.outcome for one in named(found, "PDU session establishment")] == ["success"] * 2
    assert [one.variant for one in named(found, "deregistration")] == ["by UE, switch-off"] * 2
    assert len({ue.imsi for ue in ues}) == 2
    for ue in ues:
        assert (ue.ciphering, ue.integrity) == ("NEA0", "NIA2")
        (session,) = ue.sessions
        assert session.dnn
        assert session.address
        assert session.uplink
        assert session.downlink
        assert len(session.seids) == 2


def test_a_device_restarted_twice_is_one_ue_with_two_sessions(restarted: Restarted) -> None:
    messages = restarted("camera", "camera")

    (ue,) = with_identity(messages)

    assert len(ue.sessions) == 2
    assert len(ue.gutis) >= 2
    assert len(ue.ngap_ids) == 2


@pytest.mark.proof
@pytest.mark.parametrize("restarted", ["ciphered"], indirect=True)
def test_ciphered_outcomes_stay_unknown_unless_n2_or_n4_shows_them(
    restarted: Restarted,
) -> None:
    messages = restarted("camera")

    found = procedures(messages)
    (ue,) = with_identity(messages)

    assert [one.outcome for one in named(found, "registration")] == ["unknown"]
    assert [one.outcome for one in named(found, "security mode")] == ["unknown"]
    assert [one.outcome for one in named(found, "PDU session resource setup")] == ["success"]
    assert ue.ciphering == "NEA2"
    assert ue.sessions[0].dnn == ""
    assert ue.sessions[0].address
    assert len(ue.sessions[0].seids) == 2


@pytest.mark.proof
@pytest.mark.parametrize("restarted", ["refused"], indirect=True)
def test_a_refused_registration_has_its_cause(restarted: Restarted) -> None:
    found = procedures(restarted("badge"))

    (registration,) = named(found, "registration")

    assert registration.outcome == "failure"
    assert "(7)" in registration.cause
