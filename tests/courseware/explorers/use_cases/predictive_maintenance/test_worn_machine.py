"""A bearing that wears: what a round reads of it, and what the module says it reads."""

import pytest

from campus5g.courseware.explorers.use_cases.predictive_maintenance.bearing_spectrum.model import (
    SPEEDS_RPM,
    Worn,
    envelope_spectrum,
    part_that_stands_out,
)
from campus5g.courseware.explorers.use_cases.predictive_maintenance.worn_machine import (
    FAN,
    PARTS,
    WEEKS,
    condition,
    near,
    readings,
    severity,
    spectra,
)
from campus5g.vibration.bearing import BearingPart


def rise(part: BearingPart, week: int) -> tuple[float, float, float]:
    """Overall and envelope, as a ratio to sound; temperature, in kelvin above it."""
    now, sound = condition(FAN, part, week), condition(FAN, part, 0)
    return (
        now.overall_mps2 / sound.overall_mps2,
        now.struck_mps2 / sound.struck_mps2,
        now.temperature_degc - sound.temperature_degc,
    )


def test_wear_starts_from_nothing_and_only_grows() -> None:
    severities = [severity(week) for week in WEEKS]

    assert severities[0] == 0
    assert severities == sorted(severities)
    assert severities[-1] == 1


def test_readings_are_the_same_at_each_look_and_differ_from_each_other() -> None:
    first, second, *_ = readings(FAN, "ball", 5)

    assert readings(FAN, "ball", 5)[0] == first
    assert first != second


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("speed_rpm", SPEEDS_RPM)
def test_a_worn_part_stands_out_at_its_own_frequency_at_any_speed(
    part: BearingPart, speed_rpm: float
) -> None:
    assert part_that_stands_out(Worn(part, speed_rpm, week=4)) == part


@pytest.mark.parametrize("speed_rpm", SPEEDS_RPM)
def test_nothing_stands_out_of_a_sound_bearing(speed_rpm: float) -> None:
    assert part_that_stands_out(Worn("outer-race", speed_rpm, week=0)) is None


@pytest.mark.parametrize("part", PARTS)
def test_the_envelope_grows_with_every_week(part: BearingPart) -> None:
    found = [condition(FAN, part, week).struck_mps2 for week in WEEKS]

    assert found == sorted(found)


class TestWhatTheModuleSays:
    def test_where_the_fans_parts_would_show(self) -> None:
        assert FAN.rotation_hz == 16.5
        assert [round(FAN.struck_hz(part) / FAN.rotation_hz, 2) for part in PARTS] == [
            4.48,
            6.52,
            5.23,
        ]
        assert [FAN.struck_hz(part) for part in PARTS] == pytest.approx([74, 108, 86], abs=0.6)

    def test_in_week_3_the_overall_vibration_hides_what_the_envelope_shows(self) -> None:
        overall, envelope, warmer_k = rise("outer-race", 3)

        assert round(100 * (overall - 1)) == 5
        assert round(envelope) == 17
        assert round(warmer_k) == 4

    def test_the_overall_vibration_doubles_in_week_9(self) -> None:
        assert rise("outer-race", 8)[0] < 2 < rise("outer-race", 9)[0]

    def test_the_order_in_which_signs_appear(self) -> None:
        warmer_than_10 = next(week for week in WEEKS if rise("outer-race", week)[2] > 10)
        warmer_than_30 = next(week for week in WEEKS if rise("outer-race", week)[2] > 30)

        assert part_that_stands_out(Worn("outer-race", FAN.speed_rpm, 1)) == "outer-race"
        assert (warmer_than_10, warmer_than_30) == (7, 11)

    def test_at_742_rpm_the_peak_moves_to_55_hz(self) -> None:
        peak_hz, _ = max(envelope_spectrum(Worn("outer-race", 742, 3)), key=lambda point: point[1])

        assert peak_hz == pytest.approx(55, abs=1)

    def test_a_part_that_turns_has_neighbours_and_a_peak_at_the_shafts_speed(self) -> None:
        frequencies, amplitudes = spectra(FAN, "inner-race", 6, envelope=True)
        floor = sorted(amplitudes[(frequencies > 0) & (frequencies < 250)])[125]
        struck_hz = FAN.struck_hz("inner-race")

        for at_hz in (16.5, struck_hz - 16.5, struck_hz, struck_hz + 16.5):
            assert near(frequencies, amplitudes, at_hz) > 5 * floor
