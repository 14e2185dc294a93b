"""Makes the signalling that the explorers show, on virtual kits: run it to record it again.

python tests/courseware/explorers/recording/record_signalling.py
"""

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

from campus5g.courseware.explorers.recordings import (
    SIGNALLING_FILE,
    ExchangeId,
    Nas,
    Piece,
    as_json,
)
from campus5g.kit import connect
from campus5g.kit.kit import Kit
from campus5g.kit.starting.private import start_private_kit

# What the bytes of each piece say, by tshark's names.
_PIECES = {
    "nas-5gs.mm.message_type": "message",
    "nas-5gs.msg_auth_code": "mac",
    "e212.mcc": "network",
    "nas-5gs.mm.suci.scheme_id": "scheme",
    "nas-5gs.mm.suci.pki": "home-key",
    "nas-5gs.mm.suci.msin": "msin",
    "nas-5gs.mm.suci.scheme_output.ecc_public_key": "one-time-key",
    "nas-5gs.mm.suci.scheme_output.ciphertext": "ciphertext",
    "nas-5gs.mm.suci.scheme_output.mac_tag": "tag",
    "nas-5gs.mm.5g_ea0": "algorithms-known",
    "nas-5gs.mm.nas_sec_algo_enc": "algorithms",
    "gsm_a.dtap.rand": "rand",
    "gsm_a.dtap.autn.sqn_xor_ak": "autn-sequence",
    "gsm_a.dtap.autn.mac": "autn-mac",
    "gsm_a.dtap.auts": "auts",
    "nas-5gs.mm.5gmm_cause": "cause",
    "nas-5gs.mm.imeisv": "imeisv",
    "nas-5gs.5g_tmsi": "tmsi",
    "nas-5gs.mm.sst": "slice",
}
# tshark gives the country code its own bytes, the network's are in the same three.
_LENGTHS = {"network": 3, "algorithms-known": 2}
_NAMES = {
    "41": "registration-request",
    "56": "authentication-request",
    "57": "authentication-response",
    "59": "authentication-failure",
    "5d": "security-mode-command",
    "5e": "security-mode-complete",
    "42": "registration-accept",
}
_RESPONSE_AT = 5  # RES* follows its element's name and length (TS 24.501, 8.2.2)


def _restarted_twice(kit: Kit) -> None:
    kit.ue("camera").restart()
    kit.ue("camera").restart()


def _badge(kit: Kit) -> None:
    kit.ue("badge").restart()


def _replayed(kit: Kit) -> None:
    kit.network().rewind("camera")
    kit.ue("camera").restart()


RECORDED: dict[ExchangeId, tuple[str, Callable[[Kit], None], int]] = {
    "in-clear": ("nominal", _restarted_twice, 7),
    "concealed": ("concealed", _restarted_twice, 7),
    "other-key": ("nominal", _badge, 3),
    "replayed": ("nominal", _replayed, 5),
}
"""What was done with which scenario, and how many messages are kept."""


def record(exchange: ExchangeId) -> list[Nas]:
    """Start a virtual kit, do what makes the exchange, and return its first NAS messages."""
    scenario, act, count = RECORDED[exchange]
    with (
        start_private_kit(scenario=scenario, owner=f"record {exchange}") as own,
        connect(url=own.url, token=own.token) as kit,
    ):
        with kit.capture("n2") as capture:
            act(kit)
        return list(_messages(capture.path))[:count]


def _messages(file: Path) -> Iterator[Nas]:
    """Yield the NAS messages of a capture that are kept."""
    options = ["-o", "nas-5gs.null_decipher:TRUE", "-T", "pdml"]
    run = subprocess.run(["tshark", "-r", file, *options], capture_output=True, check=True)
    for packet in fromstring(run.stdout).iter("packet"):  # noqa: S314 (of our own tshark)
        for pdu in packet.iter("field"):
            if pdu.get("name") == "ngap.NAS_PDU":
                message = _nas(pdu)
                if message is not None:
                    yield message


def _nas(pdu: Element) -> Nas | None:
    start, data = int(pdu.get("pos", 0)), bytes.fromhex(pdu.get("value", ""))
    pieces: list[Piece] = []
    for field in pdu.iter("field"):
        kind = _PIECES.get(field.get("name", ""))
        at = int(field.get("pos", 0)) - start
        if kind is None or any((one.id, one.at) == (kind, at) for one in pieces):
            continue
        length = _LENGTHS.get(kind, int(field.get("size", 0)))
        pieces.append(Piece(kind, at, length, _value(kind, field, data[at : at + length])))
    kinds = [data[piece.at : piece.at + 1].hex() for piece in pieces if piece.id == "message"]
    name = _NAMES.get(kinds[0]) if kinds else None
    if name is None:
        return None
    if name == "authentication-response":
        length = len(data) - _RESPONSE_AT
        pieces.append(Piece("response", _RESPONSE_AT, length, data[_RESPONSE_AT:].hex()))
    up = name.endswith(("-request", "-response", "-complete", "-failure"))
    up = up and name != "authentication-request"
    pieces.sort(key=lambda piece: (piece.at, -piece.length))
    return Nas(name, up, data, tuple(pieces))


def _value(kind: str, field: Element, data: bytes) -> str:
    if kind == "network":
        digits = data.hex()
        # TS 24.501, 9.11.3.4: half octets in turn, f for a third digit that there is not.
        return f"{digits[1]}{digits[0]}{digits[3]} {digits[5]}{digits[4]}"
    if kind == "algorithms":
        return f"NEA{data[0] >> 4} NIA{data[0] & 0x0F}"
    if kind in ("imeisv", "msin", "scheme", "home-key", "cause"):
        return field.get("show", "")
    return data.hex()


if __name__ == "__main__":
    kept = {exchange: list(map(as_json, record(exchange))) for exchange in RECORDED}
    lines = json.dumps(kept, indent=1)
    SIGNALLING_FILE.write_text(lines + "\n", encoding="utf-8")
