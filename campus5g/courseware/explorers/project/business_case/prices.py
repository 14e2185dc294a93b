"""Prices of networks: ranges, invented for practice until a trainer enters collected ones."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from campus5g.errors import CampusError
from campus5g.language import t
from campus5g.manifest import load_yaml

PRICES = Path(__file__).parent / "data" / "prices.yaml"

_Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class PricesError(CampusError):
    """The file of prices is missing or damaged."""


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Range(_Closed):
    """A low, a likely and a high value, in the unit of the price's name."""

    low: _Amount
    likely: _Amount
    high: _Amount

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.low <= self.likely <= self.high:
            raise ValueError("low, likely and high are not in this order")
        return self


class Collected(Range):
    """A range that somebody collected: when, where and who."""

    date: date
    source: Annotated[str, Field(min_length=1)]
    by: Annotated[str, Field(min_length=1)]


class Price(_Closed):
    """A price: the range for practice, and the collected one that replaces it."""

    exercise: tuple[_Amount, _Amount, _Amount]
    collected: Collected | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if sorted(self.exercise) != list(self.exercise):
            raise ValueError("low, likely and high are not in this order")
        return self

    @property
    def range(self) -> Range:
        """The collected range, or the exercise's."""
        if self.collected:
            return self.collected
        low, likely, high = self.exercise
        return Range(low=low, likely=likely, high=high)


class NetworkPrices(_Closed):
    """What one kind of network costs; what does not exist there costs nothing."""

    core_keur: Price
    antenna_keur: Price
    integration_keur: Price
    device_keur: Price
    people_keur_year: Price
    licence_keur_year: Price = Price(exercise=(0, 0, 0))
    subscription_keur_year: Price = Price(exercise=(0, 0, 0))


class SharedPrices(_Closed):
    """What all networks pay: shares of the equipment's price a year, and the price of energy."""

    support_share_year: Price
    spares_share_year: Price
    energy_keur_mwh: Price


class Prices(_Closed):
    """All prices of the file."""

    private_5g: NetworkPrices
    wifi: NetworkPrices
    public: NetworkPrices
    shared: SharedPrices

    @property
    def collected(self) -> list[Collected]:
        """What was collected, in the file's order."""
        groups = (self.private_5g, self.wifi, self.public, self.shared)
        prices = [price for group in groups for _, price in group]
        return [price.collected for price in prices if price.collected]


@cache
def prices(file: Path = PRICES) -> Prices:
    """Return the prices of a file.

    Raises:
        PricesError: the file is missing, or holds something else than prices.
    """
    try:
        return Prices.model_validate(load_yaml(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
        raise PricesError(
            t(
                fr=f"Le fichier de prix {file.name} manque ou n’est pas lisible.",
                en=f"The file of prices {file.name} is missing or can't be read.",
            ),
            t(
                fr="Prévenez votre formateur\N{NO-BREAK SPACE}; le reste de la page fonctionne.",
                en="Tell your trainer; the rest of the page works.",
            ),
        ) from error
