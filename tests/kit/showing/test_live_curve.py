"""The curve of a measurement while it runs."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g import set_language
from campus5g.kit.showing.live_curve import curve


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    set_language("en")
    yield
    set_language(None)


@pytest.mark.parametrize("values", [[], [1.0], [None, 1.0, None]])
def test_nothing_is_drawn_before_the_second_value(values: list[float | None]) -> None:
    assert curve(values, "ms") == ""


def test_the_curve_is_described_in_words() -> None:
    drawn = curve([12.0, None, 9.5, 30.0], "ms")

    assert "<div>From 9.5 to 30.0 ms, latest 30.0 ms</div>" in drawn
    assert drawn.count("<polyline") == 1


@given(st.lists(st.floats(-200, 1e6) | st.none(), min_size=2, max_size=3000))
def test_the_curve_stays_within_its_frame_and_size(values: list[float | None]) -> None:
    drawn = curve(values, "ms")

    if drawn:
        points = drawn.partition("points='")[2].partition("'")[0].split()
        assert len(points) <= 480
        for point in points:
            x, y = map(float, point.split(","))
            assert 0 <= x <= 480
            assert 0 <= y <= 96
