"""A race of a thousand messages: how their delays spread, and what the delays are made of."""

import math
from collections.abc import Mapping, Sequence
from typing import Literal

from campus5g.air.passage import Parts
from campus5g.courseware.explorers.chart_panel import (
    Answer,
    Axis,
    Bars,
    Chart,
    ChartPanel,
    Control,
    Series,
    Table,
)
from campus5g.courseware.explorers.essentials.packet_race import model as packet_race
from campus5g.courseware.explorers.essentials.packet_race.model import MESSAGES, Race, Result
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.models import hall
from campus5g.courseware.explorers.models.hall import FrameId, SpotId
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.words import NO_BREAK, number, percent, quantity
from campus5g.language import t

RaceQuestion = Literal["how-slow", "largest-part"]

LOADS = (0.0, 0.3, 0.6, 0.9)
REQUESTS_MS = (10.0, 2.0, 0.0)
FRAMES: tuple[FrameId, ...] = ("DDDSU", "DDDDDDDSUU")
SPOTS: tuple[SpotId, ...] = ("lane", "gate", "edge")
PERIODS_MS = (10.0, 20.0, 33.0, 50.0, 100.0)

SHARES = (0.5, 0.95, 0.99)
_BIN_MS = 2
_HISTOGRAM_TO_MS = 60
_TAIL_MS = (2.0, 600.0)


def packet_race_explorer(question: RaceQuestion) -> Explorer:
    """Return the explorer, with a prediction first.

    Args:
        question: what the learner predicts: how slow the slowest hundredth is, or which part of an
            ordinary message's delay is the largest.
    """
    asked = {"how-slow": _how_slow, "largest-part": _largest_part}[question]
    panel = ChartPanel(_controls(), lambda stops: _answer(_race(stops)), _method(), _sources())
    statistics = _statistics(packet_race.run(Race()))
    table = [list(statistics.headers), *(list(row) for row in statistics.rows)]
    return Explorer(asked(), panel, table)


def parts_ms(parts: Parts) -> dict[str, float]:
    """Return the parts of a delay as the learner reads them, in milliseconds, by their names."""
    return {
        t(fr="demande d’émission", en="request to send"): parts.request_ms,
        t(fr="attente de l’accord", en="waiting for the grant"): parts.grant_ms,
        t(fr="attente d’un créneau montant", en="waiting for an uplink slot"): parts.frame_ms,
        t(fr="file d’attente (les autres)", en="queue (the others)"): parts.queue_ms,
        t(fr="émission et traitement", en="sending and processing"): parts.transmission_ms
        + parts.stack_ms,
        t(fr="réémission (HARQ)", en="sending again (HARQ)"): parts.harq_ms,
        t(fr="coupure de la liaison", en="break of the link"): parts.interruption_ms,
    }


def _how_slow() -> Prediction:
    delays = packet_race.run(Race()).delays
    ratio = delays.percentile_ms(0.99) / delays.mean_ms
    guesses = [
        Guess("same", t(fr="Presque comme la moyenne", en="Nearly the same as the mean")),
        Guess("some", t(fr="Deux à quatre fois la moyenne", en="Two to four times the mean")),
        Guess("many", t(fr="Plus de dix fois la moyenne", en="More than ten times the mean")),
    ]
    outcome = "same" if ratio < 1.5 else "some" if ratio < 5 else "many"
    mean, p99 = quantity("delay", delays.mean_ms), quantity("delay", delays.percentile_ms(0.99))
    question = t(
        fr=f"Mille messages partent du véhicule. En moyenne, ils mettent {mean}. Combien faut-il "
        "attendre pour en avoir 99 sur 100 ?",
        en=f"A thousand messages leave the vehicle. On average they take {mean}. How long do "
        "you have to wait to get 99 in 100 of them?",
    )
    why = t(
        fr=f"Il faut attendre {p99}, soit {number(ratio)} fois la moyenne. Et dix messages sur "
        "mille sont encore plus lents.",
        en=f"You have to wait {p99}, {number(ratio)} times the mean. And ten messages in a "
        "thousand are slower still.",
    )
    return Prediction("race-tail", question, guesses, lambda: (outcome, why))


