"""A battery's life: worked out by hand, and what can't be otherwise."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campus5g.courseware.explorers.project.choosing_connectivity.battery_life.model import (
    HOURS_A_YEAR,
    Device,
    drain,
    years,
)
from campus5g.courseware.explorers.project.choosing_connectivity.battery_life.view import START

IDEAL = Device(8766, 0, 100, 36, 40, 0.05, 0)
"""Awake for 36 s an hour at 100 mA: 1 mA on average."""


def test_one_milliampere_empties_8766_mah_in_a_year() -> None:
    assert drain(IDEAL, 3600, None).total_ua == pytest.approx(1000)
    assert years(IDEAL, 3600, None) == pytest.approx(1)


def test_listening_every_20_seconds_costs_its_share() -> None:
    # 40 mA for 0.05 s of 20 s: 100 uA.
    assert drain(IDEAL, 3600, 20).listening_ua == pytest.approx(100)


def test_a_cell_that_loses_2_percent_a_year_does_so_with_nothing_connected() -> None:
    still = Device(1000, 0, 0, 1, 0, 0, 0.02)
    assert drain(still, 60, None).itself_ua == pytest.approx(1000 * 20 / HOURS_A_YEAR)
    assert years(still, 60, None) == pytest.approx(50)


def test_a_device_can_not_be_awake_more_than_always() -> None:
    assert drain(IDEAL, 1, None).messages_ua == pytest.approx(100_000)


@given(st.floats(40, 80_000), st.floats(1.01, 3))
def test_sending_less_often_never_shortens_the_life(every_s: float, factor: float) -> None:
    assert years(IDEAL, every_s * factor, None) >= years(IDEAL, every_s, None)


@given(st.floats(1, 1000))
def test_listening_always_costs(listen_every_s: float) -> None:
    assert years(IDEAL, 3600, listen_every_s) < years(IDEAL, 3600, None)


@pytest.mark.parametrize(
    ("device", "every_s", "listen_every_s", "told_years"),
    [
        (START, 3600, None, 5.7),
        (START, 3600, 655.36, 5.6),
        (START, 3600, 20.48, 3.5),
        (replace(START, awake_s=10), 3600, None, 3.1),
        (START, 600, None, 1.1),
        (START, 86_400, None, 33.8),
    ],
)
def test_the_lives_in_the_text_are_the_models(
    device: Device, every_s: float, listen_every_s: float | None, told_years: float
) -> None:
    assert years(device, every_s, listen_every_s) == pytest.approx(told_years, abs=0.051)


def test_the_worked_example_of_the_hints_is_right() -> None:
    # 60 mA for 2 s every 1,200 s is 0.1 mA; 1,753 mAh last 17,530 h.
    device = Device(1753, 0, 60, 2, 40, 0.05, 0)
    assert drain(device, 1200, None).total_ua == pytest.approx(100)
    assert years(device, 1200, None) == pytest.approx(2, abs=0.001)
