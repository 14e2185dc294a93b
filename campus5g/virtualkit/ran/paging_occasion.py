"""When an idle UE listens whether it is called (TS 38.304, 7.1)."""

from campus5g.virtualkit.codecs.ngap import PAGING_CYCLE_FRAMES

_FRAME_S = 0.01
_UE_ID_RANGE = 1024


def until_occasion_s(tmsi: int, utc_s: float) -> float:
    """Return the time until a UE's next paging frame.

    With as many paging frames as frames in a cycle, it is the frame whose number modulo the cycle
    is UE_ID modulo the cycle; the cell's frames are aligned to UTC.
    """
    frame = utc_s / _FRAME_S
    wanted = tmsi % _UE_ID_RANGE % PAGING_CYCLE_FRAMES
    return (wanted - frame) % PAGING_CYCLE_FRAMES * _FRAME_S
