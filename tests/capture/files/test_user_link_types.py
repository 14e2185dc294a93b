"""The content of a user link type is recognised from any messages of a capture."""

import importlib
import struct
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from built_captures import cause, established, establishment, pfcp, service_request
from raw_captures import HEARTBEAT, mac_in_udp, pcap, t_pdu

from campus5g.capture import open_capture
from campus5g.capture.files.user_link_types import recognise

FAMILY = ("NGAP", "F1AP", "E1AP", "E2AP")
FIRST_OCTETS = {"InitiatingMessage": 0, "SuccessfulOutcome": 0x20, "UnsuccessfulOutcome": 0x40}


def encoded(
    protocol: str, kind: str, code: int, message: str, **elements: tuple[int, Any]
) -> bytes:
    """A PDU of NGAP's family by pycrate, with some of its elements."""
    pdu = getattr(
        importlib.import_module(f"pycrate_asn1dir.{protocol}"), f"{protocol}_PDU_Descriptions"
    )
    listed = [
        {"id": number, "criticality": "reject", "value": (name.replace("_", "-"), value)}
        for name, (number, value) in elements.items()
    ]
    content = {
        "procedureCode": code,
        "criticality": "reject",
        "value": (message, {"protocolIEs": listed}),
    }
    pdu = getattr(pdu, f"{protocol}_PDU")
    pdu.set_val((kind, content))
    return bytes(pdu.to_aper())


# Encoded where they are used: the specifications take a while to load.
F1_SETUP = partial(
    encoded,
    "F1AP",
    "initiatingMessage",
    1,
    "F1SetupRequest",
    TransactionID=(78, 1),
    GNB_DU_ID=(42, 7),
    GNB_DU_Name=(45, "du"),
)
F1_RELEASED = partial(
    encoded,
    "F1AP",
    "successfulOutcome",
    6,
    "UEContextReleaseComplete",
    GNB_CU_UE_F1AP_ID=(40, 1),
    GNB_DU_UE_F1AP_ID=(41, 2),
)
E1_RELEASE = partial(
    encoded,
    "E1AP",
    "initiatingMessage",
    11,
    "BearerContextReleaseCommand",
    GNB_CU_CP_UE_E1AP_ID=(2, 1),
    GNB_CU_UP_UE_E1AP_ID=(3, 2),
    Cause=(0, ("radioNetwork", "unspecified")),
)
E1_RELEASED = partial(
    encoded,
    "E1AP",
    "successfulOutcome",
    11,
    "BearerContextReleaseComplete",
    GNB_CU_CP_UE_E1AP_ID=(2, 1),
    GNB_CU_UP_UE_E1AP_ID=(3, 2),
)
E2_RESET = partial(
    encoded,
    "E2AP",
    "initiatingMessage",
    3,
    "ResetRequest",
    TransactionID=(49, 1),
    Cause=(1, ("misc", "om-intervention")),
)
E2_WAS_RESET = partial(
    encoded, "E2AP", "successfulOutcome", 3, "ResetResponse", TransactionID=(49, 1)
)


@pytest.mark.proof
@pytest.mark.parametrize(
    ("number", "packets", "name", "shown"),
    [
        (154, [F1_SETUP, F1_RELEASED], "f1ap", "F1AP"),
        (154, [F1_RELEASED], "f1ap", "F1AP"),
        (153, [E1_RELEASE, E1_RELEASED], "e1ap", "E1AP"),
        (153, [E1_RELEASED], "e1ap", "E1AP"),
        (155, [E2_RESET, E2_WAS_RESET], "e2ap", "E2AP"),
        (155, [E2_WAS_RESET], "e2ap", "E2AP"),
        (160, [partial(service_request, 1)], "nas-5gs", "NAS-5GS"),
    ],
)
def test_the_relatives_of_ngap_are_recognised_and_dissected(
    tmp_path: Path, number: int, packets: list[Callable[[], bytes]], name: str, shown: str
) -> None:
    file = tmp_path / "user.pcap"
    file.write_bytes(pcap(number, [packet() for packet in packets]))

    capture = open_capture(file)

    assert capture.user_protocols == {number: name}
    assert [text.partition("/")[0] for text in capture.table()["protocol"]] == [shown] * len(
        packets
    )


