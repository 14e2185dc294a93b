"""Conversations that other cores, gNBs and UEs have, written from the specifications."""

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from kit_observer import WITHIN_S, Recording, complaints, fields

from campus5g.inventory import claim_block, load_inventory
from campus5g.places import KITS
from campus5g.virtualkit.codecs import ngap
from campus5g.virtualkit.codecs.identities import Plmn, Snssai, encode_nssai
from campus5g.virtualkit.codecs.nas import Mm, MmMessage
from campus5g.virtualkit.codecs.ngap import Procedure, UeIds
from campus5g.virtualkit.codecs.rrc_capability import radio_capability
from campus5g.virtualkit.core.amf.context import UeContext
from campus5g.virtualkit.network import VirtualNetwork
from campus5g.virtualkit.ran.radio import NasTransfer
from campus5g.virtualkit.scenarios.scenario import load_scenario
from campus5g.virtualkit.ue.ue import Ue

ASKED = 1
NO_UE = UeIds(4_000_000, 4_000_000)
NAME = bytes([0x90]) + "Campus".encode("utf-16-be")
TIME = bytes.fromhex("62112980150080")
TRACKING_AREA = b"\x00" + Plmn("999", "70").encode() + (1).to_bytes(3)
UPDATE_COMPLETE = bytes([0x7E, 0x00, Mm.CONFIGURATION_UPDATE_COMPLETE])
SLICES = encode_nssai([Snssai(1, 1)])
EVERY_KIND: dict[str, bytes | int] = {
    "5GSTAIList": TRACKING_AREA,
    "AllowedNSSAI": SLICES,
    "NetFullName": NAME,
    "NetShortName": NAME,
    "LocalTimeZone": b"\x80",
    "UnivTimeAndTimeZone": TIME,
    "DLSavingTime": b"\x00",
    "MICOInd": 0,
    "NetSlicingInd": 0,
    "ConfiguredNSSAI": SLICES,
    "SMSInd": 1,
}


@dataclass
class Camera:
    """A registered UE of a network, and what was recorded since."""

    network: VirtualNetwork
    recording: Recording

    @property
    def ue(self) -> Ue:
        return self.network.ues["camera"]

    @property
    def context(self) -> UeContext:
        known = self.network._amf._registry.subscriber(self.ue.usim.imsi)
        assert known is not None
        return known

    async def answered(self) -> None:
        """Wait until the camera has answered a question that was sent after all else."""
        before = self.ue._guti
        confirmed = asyncio.Event()
        self.network._amf.rename(self.ue.usim.imsi, confirmed.set)
        await confirmed.wait()
        assert self.ue._guti != before


@asynccontextmanager
async def camera(network_name: str | None = None) -> AsyncIterator[Camera]:
    """Run a network whose camera is connected, with a recording of N2."""
    with claim_block(f"other stacks {os.getpid()}") as block:
        inventory = load_inventory(KITS / "virtual.yaml").moved_to(block.network)
        core = inventory.core.model_copy(update={"network_name": network_name})
        inventory = inventory.model_copy(update={"core": core})
        network = VirtualNetwork(inventory, load_scenario("nominal", inventory), 1)
        async with asyncio.timeout(WITHIN_S), contextlib.AsyncExitStack() as stack:
            await network.listen(stack)
            await network.start()
            await network.ues["camera"].until(lambda: network.ues["camera"].connected)
            yield Camera(network, await asyncio.to_thread(Recording, inventory, ["n2"]))


def numbers(file: Path, display_filter: str, name: str) -> list[str]:
    return [value for (value,) in fields(file, display_filter, name)]


COMMANDS: list[dict[str, bytes | int]] = [
    {},
    {"NetFullName": NAME, "UnivTimeAndTimeZone": TIME},
    {"ConfigUpdateInd": 0, **EVERY_KIND},
    {"ConfigUpdateInd": ASKED},
    {"ConfigUpdateInd": ASKED, **EVERY_KIND},
]