def _largest_part() -> Prediction:
    result = packet_race.run(Race())
    ordinary, slow = parts_ms(result.parts_around(0.5)), parts_ms(result.parts_around(0.99))
    names = list(ordinary)
    guesses = [Guess(str(names.index(name)), _capital(name)) for name in names]
    most, then = max(ordinary, key=ordinary.__getitem__), max(slow, key=slow.__getitem__)
    why = t(
        fr=f"Pour un message du milieu, c’est la part « {most} » : "
        f"{quantity('delay', ordinary[most])}. Pour les plus lents, c’est une autre : « {then} », "
        f"{quantity('delay', slow[then])}.",
        en=f"For a message in the middle it is “{most}”: {quantity('delay', ordinary[most])}. "
        f"For the slowest ones it is something else: “{then}”, "
        f"{quantity('delay', slow[then])}.",
    )
    question = t(
        fr="Prenez un message ordinaire, ni rapide ni lent. Où passe-t-il le plus de temps ?",
        en="Take an ordinary message, neither fast nor slow. Where does it spend most of its time?",
    )
    return Prediction("race-parts", question, guesses, lambda: (str(names.index(most)), why))


def _race(stops: Mapping[str, int]) -> Race:
    return Race(
        frame=FRAMES[stops["frame"]],
        request_ms=REQUESTS_MS[stops["request"]],
        load=LOADS[stops["load"]],
        spot=SPOTS[stops["spot"]],
        period_ms=PERIODS_MS[stops["period"]],
    )


def _answer(race: Race) -> Answer:
    result = packet_race.run(race)
    return Answer(
        advice=_advice(result),
        figures=[_histogram(result), _tail(result), _bars(result)],
        tables=[_statistics(result), _parts_table(result)],
    )


def _advice(result: Result) -> str:
    delays = result.delays
    mean, p99, worst = (
        quantity("delay", value)
        for value in (delays.mean_ms, delays.percentile_ms(0.99), delays.worst_ms)
    )
    return t(
        fr=f"Moyenne : {mean}. 99 sur 100 en {p99}. Le plus lent : {worst}.",
        en=f"Mean: {mean}. 99 in 100 within {p99}. The slowest: {worst}.",
    )


