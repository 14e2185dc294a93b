"""Our frame and the neighbour's, and what our uplink hears of it."""

from collections.abc import Mapping

from campus5g.courseware.explorers.chart_panel import (
    Answer,
    Axis,
    Chart,
    ChartPanel,
    Control,
    Series,
    Table,
)
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.models.tdd_frame import SLOTS
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.project.architecture_and_spectrum.neighbour_frames.model import (
    FRAMES,
    NEIGHBOUR,
    ChannelId,
    FrameId,
    Heard,
    clock_error_us,
    heard,
    noise_rise_db,
)
from campus5g.courseware.explorers.words import NO_BREAK, number, whole
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

CHANNELS: tuple[ChannelId, ...] = ("same", "next")
DISTANCES_M = (50, 100, 200, 500, 1000, 2000, 5000)
HOURS = (0, 0.1, 0.5, 1, 4, 12, 24, 72)
DRIFTS_PPB = (0.1, 1, 10, 50, 100, 1000)

_START = {"frame": 2, "channel": 1, "distance": 1, "shift": 0, "hours": 0, "drift": 2}


def neighbour_frames() -> Explorer:
    """Return the explorer "the neighbour across the basin", with a prediction first."""
    panel = ChartPanel(_controls(), answer, _WORDS.list("method"), _WORDS.text("page", "sources"))
    table = answer(_START).tables[0]
    return Explorer(_prediction(), panel, [list(table.headers), *(list(row) for row in table.rows)])


def answer(at: Mapping[str, int]) -> Answer:
    """Return what the panel shows for positions of its controls."""
    frame, channel = list(FRAMES)[at["frame"]], CHANNELS[at["channel"]]
    distance_m, shift = DISTANCES_M[at["distance"]], at["shift"]
    error_us = clock_error_us(DRIFTS_PPB[at["drift"]], HOURS[at["hours"]])
    found = heard(frame, channel, distance_m, shift, error_us)
    rows = [
        [frame_name(name), *_cells(heard(name, channel, distance_m, shift, error_us))]
        for name in FRAMES
    ]
    return Answer(
        _advice(found),
        [_frames_chart(frame, shift), _rise_chart(channel, distance_m)],
        [
            Table(
                _WORDS.text("table", "caption"),
                [
                    t(fr="Votre trame", en="Your frame"),
                    t(fr="Montants sur 10", en="Uplink slots in 10"),
                    t(fr="Dérangés", en="Disturbed"),
                    t(fr="Bruit en plus", en="More noise"),
                ],
                rows,
            )
        ],
    )


def frame_name(frame: FrameId) -> str:
    """Return the display name of a frame."""
    return _WORDS.text("frame", frame)


def _controls() -> list[Control]:
    def control(
        id_: str, name: str, labels: list[str], help_: str = "", choice: bool = False
    ) -> Control:
        return Control(id_, name, labels, _START[id_], help_, "select" if choice else "slider")

    return [
        control(
            "frame", t(fr="Votre trame", en="Your frame"), [*map(frame_name, FRAMES)], "", True
        ),
        control(
            "channel",
            t(fr="Le voisin est dans", en="The neighbour is in"),
            [_WORDS.text("channel", each) for each in CHANNELS],
            "",
            True,
        ),
        control(
            "distance",
            t(fr="Distance des deux antennes", en="Distance between the two antennas"),
            [f"{whole(each)}{NO_BREAK}m" for each in DISTANCES_M],
        ),
        control(
            "shift",
            t(fr="Décalage de votre trame", en="Shift of your frame"),
            [
                t(
                    fr=f"{each} créneau" + ("x" if each > 1 else ""),
                    en=f"{each} slot" + ("" if each == 1 else "s"),
                )
                for each in range(SLOTS)
            ],
        ),
        control(
            "hours",
            t(fr="GNSS perdu depuis", en="GNSS lost for"),
            [f"{number(each)}{NO_BREAK}h" for each in HOURS],
            t(
                fr="l’heure des satellites, brouillée ou coupée",
                en="the satellites’ time, jammed or cut",
            ),
        ),
        control(
            "drift",
            t(fr="Dérive de l’horloge seule", en="Drift of the clock on its own"),
            [f"{number(each)}{NO_BREAK}ppb" for each in DRIFTS_PPB],
            t(
                fr="à lire sur la fiche de l’équipement",
                en="to be read on the equipment’s data sheet",
            ),
        ),
    ]


