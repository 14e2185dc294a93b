"""The two RRC messages that NGAP carries in a handover (TS 38.331, unaligned PER).

No other RRC message is encoded. These contain what the model needs and no optional element.
"""

import math
from typing import NamedTuple

from campus5g.virtualkit.codecs.protocol_error import ProtocolError

_PREPARATION_INFORMATION = "000010000000010000000100000010101"
"""Without capabilities or configuration; an RRM-Config whose candidateCellInfoList has the RSRP and
the SINR of one neighbour cell."""
_MEASURED_BITS = 7
_MOST = 2**_MEASURED_BITS - 1
_RSRP_0_DBM, _SINR_0_DB = -157, -23.5

_RRC_RECONFIGURATION = "0000000110000000"
"""Transaction 0, RRCReconfiguration-IEs with the v1530 extension: a masterCellGroup."""
_CELL_GROUP = "0000010000001000000"
"""CellGroupConfig 0 with an SpCellConfig that has a ReconfigurationWithSync."""
_T304_1000_MS = "101"
_C_RNTI_BITS = 16
_HANDOVER_COMMAND = "0000"


class MeasuredCell(NamedTuple):
    """What a UE reports of a cell, in steps of 1 dBm and 0.5 dB (TS 38.133, 10.1.6 and 10.1.16)."""

    rsrp_dbm: float
    sinr_db: float


def handover_preparation_information(target: MeasuredCell) -> bytes:
    """Build a HandoverPreparationInformation with what the UE measures of the target (11.2.2)."""
    rsrp = math.floor(target.rsrp_dbm) - _RSRP_0_DBM
    sinr = math.floor(2 * (target.sinr_db - _SINR_0_DB))
    ranges = (min(max(step, 0), _MOST) for step in (rsrp, sinr))
    measured = "".join(f"{step:0{_MEASURED_BITS}b}" for step in ranges)
    return _octets(_PREPARATION_INFORMATION + measured)


def read_handover_preparation_information(message: bytes) -> MeasuredCell | None:
    """Return what the UE measures of the target cell.

    None when the message isn't one that `handover_preparation_information` builds: other gNBs
    send more, in an order of their own.
    """
    bits = "".join(f"{octet:08b}" for octet in message)
    start = len(_PREPARATION_INFORMATION)
    read = [bits[at : at + _MEASURED_BITS] for at in (start, start + _MEASURED_BITS)]
    if (
        _octets(_PREPARATION_INFORMATION + "".join(read)) != message
        or len(read[1]) < _MEASURED_BITS
    ):
        return None
    rsrp, sinr = (int(step, 2) for step in read)
    return MeasuredCell(rsrp + _RSRP_0_DBM, sinr / 2 + _SINR_0_DB)


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
