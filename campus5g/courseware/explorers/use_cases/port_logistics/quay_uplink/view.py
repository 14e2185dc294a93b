"""The uplink of a quay at the beep: remote cranes' video, and the photos of all tablets."""

from collections.abc import Mapping, Sequence
from typing import Literal

from campus5g.courseware.explorers.chart_panel import (
    Answer,
    Axis,
    Chart,
    ChartPanel,
    Control,
    Point,
    Series,
    Table,
)
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.use_cases.port_logistics.quay_uplink.model import (
    MARGIN,
    MOST_TABLETS,
    Burst,
    Cell,
    FrameId,
    Quay,
    Sharing,
    burst,
    needed_mbit_s,
    problem,
)
from campus5g.courseware.explorers.words import NO_BREAK, megabits, number, whole
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

Heard = Literal["good", "middle", "edge"]

CRANES = (0, 1, 2, 3, 4, 6)
CAMERAS = (4, 5, 6)
CAMERA_MBIT_S = (4.0, 6.0, 8.0)
TABLETS = (0, 10, 20, 40, 60, 80, 100, 10_000)
PHOTOS_MB = (0.5, 1.0, 2.0, 3.0, 5.0)
BANDWIDTHS_MHZ = (20, 40, 60, 100)
FRAMES: tuple[FrameId, ...] = ("DDDSU", "DDSUU")
HEARD_DB: dict[Heard, float] = {"good": 20.0, "middle": 8.0, "edge": 0.0}
SHARINGS: tuple[Sharing, ...] = ("fair", "class", "spread")

AT_THE_BEEP = Quay(cranes=2, cameras=5, camera_mbit_s=6.0, tablets=60, photo_mb=3.0)
WIDE = Cell(bandwidth_mhz=100, frame="DDSUU", sinr_db=HEARD_DB["good"])
"""What the explorer opens with: a cell that carries the video with a quarter in hand."""

_SHOWN_S = 120.0
_STARTS_S = 10.0


def quay_uplink_explorer() -> Explorer:
    """Return the explorer "the beep": cameras and photos on one uplink, with a prediction first."""
    panel = ChartPanel(
        controls=_controls(), answer=_answer, method=_WORDS.list("method"), sources=_sources()
    )
    table = [
        [
            t(fr="Canal et trame", en="Carrier and frame"),
            *(_WORDS.text("heard", h) for h in HEARD_DB),
        ],
        *(
            [
                f"{mhz}{NO_BREAK}MHz, {frame}",
                *(megabits(Cell(mhz, frame, db).uplink_mbit_s) for db in HEARD_DB.values()),
            ]
            for mhz in BANDWIDTHS_MHZ
            for frame in FRAMES
        ),
    ]
    return Explorer(_prediction(), panel, table)


def _prediction() -> Prediction:
    def outcome() -> tuple[str, str]:
        found = burst(AT_THE_BEEP, WIDE, "fair")
        left = found.video_mbit_s / AT_THE_BEEP.video_mbit_s
        answer = "all" if left > 0.9 else "half" if left > 0.3 else "little"
        return answer, _WORDS.text(
            "prediction",
            "why",
            video=megabits(AT_THE_BEEP.video_mbit_s),
            left=megabits(found.video_mbit_s),
            lasts=_seconds(found.lasts_s),
        )

    guesses = [Guess(*one) for one in _WORDS.texts("guesses").items()]
    question = _WORDS.text(
        "prediction",
        "question",
        uplink=megabits(WIDE.uplink_mbit_s),
        video=megabits(AT_THE_BEEP.video_mbit_s),
    )
    return Prediction("quay-uplink", question, guesses, outcome)


def _chosen(at: Mapping[str, int]) -> tuple[Quay, Cell, Sharing]:
    quay = Quay(
        cranes=CRANES[at["cranes"]],
        cameras=CAMERAS[at["cameras"]],
        camera_mbit_s=CAMERA_MBIT_S[at["rate"]],
        tablets=TABLETS[at["tablets"]],
        photo_mb=PHOTOS_MB[at["photo"]],
    )
    cell = Cell(
        bandwidth_mhz=BANDWIDTHS_MHZ[at["bandwidth"]],
        frame=FRAMES[at["frame"]],
        sinr_db=list(HEARD_DB.values())[at["heard"]],
    )
    return quay, cell, SHARINGS[at["sharing"]]


def _answer(at: Mapping[str, int]) -> Answer:
    quay, cell, sharing = _chosen(at)
    if why := problem(quay):
        return Answer(_WORDS.text("problem", why, most=MOST_TABLETS), [], [])
    found = burst(quay, cell, sharing)
    return Answer(_advice(quay, found), [_chart(quay, found)], [_table(quay, cell)])