def _prediction() -> Prediction:
    def outcome() -> tuple[str, str]:
        found = heard("dsuuu", "next", DISTANCES_M[_START["distance"]], 0, 0)
        return "frame" if found.disturbed else "fine", _WORDS.text(
            "prediction",
            "why",
            disturbed=found.disturbed,
            slots=found.uplink_slots,
            next=_db(found.rise_db),
            same=_db(noise_rise_db("same", 1000)),
        )

    guesses = [Guess(*one) for one in _WORDS.texts("guesses").items()]
    return Prediction("neighbour-frames", _WORDS.text("prediction", "question"), guesses, outcome)


def _advice(found: Heard) -> str:
    uplink = _WORDS.text(
        "advice",
        "disturbed" if found.disturbed else "clear",
        disturbed=found.disturbed,
        slots=found.uplink_slots,
        rise=_db(found.rise_db),
    )
    clock = _WORDS.text(
        "advice",
        "rule" if found.keeps_the_rule else "broken",
        error=f"{number(found.error_us)}{NO_BREAK}µs",
    )
    return f"{uplink} {clock}"


def _frames_chart(frame: FrameId, shift: int) -> Chart:
    own = FRAMES[frame]
    turned = [own[(slot - shift) % SLOTS] for slot in range(SLOTS)]

    def steps(pattern: list[str], low: float) -> list[tuple[float, float]]:
        points = [(float(at), low + (kind != "U")) for at, kind in enumerate(pattern)]
        return [*points, (float(SLOTS), points[-1][1])]

    return Chart(
        heading=t(fr="Qui émet, qui écoute", en="Who sends, who listens"),
        title=t(
            fr=f"Votre trame {''.join(turned)}, celle du voisin {NEIGHBOUR}.",
            en=f"Your frame {''.join(turned)}, the neighbour’s {NEIGHBOUR}.",
        ),
        reading=_WORDS.text("chart", "frames"),
        x=Axis(
            t(fr="créneau de 0,5 ms", en="slot of 0.5 ms"),
            0,
            SLOTS,
            [(each, whole(each)) for each in (0, 2, 4, 6, 8, 10)],
        ),
        y=Axis(
            "",
            0,
            3.2,
            [
                (0.2, t(fr="écoute", en="listens")),
                (1.2, t(fr="émet", en="sends")),
                (1.9, t(fr="écoute", en="listens")),
                (2.9, t(fr="émet", en="sends")),
            ],
        ),
        series=[
            Series(
                t(fr="le voisin, en haut", en="the neighbour, above"),
                "steps",
                steps([*NEIGHBOUR], 1.9),
            ),
            Series(t(fr="vous, en bas", en="you, below"), "steps", steps(turned, 0.2)),
        ],
    )


def _rise_chart(channel: ChannelId, distance_m: int) -> Chart:
    distances = [50 * 100 ** (step / 60) for step in range(61)]
    here = noise_rise_db(channel, distance_m)
    return Chart(
        heading=t(fr="Le bruit en plus, selon la distance", en="The extra noise, by distance"),
        title=t(
            fr=f"À {whole(distance_m)}{NO_BREAK}m, le bruit monte de {_db(here)}.",
            en=f"At {whole(distance_m)}{NO_BREAK}m the noise rises by {_db(here)}.",
        ),
        reading=_WORDS.text("chart", "rise"),
        x=Axis(
            t(fr="distance, m", en="distance, m"),
            50,
            5000,
            [(each, whole(each)) for each in (50, 200, 1000, 3000)],
            log=True,
        ),
        y=Axis(
            t(fr="bruit en plus, dB", en="extra noise, dB"),
            0,
            70,
            [(each, whole(each)) for each in (0, 20, 40, 60)],
        ),
        series=[
            *(
                Series(
                    _WORDS.text("channel", each),
                    "line",
                    [(distance, noise_rise_db(each, distance)) for distance in distances],
                )
                for each in CHANNELS
            ),
            Series(t(fr="votre réglage", en="your setting"), "dots", [(distance_m, here)], style=5),
        ],
    )


def _cells(found: Heard) -> list[str]:
    return [str(found.uplink_slots), str(found.disturbed), _db(found.rise_db)]


def _db(ratio_db: float) -> str:
    return f"{number(round(ratio_db, 1))}{NO_BREAK}dB"
