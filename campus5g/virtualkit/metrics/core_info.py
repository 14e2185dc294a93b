"""Open5GS' info API as JSON (its tutorial 07: `/ue-info`, `/gnb-info`, `/pdu-info`).

Fields that this core has no data for (telephone numbers, policies) are empty, as with Open5GS.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from ipaddress import IPv4Address
from typing import Any

from campus5g.virtualkit.codecs import ngap
from campus5g.virtualkit.codecs.identities import Plmn, Snssai
from campus5g.virtualkit.codecs.ngap import NgapMessage, Position
from campus5g.virtualkit.core.amf.amf import NAME
from campus5g.virtualkit.metrics.n4_account import N4Account
from campus5g.virtualkit.metrics.nas_account import AcceptedSession, NasAccount, UeAccount
from campus5g.virtualkit.ran.gnb import Gnb
from campus5g.virtualkit.scenarios.scenario import Subscriber

LARGEST_PAGE = 100

_CIPHERING_AND_INTEGRITY = ("nea", "nia")
_GNB_ID_BITS = 32
_NCI_BITS = 36
_SCTP_STREAMS = 2
_SUCI = 1

Item = dict[str, Any]


def paged(items: Sequence[Item], page: int, page_size: int) -> Item:
    """Return one page of items with its pager; page -1 has all of them.

    Args:
        items: all of them.
        page: the page's number, from 0.
        page_size: items on a page, at most `LARGEST_PAGE`.
    """
    size = page_size if 0 < page_size <= LARGEST_PAGE else LARGEST_PAGE
    start = max(0, page) * size
    shown = list(items) if page < 0 else list(items[start : start + size])
    pager = {"page": max(0, page), "page_size": len(items) if page < 0 else size}
    return {"items": shown, "pager": {**pager, "count": len(shown)}}


class CoreInfo:
    """The core's gNBs, UEs and sessions.

    Args:
        cells: each gNB with its address on N2, by gNB ID, the kit's own first.
        serving: returns the ID of the gNB that each UE is connected to, by SUPI.
        subscriber: returns the subscriber of a SUPI.
        nas, n4: what was observed on the core's interfaces.
    """

    def __init__(
        self,
        cells: Mapping[int, tuple[IPv4Address, Gnb]],
        serving: Callable[[], Mapping[str, int]],
        subscriber: Callable[[str], Subscriber | None],
        nas: NasAccount,
        n4: N4Account,
    ) -> None:
        self._cells = cells
        self._serving = serving
        self._subscriber = subscriber
        self._nas, self._n4 = nas, n4

    def ues(self) -> list[Item]:
        """Return the UEs that are registered with the AMF."""
        serving, own = self._serving(), next(iter(self._cells))
        return [
            self._ue(ue, serving.get(ue.supi, own))
            for ue in self._nas.ues.values()
            if ue.registered
        ]

    def gnbs(self) -> list[Item]:
        """Return the gNBs that have set up N2 with the AMF."""
        return [self._of_gnb(number, request) for number, request in self._nas.gnbs.items()]

    def sessions(self) -> list[Item]:
        """Return the UEs that have PDU sessions with the SMF."""
        forwarding = {part.address: part.forwarding for part in self._n4.sessions.values()}
        found = []
        for ue in self._nas.ues.values():
            standing = [part for part in ue.sessions.values() if part.address in forwarding]
            if not ue.registered or not standing:
                continue
            pdus = [
                {
                    "psi": part.id,
                    "dnn": part.dnn,
                    "ipv4": str(part.address),
                    "snssai": _slice(part.slice),
                    "qos_flows": [
                        {"qfi": qfi, "5qi": five_qi} for qfi, five_qi in part.five_qis.items()
                    ],
                    "pdu_state": "active" if forwarding[part.address] else "inactive",
                }
                for part in standing
            ]
            active = any(pdu["pdu_state"] == "active" for pdu in pdus)
            activity = "active" if active else "idle"
            found.append({"supi": f"imsi-{ue.supi}", "pdu": pdus, "ue_activity": activity})
        return found

    def _ue(self, ue: UeAccount, gnb: int) -> Item:
        _, serving = self._cells[gnb]
        position = serving.position
        item: Item = {
            "supi": f"imsi-{ue.supi}",
            **_suci(ue),
            "pei": f"imeisv-{ue.imeisv}",
            "cm_state": "connected" if ue.connected else "idle",
        }
        if ue.guti is not None:
            amf = ue.guti.region << 16 | ue.guti.set << 6 | ue.guti.pointer
            plmn = _digits(ue.guti.plmn)
            item["guti"] = f"{plmn}-{amf:06x}-C{ue.guti.tmsi:08X}"
            item["m_tmsi"] = ue.guti.tmsi
        sessions = [_of_session(session) for session in ue.sessions.values()]
        requested, allowed = [[_slice(part) for part in of] for of in (ue.requested, ue.allowed)]
        return item | {
            "gnb": {
                "ostream_id": ngap.UE_STREAM,
                "amf_ue_ngap_id": ue.ids.amf,
                "ran_ue_ngap_id": ue.ids.ran,
                "gnb_id": gnb,
                "cell_id": _cell_id(position),
            },
            "location": _location(gnb, position),
            "msisdn": [],
            "security": _security(ue),
            "ambr": self._rates(ue.supi),
            "pdu_sessions": sessions,
            "pdu_sessions_count": len(sessions),
            "requested_slices": requested,
            "allowed_slices": allowed,
            "requested_slices_count": len(requested),
            "allowed_slices_count": len(allowed),
        }

    def _rates(self, supi: str) -> Item:
        """Return a subscriber's AMBR in bit/s."""
        subscriber = self._subscriber(supi)
        if subscriber is None:
            return {}
        ambr = subscriber.ambr_mbps
        return {"downlink": ambr.downlink * 10**6, "uplink": ambr.uplink * 10**6}

    def _of_gnb(self, number: int, request: NgapMessage) -> Item:
        (_, node) = request["GlobalRANNodeID"]
        host, _ = self._cells[number]
        return {
            "gnb_id": number,
            "plmn": _digits(Plmn.decode(node["pLMNIdentity"])),
            "network": {"amf_name": NAME, "ngap_port": ngap.PORT},
            "ng": {
                "sctp": {
                    "peer": f"[{host}]:{ngap.PORT}",
                    "max_out_streams": _SCTP_STREAMS,
                    "next_ostream_id": ngap.UE_STREAM,
                },
                "setup_success": True,
            },
            "supported_ta_list": [_area(area) for area in request["SupportedTAList"]],
            "num_connected_ues": list(self._serving().values()).count(number),
        }


