"""The cheapest network by area and number of devices, and where one becomes cheaper."""

from collections.abc import Mapping

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
from campus5g.courseware.explorers.project.business_case.break_even_area.model import (
    AREAS_HA,
    DEVICES,
    crossing_ha,
    map_of_cheapest,
)
from campus5g.courseware.explorers.project.business_case.costs import (
    NETWORKS,
    Adjusted,
    NetworkId,
    Site,
    cheapest,
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
)
from campus5g.courseware.explorers.words import number, whole
from campus5g.language import t
from campus5g.wording import Wording

_WORDS = Wording(__file__)

SUITABLE: dict[str, tuple[NetworkId, ...]] = {
    "all": NETWORKS,
    "on_site": ("private_5g", "wifi"),
    "mobile": ("private_5g", "public"),
}
_START = {
    "suits": 1,
    "area": AREAS_HA.index(3),
    "devices": DEVICES.index(25),
    "antenna": AS_IN_FILE,
    "people": AS_IN_FILE,
    "subscription": AS_IN_FILE,
}
_BOUNDS = {"small": 3.0, "medium": 10.0, "large": 50.0}
"""Up to which area, in hectares, each guess of the prediction stands for."""


def break_even_area() -> Explorer | HTML:
    """Return the explorer "from which area on", or a note if its prices are missing."""
    try:
        known = prices()
    except PricesError as missing:
        return note(missing)

    def answer(at: Mapping[str, int]) -> Answer:
        suits, site, adjusted = _chosen(at)
        advice = _advice(suits, site, known, adjusted)
        return Answer(
            advice,
            [_map(suits, site, known, adjusted, advice), _curves(suits, site, known, adjusted)],
            [_table(suits, site, known, adjusted)],
        )

    panel = ChartPanel(_controls(known), answer, _WORDS.list("method"), prices_source(known))
    suits, site, adjusted = _chosen(_START)
    table = _table(suits, site, known, adjusted)
    return Explorer(
        _prediction(known), panel, [list(table.headers), *(list(row) for row in table.rows)]
    )


def _controls(known: Prices) -> list[Control]:
    def factors(likely: float) -> list[str]:
        return [price(likely * factor) for factor in FACTORS]

    own = known.private_5g
    return [
        Control(
            "suits",
            t(fr="Ce qui convient au besoin", en="What suits the need"),
            list(_WORDS.texts("suits").values()),
            _START["suits"],
            _WORDS.text("help", "suits"),
            kind="select",
        ),
        Control(
            "area",
            t(fr="Votre surface", en="Your area"),
            [hectares(each) for each in AREAS_HA],
            _START["area"],
        ),
        Control(
            "devices",
            t(fr="Vos appareils", en="Your devices"),
            [whole(each) for each in DEVICES],
            _START["devices"],
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
            t(fr="Les personnes, par an (5G)", en="People, a year (5G)"),
            factors(own.people_keur_year.range.likely),
            _START["people"],
        ),
        Control(
            "subscription",
            t(fr="Un abonnement, par an", en="A subscription, a year"),
            factors(known.public.subscription_keur_year.range.likely),
            _START["subscription"],
        ),
    ]


def _chosen(at: Mapping[str, int]) -> tuple[tuple[NetworkId, ...], Site, Adjusted]:
    suits = list(SUITABLE.values())[at["suits"]]
    adjusted = Adjusted(
        antenna=FACTORS[at["antenna"]],
        people=FACTORS[at["people"]],
        subscription=FACTORS[at["subscription"]],
    )
    return suits, Site(AREAS_HA[at["area"]], DEVICES[at["devices"]]), adjusted


def _prediction(known: Prices) -> Prediction:
    suits, site, adjusted = _chosen(_START)
    from_ha = crossing_ha(suits, site.devices, known, adjusted)
    outcome = "never"
    if from_ha is not None:
        outcome = next((name for name, most in _BOUNDS.items() if from_ha < most), "never")
    why = _advice(suits, site, known, adjusted)
    return Prediction(
        "break-even-area",
        _WORDS.text("prediction", "question", devices=whole(site.devices)),
        [Guess(*one) for one in _WORDS.texts("guesses").items()],
        lambda: (outcome, why),
    )


