"""A capture point of the kit is opened without its gateway."""

from shared_kit import SharedKit

from campus5g.capture import open_capture


def test_the_kit_s_own_capture_point_is_read_live(virtual_kit: SharedKit) -> None:
    point = virtual_kit.inventory.capture["n3"]

    capture = open_capture(f"tcp://{point.host}:{point.port}", max_packets=3, max_seconds=60)

    assert capture.count == len(capture.table(display_filter="gtp")) == 3
    assert capture.unread_bytes == 0
