"""The acceleration of a housing: what is in it, by the model's constants."""

from random import Random

import pytest

from campus5g.vibration.acceleration import (
    HARMONICS_MPS2,
    NOISE_MPS2,
    RESONANCE_HZ,
    Defect,
    acceleration_mps2,
)
from campus5g.vibration.bearing import Bearing, BearingPart, strikes_per_turn
from campus5g.vibration.spectrum import spectrum

BEARING = Bearing(balls=9, ball_mm=7.94, pitch_mm=39.04)
TURN_HZ = 25.0
RATE_HZ = 4096


def shaken(part: BearingPart | None = None, severity: float = 1.0) -> list[float]:
    defect = None if part is None else Defect(BEARING, part, severity)
    chance = Random(1)  # noqa: S311
    return acceleration_mps2(TURN_HZ, defect, chance, sampling_hz=RATE_HZ, samples=4 * RATE_HZ)


def rms(values: list[float]) -> float:
    return float((sum(value**2 for value in values) / len(values)) ** 0.5)


def test_a_sound_machine_shakes_as_its_harmonics_and_noise_add_up() -> None:
    square = sum(amplitude**2 / 2 for amplitude in HARMONICS_MPS2) + NOISE_MPS2**2

    assert rms(shaken()) == pytest.approx(square**0.5, rel=0.02)


def test_a_defect_without_severity_is_none() -> None:
    assert shaken("ball", severity=0.0) == shaken()


def test_a_worn_race_rings_near_the_resonance_of_the_housing() -> None:
    sound, _ = spectrum([shaken()], RATE_HZ, envelope=False)
    _, worn = spectrum([shaken("outer-race")], RATE_HZ, envelope=False)
    above = sound > 500

    assert sound[above][worn[above].argmax()] == pytest.approx(RESONANCE_HZ, abs=150)


@pytest.mark.parametrize("part", ["outer-race", "inner-race", "ball"])
def test_the_envelope_of_a_worn_part_shows_how_often_it_is_struck(part: BearingPart) -> None:
    frequencies, amplitudes = spectrum([shaken(part)], RATE_HZ, envelope=True)
    struck_hz = strikes_per_turn(BEARING, part) * TURN_HZ
    # A defect that turns with the shaft is modulated by it.
    found = (frequencies > 1.5 * TURN_HZ) & (frequencies < 1.5 * struck_hz)

    assert frequencies[found][amplitudes[found].argmax()] == pytest.approx(struck_hz, rel=0.02)