def _cell_id(position: Position) -> int:
    """Return the cell's number at its gNB: the NCI without the gNB ID."""
    return position.cell_id & ((1 << (_NCI_BITS - _GNB_ID_BITS)) - 1)


def _location(gnb: int, position: Position) -> Item:
    plmn, tac = _digits(position.plmn), position.tac
    return {
        "timestamp": int(time.time() * 1e6),
        "nr_tai": {"plmn": plmn, "tac_hex": f"{tac:06x}", "tac": tac},
        "nr_cgi": {
            "plmn": plmn,
            "nci": position.cell_id,
            "gnb_id": gnb,
            "cell_id": _cell_id(position),
        },
        "last_visited_plmn_id": "000000",
    }


def _area(area: Item) -> Item:
    return {
        "tac": area["tAC"].hex(),
        "bplmns": [
            {
                "plmn": _digits(Plmn.decode(entry["pLMNIdentity"])),
                "snssai": [
                    _slice(Snssai.decode(part["s-NSSAI"]["sST"] + part["s-NSSAI"].get("sD", b"")))
                    for part in entry["tAISliceSupportList"]
                ],
            }
            for entry in area["broadcastPLMNList"]
        ],
    }


def _of_session(session: AcceptedSession) -> Item:
    return {"psi": session.id, "dnn": session.dnn, "snssai": _slice(session.slice)}


def _security(ue: UeAccount) -> Item:
    if ue.algorithms is None:
        return {"valid": 0}
    names = zip(_CIPHERING_AND_INTEGRITY, ue.algorithms, strict=True)
    ciphering, integrity = (f"{name}{number}" for name, number in names)
    return {"valid": 1, "enc": ciphering, "int": integrity}


def _suci(ue: UeAccount) -> Item:
    """Return the SUCI as text (TS 23.003, 28.7.3), from its octets (TS 24.501, 9.11.3.4).

    Empty for a UE that registered with a temporary identity.
    """
    data = ue.identity
    if data[0] & 0x07 != _SUCI:
        return {}
    plmn = Plmn.decode(data[1:4])
    digits = "".join(f"{octet & 15:x}{octet >> 4:x}" for octet in data[4:6])
    routing, scheme, key = digits.rstrip("f") or "0", data[6] & 0x0F, data[7]
    output = data[8:].hex()
    if scheme == 0:
        output = "".join(f"{octet & 15:x}{octet >> 4:x}" for octet in data[8:]).rstrip("f")
    text = f"suci-0-{plmn.mcc}-{plmn.mnc}-{routing}-{scheme}-{key}-{output}"
    return {"suci": text}


def _slice(part: Snssai) -> Item:
    return {"sst": part.sst, "sd": "ffffff" if part.sd is None else f"{part.sd:06x}"}


def _digits(plmn: Plmn) -> str:
    return plmn.mcc + plmn.mnc
