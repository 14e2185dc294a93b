"""The wrappings of a packet: what the model says is what a capture holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.courseware.explorers.essentials.parcel.model import (
    LINKS,
    NotAParcelError,
    parcel,
    read_parcel,
    total_bytes,
    wrapping_bytes,
)
from campus5g.courseware.explorers.essentials.registration.observing import ORDER, kept_observation

PLAIN = bytes.fromhex(kept_observation().plain)
TUNNELLED = bytes.fromhex(kept_observation().tunnelled)


def test_the_model_weighs_what_was_captured_on_both_sides_of_the_upf() -> None:
    for link, frame in (("site", PLAIN), ("tunnel", TUNNELLED)):
        modelled = parcel(link, len(ORDER))  # type: ignore[arg-type]
        assert total_bytes(modelled) == len(frame)
        read = [(layer.id, layer.size_bytes) for layer in read_parcel(frame)]
        assert read == [(layer.id, layer.size_bytes) for layer in modelled]


def test_the_module_tells_44_bytes_of_tunnel_86_of_wrapping_and_6_percent_of_a_video_packet() -> (
    None
):
    tunnel = parcel("tunnel", 20)
    assert total_bytes(tunnel) - total_bytes(parcel("site", 20)) == 44
    assert wrapping_bytes(tunnel) == 86
    video = parcel("tunnel", 1400)
    assert round(100 * wrapping_bytes(video) / total_bytes(video)) == 6


@given(st.integers(0, 1400))
def test_the_wrapping_does_not_depend_on_what_is_inside(order_bytes: int) -> None:
    for link in LINKS:
        assert wrapping_bytes(parcel(link, order_bytes)) == wrapping_bytes(parcel(link, 20))


def test_the_address_inside_the_tunnel_is_that_of_the_plain_packet() -> None:
    inside = {layer.id: layer.label for layer in read_parcel(TUNNELLED)}
    plain = {layer.id: layer.label for layer in read_parcel(PLAIN)}
    assert inside["inner-ip"] == plain["inner-ip"]
    assert inside["ip"] != inside["inner-ip"]
    assert inside["order"] == {"text": ORDER.decode()}


def test_the_padding_of_a_short_frame_does_not_belong_to_the_order() -> None:
    assert read_parcel(PLAIN + bytes(6))[-1].size_bytes == len(ORDER)


@pytest.mark.parametrize(
    "frame",
    [
        b"",
        PLAIN[:12] + b"\x08\x06" + PLAIN[14:],  # ARP
        PLAIN[:23] + b"\x06" + PLAIN[24:],  # TCP
        TUNNELLED[:53] + b"\x00" + TUNNELLED[54:],  # no flow number
    ],
)
def test_another_packet_is_refused_in_words(frame: bytes) -> None:
    with pytest.raises(NotAParcelError):
        read_parcel(frame)
