"""What three networks cost over some years, part by part, against what a quotation shows."""

from collections.abc import Mapping

from ipywidgets import HTML

from campus5g.courseware.explorers.chart_panel import Answer, Bars, ChartPanel, Control, Table
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.prediction import Guess, Prediction
from campus5g.courseware.explorers.project.business_case.costs import (
    NETWORKS,
    Adjusted,
    Cost,
    Site,
    cost,
)
from campus5g.courseware.explorers.project.business_case.prices import (
    Prices,
    PricesError,
    prices,
)
from campus5g.courseware.explorers.project.business_case.shown import (
    AS_IN_FILE,
    FACTORS,
    hectares,
    keur,
    network_name,
    note,
    price,
    prices_source,
    years,
)
from campus5g.courseware.explorers.words import number
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

AREAS_HA = (1, 3, 5, 10, 20, 40, 80)
DEVICES = (10, 25, 50, 100, 200, 500)
YEARS = (1, 3, 5, 7, 10)
_START = {"area": 1, "devices": 1, "years": 2, "people": AS_IN_FILE, "antenna": AS_IN_FILE}
_BOUNDS = {"same": 1.2, "half": 1.8, "twice": 2.5}
"""Up to how many times the quotation each guess of the prediction stands for."""


def five_year_cost() -> Explorer | HTML:
    """Return the explorer "all that is paid", or a note if its prices are missing."""
    try:
        known = prices()
    except PricesError as missing:
        return note(missing)

    def answer(at: Mapping[str, int]) -> Answer:
        site, adjusted = _chosen(at)
        costs = [cost(each, site, known, adjusted=adjusted) for each in NETWORKS]
        first = costs[0]
        said = _WORDS.text(
            "advice",
            "times",
            quoted=keur(first.quoted_keur),
            years=years(site.years),
            total=keur(first.total_keur),
            times=number(first.total_keur / first.quoted_keur),
        )
        return Answer(said, [_bars(costs)], [_table(site, known, adjusted)])

    panel = ChartPanel(_controls(known), answer, _WORDS.list("method"), prices_source(known))
    table = _table(*_start(known))
    return Explorer(
        _prediction(known), panel, [list(table.headers), *(list(row) for row in table.rows)]
    )


def _start(known: Prices) -> tuple[Site, Prices, Adjusted]:
    site, adjusted = _chosen(_START)
    return site, known, adjusted


def _controls(known: Prices) -> list[Control]:
    def factors(likely: float) -> list[str]:
        return [price(likely * factor) for factor in FACTORS]

    own = known.private_5g
    return [
        Control(
            "area",
            t(fr="Surface à couvrir", en="Area to cover"),
            [hectares(each) for each in AREAS_HA],
            _START["area"],
        ),
        Control(
            "devices",
            t(fr="Appareils", en="Devices"),
            [str(each) for each in DEVICES],
            _START["devices"],
        ),
        Control(
            "years",
            t(fr="Années comptées", en="Years counted"),
            [years(each) for each in YEARS],
            _START["years"],
        ),
        Control(
            "antenna",
            t(fr="Une antenne 5G posée", en="A 5G antenna, fitted"),
            factors(own.antenna_keur.range.likely),
            _START["antenna"],
            _WORDS.text("help", "own"),
        ),
        Control(
            "people",
            t(fr="Les personnes, par an", en="People, a year"),
            factors(own.people_keur_year.range.likely),
            _START["people"],
            _WORDS.text("help", "people"),
        ),
    ]


def _chosen(at: Mapping[str, int]) -> tuple[Site, Adjusted]:
    site = Site(AREAS_HA[at["area"]], DEVICES[at["devices"]], YEARS[at["years"]])
    return site, Adjusted(antenna=FACTORS[at["antenna"]], people=FACTORS[at["people"]])


def _prediction(known: Prices) -> Prediction:
    site, _, adjusted = _start(known)
    found = cost("private_5g", site, known, adjusted=adjusted)
    times = found.total_keur / found.quoted_keur
    outcome = next((name for name, most in _BOUNDS.items() if times < most), "thrice")
    return Prediction(
        "five-year-cost",
        _WORDS.text("prediction", "question", quoted=keur(found.quoted_keur)),
        [Guess(*one) for one in _WORDS.texts("guesses").items()],
        lambda: (
            outcome,
            _WORDS.text(
                "prediction",
                "why",
                total=keur(found.total_keur),
                times=number(times),
                people=keur(found.people_keur),
                contracts=keur(found.contracts_keur),
            ),
        ),
    )


def _parts(found: Cost) -> list[float]:
    return [
        found.quoted_keur,
        found.integration_keur,
        found.people_keur,
        found.contracts_keur,
        found.spares_keur,
        found.energy_keur,
    ]


def _part_names() -> list[str]:
    return list(_WORDS.texts("parts").values())


def _bars(costs: list[Cost]) -> Bars:
    return Bars(
        heading=t(fr="Tout ce que l’on paie", en="All that is paid"),
        title=_WORDS.text(
            "chart",
            "title",
            **{name: keur(found.total_keur) for name, found in zip(NETWORKS, costs, strict=True)},
        ),
        reading=_WORDS.text("chart", "reading"),
        to=max(found.total_keur for found in costs),
        rows=[
            (f"{network_name(name)} · {keur(found.total_keur)}", _parts(found))
            for name, found in zip(NETWORKS, costs, strict=True)
        ],
        parts=_part_names(),
    )


def _table(site: Site, known: Prices, adjusted: Adjusted) -> Table:
    costs = [cost(each, site, known, adjusted=adjusted) for each in NETWORKS]
    rows = [
        [name, *(keur(_parts(found)[index]) for found in costs)]
        for index, name in enumerate(_part_names())
    ]
    for level, words in (
        ("likely", t(fr="En tout, prix probables", en="In all, likely prices")),
        ("low", t(fr="En tout, prix bas", en="In all, low prices")),
        ("high", t(fr="En tout, prix hauts", en="In all, high prices")),
    ):
        totals = [cost(each, site, known, level, adjusted).total_keur for each in NETWORKS]  # type: ignore[arg-type]
        rows.append([words, *(keur(each) for each in totals)])
    return Table(
        _WORDS.text("table", "caption", years=years(site.years)),
        [t(fr="Part", en="Part"), *(network_name(each) for each in NETWORKS)],
        rows,
    )
