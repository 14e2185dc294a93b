"""What a network costs over some years, part by part, and where one becomes cheaper than another.

The sum is plain arithmetic: purchase and integration once, the rest each year, without discount.
The area of an antenna and the powers are choices of the exercise; a survey and a meter replace
them.
"""

import math
from dataclasses import dataclass, fields
from typing import Literal

from campus5g.courseware.explorers.project.business_case.prices import NetworkPrices, Price, Prices

NetworkId = Literal["private_5g", "wifi", "public"]
NETWORKS: tuple[NetworkId, ...] = ("private_5g", "wifi", "public")
Level = Literal["low", "likely", "high"]
LEVELS: tuple[Level, ...] = ("low", "likely", "high")

HECTARES_AN_ANTENNA: dict[NetworkId, float] = {"private_5g": 4.0, "wifi": 0.25}
"""What an antenna or an access point covers in this exercise; a survey gives the real value."""

ANTENNA_W: dict[NetworkId, float] = {"private_5g": 300.0, "wifi": 15.0}
CORE_W: dict[NetworkId, float] = {"private_5g": 1200.0, "wifi": 50.0}
_MWH_A_YEAR_PER_W = 8760 / 1e6


@dataclass(frozen=True)
class Site:
    """What is to be connected, and for how long.

    Args:
        area_ha: to be covered.
        devices: to be connected.
        years: that are counted.
    """

    area_ha: float
    devices: int
    years: int = 5


@dataclass(frozen=True)
class Adjusted:
    """Factors on the file's prices: the learner's own input.

    Args:
        antenna: on a 5G antenna's price.
        people: on everyone's work a year.
        subscription: on a subscription.
    """

    antenna: float = 1.0
    people: float = 1.0
    subscription: float = 1.0


@dataclass(frozen=True)
class Cost:
    """The parts of a cost over all years, in thousands of euros.

    Args:
        equipment_keur: antennas, core and server, fitted.
        devices_keur: modems or radio cards.
        integration_keur: study, cabling to the application, trials, papers.
        people_keur: the time of those who run it, and their training.
        contracts_keur: support, licence of frequencies, subscriptions.
        spares_keur: spares and renewal.
        energy_keur: electricity.
    """

    equipment_keur: float
    devices_keur: float
    integration_keur: float
    people_keur: float
    contracts_keur: float
    spares_keur: float
    energy_keur: float

    @property
    def parts_keur(self) -> list[float]:
        """The parts in order."""
        return [getattr(self, each.name) for each in fields(self)]

    @property
    def total_keur(self) -> float:
        """The sum of the parts."""
        return sum(self.parts_keur)

    @property
    def quoted_keur(self) -> float:
        """What a supplier's quotation usually shows: equipment and devices."""
        return self.equipment_keur + self.devices_keur


def antennas(network: NetworkId, area_ha: float) -> int:
    """Return how many antennas or access points cover an area; an operator's are not counted."""
    reach_ha = HECTARES_AN_ANTENNA.get(network)
    return math.ceil(area_ha / reach_ha - 1e-9) if reach_ha else 0


def cost(
    network: NetworkId,
    site: Site,
    prices: Prices,
    level: Level = "likely",
    adjusted: Adjusted | None = None,
) -> Cost:
    """Return what a network costs over the site's years, all prices at one end of their range."""
    factors = adjusted or Adjusted()
    own: NetworkPrices = getattr(prices, network)
    masts = antennas(network, site.area_ha)

    def of(price: Price) -> float:
        return float(getattr(price.range, level))

    antenna = of(own.antenna_keur) * (factors.antenna if network == "private_5g" else 1.0)
    equipment = of(own.core_keur) + masts * antenna
    devices = site.devices * of(own.device_keur)
    subscriptions = site.devices * of(own.subscription_keur_year) * factors.subscription
    power_w = CORE_W.get(network, 0.0) + masts * ANTENNA_W.get(network, 0.0)
    contracts = (
        of(prices.shared.support_share_year) * equipment + of(own.licence_keur_year) + subscriptions
    )
    return Cost(
        equipment_keur=equipment,
        devices_keur=devices,
        integration_keur=of(own.integration_keur),
        people_keur=site.years * of(own.people_keur_year) * factors.people,
        contracts_keur=site.years * contracts,
        spares_keur=site.years * of(prices.shared.spares_share_year) * (equipment + devices),
        energy_keur=site.years * power_w * _MWH_A_YEAR_PER_W * of(prices.shared.energy_keur_mwh),
    )


def cheapest(
    networks: tuple[NetworkId, ...], site: Site, prices: Prices, adjusted: Adjusted | None = None
) -> NetworkId:
    """Return the cheapest of some networks at likely prices."""
    return min(networks, key=lambda one: cost(one, site, prices, adjusted=adjusted).total_keur)


def break_even(fixed_a: float, each_a: float, fixed_b: float, each_b: float) -> float | None:
    """Return the quantity from which network a is cheaper than b; None if it never is.

    Args:
        fixed_a: what a costs at a quantity of zero.
        each_a: what each unit more costs with a.
        fixed_b: as fixed_a, of b.
        each_b: as each_a, of b.
    """
    if each_a >= each_b:
        return 0.0 if fixed_a < fixed_b else None
    return max(0.0, (fixed_a - fixed_b) / (each_b - each_a))