async def test_a_configuration_update_is_acknowledged_when_asked_whatever_it_holds(
    tmp_path: Path,
) -> None:
    asked = [elements for elements in COMMANDS if elements.get("ConfigUpdateInd") == ASKED]
    async with camera() as one:
        for elements in COMMANDS:
            one.context.send(MmMessage(Mm.CONFIGURATION_UPDATE_COMMAND, elements))
        # The last asks, and the camera answers in order.
        await asyncio.to_thread(one.recording.wait_for, "n2", UPDATE_COMPLETE, count=len(asked))
        file = await asyncio.to_thread(one.recording.finish, tmp_path)

    commands = numbers(file, "nas-5gs.mm.message_type == 0x54", "frame.number")
    answers = numbers(file, "nas-5gs.mm.message_type == 0x55", "frame.number")
    assert (len(commands), len(answers)) == (len(COMMANDS), len(asked))
    assert complaints(file) == []


async def test_a_5g_guti_is_taken_over_without_a_question(tmp_path: Path) -> None:
    async with camera() as one:
        assert one.ue._guti is not None
        given = replace(one.ue._guti, tmsi=7)
        one.context.send(MmMessage(Mm.CONFIGURATION_UPDATE_COMMAND, {"GUTI": given.encode()}))
        await one.ue.until(lambda: one.ue._guti == given)
        file = await asyncio.to_thread(one.recording.finish, tmp_path)

    assert numbers(file, "nas-5gs.mm.message_type == 0x55", "frame.number") == []


async def test_a_gnb_tells_the_amf_what_it_cannot_follow_and_never_answers_an_error(
    tmp_path: Path,
) -> None:
    async with camera() as one:
        gnb = next(iter(one.network.gnbs.values()))
        gnb.receive(ngap.error_indication("unknown-local-UE-NGAP-ID", "radioNetwork", NO_UE))
        gnb.receive(ngap.error_indication("unspecified", "protocol"))
        gnb.receive(ngap.encode(Procedure.ERROR_INDICATION, "initiatingMessage"))
        gnb.receive(ngap.downlink_nas_transport(NO_UE, b"\x7e\x00\x5b\x01"))
        gnb.receive(b"\xff")
        gnb.receive(ngap.ng_setup_request("gNB", 7, gnb.position, [Snssai(1, 1)]))
        await one.answered()
        file = await asyncio.to_thread(one.recording.finish, tmp_path)

    told = fields(
        file, "ngap.procedureCode == 9", "ngap.RAN_UE_NGAP_ID", "ngap.radioNetwork", "ngap.protocol"
    )
    assert told == [["4000000", "14", ""], ["", "", "0"], ["", "", "3"]]
    assert complaints(file) == []


