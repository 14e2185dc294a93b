"""Captures built message by message: pycrate encodes NGAP and NAS, scapy the layers below.

`Wires` collects the packets of a site and writes them as a file that tshark reads.
"""

import struct
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from pycrate_asn1dir import NGAP
from pycrate_mobile.TS24501_FGMM import FGMMTypeClasses
from pycrate_mobile.TS24501_FGSM import FGSMTypeClasses
from raw_captures import RAW_IP
from scapy.layers.inet import IP, TCP, UDP
from scapy.layers.inet6 import IPv6
from scapy.layers.sctp import SCTP, SCTPChunkData
from scapy.packet import Packet
from scapy.utils import RawPcapWriter

GNB, TARGET_GNB, AMF = "10.53.1.3", "10.53.1.33", "10.53.1.5"
SMF, UPF, UDM = "10.53.1.4", "10.53.1.7", "10.53.1.6"
PLMN = bytes.fromhex("00f110")
"""MCC 001, MNC 01 (TS 24.501, 9.11.3.4)."""
TAI = {"pLMNIdentity": PLMN, "tAC": bytes.fromhex("000001")}
CELL = {"pLMNIdentity": PLMN, "nRCellIdentity": (1, 36)}
PLACE = ("userLocationInformationNR", {"nR-CGI": CELL, "tAI": TAI})
KINDS = ("InitiatingMessage", "SuccessfulOutcome", "UnsuccessfulOutcome")


@cache
def _elementary_procedures() -> dict[str, tuple[str, Mapping[str, Any]]]:
    found: dict[str, tuple[str, Mapping[str, Any]]] = {}
    for procedure in NGAP.NGAP_PDU_Descriptions._all_:
        value = getattr(procedure, "_val", None)
        if isinstance(value, dict) and "procedureCode" in value:
            for kind in KINDS:
                if kind in value:
                    found[value[kind]._tr._name] = (kind, value)
    return found


def ngap(message: str, **elements: Any) -> bytes:
    """An NGAP message by the specification's name (TS 38.413, 9.2).

    Args:
        message: e.g. ``HandoverRequired``.
        elements: the values of its information elements in pycrate's form, by the name of
            their type with ``_`` for ``-``.
    """
    kind, procedure = _elementary_procedures()[message]
    contents = NGAP.NGAP_PDU_Contents
    # The specification writes some of these sets with a hyphen.
    known = getattr(contents, f"{message}IEs", None) or getattr(contents, f"{message}_IEs")
    known = known._val
    listed = []
    for element in [*known.root, *(known.ext or ())]:
        name = element["Value"]._tr._name if element["Value"]._tr else ""
        if name.replace("-", "_") in elements:
            listed.append(
                {
                    "id": element["id"],
                    "criticality": element["criticality"],
                    "value": (name, elements.pop(name.replace("-", "_"))),
                }
            )
    assert not elements, f"{message} has no {', '.join(elements)}"
    content = {
        "procedureCode": procedure["procedureCode"],
        "criticality": procedure["criticality"],
        "value": (message, {"protocolIEs": listed}),
    }
    pdu = NGAP.NGAP_PDU_Descriptions.NGAP_PDU
    pdu.set_val((kind[0].lower() + kind[1:], content))
    return bytes(pdu.to_aper())


def ue(amf: int, ran: int) -> dict[str, int]:
    """The two names of a UE on N2."""
    return {"AMF_UE_NGAP_ID": amf, "RAN_UE_NGAP_ID": ran}


def initial_ue_message(nas: bytes, ran: int, tmsi: int | None = None) -> bytes:
    """The first message of a UE's connection (9.2.5.1)."""
    more = {} if tmsi is None else {"FiveG_S_TMSI": s_tmsi(tmsi)}
    return ngap(
        "InitialUEMessage",
        RAN_UE_NGAP_ID=ran,
        NAS_PDU=nas,
        UserLocationInformation=PLACE,
        RRCEstablishmentCause="mo-Signalling",
        **more,
    )


def uplink(nas: bytes, amf: int, ran: int) -> bytes:
    """A NAS message on its way up (9.2.5.3)."""
    return ngap("UplinkNASTransport", **ue(amf, ran), NAS_PDU=nas, UserLocationInformation=PLACE)


def downlink(nas: bytes, amf: int, ran: int) -> bytes:
    """A NAS message on its way down (9.2.5.2)."""
    return ngap("DownlinkNASTransport", **ue(amf, ran), NAS_PDU=nas)


