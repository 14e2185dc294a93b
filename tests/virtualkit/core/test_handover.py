"""An N2 handover between two gNBs: every message, the keys, and the path of packets."""

import asyncio
import hashlib
import hmac
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from control_port import order
from kit_observer import Recording, Terminal, complaints, fields
from test_registration import Book

from campus5g.inventory import Inventory, claim_block, load_inventory
from campus5g.places import KITS
from campus5g.virtualkit.codecs.identities import Plmn
from campus5g.virtualkit.codecs.ngap import Position
from campus5g.virtualkit.codecs.ngap_handover import Target
from campus5g.virtualkit.codecs.rrc import MeasuredCell
from campus5g.virtualkit.network import VirtualNetwork
from campus5g.virtualkit.scenarios.scenario import load_scenario

AMF, UPF, FIRST, SECOND = "10.53.1.5", "10.53.1.7", "10.53.1.3", "10.53.1.6"
EVERY_POINT = ("n2", "n3", "n4", "n6")
RELEASED = b"\x20\x29\x00"
"""The start of a UE context release complete."""
PREPARATION_FAILURE = b"\x40\x0c\x00"
UE = "camera"


@pytest.fixture(scope="module")
def handover(
    start_kit: Callable[[str], Inventory], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The camera's restart, and its handover to the second gNB."""
    kit = start_kit("handover")
    with Terminal(kit, UE) as terminal:
        recording = Recording(kit, EVERY_POINT)
        assert terminal.restart().startswith("+C5GREG: 1,")
    assert order(kit, do="handover", ue=UE) == {"handed_over": True, "gnb": "gnb-halle-2"}
    recording.wait_for("n2", RELEASED, count=2)
    with Terminal(kit, UE) as terminal:
        terminal.type("ATE0")
        terminal.type("AT+C5GREG=2")
        assert '"000000012"' in terminal.type("AT+C5GREG?")[0]
        assert ",70,12,18," in terminal.type('AT+QENG="servingcell"')[0]
    echo = order(kit, do="ping", ue=UE, count=1, interval_ms=10, size_bytes=20)
    assert echo["rtt_ms"] is not None
    return recording.finish(tmp_path_factory.mktemp("handover"))


@pytest.mark.proof
def test_tshark_finds_nothing_wrong(handover: Path) -> None:
    assert complaints(handover) == []


def test_the_messages_follow_in_order(handover: Path) -> None:
    messages = fields(handover, "ngap", "ip.src", "ip.dst", "ngap.procedureCode", "ngap.NGAP_PDU")
    begin = messages.index([FIRST, AMF, "12", "0"])

    assert messages[begin:] == [
        [FIRST, AMF, "12", "0"],  # required
        [AMF, SECOND, "13", "0"],  # request
        [SECOND, AMF, "13", "1"],
        [AMF, FIRST, "12", "1"],  # command
        [FIRST, AMF, "49", "0"],  # status
        [AMF, SECOND, "7", "0"],
        [SECOND, AMF, "11", "0"],  # notify
        [AMF, FIRST, "41", "0"],
        [FIRST, AMF, "41", "1"],
    ]


def test_the_path_moves_to_the_target_s_tunnel_and_the_old_one_gets_an_end_marker(
    handover: Path,
) -> None:
    ((taken,),) = fields(
        handover, "ngap.procedureCode == 13 && ngap.NGAP_PDU == 1", "ngap.gTP_TEID"
    )
    *_, first, second = fields(
        handover,
        "pfcp.outer_hdr_creation.teid",
        "pfcp.outer_hdr_creation.teid",
        "pfcp.smreq_flags.sndem",
    )
    ends = fields(handover, "gtp.message == 254", "ip.src", "ip.dst", "gtp.teid")
    *_, (route, teid) = fields(
        handover, "gtp && icmp.type == 8 && ip.src == 10.53.6.10", "ip.dst", "gtp.teid"
    )

    assert first[1] == ""
    assert int(second[0], 0) == int(taken.replace(":", ""), 16)
    assert second[1] == "True"
    assert ends == [[UPF, FIRST, first[0]]]
    assert route.split(",")[0] == SECOND
    assert teid == second[0]


@pytest.mark.proof
def test_the_key_for_the_target_is_the_second_of_the_chain(
    handover: Path, inventory: Inventory
) -> None:
    subscriber = load_scenario("handover", inventory).subscribers["999700000000001"]
    ((rand, autn),) = fields(
        handover, "nas-5gs.mm.message_type == 0x56", "gsm_a.dtap.rand", "gsm_a.dtap.autn"
    )
    ((count, next_hop),) = fields(
        handover, "ngap.nextHopNH", "ngap.nextHopChainingCount", "ngap.nextHopNH"
    )
    book = Book(subscriber.k, subscriber.opc, bytes.fromhex(rand), bytes.fromhex(autn))

    chain = book.k_gnb
    for _ in range(2):
        chain = hmac.new(book.k_amf, b"\x6f" + chain + b"\x00\x20", hashlib.sha256).digest()
    assert count == "2"
    assert bytes.fromhex(next_hop) == chain


@pytest.fixture
async def network() -> AsyncIterator[VirtualNetwork]:
    with claim_block(f"handover tests {os.getpid()}") as block:
        inventory = load_inventory(KITS / "virtual.yaml").moved_to(block.network)
        network = VirtualNetwork(inventory, load_scenario("handover", inventory), 1)
        async with AsyncExitStack() as stack:
            await network.listen(stack)
            await network.start()
            yield network


async def test_a_robot_nearer_to_another_gnb_is_handed_over(
    network: VirtualNetwork,
) -> None:
    station = network.field.devices["agv"].station
    assert network.mobility.serving("agv") == "gnb-halle-1"

    station.place = (50, 20)
    network.mobility.moved("agv")
    weak_dbm = station.signal(0).rsrp_dbm
    await network.ues["agv"].until(lambda: network.mobility.serving("agv") == "gnb-halle-2")

    assert station.signal(0).rsrp_dbm > weak_dbm


async def test_a_handover_to_an_unknown_gnb_is_refused(
    network: VirtualNetwork, tmp_path: Path
) -> None:
    recording = await asyncio.to_thread(Recording, network.inventory, ("n2",))
    nowhere = Target(99, Position(Plmn("999", "70"), 1, 99))

    network.gnbs["gnb-halle-1"].hand_over("camera", nowhere, MeasuredCell(-90, 20))
    await asyncio.to_thread(recording.wait_for, "n2", PREPARATION_FAILURE)

    file = await asyncio.to_thread(recording.finish, tmp_path)
    assert fields(file, "ngap.NGAP_PDU == 2", "ngap.radioNetwork") == [["12"]]
    assert network.ues["camera"].connected
    assert network.mobility.serving("camera") == "gnb-halle-1"
