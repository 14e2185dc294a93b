"""The two RRC messages that NGAP carries in a handover (TS 38.331, unaligned PER).

No other RRC message is encoded. These contain what the model needs and no optional element.
"""

from campus5g.virtualkit.codecs.protocol_error import ProtocolError

HANDOVER_PREPARATION_INFORMATION = b"\x00\x00"
"""A HandoverPreparationInformation without capabilities or configuration (11.2.2)."""

_RRC_RECONFIGURATION = "0000000110000000"
"""Transaction 0, RRCReconfiguration-IEs with the v1530 extension: a masterCellGroup."""
_CELL_GROUP = "0000010000001000000"
"""CellGroupConfig 0 with an SpCellConfig that has a ReconfigurationWithSync."""
_T304_1000_MS = "101"
_C_RNTI_BITS = 16
_HANDOVER_COMMAND = "0000"


def handover_command(c_rnti: int) -> bytes:
    """Build a HandoverCommand with the UE's C-RNTI in the target cell (11.2.2)."""
    group = _octets(_CELL_GROUP + f"{c_rnti:0{_C_RNTI_BITS}b}" + _T304_1000_MS)
    reconfiguration = _octets(_RRC_RECONFIGURATION + _sized(group))
    return _octets(_HANDOVER_COMMAND + _sized(reconfiguration))


def read_handover_command(message: bytes) -> int:
    """Return the UE's C-RNTI in the target cell from a HandoverCommand.

    Raises:
        ProtocolError: when the message isn't one that `handover_command` builds.
    """
    bits = "".join(f"{octet:08b}" for octet in message)
    start = _HANDOVER_COMMAND, _RRC_RECONFIGURATION, _CELL_GROUP
    at = sum(map(len, start)) + 2 * 8
    c_rnti = bits[at : at + _C_RNTI_BITS]
    if len(c_rnti) < _C_RNTI_BITS or handover_command(int(c_rnti, 2)) != message:
        raise ProtocolError("an unsupported HandoverCommand")
    return int(c_rnti, 2)


def _octets(bits: str) -> bytes:
    """Convert bits to octets, padded with zeros."""
    length = -(-len(bits) // 8)
    return int(bits.ljust(8 * length, "0"), 2).to_bytes(length)


def _sized(octets: bytes) -> str:
    return f"{len(octets):08b}" + "".join(f"{octet:08b}" for octet in octets)