def s_tmsi(tmsi: int) -> dict[str, Any]:
    """A 5G-S-TMSI of AMF set 1, pointer 0 (9.3.3.20)."""
    return {"aMFSetID": (1, 10), "aMFPointer": (0, 6), "fiveG-TMSI": tmsi.to_bytes(4)}


def tunnel(address: str, teid: int) -> tuple[str, dict[str, Any]]:
    """A tunnel end with an IPv4 or IPv6 address (9.3.2.2)."""
    ip = ip_address(address)
    end = {"transportLayerAddress": (int(ip), ip.max_prefixlen), "gTP-TEID": teid.to_bytes(4)}
    return ("gTPTunnel", end)


def both_addresses(ipv4: str, ipv6: str, teid: int) -> tuple[str, dict[str, Any]]:
    """A tunnel end that is reached by either IP version: 160 bits (9.3.2.4)."""
    bits = int(ip_address(ipv4)) << 128 | int(ip_address(ipv6))
    return ("gTPTunnel", {"transportLayerAddress": (bits, 160), "gTP-TEID": teid.to_bytes(4)})


def nas_mm(message_type: int, **elements: bytes | int) -> bytes:
    """A plain 5GMM message (TS 24.501, 8.2) from its elements' octets, by pycrate's names."""
    message = FGMMTypeClasses[message_type](val=_named(elements))
    return bytes(message.to_bytes())


def nas_sm(message_type: int, session_id: int, pti: int = 0, **elements: bytes | int) -> bytes:
    """A 5GSM message (TS 24.501, 8.3)."""
    header = {"PDUSessID": session_id, "PTI": pti}
    message = FGSMTypeClasses[message_type](val={"5GSMHeader": header, **_named(elements)})
    return bytes(message.to_bytes())


def _named(elements: Mapping[str, bytes | int]) -> dict[str, bytes | int]:
    return {name.replace("FiveGS", "5GS"): value for name, value in elements.items()}


def transported(message: bytes, session_id: int, *, up: bool) -> bytes:
    """A 5GSM message in a NAS transport (TS 24.501, 8.2.10 and 8.2.11)."""
    head = bytes.fromhex("7e0067" if up else "7e0068")
    return head + struct.pack("!BH", 1, len(message)) + message + bytes([0x12, session_id])


def protected(message: bytes, header: int = 2) -> bytes:
    """A NAS message under a security header (TS 24.501, 9.1.1); its MAC is any."""
    return bytes([0x7E, header]) + bytes.fromhex("01020304 01") + message


def null_suci(msin: str) -> bytes:
    """A mobile identity with the null scheme (TS 24.501, 9.11.3.4)."""
    digits = msin + "f" * (len(msin) % 2)
    swapped = "".join(digits[at + 1] + digits[at] for at in range(0, len(digits), 2))
    return b"\x01" + PLMN + bytes.fromhex("f0ff 00 00" + swapped)


def concealed_suci(profile: int, key: int, output: bytes) -> bytes:
    """A mobile identity with ECIES profile A (1) or B (2) (TS 33.501, C.3.4)."""
    return b"\x01" + PLMN + bytes.fromhex("f0ff") + bytes([profile, key]) + output


def guti(tmsi: int) -> bytes:
    """A 5G-GUTI of AMF region 2, set 1, pointer 0 (TS 24.501, 9.11.3.4)."""
    return b"\xf2" + PLMN + bytes.fromhex("02 0040") + tmsi.to_bytes(4)


def registration_request(identity: bytes, kind: int = 1) -> bytes:
    """Of type initial (1), mobility (2) or periodic (3) (TS 24.501, 9.11.3.7)."""
    head = bytes.fromhex("7e0041") + bytes([0x78 | kind])
    return head + struct.pack("!H", len(identity)) + identity + bytes.fromhex("2e02f0f0")


def registration_accept(tmsi: int) -> bytes:
    """With a new 5G-GUTI (TS 24.501, 8.2.7)."""
    return bytes.fromhex("7e0042 0101 77000b") + guti(tmsi)


def service_request(tmsi: int) -> bytes:
    """For mobile terminated services (TS 24.501, 8.2.16)."""
    return bytes.fromhex("7e004c 20 0007 f4 0040") + tmsi.to_bytes(4)


def pfcp(kind: int, sequence: int, *ies: bytes, seid: int | None = None) -> bytes:
    """A PFCP message (TS 29.244, 7.2.2): of a session where it has a SEID."""
    with_seid = b"" if seid is None else struct.pack("!Q", seid)
    body = with_seid + struct.pack("!I", sequence << 8) + b"".join(ies)
    return struct.pack("!BBH", 0x20 | (seid is not None), kind, len(body)) + body