def _advice(quay: Quay, found: Burst) -> str:
    sentences = []
    if quay.cranes:
        needed = needed_mbit_s(quay)
        sentences.append(
            _WORDS.text(
                "video",
                "fits" if needed <= found.uplink_mbit_s else "too-small",
                video=megabits(quay.video_mbit_s),
                needed=megabits(needed),
                uplink=megabits(found.uplink_mbit_s),
            )
        )
    if quay.tablets and found.lasts_s == float("inf"):
        sentences.append(_WORDS.text("advice", "stuck"))
    elif quay.tablets:
        sentences.append(_WORDS.text("advice", "photos", lasts=_seconds(found.lasts_s)))
        if quay.cranes and found.video_mbit_s >= quay.video_mbit_s - 0.5:
            sentences.append(_WORDS.text("advice", "kept"))
        elif quay.cranes:
            sentences.append(_WORDS.text("advice", "starved", left=megabits(found.video_mbit_s)))
    return " ".join(sentences)


def _chart(quay: Quay, found: Burst) -> Chart:
    high = max(found.uplink_mbit_s, needed_mbit_s(quay), 10.0) * 1.15
    ends_s = min(_SHOWN_S, _STARTS_S + found.lasts_s)

    def steps(before: float, during: float, after: float) -> list[Point]:
        return [(0.0, before), (_STARTS_S, during), (ends_s, after), (_SHOWN_S, after)]

    after = found.video_after_mbit_s
    series = []
    if quay.cranes:
        name = _WORDS.text("series", "video")
        series.append(Series(name, "steps", steps(after, found.video_mbit_s, after)))
    if quay.tablets:
        through = 0.0 if ends_s < _SHOWN_S else found.photos_mbit_s
        name = _WORDS.text("series", "photos")
        series.append(Series(name, "steps", steps(0.0, found.photos_mbit_s, through), style=2))
    across = [(found.uplink_mbit_s, _WORDS.text("series", "uplink"))]
    if quay.cranes:
        across.append((quay.video_mbit_s, _WORDS.text("series", "needed")))
    return Chart(
        heading=_WORDS.text("chart", "heading"),
        title=_WORDS.text("chart", "title"),
        reading=_WORDS.text("chart", "reading"),
        x=Axis(
            t(fr="secondes", en="seconds"),
            0,
            _SHOWN_S,
            [(at, whole(at)) for at in (0, 30, 60, 90, 120)],
        ),
        y=Axis("Mbit/s", 0, high, [(at, whole(at)) for at in _ticks(high)]),
        series=series,
        across=across,
    )


def _ticks(high: float) -> list[float]:
    step = next(each for each in (5, 10, 20, 50, 100) if high / each <= 6)
    return [float(at * step) for at in range(int(high / step) + 1)]


def _table(quay: Quay, cell: Cell) -> Table:
    return Table(
        _WORDS.text("table", "caption"),
        [
            t(fr="Partage", en="Sharing"),
            t(fr="Vidéo pendant les photos", en="Video during the photos"),
            t(fr="Photos passées en", en="Photos through in"),
        ],
        [
            [
                _WORDS.text("sharing", sharing),
                megabits(found.video_mbit_s),
                "–" if found.lasts_s == float("inf") else _seconds(found.lasts_s),
            ]
            for sharing in SHARINGS
            for found in [burst(quay, cell, sharing)]
        ],
    )


def _controls() -> Sequence[Control]:
    quay, cell = AT_THE_BEEP, WIDE

    def control(
        key: str, labels: Sequence[str], start: int, kind: Literal["slider", "select"] = "slider"
    ) -> Control:
        return Control(key, _WORDS.text("control", key), labels, start, kind=kind)

    return [
        control("cranes", [str(each) for each in CRANES], CRANES.index(quay.cranes)),
        control("cameras", [str(each) for each in CAMERAS], CAMERAS.index(quay.cameras)),
        control(
            "rate",
            [megabits(each) for each in CAMERA_MBIT_S],
            CAMERA_MBIT_S.index(quay.camera_mbit_s),
        ),
        control("tablets", [whole(each) for each in TABLETS], TABLETS.index(quay.tablets)),
        control(
            "photo",
            [f"{number(each)}{NO_BREAK}{t(fr='Mo', en='MB')}" for each in PHOTOS_MB],
            PHOTOS_MB.index(quay.photo_mb),
        ),
        control(
            "bandwidth",
            [f"{each}{NO_BREAK}MHz" for each in BANDWIDTHS_MHZ],
            BANDWIDTHS_MHZ.index(cell.bandwidth_mhz),
        ),
        control(
            "frame",
            [_WORDS.text("frame", each) for each in FRAMES],
            FRAMES.index(cell.frame),
            "select",
        ),
        control("heard", [_WORDS.text("heard", each) for each in HEARD_DB], 0, "select"),
        control("sharing", [_WORDS.text("sharing", each) for each in SHARINGS], 0, "select"),
    ]


def _seconds(time_s: float) -> str:
    if time_s >= 600:
        return f"{whole(time_s / 60)}{NO_BREAK}min"
    return f"{whole(time_s)}{NO_BREAK}s"


def _sources() -> str:
    return _WORDS.text("page", "sources", margin=f"{100 * (MARGIN - 1):.0f}")
