"""A number is found in bytes where it stands in the clear, and only there."""

from hypothesis import given
from hypothesis import strategies as st

from campus5g.courseware.explorers.essentials.two_captures.model import (
    occurrences,
    occurrences_of_bytes,
)

DIGITS = st.text("0123456789", min_size=1, max_size=16)


def test_the_published_example_is_read_with_its_halves_turned() -> None:
    # TS 33.501, C.4: the MSIN 00012080f6 stands for the digits 001002086 and a filler.
    assert occurrences("001002086", bytes.fromhex("ff00012080f6ff")) == [range(1, 6)]


@given(DIGITS, st.binary(max_size=8), st.binary(max_size=8))
def test_a_number_that_was_written_is_found_where_it_was(
    digits: str, before: bytes, after: bytes
) -> None:
    filled = digits + "f" * (len(digits) % 2)
    written = bytes.fromhex("".join(filled[i + 1] + filled[i] for i in range(0, len(filled), 2)))
    found = occurrences(digits, before + written + after)
    assert range(len(before), len(before) + len(written)) in found


@given(DIGITS)
def test_a_number_is_not_found_in_nothing(digits: str) -> None:
    assert occurrences(digits, b"") == []


def test_an_empty_search_finds_nothing() -> None:
    assert occurrences("", b"\x00\x01") == []
    assert occurrences_of_bytes(b"", b"\x00\x01") == []


@given(st.binary(min_size=1, max_size=4), st.binary(max_size=6), st.binary(max_size=6))
def test_bytes_are_found_where_they_are(sought: bytes, before: bytes, after: bytes) -> None:
    found = occurrences_of_bytes(sought, before + sought + after)
    assert range(len(before), len(before) + len(sought)) in found