def ie(kind: int, *parts: bytes) -> bytes:
    """A PFCP information element, or a group of some (TS 29.244, 8.1.1)."""
    value = b"".join(parts)
    return struct.pack("!HH", kind, len(value)) + value


def f_seid(seid: int, address: str) -> bytes:
    """TS 29.244, 8.2.37."""
    return ie(57, b"\x02", struct.pack("!Q", seid), ip_address(address).packed)


def f_teid(teid: int, address: str) -> bytes:
    """TS 29.244, 8.2.3."""
    ip = ip_address(address)
    return ie(21, b"\x01" if ip.version == 4 else b"\x02", struct.pack("!I", teid), ip.packed)


def ue_address(address: str) -> bytes:
    """TS 29.244, 8.2.62."""
    ip = ip_address(address)
    return ie(93, b"\x02" if ip.version == 4 else b"\x01", ip.packed)


def outer_header(teid: int, address: str, *, inside: Sequence[int] = ()) -> bytes:
    """GTP-U over UDP over IP (TS 29.244, 8.2.56), in the groups that lead to it."""
    ip = ip_address(address)
    what = 0x0100 if ip.version == 4 else 0x0200
    element = ie(84, struct.pack("!HI", what, teid), ip.packed)
    for group in reversed(inside):
        element = ie(group, ie(42, b"\0"), element) if group == 11 else ie(group, element)
    return element


def cause(number: int = 1) -> bytes:
    """TS 29.244, 8.2.1."""
    return ie(19, bytes([number]))


def establishment(
    sequence: int, cp_seid: int, address: str, *, teid: int = 0x1001, upf: str = UPF
) -> bytes:
    """A session establishment request with its uplink and downlink rules (TS 29.244, 7.5.2)."""
    uplink_pdi = ie(2, ie(20, b"\0"), f_teid(teid, upf), ue_address(address))
    downlink_pdi = ie(2, ie(20, b"\1"), ue_address(address))
    return pfcp(
        50,
        sequence,
        ie(60, b"\0", ip_address(SMF).packed),
        f_seid(cp_seid, SMF),
        ie(1, ie(56, b"\0\1"), ie(29, bytes(4)), uplink_pdi, ie(108, bytes(4))),
        ie(1, ie(56, b"\0\2"), ie(29, bytes(4)), downlink_pdi, ie(108, b"\0\0\0\1")),
        seid=0,
    )


def established(sequence: int, cp_seid: int, up_seid: int) -> bytes:
    """The consent to it (TS 29.244, 7.5.3)."""
    node = ie(60, b"\0", ip_address(UPF).packed)
    return pfcp(51, sequence, node, cause(), f_seid(up_seid, UPF), seid=cp_seid)


def error_indication(teid: int, address: str) -> bytes:
    """The answer to a packet for an unknown tunnel end (TS 29.281, 7.3.1)."""
    ip = ip_address(address)
    elements = struct.pack("!BI", 16, teid) + struct.pack("!BH", 133, len(ip.packed)) + ip.packed
    return struct.pack("!BBHIHBB", 0x32, 26, len(elements) + 4, 0, 0, 0, 0) + elements


def exported(
    dissector: str, data: bytes, source: str, sport: int, destination: str, dport: int
) -> bytes:
    """A PDU as Wireshark exports it, with the addresses and SCTP ports that it had."""
    tags = [
        (12, dissector.encode()),
        (20, ip_address(source).packed),
        (21, ip_address(destination).packed),
        (24, (1).to_bytes(4)),
        (25, sport.to_bytes(4)),
        (26, dport.to_bytes(4)),
    ]
    return b"".join(_tag(*tag) for tag in (*tags, (0, b""))) + data


def _tag(kind: int, value: bytes) -> bytes:
    return struct.pack("!HH", kind, len(value)) + value + bytes(-len(value) % 4)


