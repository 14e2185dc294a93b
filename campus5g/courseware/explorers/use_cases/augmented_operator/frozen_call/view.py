"""Eight calls at the edge of the cell: what the expert sees, and which direction is full."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from campus5g.courseware.explorers.chart_panel import Control, Table
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.use_cases.augmented_operator.cell_edge import (
    downlink_mbit_s,
    uplink_each_mbit_s,
)
from campus5g.courseware.explorers.use_cases.augmented_operator.frozen_call.model import (
    CALL_S,
    Call,
    Seen,
    seen,
)
from campus5g.courseware.explorers.use_cases.augmented_operator.plate import plate_lines
from campus5g.courseware.explorers.use_cases.augmented_operator.scene_panel import (
    Scene,
    SceneAnswer,
    ScenePanel,
)
from campus5g.courseware.explorers.use_cases.augmented_operator.video import (
    PICTURES,
    needed_mbit_s,
    points_kept,
    points_per_letter,
    reading_of,
)
from campus5g.courseware.explorers.words import NO_BREAK, megabits, number, whole
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

LEVELS_DBM = (-85.0, -95.0, -105.0, -115.0, -120.0, -125.0)
USERS = (1, 2, 4, 6, 8, 12)
LOSSES = (0.0, 0.01, 0.05)

LETTER_MM, DISTANCE_M = 5.0, 0.5
"""The plate that the call is about."""
BACK_MBIT_S = 0.5
"""What the expert sends back to each: voice and a small picture; an assumption."""
MOMENT_S = 0.1

EDGE = Call(PICTURES[2], "slow", -115.0, 8)


def frozen_call() -> Explorer:
    """Return the explorer "eight calls at the edge of the cell", with a prediction first."""
    controls = [
        Control(
            "users",
            t(fr="Appels en même temps", en="Calls at once"),
            [str(each) for each in USERS],
            USERS.index(EDGE.users),
        ),
        Control(
            "level",
            t(fr="Niveau reçu (RSRP)", en="Level received (RSRP)"),
            [level_name(each) for each in LEVELS_DBM],
            LEVELS_DBM.index(EDGE.rsrp_dbm),
        ),
        Control(
            "picture",
            t(fr="Vidéo", en="Video"),
            [each.name for each in PICTURES],
            PICTURES.index(EDGE.picture),
        ),
        Control(
            "adapts",
            t(fr="Débit de la vidéo", en="Rate of the video"),
            [_WORDS.text("adapts", "fixed"), _WORDS.text("adapts", "follows")],
            kind="select",
        ),
        Control(
            "loss",
            t(fr="Paquets perdus", en="Packets lost"),
            [f"{number(100 * each)}{NO_BREAK}%" for each in LOSSES],
        ),
    ]
    panel = ScenePanel(controls, lambda at: _answer(_chosen(at)), _method(), _sources())
    table = _table(EDGE, seen(EDGE))
    return Explorer(_prediction(), panel, [list(table.headers), *(list(r) for r in table.rows)])


def level_name(rsrp_dbm: float) -> str:
    """Return a level with its unit."""
    return f"{rsrp_dbm:.0f}".replace("-", "−") + f"{NO_BREAK}dBm"


def shares_in_use(call: Call) -> tuple[float, float]:
    """Return the share of the uplink and of the downlink that the calls ask for; 1 is all of it."""
    up = needed_mbit_s(call.picture, call.movement) / uplink_each_mbit_s(call.rsrp_dbm, call.users)
    return up, call.users * BACK_MBIT_S / downlink_mbit_s(call.rsrp_dbm)


def letter_points(call: Call, found: Seen) -> float:
    """Return how many points high a letter of the plate is for the expert."""
    whole_letter = points_per_letter(LETTER_MM, DISTANCE_M, call.picture)
    # A sender that does not adapt keeps its points, and loses whole pictures instead.
    rate = found.sent_mbit_s if call.adapts else found.needed_mbit_s
    return points_kept(whole_letter, rate, found.needed_mbit_s)


def _prediction() -> Prediction:
    def outcome() -> tuple[str, str]:
        up, down = shares_in_use(EDGE)
        first = "up" if up > 1 > down else "down" if down > 1 > up else "both"
        why = _WORDS.text(
            "prediction",
            "why",
            needed=number(EDGE.users * needed_mbit_s(EDGE.picture, EDGE.movement)),
            carried=number(EDGE.users * uplink_each_mbit_s(EDGE.rsrp_dbm, EDGE.users)),
            back=number(EDGE.users * BACK_MBIT_S),
            down=number(downlink_mbit_s(EDGE.rsrp_dbm)),
        )
        return first, why

    guesses = [Guess(*one) for one in _WORDS.texts("guesses").items()]
    return Prediction("frozen", _WORDS.text("prediction", "question"), guesses, outcome)


def _chosen(at: Mapping[str, int]) -> Call:
    return Call(
        PICTURES[at["picture"]],
        "slow",
        LEVELS_DBM[at["level"]],
        USERS[at["users"]],
        LOSSES[at["loss"]],
        at["adapts"] == 1,
    )


def _answer(call: Call) -> SceneAnswer:
    found = seen(call)
    return SceneAnswer(_advice(call, found), _scene(call, found), [], [_table(call, found)])


def _advice(call: Call, found: Seen) -> str:
    each, needed = megabits(found.link_mbit_s), megabits(found.needed_mbit_s)
    reading = _WORDS.text("reading", reading_of(letter_points(call, found)))
    if not found.freezes:
        return _WORDS.text("advice", "flows", each=each, needed=needed, reading=reading)
    count = len(found.freezes)
    return _WORDS.text(
        "advice",
        "freezes",
        stops=t(fr="1 arrêt", en="1 freeze")
        if count == 1
        else _WORDS.text("stops", "many", count=count),
        share=f"{100 * found.frozen_share:.0f}{NO_BREAK}%",
        each=each,
        needed=needed,
        reading=reading,
    )


def _scene(call: Call, found: Seen) -> Scene:
    count = round(CALL_S / MOMENT_S)
    pictures: list[int] = []
    frozen: list[bool] = []
    told: list[str] = []
    at = -1
    for moment in range(count):
        now_s = moment * MOMENT_S
        while at + 1 < len(found.shown_s) and found.shown_s[at + 1] <= now_s:
            at += 1
        pictures.append(found.pictures[at] if at >= 0 else 0)
        still = next(((a, b) for a, b in found.freezes if a <= now_s < b), None)
        frozen.append(still is not None)
        second = f"{now_s:.1f}".replace(".", t(fr=",", en="."))
        if still is None:
            told.append(_WORDS.text("told", "moves", second=second))
        else:
            since = f"{now_s - still[0]:.1f}".replace(".", t(fr=",", en="."))
            told.append(_WORDS.text("told", "stands", second=second, since=since))
    data = {
        "lines": plate_lines(),
        "letter_points": letter_points(call, found),
        "pictures": pictures,
        "frozen": frozen,
    }
    return Scene(
        "call",
        t(fr="L’appel, vu par l’expert", en="The call, as the expert sees it"),
        _WORDS.text("scene", "alt", count=len(found.freezes)),
        data,
        told,
        MOMENT_S,
    )


def _table(call: Call, found: Seen) -> Table:
    up, down = shares_in_use(call)
    other = seen(replace(call, adapts=not call.adapts))
    fixed, adapted = (other, found) if call.adapts else (found, other)
    fixed_call, adapted_call = replace(call, adapts=False), replace(call, adapts=True)

    def percent(share: float) -> str:
        return f"{whole(100 * share)}{NO_BREAK}%"

    def points(one: Call, what: Seen) -> str:
        kept = letter_points(one, what)
        return f"{number(kept)} ({_WORDS.text('reading', reading_of(kept))})"

    names = _WORDS.texts("rows")
    rows = [
        ["asked", megabits(call.users * found.needed_mbit_s)],
        ["carried", megabits(call.users * found.link_mbit_s)],
        ["up", percent(up)],
        ["down", percent(down)],
    ]
    return Table(
        _WORDS.text("table", "caption", users=call.users, level=level_name(call.rsrp_dbm)),
        _WORDS.list("headers"),
        [
            *([names[key], value, value] for key, value in rows),
            [names["freezes"], str(len(fixed.freezes)), str(len(adapted.freezes))],
            [
                names["frozen"],
                percent(fixed.frozen_share),
                percent(adapted.frozen_share),
            ],
            [
                names["letter"],
                points(fixed_call, fixed),
                points(adapted_call, adapted),
            ],
        ],
    )


def _method() -> Sequence[str]:
    return _WORDS.list("method")


def _sources() -> str:
    return _WORDS.text("page", "sources")
