"""The case that this lab gives a learner: their pump, its chain, its costs, and the night's log."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from records import Judged, Row

from campus5g.draw import Draw
from campus5g.vibration.acceleration import Defect, acceleration_mps2
from campus5g.vibration.bearing import Bearing, strikes_per_turn

FLEET = ("north", "east", "south", "west")
TROUBLES = ("late", "clock", "lost", "stuck")
# Nothing is wrong with these chains, though one of their columns may look so.
SOUND = ("hesitates", "rises", "repeats")
ROWS, ROW_EVERY_S = 24, 30
SPREAD = 0.35
"""Of the values of sound and of worn bearings, as the standard deviation of their logarithm."""
WORN_RISE = 2.4
SIGNAL_HZ, SIGNAL_SAMPLES = 3200, 1024
# Sizes of deep-groove ball bearings, chosen for the exercise: balls, ball and pitch in millimetres.
BEARINGS = (
    Bearing(8, 12.0, 52.0),
    Bearing(9, 10.0, 46.0),
    Bearing(9, 14.0, 62.0),
    Bearing(10, 11.0, 56.0),
)


@dataclass(frozen=True)
class Reading:
    """How the pump is read: rate, size of a value, length and number of readings, its message.

    Args:
        sampling_hz: values a second.
        value_bytes: of one value.
        seconds: of one reading.
        an_hour: readings an hour.
        message_bytes: that carry the figures of a reading.
    """

    sampling_hz: int
    value_bytes: int
    seconds: int
    an_hour: int
    message_bytes: int


@dataclass(frozen=True)
class Case:
    """What a draw sets in this lab.

    Args:
        draw: where it comes from.
        bearing, speed_rpm, race: of the learner's pump, and the race that is asked for.
        reading: how it is read.
        percentile: of the age that the site looks at.
        every_s, confirmations, batch: of the alarm: time between two values, values above the
            threshold that it takes, and values that the gateway sends at once.
        store_every_s, cut_min, drains_per_s: of the store: time between two readings, the longest
            cut, and how many readings a second the link takes away afterwards.
        limit_s: the age at which a value of the kit is too old.
        false_alarm_eur, missed_eur: what mistakes cost.
        sound_mps2: the median value of a sound bearing.
        history: last year's values.
        fresh_s: the age at which a value of the night is too old.
        night: the log of four pumps' chains.
    """

    draw: Draw
    bearing: Bearing
    speed_rpm: int
    race: Literal["outer", "inner"]
    reading: Reading
    percentile: int
    every_s: int
    confirmations: int
    batch: int
    store_every_s: int
    cut_min: int
    drains_per_s: float
    limit_s: float
    false_alarm_eur: int
    missed_eur: int
    sound_mps2: float
    history: Sequence[Judged]
    fresh_s: int
    night: Mapping[str, Sequence[Row]]

    @property
    def variation(self) -> str:
        """What the kit's scenarios vary by."""
        return self.draw.variation

    @property
    def strikes_hz(self) -> float:
        """How often a defect of the race in question is struck."""
        return strikes_per_turn(self.bearing, f"{self.race}-race") * self.speed_rpm / 60  # type: ignore[arg-type]

    @property
    def signal(self) -> Sequence[float]:
        """A reading of the pump, in m/s²; its bearing is worn."""
        defect = Defect(self.bearing, f"{self.race}-race", 0.6)  # type: ignore[arg-type]
        return acceleration_mps2(
            self.speed_rpm / 60,
            defect,
            self.draw.random("signal"),
            sampling_hz=SIGNAL_HZ,
            samples=SIGNAL_SAMPLES,
        )