class Wires:
    """The packets of a site in their order, a tenth of a second apart."""

    def __init__(self) -> None:
        self.packets: list[bytes] = []
        self.times_s: list[float] = []
        self.now_s = 0.0
        self._tsn: dict[tuple[str, str], int] = defaultdict(int)
        self._tcp: dict[tuple[str, int, str, int], int] = defaultdict(lambda: 1)

    def wait(self, seconds: float) -> None:
        """Let the clock go on."""
        self.now_s += seconds

    def add(self, packet: Packet | bytes) -> None:
        """Put any IP packet on the wire."""
        self.packets.append(bytes(packet))
        self.times_s.append(self.now_s)
        self.now_s += 0.1

    def up(self, *messages: bytes, gnb: str = GNB) -> None:
        """Send NGAP messages from a gNB to the AMF, all in one packet."""
        self._n2(gnb, AMF, messages)

    def down(self, *messages: bytes, gnb: str = GNB) -> None:
        """Send NGAP messages from the AMF to a gNB, all in one packet."""
        self._n2(AMF, gnb, messages)

    def in_fragments(self, message: bytes, size: int, gnb: str = GNB) -> None:
        """Send one NGAP message up in several DATA chunks, a packet each (RFC 9260, 6.9)."""
        parts = [message[at : at + size] for at in range(0, len(message), size)]
        for number, part in enumerate(parts):
            self._chunks(gnb, AMF, [(part, number == 0, number == len(parts) - 1)])

    def _n2(self, source: str, destination: str, messages: Sequence[bytes]) -> None:
        self._chunks(source, destination, [(message, True, True) for message in messages])

    def _chunks(
        self, source: str, destination: str, parts: Sequence[tuple[bytes, bool, bool]]
    ) -> None:
        ports = {AMF: 38412}
        packet: Packet = IP(src=source, dst=destination) / SCTP(
            sport=ports.get(source, 9487),
            dport=ports.get(destination, 9487),
            tag=int(ip_address(source)) ^ int(ip_address(destination)) << 1 & 0xFFFFFFFF,
        )
        for data, begins, ends in parts:
            tsn = self._tsn[source, destination] = self._tsn[source, destination] + 1
            packet = packet / SCTPChunkData(
                tsn=tsn, proto_id=60, beginning=int(begins), ending=int(ends), data=data
            )
        self.add(packet)

    def n4(self, message: bytes, *, up: bool = True) -> None:
        """Send a PFCP message from SMF to UPF, or back."""
        source, destination = (SMF, UPF) if up else (UPF, SMF)
        self.add(IP(src=source, dst=destination) / UDP(sport=8805, dport=8805) / message)

    def n3(self, message: bytes, source: str = GNB, destination: str = UPF) -> None:
        """Send a GTP-U message."""
        layer = IPv6 if ":" in source else IP
        self.add(layer(src=source, dst=destination) / UDP(sport=2152, dport=2152) / message)

    def tcp(self, data: bytes, source: str, sport: int, destination: str, dport: int) -> None:
        """Send bytes of a TCP connection."""
        here, there = (source, sport, destination, dport), (destination, dport, source, sport)
        head = TCP(sport=sport, dport=dport, flags="PA", seq=self._tcp[here], ack=self._tcp[there])
        self._tcp[here] += len(data)
        self.add(IP(src=source, dst=destination) / head / data)

    def write(self, file: Path) -> Path:
        """Write a pcap file of raw IP packets."""
        with RawPcapWriter(str(file), linktype=RAW_IP) as writer:
            writer.write_header(None)
            for time_s, packet in zip(self.times_s, self.packets, strict=True):
                seconds, micro = divmod(round(time_s * 1e6), 1_000_000)
                writer.write_packet(packet, sec=1_700_000_000 + seconds, usec=micro)
        return file

    def session(self, amf: int, ran: int, address: str, *, teid: int, up_seid: int) -> None:
        """Set up PDU session 1 of a registered UE, with its N4 session and both tunnel ends."""
        request = nas_sm(0xC1, 1, 1, IntegrityProtMaxDataRate=b"\xff\xff")
        accept = bytes.fromhex("2e0101c2 11 0006 010003 300101 06 010001 010001")
        accept += bytes.fromhex("2905 01") + ip_address(address).packed
        self.up(uplink(transported(request, 1, up=True), amf, ran))
        self.n4(establishment(up_seid, up_seid + 0x100, address, teid=teid))
        self.n4(established(up_seid, up_seid + 0x100, up_seid), up=False)
        self.down(setup_request(amf, ran, transported(accept, 1, up=False), tunnel(UPF, teid)))
        self.up(setup_response(amf, ran, tunnel(GNB, teid + 0x1000)))

    def registration(self, amf: int, ran: int, msin: str, tmsi: int) -> None:
        """Register a UE without ciphering (TS 23.502, 4.2.2.2.2)."""
        self.up(initial_ue_message(registration_request(null_suci(msin)), ran))
        challenge = bytes.fromhex("7e0056 00 020000 21") + bytes(15) + bytes([ran])
        self.down(downlink(challenge + b"\x20\x10" + bytes(16), amf, ran))
        self.up(uplink(bytes.fromhex("7e0057 2d10") + bytes(16), amf, ran))
        command = bytes.fromhex("7e005d 02 00 02f0f0")
        self.down(downlink(protected(command, 3), amf, ran))
        self.up(uplink(protected(bytes.fromhex("7e005e"), 4), amf, ran))
        self.down(context_setup(amf, ran, protected(registration_accept(tmsi))))
        self.up(ngap("InitialContextSetupResponse", **ue(amf, ran)))
        self.up(uplink(protected(bytes.fromhex("7e0043")), amf, ran))


