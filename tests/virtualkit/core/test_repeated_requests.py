"""A PFCP request retransmitted because its answer was late is executed once, answered again."""

import asyncio
import contextlib
import os
from ipaddress import IPv4Address
from pathlib import Path

from kit_observer import WITHIN_S, Recording, complaints, fields

from campus5g.inventory import claim_block, load_inventory
from campus5g.places import KITS
from campus5g.virtualkit.codecs.ip import Ipv4Packet, UdpDatagram
from campus5g.virtualkit.codecs.pfcp import MessageType, PfcpMessage
from campus5g.virtualkit.network import VirtualNetwork
from campus5g.virtualkit.scenarios.scenario import load_scenario
from campus5g.virtualkit.wire.link import Link

REQUEST, RESPONSE = MessageType.SESSION_ESTABLISHMENT_REQUEST, "pfcp.msg_type == 51"


def repeat_each_establishment(n4: Link) -> None:
    """Deliver each session establishment to the UPF twice."""
    repeated = set()

    def again(packet: Ipv4Packet, sender: IPv4Address) -> None:
        message = PfcpMessage.decode(UdpDatagram.decode(packet.payload).payload)
        if message.type is REQUEST and message.sequence not in repeated:
            repeated.add(message.sequence)
            n4.send(packet, sender, packet.destination)

    n4.watchers.append(again)


async def test_a_repeated_session_request_makes_one_session(tmp_path: Path) -> None:
    with claim_block(f"repeating tests {os.getpid()}") as block:
        inventory = load_inventory(KITS / "virtual.yaml").moved_to(block.network)
        network = VirtualNetwork(inventory, load_scenario("nominal", inventory), 1)
        repeat_each_establishment(network._links.n4)
        async with asyncio.timeout(WITHIN_S):
            async with contextlib.AsyncExitStack() as stack:
                await network.listen(stack)
                recording = await asyncio.to_thread(Recording, inventory, ["n4"])
                await network.start()
                address = network.ues["camera"].address
                await network.programs.site.ping(address, 7, 1, b"are you there?")  # type: ignore[union-attr,arg-type]
                file = await asyncio.to_thread(recording.finish, tmp_path)

    answers = fields(file, RESPONSE, "pfcp.seqno", "pfcp.f_seid.ipv4", "pfcp.f_teid.teid")
    once = {tuple(answer) for answer in answers}
    assert len(answers) == 2 * len(once) == 4
    assert complaints(file) == []
