"""A vehicle's ride with its radio: where it drove, what its modem read, which answers came when.

The rides are cuts of CICV5G (`tracks/ATTRIBUTION.md`): a vehicle sends a message about every 55 ms,
a server in a cloud sends it back. What counts for a machine that waits for messages is the longest
silence, between two answers received (TS 22.104, 3.1); it is read on the vehicle's clock alone. The
modem's reading (cell, RSRP, SINR) was refreshed about every 13 s only.
"""

import csv
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Literal

from campus5g.kit.measuring.silence import Silence

TrackId = Literal["avenue", "turns", "slow"]

TRACKS: tuple[TrackId, ...] = ("avenue", "turns", "slow")
TRACKS_FOLDER = Path(__file__).with_name("tracks")
COLUMNS = (
    *("sent_ms", "rtt_ms", "east_m", "north_m", "speed_mps"),
    *("cell", "rsrp_dbm", "sinr_db"),
)
MOST_PLACES = 60
FRAMES_PER_S = 5


class TrackError(Exception):
    """The file of a track is missing or damaged; says which."""

    def __init__(self, file: str) -> None:
        super().__init__(f"the measurements in {file} can't be read")
        self.file = file


@dataclass(frozen=True)
class Message:
    """A message of the vehicle and its answer, with where it was sent and what the modem read.

    Args:
        sent_s, answered_s: on the vehicle's clock, since the first message.
        east_m, north_m: where, from the place of the first message.
        speed_mps: the vehicle's speed.
        cell: a letter for the cell, in the order in which they served.
        rsrp_dbm, sinr_db: the modem's latest reading.
    """

    sent_s: float
    answered_s: float
    east_m: float
    north_m: float
    speed_mps: float
    cell: str
    rsrp_dbm: int
    sinr_db: int

    @property
    def round_trip_ms(self) -> float:
        """How long the answer took."""
        return 1000 * (self.answered_s - self.sent_s)


@dataclass(frozen=True)
class Place:
    """A stretch of the track of a second or a few.

    Args:
        from_s, to_s: when the vehicle drove it.
        driven_m: how far it had come at its middle.
        middle: the message sent there.
        median_ms, slowest_ms: round trips of the messages sent on it.
        silence_ms: the longest silence that went on during it.
    """

    from_s: float
    to_s: float
    driven_m: float
    middle: Message
    median_ms: float
    slowest_ms: float
    silence_ms: float


@dataclass(frozen=True)
class Frame:
    """A moment of the ride: where the vehicle is, and where the last answer says it is.

    Args:
        east_m, north_m: the vehicle.
        known_east_m, known_north_m: where the latest message answered so far was sent.
        silent_ms: the time since the last answer.
    """

    east_m: float
    north_m: float
    known_east_m: float
    known_north_m: float
    silent_ms: float


@dataclass(frozen=True, eq=False)
class Track:
    """A ride; equal to itself only, so that it is quickly found again.

    Args:
        id: which.
        messages: in the order in which they were sent.
    """

    id: TrackId
    messages: tuple[Message, ...]

    @property
    def lasts_s(self) -> float:
        """From the first message to the last one."""
        return self.messages[-1].sent_s

    @property
    def cell_changes(self) -> int:
        """How often the modem reported another cell than before."""
        return sum(one.cell != other.cell for one, other in pairwise(self.messages))

    @property
    def answers_s(self) -> list[float]:
        """When answers came, in order."""
        return sorted(one.answered_s for one in self.messages)

    @property
    def silences(self) -> list[Silence]:
        """The times between two answers."""
        return [Silence(*pair) for pair in pairwise(self.answers_s)]

    @property
    def longest_silence(self) -> Silence:
        """The longest time between two answers."""
        return max(self.silences, key=lambda one: one.length_ms)

    def stops(self, tolerated_ms: float) -> list[Silence]:
        """Return the silences on which a vehicle stops that tolerates this much."""
        return [one for one in self.silences if one.length_ms > tolerated_ms]

    @property
    def driven_m(self) -> list[float]:
        """How far the vehicle had come at each message."""
        come = [0.0]
        for one, other in pairwise(self.messages):
            step_m = math.hypot(other.east_m - one.east_m, other.north_m - one.north_m)
            come.append(come[-1] + step_m)
        return come


@cache
def load_track(name: TrackId, folder: Path = TRACKS_FOLDER) -> Track:
    """Read a track.

    Args:
        name: which.
        folder: where the files are.

    Raises:
        TrackError: the file is missing or damaged.
    """
    file = folder / f"{name}.csv"
    try:
        with file.open(encoding="utf-8", newline="") as opened:
            messages = tuple(_messages(csv.DictReader(opened)))
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise TrackError(file.name) from problem
    if len(messages) < 2:
        raise TrackError(file.name)
    return Track(name, messages)


@cache
def places(track: Track) -> tuple[Place, ...]:
    """Cut a track into at most `MOST_PLACES` stretches of equal time, whole seconds each."""
    step_s = max(1, math.ceil(track.lasts_s / MOST_PLACES))
    come = track.driven_m
    silences = track.silences
    found = []
    for number in range(math.ceil(track.lasts_s / step_s)):
        from_s, to_s = number * step_s, (number + 1) * step_s
        sent = [at for at, one in enumerate(track.messages) if from_s <= one.sent_s < to_s]
        if not sent:
            continue
        trips = [track.messages[at].round_trip_ms for at in sent]
        middle = sent[len(sent) // 2]
        heard = [one.length_ms for one in silences if one.began_s < to_s and one.ended_s > from_s]
        found.append(
            Place(
                from_s,
                to_s,
                come[middle],
                track.messages[middle],
                median(trips),
                max(trips),
                max(heard, default=0.0),
            )
        )
    return tuple(found)


@cache
def frames(track: Track) -> tuple[Frame, ...]:
    """Return the ride as it moves, `FRAMES_PER_S` a second."""
    answered = sorted(track.messages, key=lambda one: one.answered_s)
    found = []
    known, at, heard = track.messages[0], 0, 0
    for number in range(math.floor(track.lasts_s * FRAMES_PER_S) + 1):
        now_s = number / FRAMES_PER_S
        while at + 1 < len(track.messages) and track.messages[at + 1].sent_s <= now_s:
            at += 1
        while heard < len(answered) and answered[heard].answered_s <= now_s:
            known = max(known, answered[heard], key=lambda one: one.sent_s)
            heard += 1
        last_s = answered[heard - 1].answered_s if heard else 0.0
        here = track.messages[at]
        found.append(
            Frame(here.east_m, here.north_m, known.east_m, known.north_m, 1000 * (now_s - last_s))
        )
    return tuple(found)


def _messages(rows: Iterator[Mapping[str, str]]) -> Iterator[Message]:
    """Yield the messages of a file's rows; an empty field repeats the one above it."""
    reading = {"cell": "", "rsrp_dbm": "", "sinr_db": ""}
    for row in rows:
        reading = {name: row[name] or above for name, above in reading.items()}
        sent_s = float(row["sent_ms"]) / 1000
        yield Message(
            sent_s,
            sent_s + float(row["rtt_ms"]) / 1000,
            float(row["east_m"]),
            float(row["north_m"]),
            float(row["speed_mps"]),
            reading["cell"],
            int(reading["rsrp_dbm"]),
            int(reading["sinr_db"]),
        )