def specified(protocol: str) -> Iterator[tuple[str, bytes]]:
    """Yield each message of a specification, with its first element alone."""
    module = importlib.import_module(f"pycrate_asn1dir.{protocol}")
    contents = getattr(module, f"{protocol}_PDU_Contents")
    for procedure in getattr(module, f"{protocol}_PDU_Descriptions")._all_:
        value = getattr(procedure, "_val", None)
        if not isinstance(value, dict) or "procedureCode" not in value:
            continue
        for kind, octet in FIRST_OCTETS.items():
            name = value[kind]._tr._name.replace("-", "_") if kind in value else ""
            known = getattr(contents, f"{name}IEs", None) or getattr(contents, f"{name}_IEs", None)
            if known is None or not known._val or not known._val.root:
                continue
            first = known._val.root[0]["id"]
            body = struct.pack("!xHHBBI", 1, first, 0, 4, 1)
            yield name, bytes([octet, value["procedureCode"], 0, len(body)]) + body


@pytest.mark.parametrize("protocol", FAMILY)
def test_no_ngap_relative_is_mistaken_for_another_protocol(protocol: str) -> None:
    taken = {name: recognise([data]) for name, data in specified(protocol)}

    assert len(taken) > 30
    assert set(taken.values()) <= {protocol.lower(), None}


@pytest.mark.parametrize(
    ("protocol", "names"),
    [
        (
            "NGAP",
            "NGSetupRequest NGSetupResponse NGSetupFailure InitialUEMessage Paging NGReset "
            "DownlinkNASTransport HandoverRequired HandoverRequest HandoverCommand "
            "PathSwitchRequest UEContextReleaseCommand UEContextReleaseComplete "
            "PDUSessionResourceSetupResponse ErrorIndication AMFConfigurationUpdateFailure",
        ),
        (
            "F1AP",
            "F1SetupRequest F1SetupResponse InitialULRRCMessageTransfer DLRRCMessageTransfer "
            "ULRRCMessageTransfer UEContextSetupRequest UEContextSetupResponse Paging",
        ),
        ("E1AP", "GNB_CU_UP_E1SetupRequest BearerContextSetupRequest BearerContextSetupResponse"),
        ("E2AP", "E2setupRequest E2setupResponse RICsubscriptionRequest RICindication"),
    ],
)
def test_common_messages_are_recognised_individually(protocol: str, names: str) -> None:
    taken = {name: recognise([data]) for name, data in specified(protocol)}

    assert {name: taken[name] for name in names.split()} == dict.fromkeys(
        names.split(), protocol.lower()
    )


@pytest.mark.parametrize(
    "message",
    [
        HEARTBEAT,
        establishment(1, 0x101, "10.45.0.2"),
        established(1, 0x101, 1),
        pfcp(54, 2, seid=1),
        pfcp(55, 2, cause(), seid=0x101),
        pfcp(17, 2, cause()),
    ],
)
def test_every_pfcp_message_is_recognised(message: bytes) -> None:
    assert recognise([message]) == "pfcp"


@pytest.mark.parametrize("noise", [b"", b"\0" * 20, b"GET / HTTP/1.1\r\n\r\n", mac_in_udp()[8:]])
def test_other_payloads_stay_unknown(noise: bytes) -> None:
    assert recognise([noise]) is None


def test_the_majority_decides() -> None:
    assert recognise([F1_SETUP(), F1_RELEASED(), t_pdu()]) == "f1ap"
    assert recognise([F1_SETUP(), t_pdu()]) is None