def case_of(draw: Draw) -> Case:
    """Return the case of a draw."""
    pump, way, store = draw.random("pump"), draw.random("way"), draw.random("store")
    costs, night = draw.random("costs"), draw.random("night")
    sound_mps2 = costs.choice([0.06, 0.08, 0.11, 0.14, 0.18, 0.23])
    fresh_s = night.choice([90, 105, 120, 135, 150])
    return Case(
        draw=draw,
        bearing=pump.choice(BEARINGS),
        speed_rpm=pump.choice([960, 1170, 1350, 1450, 1560, 1750]),
        race=pump.choice(["outer", "inner"]),
        reading=Reading(
            sampling_hz=pump.choice([3200, 6400, 12800, 25600]),
            value_bytes=pump.choice([2, 3, 4]),
            seconds=pump.choice([1, 2, 4]),
            an_hour=pump.choice([4, 6, 12]),
            message_bytes=pump.choice([48, 60, 72, 84, 96]),
        ),
        percentile=way.choice([80, 85, 90, 95, 98]),
        every_s=way.choice([30, 60, 120, 300]),
        confirmations=way.choice([2, 3, 4, 5]),
        batch=way.choice([6, 8, 10, 12, 20]),
        store_every_s=store.choice([4, 5, 6, 10]),
        cut_min=store.choice([12, 18, 25, 35, 45]),
        drains_per_s=store.choice([0.5, 0.8, 1.0, 1.25, 2.0]),
        limit_s=way.choice([1.5, 2.0, 2.5, 3.0, 3.5]),
        false_alarm_eur=costs.choice([300, 400, 500, 600]),
        missed_eur=costs.choice([2500, 3000, 4000, 5000]),
        sound_mps2=sound_mps2,
        history=judged(sound_mps2, draw.random("history"), sound=960, worn=240),
        fresh_s=fresh_s,
        night=_night(fresh_s, night),
    )


def judged(sound_mps2: float, chance: Random, *, sound: int, worn: int) -> tuple[Judged, ...]:
    """Return values of sound and of worn bearings, in no order.

    Args:
        sound_mps2: the median value of a sound one.
        chance: what is drawn.
        sound: how many sound ones.
        worn: how many worn ones.
    """
    values = [Judged(_around(sound_mps2, chance), worn=False) for _ in range(sound)]
    values += [Judged(_around(WORN_RISE * sound_mps2, chance), worn=True) for _ in range(worn)]
    chance.shuffle(values)
    return tuple(values)


def _around(median_mps2: float, chance: Random) -> float:
    return round(median_mps2 * math.exp(chance.gauss(0, SPREAD)), 3)


def _night(fresh_s: int, chance: Random) -> dict[str, list[Row]]:
    """Return four chains' logs: one in trouble, three that only seem to be."""
    logs = [_log(kind, fresh_s, chance) for kind in (chance.choice(TROUBLES), *SOUND)]
    return dict(zip(chance.sample(FLEET, len(FLEET)), chance.sample(logs, len(logs)), strict=True))


def _log(kind: str, fresh_s: int, chance: Random) -> list[Row]:
    """Return the log of a pump's chain.

    Args:
        kind: its trouble, or what only looks like one.
        fresh_s: the age at which a value is too old.
        chance: what is drawn.
    """
    began_s, first, level = (
        3600 + chance.randint(0, 900),
        chance.randint(100, 900),
        chance.uniform(0.1, 0.3),
    )
    begins = chance.randint(6, 9)
    waits = 2 + math.ceil((fresh_s + chance.randint(20, 80)) / ROW_EVERY_S)
    ahead_s = chance.randint(40, 140)
    gone = {begins, begins + 1, *range(begins + 6, begins + 6 + chance.randint(1, 3))}
    rows: list[Row] = []
    for place in range(ROWS):
        measured_s = began_s + ROW_EVERY_S * place
        received_s = measured_s + chance.uniform(0.1, 0.9)
        value = level * (1 + 0.05 * chance.gauss(0, 1))
        if kind == "late" and begins <= place < begins + waits:
            received_s = began_s + ROW_EVERY_S * (begins + waits) + 0.05 * place
        if kind == "hesitates" and begins <= place < begins + 3:
            received_s = began_s + ROW_EVERY_S * (begins + 2) + 2 + 0.05 * place
        if kind == "clock" and place >= begins:
            measured_s += ahead_s
        if kind == "rises":
            value *= 1 + 0.09 * place
        if kind == "stuck" and place > begins + 4:
            value = rows[begins + 4].value_mps2
        if kind == "lost" and place in gone:
            continue
        rows.append(Row(first + place, round(measured_s, 1), round(received_s, 1), round(value, 3)))
        if kind == "repeats" and place in (begins, begins + 7):
            rows.append(rows[-1]._replace(received_s=round(received_s + 1.3, 1)))
    return rows
