"""Messages made by hand, as the signalling reader makes them, for tests of the analyses."""

from collections.abc import Mapping
from itertools import count

from campus5g.capture.messages.message import Message

_NAMES = {
    0x41: "Registration request",
    0x42: "Registration accept",
    0x43: "Registration complete",
    0x44: "Registration reject",
    0x45: "Deregistration request (UE originating)",
    0x46: "Deregistration accept (UE originating)",
    0x47: "Deregistration request (UE terminated)",
    0x48: "Deregistration accept (UE terminated)",
    0x4C: "Service request",
    0x4D: "Service reject",
    0x4E: "Service accept",
    0x56: "Authentication request",
    0x57: "Authentication response",
    0x58: "Authentication reject",
    0x59: "Authentication failure",
    0x5B: "Identity request",
    0x5C: "Identity response",
    0x5D: "Security mode command",
    0x5E: "Security mode complete",
    0x5F: "Security mode reject",
}
_UPLINK_NAS = frozenset({0x41, 0x43, 0x45, 0x48, 0x4C, 0x57, 0x59, 0x5C, 0x5E, 0x5F, 0x67})
_UPLINK_SM = frozenset({0xC1, 0xC9, 0xCC, 0xCD, 0xD1, 0xD4})
AMF, UPF, SMF = "10.0.0.1", "10.0.0.3", "10.0.0.2"


class Conversation:
    """Builds a capture message by message; each call is one frame, one second after the last."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self._frames = count(1)
        self.time_s = -1.0

    def _frame(self) -> int:
        self.time_s += 1.0
        return next(self._frames)

    def ngap(
        self,
        code: int,
        outcome: str = "initiating",
        *,
        amf: int | None = None,
        ran: int | None = None,
        gnb: str = "10.0.0.11",
        up: bool = True,
        cause: str = "",
        fields: Mapping[str, tuple[str, ...]] | None = None,
    ) -> Message:
        source, destination = (gnb, AMF) if up else (AMF, gnb)
        message = Message(
            frame=self._frame(),
            part=0,
            time_s=self.time_s,
            interface="N2",
            protocol="NGAP",
            name=f"NGAP {code} {outcome}",
            code=code,
            outcome=outcome,
            source=source,
            destination=destination,
            direction="up" if up else "down",
            amf_ue_id=amf,
            ran_ue_id=ran,
            association=f"{gnb} – {AMF}",
            cause=cause,
            fields=fields or {},
        )
        self.messages.append(message)
        return message

    def nas(
        self,
        code: int,
        *,
        amf: int | None = 1,
        ran: int | None = 1,
        gnb: str = "10.0.0.11",
        cause: str = "",
        carrier: int | None = None,
        decoded: bool = True,
        up: bool | None = None,
        carrier_fields: Mapping[str, tuple[str, ...]] | None = None,
        **fields: str | tuple[str, ...],
    ) -> Message:
        """Add a NAS message (0xc0 and above: 5GSM) after its NGAP carrier."""
        if up is None:
            up = code in (_UPLINK_SM if code >= 0xC0 else _UPLINK_NAS)
        first = code in (0x41, 0x4C) and amf is None
        head = self.ngap(
            carrier or (15 if first else 46 if up else 4),
            amf=amf,
            ran=ran,
            gnb=gnb,
            up=up,
            fields=carrier_fields,
        )
        if code >= 0xC0:
            self.inside(head, 0x67 if up else 0x68, cause=cause)
        return self.inside(head, code, cause=cause, decoded=decoded, **fields)

    def inside(
        self,
        head: Message,
        code: int,
        *,
        cause: str = "",
        decoded: bool = True,
        **fields: str | tuple[str, ...],
    ) -> Message:
        """Add one more NAS message in the frame of an NGAP message."""
        part = sum(message.frame == head.frame for message in self.messages)
        message = Message(
            frame=head.frame,
            part=part,
            time_s=head.time_s,
            interface="N1",
            protocol="NAS-SM" if code >= 0xC0 else "NAS-MM",
            name=_NAMES.get(code, f"NAS {code:#x}") if decoded else "",
            code=code if decoded else None,
            source=head.source,
            destination=head.destination,
            direction=head.direction,
            carrier=head.part,
            amf_ue_id=head.amf_ue_id,
            ran_ue_id=head.ran_ue_id,
            association=head.association,
            cause=cause,
            decoded=decoded,
            fields={
                _field(name): (value,) if isinstance(value, str) else value
                for name, value in fields.items()
            },
        )
        self.messages.append(message)
        return message

    def pfcp(
        self,
        code: int,
        sequence: int,
        *,
        up: bool = True,
        peers: tuple[str, str] = (SMF, UPF),
        cause: int | None = None,
        seids: tuple[str, ...] = (),
        fields: Mapping[str, tuple[str, ...]] | None = None,
    ) -> Message:
        source, destination = peers if up else peers[::-1]
        values = {"pfcp.seqno": (str(sequence),), **(fields or {})}
        if seids:
            values["pfcp.seid"] = seids
        if cause is not None:
            values["pfcp.cause"] = (str(cause),)
        message = Message(
            frame=self._frame(),
            part=0,
            time_s=self.time_s,
            interface="N4",
            protocol="PFCP",
            name=f"PFCP {code}",
            code=code,
            source=source,
            destination=destination,
            direction="up" if up else "down",
            association=" – ".join(peers),
            cause="" if cause is None else f"PFCP cause ({cause})",
            fields=values,
        )
        self.messages.append(message)
        return message

    def wait(self, seconds: float) -> None:
        """Let the capture's clock go on."""
        self.time_s += seconds

    def registration(
        self,
        *,
        amf: int = 1,
        ran: int = 1,
        gnb: str = "10.0.0.11",
        msin: str = "0000000001",
        tmsi: int = 1,
    ) -> None:
        """Add a whole initial registration (TS 23.502, 4.2.2.2) with a null-scheme SUCI."""
        at = {"amf": amf, "ran": ran, "gnb": gnb}
        self.nas(0x41, **{**at, "amf": None}, **suci(msin), reg_type="1")
        self.nas(0x56, **at, rand=f"{self.time_s}")
        self.nas(0x57, **at)
        self.nas(0x5D, **at, enc="0", ip="2")
        self.nas(0x5E, **at, imeisv="4370816125816151")
        self.nas(0x42, **at, carrier=14, **guti(tmsi))
        self.ngap(14, "successful", **at)
        self.nas(0x43, **at)