def _histogram(result: Result) -> Chart:
    delays = result.delays
    bins = [0] * (_HISTOGRAM_TO_MS // _BIN_MS)
    for delay in delays.sorted_ms:
        bins[min(len(bins) - 1, int(min(delay, _HISTOGRAM_TO_MS) // _BIN_MS))] += 1
    mean, p99 = quantity("delay", delays.mean_ms), quantity("delay", delays.percentile_ms(0.99))
    top = 100 * math.ceil(max(bins) / 100)
    points = [(_BIN_MS * (at + 0.5), count) for at, count in enumerate(bins)]
    return Chart(
        heading=t(fr="Combien de messages, à quel délai", en="How many messages, at what delay"),
        title=t(
            fr=f"Répartition de mille délais. Moyenne {mean}, 99 sur 100 en {p99}.",
            en=f"Distribution of a thousand delays. Mean {mean}, 99 in 100 within {p99}.",
        ),
        reading=t(
            fr="Chaque barre compte les messages d’une tranche de 2 ms. La dernière barre prend "
            "tous ceux au-delà de 58 ms.",
            en="Each bar counts the messages within a 2 ms band of delay. The last bar takes "
            "all those beyond 58 ms.",
        ),
        x=Axis(
            t(fr="délai (ms)", en="delay (ms)"),
            0,
            _HISTOGRAM_TO_MS,
            [(at, str(at)) for at in range(0, _HISTOGRAM_TO_MS + 1, 10)],
        ),
        y=Axis(
            t(fr="messages", en="messages"),
            0,
            top,
            [(at, str(at)) for at in (0, top // 2, top)],
        ),
        series=[Series(t(fr="messages", en="messages"), "bars", points, width=_BIN_MS)],
        upright=[
            (delays.mean_ms, t(fr=f"moyenne {mean}", en=f"mean {mean}")),
            (min(delays.percentile_ms(0.99), _HISTOGRAM_TO_MS), f"p99{NO_BREAK}{p99}"),
        ],
    )


def _tail(result: Result) -> Chart:
    low, high = _TAIL_MS
    delays_ms = [low * (high / low) ** (step / 120) for step in range(121)]
    # Where no message is left, the curve ends.
    points = [(ms, late) for ms in delays_ms if (late := result.delays.late_share(ms)) > 0]
    p99, worst = result.delays.percentile_ms(0.99), result.delays.worst_ms
    return Chart(
        heading=t(
            fr="La queue : qui est encore en route ?", en="The tail: who is still on the way?"
        ),
        title=t(
            fr=f"Part des messages encore en route après un délai. Un sur cent après "
            f"{quantity('delay', p99)} ; le dernier arrive à {quantity('delay', worst)}.",
            en="Share of messages still on their way after a given delay. One in a hundred "
            f"after {quantity('delay', p99)}; the last arrives at "
            f"{quantity('delay', worst)}.",
        ),
        reading=t(
            fr="La courbe donne la part des messages qui ne sont pas encore arrivés. Les deux "
            "échelles sont logarithmiques : chaque ligne horizontale compte dix fois moins de "
            "messages.",
            en="The curve shows the share of messages that have not arrived yet. Both scales "
            "are logarithmic: each horizontal line stands for ten times fewer messages.",
        ),
        x=Axis(
            t(fr="délai (ms)", en="delay (ms)"),
            low,
            high,
            [(at, str(at)) for at in (2, 5, 10, 20, 50, 100, 200, 500)],
            log=True,
        ),
        y=Axis(
            t(fr="encore en route", en="still on the way"),
            0.5 / MESSAGES,
            1,
            [(1, percent(1)), (0.1, percent(0.1)), (0.01, percent(0.01)), (0.001, percent(0.001))],
            log=True,
        ),
        series=[Series(t(fr="messages", en="messages"), "line", points)],
        upright=[(p99, f"p99{NO_BREAK}{quantity('delay', p99)}")],
    )


def _bars(result: Result) -> Bars:
    ordinary, slow = result.parts_around(0.5), result.parts_around(0.99)
    longest = max(ordinary.total_ms, slow.total_ms)
    rows = [
        (
            t(fr="Messages du milieu : ", en="Messages in the middle: ")
            + quantity("delay", ordinary.total_ms),
            list(parts_ms(ordinary).values()),
        ),
        (
            t(fr="Messages lents : ", en="Slow messages: ") + quantity("delay", slow.total_ms),
            list(parts_ms(slow).values()),
        ),
    ]
    return Bars(
        heading=t(fr="De quoi leur délai est fait", en="What makes up their delay"),
        title=" ; ".join(
            f"{words} : {_parts_in_words(parts)}"
            for (words, _), parts in zip(rows, (ordinary, slow), strict=True)
        ),
        reading=t(
            fr="Moyenne des messages voisins de la médiane (en haut) et du p99 (en bas) : vingt et "
            "un messages chaque fois.",
            en="Average of the twenty-one messages nearest the median (above) and nearest the "
            "p99 (below).",
        ),
        to=longest,
        rows=rows,
        parts=list(parts_ms(ordinary)),
    )


def _parts_in_words(parts: Parts) -> str:
    named = (
        f"{name} {quantity('delay', value)}"
        for name, value in parts_ms(parts).items()
        if value >= 0.05
    )
    return ", ".join(named)


def _statistics(result: Result) -> Table:
    delays = result.delays
    values = [delays.mean_ms, *(delays.percentile_ms(share) for share in SHARES), delays.worst_ms]
    names = [
        t(fr="Moyenne", en="Mean"),
        t(fr="Médiane (p50)", en="Median (p50)"),
        "p95",
        "p99",
        t(fr="Le plus lent", en="The slowest"),
    ]
    return Table(
        t(fr="Délai des mille messages", en="The thousand messages’ delays"),
        [t(fr="Lecture", en="Figure"), t(fr="Délai", en="Delay")],
        [[name, quantity("delay", value)] for name, value in zip(names, values, strict=True)],
    )


def _parts_table(result: Result) -> Table:
    ordinary, slow = parts_ms(result.parts_around(0.5)), parts_ms(result.parts_around(0.99))
    return Table(
        t(fr="De quoi leur délai est fait", en="What makes up their delay"),
        [
            t(fr="Part", en="Part"),
            t(fr="Messages du milieu", en="Messages in the middle"),
            t(fr="Messages lents", en="Slow messages"),
        ],
        [
            [_capital(name), quantity("delay", ordinary[name]), quantity("delay", slow[name])]
            for name in ordinary
        ],
    )


def _controls() -> Sequence[Control]:
    start = Race()
    return [
        Control(
            "load",
            t(fr="Charge des autres", en="Load from others"),
            [percent(load) for load in LOADS],
            LOADS.index(start.load),
            t(fr="part de la cellule qu’ils prendraient", en="share of the cell they would take"),
        ),
        Control(
            "request",
            t(fr="Demande d’émission", en="Request to send"),
            [
                t(fr="toutes les 10 ms", en="every 10 ms"),
                t(fr="toutes les 2 ms", en="every 2 ms"),
                t(fr="inutile : accord permanent", en="not needed: standing grant"),
            ],
            REQUESTS_MS.index(start.request_ms),
            kind="select",
        ),
        Control(
            "frame",
            t(fr="Trame", en="Frame"),
            [
                t(fr="DDDSU, 2,5 ms", en="DDDSU, 2.5 ms"),
                t(fr="trame française, 5 ms", en="French frame, 5 ms"),
            ],
            FRAMES.index(start.frame),
            t(
                fr="D : vers l’appareil, U : vers l’antenne, S : passage de l’un à l’autre",
                en="D: to the device, U: to the antenna, S: switch from one to the other",
            ),
            kind="select",
        ),
        Control(
            "spot",
            t(fr="Où est le véhicule ?", en="Where is the vehicle?"),
            [_spot_name(spot) for spot in SPOTS],
            SPOTS.index(start.spot),
            _spots_help(),
            kind="select",
        ),
        Control(
            "period",
            t(fr="Un message toutes les", en="One message every"),
            [quantity("delay", period) for period in PERIODS_MS],
            PERIODS_MS.index(start.period_ms),
        ),
    ]


def _spot_name(spot: SpotId) -> str:
    name = {
        "lane": t(fr="Allée", en="Aisle"),
        "gate": t(fr="Porte 3", en="Gate 3"),
        "edge": t(fr="Derrière les bobines", en="Behind the coils"),
    }[spot]
    return f"{name}, {hall.distance_m(spot):.0f}{NO_BREAK}m"


def _spots_help() -> str:
    lane, gate, edge = (f"{hall.signal(spot).sinr_db:.0f}{NO_BREAK}dB" for spot in SPOTS)
    breaks = f"{hall.SPOTS['edge'].breaks_per_minute:.0f}"
    return t(
        fr=f"Qualité du signal (SINR) : {lane}, {gate}, {edge}. Derrière les bobines, la liaison "
        f"se coupe {breaks} fois par minute.",
        en=f"Signal quality (SINR): {lane}, {gate}, {edge}. Behind the coils the link breaks "
        f"{breaks} times a minute.",
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _method() -> list[str]:
    return [
        t(
            fr="Mille messages de 200 octets, dans un seul sens, du véhicule à l’antenne. Chacun "
            "attend son tour pour demander, reçoit un accord, attend un créneau montant, puis "
            "passe. Mal reçu, il est émis de nouveau. C’est le modèle radio du kit virtuel.",
            en="A thousand messages of 200 bytes, one way, from the vehicle to the antenna. "
            "Each one waits for its turn to ask, gets a grant, waits for an uplink slot "
            "and goes. If it is not received properly, it is sent again. This is the "
            "virtual kit’s radio model.",
        ),
        t(
            fr="Les mêmes réglages donnent toujours la même image. La charge, les places et les "
            "coupures (120 ms en médiane) sont des valeurs choisies, pas des mesures. Le cœur de "
            "réseau n’est pas compté.",
            en="The same settings always give the same picture. The load, positions and "
            "breaks (median 120 ms) are chosen values, not measurements. The core network "
            "is not counted.",
        ),
        t(
            fr="Une période de 10, 20, 50 ou 100 ms tombe toujours au même moment de la demande "
            "(toutes les 10 ms) : les délais paraissent réguliers, par chance. À 33 ms, les "
            "messages tombent à tous les moments.",
            en="A period of 10, 20, 50 or 100 ms always falls at the same point of the "
            "request cycle (every 10 ms): the delays look regular, by luck. At 33 ms the "
            "messages fall at all points.",
        ),
    ]


def _sources() -> str:
    return t(
        fr="Sources : 3GPP TS 38.321, 5.4 (demande et accord), TS 38.214 (réception et "
        "réémission), TR 38.901 (radio en usine) ; trame de 5 ms : Arcep, décision 2019-0862.",
        en="Sources: 3GPP TS 38.321, 5.4 (request and grant), TS 38.214 (reception and sending "
        "again), TR 38.901 (radio in a factory); 5 ms frame: Arcep, decision 2019-0862.",
    )