async def test_a_gnb_s_error_and_a_ue_s_radio_capability_are_read_by_the_amf(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with camera() as one:
        gnb = next(iter(one.network.gnbs.values()))
        ids = one.context.connected.ids
        capability = ngap.encode(
            Procedure.UE_RADIO_CAPABILITY_INFO_INDICATION,
            "initiatingMessage",
            *ngap.ue_elements(ids),
            (117, "ignore", "UERadioCapability", b"\x04\x00"),
        )
        gnb.send(ngap.UE_STREAM, capability)
        gnb.send(ngap.UE_STREAM, ngap.error_indication("unspecified", "radioNetwork", ids))
        await one.answered()
        file = await asyncio.to_thread(one.recording.finish, tmp_path)

    assert f"radioNetwork unspecified, AMF-UE-NGAP-ID {ids.amf}" in caplog.text
    assert "discards" not in caplog.text
    assert len(numbers(file, "ngap.procedureCode == 44 || ngap.procedureCode == 9", "ip.src")) == 2


async def test_name_time_and_radio_capability_follow_a_registration_where_they_are_chosen(
    tmp_path: Path,
) -> None:
    async with camera("Campus 5G Dunkerque") as one:
        for gnb in one.network.gnbs.values():
            gnb.radio_capability = radio_capability("n77")
        await one.ue.power_off()
        one.ue.power_on()
        await one.ue.until(lambda: one.ue.connected)
        file = await asyncio.to_thread(one.recording.finish, tmp_path)

    update = "nas-5gs.mm.message_type == 0x54"
    name, time = "gsm_a.dtap.text_string", "gsm_a.dtap.time_zone_time"
    [[told, at]] = fields(file, update, name, time)
    assert told == "Campus 5G Dunkerque"
    utc = datetime.strptime(at.rsplit(".", 1)[0], "%b %d, %Y %H:%M:%S").replace(tzinfo=UTC)
    assert abs(datetime.now(UTC) - utc) < timedelta(hours=1)
    assert numbers(file, "ngap.procedureCode == 44", "nr-rrc.bandNR") == ["77"]
    assert complaints(file) == []


async def test_a_ue_that_names_no_slice_and_no_data_network_gets_those_of_its_subscription(
    tmp_path: Path,
) -> None:
    async with camera() as one:
        ue = one.ue
        await ue.power_off()
        whole, ask = ue._request, ue._send_protected

        def request(_: Snssai | None = None) -> MmMessage:
            message = whole(ue.subscription.slice)
            return without(message, "NSSAI")

        with (
            patch.object(ue, "_request", request),
            patch.object(ue, "_send_protected", lambda each: ask(without(each, "SNSSAI", "DNN"))),
        ):
            ue.power_on()
            await ue.until(lambda: ue.connected)
            assert ue.address is not None
        file = await asyncio.to_thread(one.recording.finish, tmp_path)

    accepted = "nas-5gs.sm.message_type == 0xc2"
    assert fields(file, accepted, "nas-5gs.mm.sst", "nas-5gs.cmn.dnn")[0][1] == "internet"
    assert complaints(file) == []


def without(message: MmMessage, *names: str) -> MmMessage:
    kept = {name: value for name, value in message.elements.items() if name not in names}
    return MmMessage(message.type, kept)


@pytest.mark.parametrize("left_first", [False, True])
async def test_a_plain_registration_request_on_a_standing_connection_registers_again(
    tmp_path: Path, left_first: bool
) -> None:
    async with camera() as one:
        ue = one.ue
        address = ue.address
        if left_first:
            # So that the request comes while the session is being released.
            one.network._links.n4.transit_s = 0.05
            leave(ue)
        ue._close_session()
        ue._forget()
        register_on_the_same_connection(ue)
        await ue.until(lambda: ue.connected)
        assert ue.address == address
        file = await asyncio.to_thread(one.recording.finish, tmp_path)

    assert numbers(file, "ngap.procedureCode == 15", "frame.number") == []
    assert len(numbers(file, "nas-5gs.mm.message_type == 0x42", "frame.number")) == 1
    assert complaints(file) == []


async def test_a_registration_request_on_a_connection_that_is_being_released_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("campus5g.virtualkit.ue.ue.T3511_S", 0.1)
    async with camera() as one:
        ue = one.ue
        ue.end_session()
        await ue.until(lambda: ue.address is None)
        leave(ue)
        ue._forget()
        register_on_the_same_connection(ue)
        await ue.until(lambda: ue.connected)
        file = await asyncio.to_thread(one.recording.finish, tmp_path)

    asked = "nas-5gs.mm.message_type == 0x41"
    assert numbers(file, asked, "ngap.procedureCode")[:2] == ["46", "15"]
    assert len(numbers(file, "nas-5gs.mm.message_type == 0x42", "frame.number")) == 1
    assert complaints(file) == []


def leave(ue: Ue) -> None:
    """Have a UE deregister without switching off."""
    assert ue._guti is not None
    leaving = {"NAS_KSI": 0, "DeregistrationType": 1, "5GSID": ue._guti.encode()}
    ue._send_protected(MmMessage(Mm.DEREGISTRATION_REQUEST, leaving))


def register_on_the_same_connection(ue: Ue) -> None:
    """Have a UE register as one that is still connected: without a new RRC connection."""
    air = ue._air
    assert air is not None
    with patch.object(ue, "_send", lambda setup: air.send_up(NasTransfer(setup.pdu))):
        ue._register()