_FIELDS = {
    "reg_type": "nas-5gs.mm.5gs_reg_type",
    "rand": "gsm_a.dtap.rand",
    "enc": "nas-5gs.mm.nas_sec_algo_enc",
    "ip": "nas-5gs.mm.nas_sec_algo_ip",
    "imeisv": "nas-5gs.mm.imeisv",
    "cause_number": "nas-5gs.mm.5gmm_cause",
    "session": "nas-5gs.pdu_session_id",
    "pti": "nas-5gs.proc_trans_id",
    "address": "nas-5gs.sm.pdu_addr_inf_ipv4",
    "switch_off": "nas-5gs.mm.switch_off",
    "tmsi": "nas-5gs.5g_tmsi",
    "amf_set": "nas-5gs.amf_set_id",
    "pointer": "nas-5gs.amf_pointer",
    "region": "nas-5gs.amf_region_id",
    "guami_mcc": "e212.guami.mcc",
    "guami_mnc": "e212.guami.mnc",
    "mcc": "e212.mcc",
    "mnc": "e212.mnc",
    "scheme": "nas-5gs.mm.suci.scheme_id",
    "format": "nas-5gs.mm.suci.supi_fmt",
    "routing": "nas-5gs.mm.suci.routing_indicator",
    "pki": "nas-5gs.mm.suci.pki",
    "msin": "nas-5gs.mm.suci.msin",
    "output": "nas-5gs.mm.suci.scheme_output",
}


def _field(name: str) -> str:
    return _FIELDS.get(name, name)


def suci(msin: str) -> dict[str, str]:
    """Return a null-scheme SUCI's values."""
    return {
        "mcc": "001",
        "mnc": "01",
        "format": "0",
        "scheme": "0",
        "routing": "0",
        "pki": "0",
        "msin": msin,
    }


def guti(tmsi: int) -> dict[str, str]:
    """Return a 5G-GUTI's values."""
    return {
        "guami_mcc": "001",
        "guami_mnc": "01",
        "region": "2",
        "amf_set": "1",
        "pointer": "0",
        "tmsi": str(tmsi),
    }
