"""Radio captures built layer by layer: NAS in RRC, PDCP, RLC and MAC, framed for Wireshark."""

import struct

from pycrate_asn1dir import RRCNR

USER_LINK_TYPE = 149


def mac_frame(*service_data: bytes, up: bool = True, ue: int = 1, rnti: int = 0x4601) -> bytes:
    """A MAC PDU of these RLC PDUs on SRB1 (TS 38.321, 6.1.2) in UDP, as mac-nr-framed."""
    subheaders = b"".join(bytes([1, len(each)]) + each for each in service_data)
    about = bytes([1, 0 if up else 1, 3]) + struct.pack("!BHBH", 2, rnti, 3, ue)
    framed = b"mac-nr" + about + b"\x01" + subheaders + b"\x3f"
    return struct.pack("!HHHH", 9999, 9999, len(framed) + 8, 0) + framed


def rlc(number: int, nas: bytes, *, up: bool = True) -> bytes:
    """An acknowledged-mode RLC PDU (TS 38.322, 6.2.2.4) with a NAS message in PDCP and RRC."""
    pdcp = struct.pack("!H", number & 0xFFF) + _rrc(nas, up=up) + bytes(4)
    return struct.pack("!H", 0xC000 | number & 0xFFF) + pdcp


def _rrc(nas: bytes, *, up: bool) -> bytes:
    definitions = RRCNR.NR_RRC_Definitions
    content = {"dedicatedNAS-Message": nas}
    if up:
        message, name = definitions.UL_DCCH_Message, "ulInformationTransfer"
        extensions = {"criticalExtensions": (name, content)}
    else:
        message, name = definitions.DL_DCCH_Message, "dlInformationTransfer"
        extensions = {"rrc-TransactionIdentifier": 0, "criticalExtensions": (name, content)}
    message.set_val({"message": ("c1", (name, extensions))})
    return bytes(message.to_uper())
