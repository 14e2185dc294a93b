"""A measured load read by six steps: the peak that disappears, and what the curve is made of."""

from collections.abc import Mapping, Sequence

from ipywidgets import HTML

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
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.use_cases.energy.load_curve.model import (
    MEASURED_MIN,
    STEPS_MIN,
    Highest,
    base_kw,
    by_step_kw,
    highest,
    parts,
)
from campus5g.courseware.explorers.use_cases.energy.shown import (
    day_name,
    kilowatt_hours,
    kilowatts,
    note,
    share,
    week_name,
    when,
)
from campus5g.courseware.explorers.use_cases.energy.steel_load import (
    DAYS,
    QUARTERS_A_DAY,
    Kilowatts,
    SteelDataError,
    Week,
    steel_week,
    steel_weeks,
    steel_year,
)
from campus5g.courseware.explorers.words import NO_BREAK, number, whole
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

SUBSCRIBED_KW = tuple(range(400, 660, 20))
START_WEEK = "2018-03-05"
START_SUBSCRIBED_KW = 500

_TICKS_KW = tuple(range(0, 701, 100))
_MINUTE_TICKS_KW = tuple(range(0, 1201, 300))


def load_curve() -> Explorer | HTML:
    """Return the explorer "the peak that disappears", or a note if its data is missing."""
    try:
        weeks, year = steel_weeks(), steel_year()
    except SteelDataError as missing:
        return note(missing)
    start = steel_week(START_WEEK)
    running = [
        sum(each.energy_kwh - each.idle_kwh for each in year),
        sum(each.reactive_kvarh - each.idle_kvarh for each in year),
    ]
    idle = [sum(each.idle_kwh for each in year), sum(each.idle_kvarh for each in year)]
    reactive = _reactive_table(running, idle)
    controls = [
        Control(
            "step",
            t(fr="Pas de lecture", en="Reading step"),
            [_step(each) for each in STEPS_MIN],
            STEPS_MIN.index(MEASURED_MIN),
            _WORDS.text("help", "step"),
        ),
        Control(
            "day",
            t(fr="Jour dessiné", en="Day drawn"),
            [day_name(day) for day in range(DAYS)],
            start.peak // QUARTERS_A_DAY,
        ),
        Control(
            "subscribed",
            t(fr="Puissance souscrite", en="Subscribed power"),
            [kilowatts(each) for each in SUBSCRIBED_KW],
            SUBSCRIBED_KW.index(START_SUBSCRIBED_KW),
        ),
        Control(
            "week",
            t(fr="Semaine mesurée", en="Measured week"),
            [week_name(each) for each in weeks],
            weeks.index(start),
            kind="select",
        ),
    ]

    def answer(at: Mapping[str, int]) -> Answer:
        week, subscribed_kw = weeks[at["week"]], SUBSCRIBED_KW[at["subscribed"]]
        step_min = STEPS_MIN[at["step"]]
        found = _by_steps(week, subscribed_kw)
        return Answer(
            _advice(found, step_min, subscribed_kw),
            [_chart(week, at["day"], step_min, subscribed_kw), _parts(week, subscribed_kw)],
            [_steps_table(found), _parts_table(week, subscribed_kw), reactive],
        )

    panel = ChartPanel(controls, answer, _WORDS.list("method"), _WORDS.text("page", "sources"))
    table = _steps_table(_by_steps(start, START_SUBSCRIBED_KW))
    return Explorer(
        _prediction(start), panel, [list(table.headers), *(list(row) for row in table.rows)]
    )


def _prediction(week: Week) -> Prediction:
    base = base_kw(week.mean_kw)
    quarter, hour = (highest(week.mean_kw, step, base, 0).power_kw for step in (MEASURED_MIN, 60))
    guesses = [Guess(*one) for one in _WORDS.texts("guesses").items()]
    lost = 1 - hour / quarter
    outcome = "same" if lost < 0.05 else "tenth" if lost < 0.18 else "quarter"
    question = _WORDS.text("prediction", "question", quarter=kilowatts(quarter))
    why = _WORDS.text(
        "prediction",
        "why",
        quarter=kilowatts(quarter),
        hour=kilowatts(hour),
        lost=share(lost),
    )
    return Prediction("load-curve", question, guesses, lambda: (outcome, why))


def _by_steps(week: Week, subscribed_kw: float) -> Sequence[Highest]:
    base = base_kw(week.mean_kw)
    return [highest(week.mean_kw, step, base, subscribed_kw) for step in STEPS_MIN]


def _step(step_min: int) -> str:
    words = t(fr="1 h", en="1 h") if step_min == 60 else f"{step_min} min"
    words = words.replace(" ", NO_BREAK)
    if step_min < MEASURED_MIN:
        return t(fr=f"{words} (modèle)", en=f"{words} (model)")
    return words


def _advice(found: Sequence[Highest], step_min: int, subscribed_kw: float) -> str:
    now = next(each for each in found if each.step_min == step_min)
    return _WORDS.text(
        "advice",
        "above" if now.above else "below",
        step=_step(step_min),
        highest=kilowatts(now.power_kw),
        when=when(now.starts_min),
        above=whole(now.above),
        subscribed=kilowatts(subscribed_kw),
    )


