"""A ride on its plan: stop by stop what the modem read, and where the vehicle heard nothing."""

from collections.abc import Mapping
from typing import Any

import anywidget
import traitlets

from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.files import script, style
from campus5g.courseware.explorers.player import player_words
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.stops import stop_at
from campus5g.courseware.explorers.use_cases.mobile_robots.driven_track.model import (
    FRAMES_PER_S,
    TRACKS,
    Place,
    Track,
    TrackError,
    TrackId,
    frames,
    load_track,
    places,
)
from campus5g.courseware.explorers.words import NO_BREAK, number, quantity, whole
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

TOLERATED_MS = (100.0, 300.0, 500.0, 1000.0, 5000.0)
_START: tuple[TrackId, float] = ("avenue", 300.0)
_PACES = (1, 4, 10)
_NOTHING_COUNTED = "four"


class DrivenTrack(anywidget.AnyWidget):
    """A plan of a ride; nothing of it while ``locked``.

    ``settings`` is what the learner decides: ``track`` and ``tolerated``, as positions of
    ``choices``; ``found`` follows it.
    """

    _esm = script(__file__, moves=True)
    _css = style(__file__)
    words = traitlets.Dict().tag(sync=True)
    choices = traitlets.Dict().tag(sync=True)
    settings = traitlets.Dict().tag(sync=True)
    found = traitlets.Dict().tag(sync=True)
    locked = traitlets.Bool(True).tag(sync=True)

    def __init__(self, locked: bool = True) -> None:
        track, tolerated_ms = _START
        super().__init__(
            words=_words(),
            choices={
                "track": [track_name(each) for each in TRACKS],
                "tolerated": [quantity("delay", each) for each in TOLERATED_MS],
            },
            settings={
                "track": TRACKS.index(track),
                "tolerated": TOLERATED_MS.index(tolerated_ms),
            },
            locked=locked,
        )
        self._follow()
        self.observe(self._follow, ["settings", "locked"])

    def _follow(self, change: dict[str, Any] | None = None) -> None:
        self.found = {} if self.locked else found_words(self.settings)


def driven_track() -> Explorer:
    """Return the explorer "a ride and its radio", with a prediction first."""
    return Explorer(_prediction(), DrivenTrack(), _summary())


def found_words(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return a ride for its plan, in a sentence and in a table; a sentence if its file is lost."""
    name = stop_at(TRACKS, settings.get("track"))
    tolerated_ms = stop_at(TOLERATED_MS, settings.get("tolerated"))
    try:
        track = load_track(name)
    except TrackError as problem:
        return {"missing": _missing(problem)}
    along = places(track)
    return {
        "advice": _advice(track, tolerated_ms),
        "changes": _changes(track.cell_changes),
        "track": name,
        "title": t(fr="Plan du trajet. ", en="Plan of the ride. ") + _advice(track, tolerated_ms),
        "places": [
            {
                "x": one.middle.east_m,
                "y": one.middle.north_m,
                "at": one.from_s,
                "silent": one.silence_ms > tolerated_ms,
                "cell": one.middle.cell,
                "words": place_words(one),
                "label": _when(one),
            }
            for one in along
        ],
        "frames": [
            [
                round(one.east_m, 1),
                round(one.north_m, 1),
                round(one.known_east_m, 1),
                round(one.known_north_m, 1),
                round(one.silent_ms),
            ]
            for one in frames(track)
        ],
        "tolerated": tolerated_ms,
        "rows": [_row(one) for one in along],
    }


def track_name(name: TrackId) -> str:
    """Return the display name of a track."""
    return _WORDS.text("track", name)


def place_words(one: Place) -> str:
    """Return what was measured on a stretch, in a sentence or two."""
    return _WORDS.text(
        "place",
        "words",
        when=_when(one),
        driven=f"{whole(one.driven_m)}{NO_BREAK}m",
        cell=one.middle.cell,
        rsrp=_dbm(one.middle.rsrp_dbm),
        sinr=_db(one.middle.sinr_db),
        median=quantity("delay", one.median_ms),
        slowest=quantity("delay", one.slowest_ms),
        silence=quantity("delay", one.silence_ms),
    )


def _missing(problem: TrackError) -> str:
    return _WORDS.text("page", "missing", file=problem.file)


def _when(one: Place) -> str:
    unit = f"{NO_BREAK}s"
    from_s, to_s = whole(one.from_s), whole(one.to_s)
    return t(fr=f"de {from_s} à {to_s}{unit}", en=f"{from_s} to {to_s}{unit}")


def _dbm(level: int) -> str:
    return f"{level}".replace("-", "−") + f"{NO_BREAK}dBm"


def _db(level: int) -> str:
    return f"{level}".replace("-", "−") + f"{NO_BREAK}dB"


def _advice(track: Track, tolerated_ms: float) -> str:
    stops = len(track.stops(tolerated_ms))
    longest = track.longest_silence
    key = "no-stop" if not stops else "one-stop" if stops == 1 else "stops"
    return _WORDS.text(
        "advice",
        key,
        stops=stops,
        tolerated=quantity("delay", tolerated_ms),
        lasts=f"{whole(track.lasts_s)}{NO_BREAK}s",
        longest=quantity("delay", longest.length_ms),
        at=f"{whole(longest.began_s)}{NO_BREAK}s",
    )


def _changes(count: int) -> str:
    if not count:
        return t(fr="Une seule cellule.", en="One cell only.")
    return t(fr=f"{count} changements de cellule lus.", en=f"{count} cell changes read.")


def _row(one: Place) -> list[str]:
    return [
        _when(one),
        f"{whole(one.driven_m)}{NO_BREAK}m",
        f"{number(3.6 * one.middle.speed_mps)}{NO_BREAK}km/h",
        one.middle.cell,
        _dbm(one.middle.rsrp_dbm),
        _db(one.middle.sinr_db),
        quantity("delay", one.median_ms),
        quantity("delay", one.slowest_ms),
        quantity("delay", one.silence_ms),
    ]


def _summary() -> list[list[str]]:
    rows = [[str(words) for words in _WORDS.list("summary")]]
    for name in TRACKS:
        try:
            track = load_track(name)
        except TrackError as problem:
            rows.append([track_name(name), _missing(problem), "", "", ""])
            continue
        rows.append(
            [
                track_name(name),
                whole(len(track.messages)),
                str(track.cell_changes),
                str(len(track.stops(_START[1]))),
                quantity("delay", track.longest_silence.length_ms),
            ]
        )
    return rows


def _prediction() -> Prediction:
    name, tolerated_ms = _START

    def outcome() -> tuple[str, str]:
        try:
            track = load_track(name)
        except TrackError as problem:
            return _NOTHING_COUNTED, _missing(problem)
        stops = track.stops(tolerated_ms)
        count = len(stops)
        right = "none" if not count else "one" if count == 1 else "four" if count < 10 else "many"
        lengths = ", ".join(whole(one.length_ms) for one in stops)
        return right, _WORDS.text("prediction", "why", count=count, lengths=lengths)

    guesses = [Guess(*one) for one in _WORDS.texts("guesses").items()]
    return Prediction("driven-track", _WORDS.text("prediction", "question"), guesses, outcome)


def _words() -> dict[str, Any]:
    return {
        **_WORDS.texts("page"),
        "headers": _WORDS.list("headers"),
        "method": _WORDS.list("method"),
        "sources": _WORDS.list("sources"),
        "player": player_words(),
        "speeds": [{"value": each, "words": f"× {each}"} for each in _PACES],
        "framesPerS": FRAMES_PER_S,
    }
