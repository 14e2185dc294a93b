"""Paging occasions of an idle UE (TS 38.304, 7.1)."""

from campus5g.virtualkit.codecs.ngap import PAGING_CYCLE_FRAMES

_FRAME_S = 0.01
_UE_ID_RANGE = 1024


def until_occasion_s(tmsi: int, utc_s: float) -> float:
    """Return the time until a UE's next paging frame.

    With a paging frame in every frame of the DRX cycle (N = T), a UE's is the frame whose number
    modulo T equals UE_ID modulo T. The cell's frames are aligned to UTC.
    """
    frame = utc_s / _FRAME_S
    wanted = tmsi % _UE_ID_RANGE % PAGING_CYCLE_FRAMES
    return (wanted - frame) % PAGING_CYCLE_FRAMES * _FRAME_S
