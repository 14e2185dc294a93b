"""The interventions at a virtual site: what they cost, and the ledger of those that were made."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from campus5g.kit.connection import GatewayConnection
from campus5g.kit.measuring.keeping import Keepable, Measured
from campus5g.kit.showing.numbers import whole
from campus5g.language import t

MADE_S = 45.0
"""Devices that deregister and register again."""


@dataclass(frozen=True)
class Cost:
    """Money in euros, and minutes of the site's people."""

    euros: int
    minutes: int

    def __str__(self) -> str:
        return f"{_euros(self.euros)} · {self.minutes}\N{NO-BREAK SPACE}min"


@dataclass(frozen=True)
class Offered(Cost):
    """An intervention with its price."""

    title: str


class Ledger(Keepable):
    """What the site offers, what was made since its scenario was played, and what is left.

    ``.done`` names them in order; ``.keep("name")`` keeps the ledger, signed by the kit.
    """

    def __init__(self, answer: Mapping[str, Any], measured: Measured) -> None:
        self.scenario = str(answer["scenario"])
        self.variation: str | None = answer["variation"]
        self.budget = Cost(**answer["budget"])
        self.left = Cost(**answer["left"])
        self.offered = {str(name): Offered(**each) for name, each in answer["offered"].items()}
        self.done = tuple(str(name) for name in answer["done"])
        self._measured = measured

    @property
    def measured(self) -> Measured:
        """Its id at the gateway."""
        return self._measured

    @property
    def _rows(self) -> list[tuple[str, str, str, str, str]]:
        times = Counter(self.done)
        return [
            (name, each.title, _euros(each.euros), f"{each.minutes} min", _times(times[name]))
            for name, each in self.offered.items()
        ]

    @property
    def _left_in_words(self) -> str:
        return t(
            fr=f"Reste {_euros(self.left.euros)} sur {whole(self.budget.euros)}, et "
            f"{self.left.minutes} min sur {self.budget.minutes}.",
            en=f"{_euros(self.left.euros)} of {whole(self.budget.euros)} and "
            f"{self.left.minutes} min of {self.budget.minutes} are left.",
        )

    def _repr_html_(self) -> str:
        head = "".join(
            f"<th scope='col' style='text-align:left'>{escape(title)}</th>" for title in _titles()
        )
        rows = "".join(
            "<tr>"
            f"<td style='text-align:left'><code>{escape(name)}</code></td>"
            f"<td style='text-align:left'>{escape(title)}</td>"
            + "".join(f"<td>{escape(cell)}</td>" for cell in rest)
            + "</tr>"
            for name, title, *rest in self._rows
        )
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        return f"{table}<p>{escape(self._left_in_words)}</p>"

    def __repr__(self) -> str:
        rows = [" · ".join(filter(None, row)) for row in self._rows]
        return "\n".join([*rows, self._left_in_words])


def intervene(connection: GatewayConnection, name: str | None) -> Ledger:
    """Make an intervention, or none, and return the ledger; a replay kit serves the kept one.

    Raises:
        KitError: the kit is real, the site does not offer this, or the budget is not enough.
    """
    order = {} if name is None else {"name": name}
    if (served := connection.served("interventions", order)) is not None:
        measurement, data = served
        return Ledger(json.loads(data), Measured(connection, measurement, "json"))
    answer = connection.call("POST", "/interventions", order, timeout_s=MADE_S)
    return Ledger(answer, Measured(connection, str(answer["measurement"]), "json"))


def _titles() -> tuple[str, ...]:
    return (
        t(fr="nom", en="name"),
        t(fr="intervention", en="intervention"),
        t(fr="prix", en="price"),
        t(fr="durée", en="time"),
        t(fr="faite", en="made"),
    )


def _euros(amount: int) -> str:
    return t(fr=f"{whole(amount)} €", en=f"€{whole(amount)}")


def _times(count: int) -> str:
    if not count:
        return ""
    return t(fr="oui", en="yes") if count == 1 else f"{count} ×"