def _chart(week: Week, day: int, step_min: int, subscribed_kw: float) -> Chart:
    def curve(step: int, name: str, style: int) -> Series:
        values = _day(by_step_kw(week.mean_kw, step, base_kw(week.mean_kw)), day)
        points = [(at * step / 60, float(value)) for at, value in enumerate(values)]
        return Series(name, "steps", [*points, (24.0, points[-1][1])], style=style)

    measured = t(fr="mesuré, par quart d’heure", en="measured, by quarter-hour")
    series = [curve(MEASURED_MIN, measured, 1)]
    if step_min != MEASURED_MIN:
        series.insert(0, curve(step_min, _step(step_min), 5))
        series.reverse()
    ticks_kw = _MINUTE_TICKS_KW if step_min == 1 else _TICKS_KW
    return Chart(
        heading=t(fr=f"La journée de {day_name(day)}", en=day_name(day)),
        title=_WORDS.text(
            "chart",
            "title",
            day=day_name(day),
            step=_step(step_min),
            subscribed=kilowatts(subscribed_kw),
        ),
        reading=_WORDS.text("chart", "reading"),
        x=Axis(
            t(fr="heure du jour", en="hour of the day"),
            0,
            24,
            [(hour, str(hour)) for hour in (0, 6, 12, 18, 24)],
        ),
        y=Axis(
            t(fr="puissance moyenne, kW", en="mean power, kW"),
            0,
            ticks_kw[-1],
            [(each, whole(each)) for each in ticks_kw],
        ),
        series=series,
        across=[(subscribed_kw, t(fr="souscrite", en="subscribed"))],
    )


def _day(curve: Kilowatts, day: int) -> Kilowatts:
    steps = len(curve) // DAYS
    return curve[day * steps : (day + 1) * steps]


def _parts(week: Week, subscribed_kw: float) -> Bars:
    found = parts(week.mean_kw, subscribed_kw)
    highest_kw = float(week.mean_kw.max())
    power = (found.base_kw, highest_kw - found.base_kw - found.over_kw, found.over_kw)
    return Bars(
        heading=t(fr="Base, cycle, pointe : la semaine", en="Base, cycle, peak: the week"),
        title=_WORDS.text("parts", "title", peak=share(found.shares[2], 1)),
        reading=_WORDS.text("parts", "reading"),
        to=1,
        rows=[
            (t(fr="énergie (kWh)", en="energy (kWh)"), list(found.shares)),
            (
                t(fr="puissance du plus haut quart (kW)", en="power of the highest quarter (kW)"),
                [each / highest_kw for each in power],
            ),
        ],
        parts=[
            t(fr="base", en="base"),
            t(fr="cycle", en="cycle"),
            t(fr="pointe", en="peak"),
        ],
    )


def _steps_table(found: Sequence[Highest]) -> Table:
    return Table(
        _WORDS.text("table", "steps"),
        [
            t(fr="Pas", en="Step"),
            t(fr="Au plus haut", en="Highest"),
            t(fr="À partir de", en="From"),
            t(fr="Pas au-dessus de la souscrite", en="Steps above the subscribed power"),
        ],
        [
            [
                _step(each.step_min),
                kilowatts(each.power_kw),
                when(each.starts_min),
                whole(each.above),
            ]
            for each in found
        ],
    )


def _parts_table(week: Week, subscribed_kw: float) -> Table:
    found = parts(week.mean_kw, subscribed_kw)
    names = [t(fr="Base", en="Base"), t(fr="Cycle", en="Cycle"), t(fr="Pointe", en="Peak")]
    energies = (found.base_kwh, found.cycle_kwh, found.peak_kwh)
    powers = (
        kilowatts(found.base_kw),
        t(fr="entre les deux", en="in between"),
        t(fr=f"+{kilowatts(found.over_kw)}", en=f"+{kilowatts(found.over_kw)}"),
    )
    return Table(
        _WORDS.text("table", "parts"),
        ["", t(fr="Puissance", en="Power"), t(fr="Énergie", en="Energy"), t(fr="Part", en="Share")],
        [
            [name, power, kilowatt_hours(energy), share(part, 1)]
            for name, power, energy, part in zip(names, powers, energies, found.shares, strict=True)
        ],
    )


def _reactive_table(running: Sequence[float], idle: Sequence[float]) -> Table:
    def row(name: str, active_kwh: float, reactive_kvarh: float) -> list[str]:
        return [
            name,
            kilowatt_hours(active_kwh),
            f"{whole(reactive_kvarh)}{NO_BREAK}kvarh",
            number(reactive_kvarh / active_kwh),
        ]

    return Table(
        _WORDS.text("table", "reactive"),
        ["", t(fr="Active", en="Active"), t(fr="Réactive", en="Reactive"), "tan φ"],
        [
            row(t(fr="L’usine tourne", en="The works runs"), running[0], running[1]),
            row(t(fr="Au repos", en="At rest"), idle[0], idle[1]),
        ],
    )
