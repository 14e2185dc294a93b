"""A saving set against a baseline, with what the network itself uses taken off."""

from collections.abc import Mapping, Sequence

from ipywidgets import HTML

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
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.use_cases.energy.saving_proof.model import (
    Comparison,
    apparent_by_chance,
    baseline,
    changes,
    compare,
    network_kwh_week,
)
from campus5g.courseware.explorers.use_cases.energy.shown import (
    date_words,
    kilowatt_hours,
    note,
    share,
)
from campus5g.courseware.explorers.use_cases.energy.steel_load import (
    SteelDataError,
    WeekTotals,
    steel_year,
)
from campus5g.courseware.explorers.words import NO_BREAK, number, whole
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

LENGTHS = (1, 2, 4, 8)
NETWORK_W = (0, 50, 100, 200, 500, 1000, 2000, 5000)
METERS = (0, 10, 50, 100, 200, 400)
METER_W = 2.0
"""What a meter with its modem draws: chosen."""
CLAIMED = 0.12

_FIRST, _LAST = 10, 48
START_CHANGE, START_LENGTH = 28, 4
_MOST_H, _MOST_KWH = 130.0, 35_000.0


def saving_proof() -> Explorer | HTML:
    """Return the explorer "is it a saving?", or a note if its data is missing."""
    try:
        year = steel_year()
    except SteelDataError as missing:
        return note(missing)
    dates = [year[number].start for number in range(_FIRST, _LAST + 1)]
    controls = [
        Control(
            "change",
            t(fr="Date de l’action", en="Date of the action"),
            [date_words(each) for each in dates],
            START_CHANGE - _FIRST,
        ),
        Control(
            "length",
            t(fr="Semaines comparées, de chaque côté", en="Weeks compared, on each side"),
            [whole(each) for each in LENGTHS],
            LENGTHS.index(START_LENGTH),
        ),
        Control(
            "network",
            t(fr="Le réseau consomme", en="The network draws"),
            [f"{whole(each)}{NO_BREAK}W" for each in NETWORK_W],
            0,
            _WORDS.text("help", "network"),
        ),
        Control(
            "meters",
            t(fr="Compteurs ajoutés", en="Meters added"),
            [whole(each) for each in METERS],
            0,
            _WORDS.text("help", "meters", watts=number(METER_W)),
        ),
    ]

    def answer(at: Mapping[str, int]) -> Answer:
        length = LENGTHS[at["length"]]
        change = _within(year, _FIRST + at["change"], length)
        found = compare(year, change, length)
        own_kwh = network_kwh_week(NETWORK_W[at["network"]], METERS[at["meters"]], METER_W)
        return Answer(
            _advice(found, own_kwh),
            [_hours_chart(year, change, length), _weeks_chart(year, change, length)],
            [_table(year, found, length, own_kwh)],
        )

    panel = ChartPanel(controls, answer, _WORDS.list("method"), _WORDS.text("page", "sources"))
    table = _table(year, compare(year, START_CHANGE, START_LENGTH), START_LENGTH, 0.0)
    return Explorer(
        _prediction(year), panel, [list(table.headers), *(list(row) for row in table.rows)]
    )


def _within(year: Sequence[WeekTotals], change: int, length: int) -> int:
    """Return the change, moved to where as many weeks are left after it."""
    possible = changes(year, length)
    return min(max(change, possible[0]), possible[-1])


def _prediction(year: Sequence[WeekTotals]) -> Prediction:
    fallen, dates = apparent_by_chance(year, START_LENGTH, CLAIMED)
    guesses = [Guess(*one) for one in _WORDS.texts("guesses").items()]
    part = fallen / dates
    outcome = (
        "never" if part < 0.01 else "rare" if part < 0.08 else "fifth" if part < 0.4 else "half"
    )
    return Prediction(
        "saving-proof",
        _WORDS.text("prediction", "question", claimed=share(CLAIMED)),
        guesses,
        lambda: (outcome, _WORDS.text("prediction", "why", fallen=fallen, dates=dates)),
    )


def _advice(found: Comparison, own_kwh: float) -> str:
    said = _WORDS.text(
        "advice",
        "apparent",
        apparent=_change(-found.apparent),
        hours=_change(found.hours),
        saved=share(found.saved),
        margin=share(found.margin),
    )
    verdict = _WORDS.text("verdict", found.verdict)
    if not own_kwh:
        return f"{said} {verdict}"
    return f"{said} {verdict} {_WORDS.text('advice', 'own', own=kilowatt_hours(own_kwh))}"


def _change(part: float) -> str:
    words = share(part)
    return words if part < 0 or words.startswith("0") else f"+{words}"


