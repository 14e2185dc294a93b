"""Frames and channel widths that no cell can have are refused, with what to take instead."""

import pytest
from pydantic_core import PydanticCustomError

from campus5g.inventory.frames import check_frame


@pytest.mark.parametrize(
    ("band", "bandwidth_mhz", "scs_khz", "pattern"),
    [
        ("n77", 20, 30, "DDDSU"),
        ("n77", 100, 30, "DDDSUUDDDD"),
        ("n78", 40, 30, "DDDDDDDSUU"),
        ("n38", 20, 15, "DDDSU"),
        ("n258", 100, 120, "DDDSU"),
    ],
)
def test_frames_of_real_networks_are_possible(
    band: str, bandwidth_mhz: int, scs_khz: int, pattern: str
) -> None:
    check_frame(band, bandwidth_mhz, scs_khz, pattern)


@pytest.mark.parametrize(
    ("band", "bandwidth_mhz", "scs_khz", "pattern", "problem"),
    [
        ("n77", 20, 120, "DDDSU", "does not have a subcarrier spacing of 120 kHz"),
        ("n258", 100, 30, "DDDSU", "does not have a subcarrier spacing of 30 kHz"),
        ("n77", 100, 15, "DDDSU", "can.t be 100 MHz wide at 15 kHz"),
        ("n77", 21, 30, "DDDSU", "can.t be 21 MHz wide"),
        ("n77", 20, 30, "DDDDSUU", "lasts 3.5 ms"),
        ("n77", 20, 30, "DDDDD", "one direction only"),
        ("n77", 20, 30, "DDDUU", "without a special slot"),
    ],
)
def test_impossible_frames_are_refused(
    band: str, bandwidth_mhz: int, scs_khz: int, pattern: str, problem: str
) -> None:
    with pytest.raises(PydanticCustomError, match=problem):
        check_frame(band, bandwidth_mhz, scs_khz, pattern)
