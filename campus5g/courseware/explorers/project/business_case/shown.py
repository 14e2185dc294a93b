"""How amounts, shares and prices are shown, and what stands for missing prices."""

from html import escape

from ipywidgets import HTML

from campus5g.courseware.explorers.project.business_case.costs import NetworkId
from campus5g.courseware.explorers.project.business_case.prices import Prices, PricesError
from campus5g.courseware.explorers.words import NO_BREAK, number, whole
from campus5g.language import t

_MINUS = "\N{MINUS SIGN}"
FACTORS = (0.5, 0.75, 1.0, 1.5, 2.0)
"""What a learner may multiply a price of the file by."""

AS_IN_FILE = FACTORS.index(1.0)


def thousands(amount_keur: float) -> str:
    """Return an amount in whole thousands of euros without its unit, with a true minus sign."""
    rounded = round(amount_keur)
    return (_MINUS if rounded < 0 else "") + whole(abs(rounded))


def keur(amount_keur: float) -> str:
    """Return an amount in whole thousands of euros, with a true minus sign."""
    rounded = round(amount_keur)
    sign = _MINUS if rounded < 0 else ""
    digits = whole(abs(rounded))
    return t(fr=f"{sign}{digits}{NO_BREAK}k€", en=f"{sign}€{digits}k")


def price(amount_keur: float) -> str:
    """Return a price: in euros below a thousand, in thousands of euros above."""
    if amount_keur < 1:
        euros = whole(amount_keur * 1000)
        return t(fr=f"{euros}{NO_BREAK}€", en=f"€{euros}")
    amount = number(amount_keur)
    return t(fr=f"{amount}{NO_BREAK}k€", en=f"€{amount}k")


def share(part: float) -> str:
    """Return a share, 0 to 1, in whole percents."""
    return f"{whole(100 * part)}{NO_BREAK}%"


def hectares(area_ha: float) -> str:
    """Return an area."""
    return f"{number(area_ha)}{NO_BREAK}ha"


def years(count: int) -> str:
    """Return a number of years."""
    return t(
        fr=f"{count}{NO_BREAK}an{'s' * (count > 1)}", en=f"{count}{NO_BREAK}year{'s' * (count > 1)}"
    )


def network_name(network: NetworkId) -> str:
    """Return the display name of a network."""
    return {
        "private_5g": t(fr="5G privée", en="private 5G"),
        "wifi": "Wi-Fi",
        "public": t(fr="abonnements publics", en="public subscriptions"),
    }[network]


def prices_source(prices: Prices) -> str:
    """Return where the prices come from: invented, or collected by whom, when and where."""
    if not prices.collected:
        return t(
            fr=f"Source{NO_BREAK}: prix d’exercice, inventés. Ce ne sont les prix de personne.",
            en="Source: exercise prices, invented. They are nobody’s prices.",
        )
    listed = "; ".join(
        sorted({f"{each.by}, {each.date.isoformat()}, {each.source}" for each in prices.collected})
    )
    return t(
        fr=(
            f"Source{NO_BREAK}: prix relevés ({listed}){NO_BREAK}; les autres sont inventés pour "
            "l’exercice."
        ),
        en=f"Source: prices collected ({listed}); the others are invented for the exercise.",
    )


def note(missing: PricesError) -> HTML:
    """Return what stands in an explorer's place when the prices can't be read."""
    return HTML(f'<p role="note">{escape(str(missing))}</p>')
