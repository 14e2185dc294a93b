"""Four ways to build a network for a site: where each part stands, and what leaves the site.

Source: 5G-ACIA, *5G Non-Public Networks for Industrial Scenarios* (2019), 5.2 and 5.3.1 to 5.3.3;
3GPP TS 23.501, 5.30 (stand-alone and public network integrated) and 5.18 (shared RAN).
"""

from dataclasses import dataclass
from typing import Literal

DesignId = Literal["standalone", "shared-ran", "hybrid", "slice"]
Place = Literal["site", "operator"]
Asset = Literal["data", "signalling", "identities"]
ASSETS: tuple[Asset, ...] = ("data", "signalling", "identities")


@dataclass(frozen=True)
class Design:
    """Where the parts of a network stand; the antennas are always on site.

    Args:
        antennas_of: who owns and runs the antennas.
        user_plane: where the UPF stands, and the data comes out.
        control: where AMF and SMF stand, which let devices in and open sessions.
        subscribers: where the identities and keys of the SIM cards are kept.
    """

    antennas_of: Place
    user_plane: Place
    control: Place
    subscribers: Place

    @property
    def leaves(self) -> frozenset[Asset]:
        """What leaves the site."""
        stands: dict[Asset, Place] = {
            "data": self.user_plane,
            "signalling": self.control,
            "identities": self.subscribers,
        }
        return frozenset(asset for asset, place in stands.items() if place == "operator")


DESIGNS: dict[DesignId, Design] = {
    "standalone": Design("site", "site", "site", "site"),
    "shared-ran": Design("operator", "site", "site", "site"),
    "hybrid": Design("operator", "site", "operator", "operator"),
    "slice": Design("operator", "operator", "operator", "operator"),
}


def suiting(
    *,
    stays: frozenset[Asset],
    antennas_of: Place | None,
    runs_a_core: bool,
    houses_servers: bool,
) -> list[DesignId]:
    """Return the designs that meet a site's constraints.

    Args:
        stays: what must not leave the site.
        antennas_of: whose the antennas must be: the site's if no one else may put equipment there,
            the operator's if the public network must use the same ones; None if it does not matter.
        runs_a_core: whether the site has people who run a core, day and night.
        houses_servers: whether the site has a room for the network's servers.
    """
    return [
        name
        for name, design in DESIGNS.items()
        if not design.leaves & stays
        and antennas_of in (None, design.antennas_of)
        and (runs_a_core or design.control == "operator")
        and (houses_servers or design.user_plane == "operator")
    ]