def _advice(suits: tuple[NetworkId, ...], site: Site, known: Prices, adjusted: Adjusted) -> str:
    best = cheapest(suits, site, known, adjusted)
    here = _WORDS.text(
        "advice",
        "here",
        area=hectares(site.area_ha),
        devices=whole(site.devices),
        network=network_name(best),
        total=keur(cost(best, site, known, adjusted=adjusted).total_keur),
    )
    from_ha = crossing_ha(suits, site.devices, known, adjusted)
    if from_ha is None:
        return f"{here} {_WORDS.text('advice', 'never')}"
    if from_ha <= 1:
        return f"{here} {_WORDS.text('advice', 'always')}"
    return f"{here} {_WORDS.text('advice', 'from', area=hectares(from_ha))}"


def _area_axis() -> Axis:
    ticks = [(each, whole(each)) for each in (1, 3, 10, 30, 120)]
    return Axis(t(fr="surface, ha", en="area, ha"), 0.9, 135, ticks, log=True)


def _map(
    suits: tuple[NetworkId, ...], site: Site, known: Prices, adjusted: Adjusted, title: str
) -> Chart:
    found = map_of_cheapest(suits, known, adjusted)
    return Chart(
        heading=t(fr="La carte du moins cher", en="The map of the cheapest"),
        title=title,
        reading=_WORDS.text("chart", "map_reading"),
        x=_area_axis(),
        y=Axis(
            t(fr="appareils", en="devices"),
            8,
            1250,
            [(each, whole(each)) for each in (10, 30, 100, 300, 1000)],
            log=True,
        ),
        series=[
            Series(
                network_name(network),
                "dots",
                [(area, devices) for (area, devices), best in found.items() if best == network],
                style=index + 1,
            )
            for index, network in enumerate(NETWORKS)
            if network in suits
        ],
        upright=[(site.area_ha, t(fr="vous", en="you"))],
        across=[(site.devices, "")],
    )


def _curves(suits: tuple[NetworkId, ...], site: Site, known: Prices, adjusted: Adjusted) -> Chart:
    lines = {
        network: [
            (
                float(area),
                cost(network, Site(area, site.devices), known, adjusted=adjusted).total_keur,
            )
            for area in AREAS_HA
        ]
        for network in suits
    }
    top = 100 * -(-max(int(y) + 1 for points in lines.values() for _, y in points) // 100)
    return Chart(
        heading=t(fr="Le coût de cinq ans, selon la surface", en="Five years’ cost, by area"),
        title=_WORDS.text("chart", "curves", devices=whole(site.devices)),
        reading=_WORDS.text("chart", "curves_reading"),
        x=_area_axis(),
        y=Axis("k€", 0, top, [(each, whole(each)) for each in (0, top / 2, top)]),
        series=[
            Series(network_name(network), "line", lines[network], style=index + 1)
            for index, network in enumerate(NETWORKS)
            if network in suits
        ],
        upright=[(site.area_ha, t(fr="vous", en="you"))],
    )


def _table(suits: tuple[NetworkId, ...], site: Site, known: Prices, adjusted: Adjusted) -> Table:
    rows = []
    for area in sorted({1, 3, 8, 20, 30, 50, 120, int(site.area_ha)}):
        here = Site(area, site.devices)
        totals = [cost(each, here, known, adjusted=adjusted).total_keur for each in suits]
        best = cheapest(suits, here, known, adjusted)
        ratio = max(totals) / min(totals)
        rows.append(
            [hectares(area), *(keur(each) for each in totals), network_name(best), number(ratio)]
        )
    return Table(
        _WORDS.text("table", "caption", devices=whole(site.devices)),
        [
            t(fr="Surface", en="Area"),
            *(network_name(each) for each in suits),
            t(fr="Le moins cher", en="The cheapest"),
            t(fr="Le plus cher coûte … fois plus", en="The dearest costs … times as much"),
        ],
        rows,
    )