def context_setup(
    amf: int,
    ran: int,
    nas: bytes,
    slices: Sequence[tuple[int, str]] = ((1, "000001"),),
    **more: Any,
) -> bytes:
    """The setup of a UE's context at the gNB (9.2.2.1)."""
    allowed = [
        {"s-NSSAI": {"sST": bytes([sst]), **({"sD": bytes.fromhex(sd)} if sd else {})}}
        for sst, sd in slices
    ]
    return ngap(
        "InitialContextSetupRequest",
        **ue(amf, ran),
        GUAMI={
            "pLMNIdentity": PLMN,
            "aMFRegionID": (2, 8),
            "aMFSetID": (1, 10),
            "aMFPointer": (0, 6),
        },
        AllowedNSSAI=allowed,
        UESecurityCapabilities={
            "nRencryptionAlgorithms": (0x4000, 16),
            "nRintegrityProtectionAlgorithms": (0x4000, 16),
            "eUTRAencryptionAlgorithms": (0, 16),
            "eUTRAintegrityProtectionAlgorithms": (0, 16),
        },
        SecurityKey=(7, 256),
        NAS_PDU=nas,
        **more,
    )


FLOW = {
    "qosFlowIdentifier": 1,
    "qosFlowLevelQosParameters": {
        "qosCharacteristics": ("nonDynamic5QI", {"fiveQI": 9}),
        "allocationAndRetentionPriority": {
            "priorityLevelARP": 8,
            "pre-emptionCapability": "shall-not-trigger-pre-emption",
            "pre-emptionVulnerability": "not-pre-emptable",
        },
    },
}


def setup_transfer(end: tuple[str, dict[str, Any]]) -> tuple[str, dict[str, Any]]:
    """PDU SESSION RESOURCE SETUP REQUEST TRANSFER (9.3.4.1)."""
    elements = [
        (139, "UPTransportLayerInformation", end),
        (134, "PDUSessionType", "ipv4"),
        (136, "QosFlowSetupRequestList", [FLOW]),
    ]
    listed = [
        {"id": number, "criticality": "reject", "value": (name, value)}
        for number, name, value in elements
    ]
    return ("PDUSessionResourceSetupRequestTransfer", {"protocolIEs": listed})


def setup_item(
    of: str, end: tuple[str, dict[str, Any]], slice_: Mapping[str, bytes], **more: Any
) -> dict[str, Any]:
    """PDU session 1 in a list of sessions to set up: ``SUReq``, ``CxtReq`` or ``HOReq``."""
    transfer = {
        "HOReq": "handoverRequestTransfer",
        "CxtReq": "pDUSessionResourceSetupRequestTransfer",
        "SUReq": "pDUSessionResourceSetupRequestTransfer",
    }[of]
    return {"pDUSessionID": 1, "s-NSSAI": slice_, transfer: setup_transfer(end), **more}


def setup_request(amf: int, ran: int, nas: bytes, end: tuple[str, dict[str, Any]]) -> bytes:
    """The setup of PDU session 1 at the gNB (9.2.1.1)."""
    item = setup_item("SUReq", end, {"sST": b"\1"}, **{"pDUSessionNAS-PDU": nas})
    return ngap(
        "PDUSessionResourceSetupRequest",
        **ue(amf, ran),
        PDUSessionResourceSetupListSUReq=[item],
    )


def setup_response(amf: int, ran: int, end: tuple[str, dict[str, Any]]) -> bytes:
    """The gNB's consent, with its own tunnel end (9.2.1.2)."""
    flows = {
        "uPTransportLayerInformation": end,
        "associatedQosFlowList": [{"qosFlowIdentifier": 1}],
    }
    transfer = (
        "PDUSessionResourceSetupResponseTransfer",
        {"dLQosFlowPerTNLInformation": flows},
    )
    item = {"pDUSessionID": 1, "pDUSessionResourceSetupResponseTransfer": transfer}
    return ngap(
        "PDUSessionResourceSetupResponse",
        **ue(amf, ran),
        PDUSessionResourceSetupListSURes=[item],
    )