def _hours_chart(year: Sequence[WeekTotals], change: int, length: int) -> Chart:
    line = baseline(year[:change])

    def dots(weeks: Sequence[WeekTotals]) -> list[tuple[float, float]]:
        return [(each.running_h, each.energy_kwh / 1000) for each in weeks]

    ends = (20.0, _MOST_H)
    return Chart(
        heading=t(fr="La référence : énergie et heures", en="The baseline: energy and hours"),
        title=_WORDS.text("chart", "hours", weeks=line.weeks),
        reading=_WORDS.text("chart", "hours_reading"),
        x=Axis(
            t(fr="heures de marche par semaine", en="running hours a week"),
            0,
            _MOST_H,
            [(each, whole(each)) for each in (0, 40, 80, 120)],
        ),
        y=Axis(
            t(fr="MWh par semaine", en="MWh a week"),
            0,
            _MOST_KWH / 1000,
            [(each, whole(each)) for each in (0, 10, 20, 30)],
        ),
        series=[
            Series(t(fr="semaines d’avant", en="weeks before"), "dots", dots(year[:change])),
            Series(
                t(fr="semaines d’après", en="weeks after"),
                "dots",
                dots(year[change : change + length]),
                style=5,
            ),
            Series(
                t(fr="référence", en="baseline"),
                "line",
                [(hours, line.expected_kwh(hours) / 1000) for hours in ends],
                style=3,
            ),
        ],
    )


def _weeks_chart(year: Sequence[WeekTotals], change: int, length: int) -> Chart:
    line = baseline(year[:change])
    before = list(enumerate(year))[change - length : change]
    after = list(enumerate(year))[change : change + length]

    def bars(weeks: Sequence[tuple[int, WeekTotals]]) -> list[tuple[float, float]]:
        return [(at - change + 0.5, each.energy_kwh / 1000) for at, each in weeks]

    expected = [(at - change + 0.5, line.expected_kwh(each.running_h) / 1000) for at, each in after]
    return Chart(
        heading=t(fr="Avant et après", en="Before and after"),
        title=_WORDS.text("chart", "weeks", length=length),
        reading=_WORDS.text("chart", "weeks_reading"),
        x=Axis(
            t(fr="semaines depuis l’action", en="weeks since the action"),
            -length,
            length,
            [(each, _week(each)) for each in (-length, 0, length)],
        ),
        y=Axis(
            t(fr="MWh par semaine", en="MWh a week"),
            0,
            _MOST_KWH / 1000,
            [(each, whole(each)) for each in (0, 10, 20, 30)],
        ),
        series=[
            Series(t(fr="avant", en="before"), "bars", bars(before), width=0.9),
            Series(t(fr="après", en="after"), "bars", bars(after), width=0.9, style=5),
            Series(
                t(fr="ce que dit la référence", en="what the baseline says"),
                "dots",
                expected,
                style=3,
            ),
        ],
        upright=[(0, date_words(year[change].start))],
    )


def _week(number_: int) -> str:
    return str(number_).replace("-", "\N{MINUS SIGN}")


def _table(year: Sequence[WeekTotals], found: Comparison, length: int, own_kwh: float) -> Table:
    fallen, dates = apparent_by_chance(year, length, CLAIMED)
    rows = [
        (t(fr="Par semaine, avant", en="A week, before"), kilowatt_hours(found.before_kwh)),
        (t(fr="Par semaine, après", en="A week, after"), kilowatt_hours(found.after_kwh)),
        (t(fr="Écart apparent", en="Apparent change"), _change(-found.apparent)),
        (t(fr="Heures de marche", en="Running hours"), _change(found.hours)),
        (
            t(fr="Attendu par la référence", en="Expected by the baseline"),
            kilowatt_hours(found.expected_kwh),
        ),
        (
            t(fr="Gain sur la référence", en="Saving against the baseline"),
            f"{share(found.saved)} ± {share(found.margin)}",
        ),
        (
            t(fr="Consommé par le réseau et les compteurs", en="Used by the network and meters"),
            kilowatt_hours(own_kwh),
        ),
        (
            t(fr="Gain net par semaine", en="Net saving a week"),
            kilowatt_hours(found.saved_kwh_week - own_kwh).replace("-", "\N{MINUS SIGN}"),
        ),
        (
            _WORDS.text("table", "chance", claimed=share(CLAIMED)),
            t(fr=f"{fallen} sur {dates}", en=f"{fallen} of {dates}"),
        ),
    ]
    return Table(
        _WORDS.text("table", "caption", length=length),
        [t(fr="Lecture", en="Figure"), t(fr="Valeur", en="Value")],
        [list(row) for row in rows],
    )
