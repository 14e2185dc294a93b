"""NAS timers are whole steps of the finest unit that can hold them (TS 24.008, 10.5.7.4a)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.virtualkit.codecs.nas_timers import decode_timer_3, encode_timer_3


@pytest.mark.parametrize(
    ("duration_s", "octet"), [(6, 0x63), (62, 0x7F), (1800, 0xBE), (3600, 0x06), (54_000, 0x2F)]
)
def test_a_duration_is_the_octet_of_the_table(duration_s: int, octet: int) -> None:
    assert encode_timer_3(duration_s) == bytes([octet])


@given(st.integers(1, 31 * 1_152_000))
def test_a_timer_is_never_shorter_than_asked(duration_s: int) -> None:
    lasting_s = decode_timer_3(encode_timer_3(duration_s))

    assert lasting_s is not None
    assert lasting_s >= duration_s


def test_a_timer_can_be_switched_off() -> None:
    assert decode_timer_3(b"\xe0") is None
