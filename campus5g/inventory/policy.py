"""A kit's policy: classes of service, rates, slices and radio shares, in one YAML file.

TS 23.501, 5.7 for QoS flows, ARP and AMBR; TS 28.541 for the share of a slice.
"""

from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from campus5g.inventory.five_qis import GUARANTEED_5QIS, STANDARDISED_5QIS
from campus5g.inventory.inventory import Inventory
from campus5g.inventory.models import Name
from campus5g.language import t
from campus5g.manifest import ManifestError, Part, Slug, impossible, load_manifest

LARGEST_KBPS = 65_535
"""What two octets hold, in which NAS has a rate in kbit/s (TS 24.501, 9.11.4.12)."""
MOST_FLOWS = 16
"""Far below the 63 QFIs of a session."""
Kbps = Annotated[int, Field(ge=1, le=LARGEST_KBPS)]


class PolicyError(ManifestError):
    """A policy file that contradicts itself or doesn't fit the kit."""


class Arp(Part):
    """Allocation and retention priority: 1 is admitted first (TS 23.501, 5.7.2.2)."""

    level: Annotated[int, Field(ge=1, le=15)] = 8
    may_preempt: bool = False
    may_be_preempted: bool = False


class FlowRule(Part):
    """A QoS flow of its own for a device's UDP traffic with one port of the site.

    Args:
        name: what the traffic is, for people.
        ue: the device.
        port: the site's UDP port.
        five_qi: the class of service.
        gbr_kbps: the guaranteed bit rate in each direction, for a 5QI that has one.
        mbr_kbps: the maximum bit rate in each direction; the guaranteed one if absent.
        arp: who is admitted, and who has to give way.
    """

    name: Slug
    ue: Name
    port: Annotated[int, Field(ge=1024, le=65_535)]
    five_qi: Annotated[int, Field(ge=1, le=255)]
    gbr_kbps: Kbps | None = None
    mbr_kbps: Kbps | None = None
    arp: Arp = Arp()

    @model_validator(mode="after")
    def _has_the_rates_of_its_class(self) -> Self:
        if self.five_qi not in STANDARDISED_5QIS:
            raise impossible(
                t(
                    fr=f"le 5QI {self.five_qi} n’est pas normalisé",
                    en=f"5QI {self.five_qi} is not standardised",
                ),
                t(
                    fr="Prenez un 5QI de la table 5.7.4-1 de TS 23.501.",
                    en="Take a 5QI of TS 23.501, table 5.7.4-1.",
                ),
                ("five_qi",),
            )
        guaranteed = self.five_qi in GUARANTEED_5QIS
        if guaranteed != (self.gbr_kbps is not None):
            raise impossible(
                t(
                    fr=f"le 5QI {self.five_qi} a un débit garanti"
                    if guaranteed
                    else f"le 5QI {self.five_qi} n’a pas de débit garanti",
                    en=f"5QI {self.five_qi} has a guaranteed bit rate"
                    if guaranteed
                    else f"5QI {self.five_qi} does not have a guaranteed bit rate",
                ),
                t(
                    fr="Ajoutez gbr_kbps, ou prenez un 5QI sans garantie."
                    if guaranteed
                    else "Retirez gbr_kbps, ou prenez un 5QI avec garantie.",
                    en="Add gbr_kbps, or take a 5QI without a guarantee."
                    if guaranteed
                    else "Remove gbr_kbps, or take a 5QI with a guarantee.",
                ),
                ("five_qi",),
            )
        if self.gbr_kbps and self.mbr_kbps and self.mbr_kbps < self.gbr_kbps:
            raise impossible(
                t(
                    fr="le débit maximal est sous le débit garanti",
                    en="the maximum bit rate is below the guaranteed one",
                ),
                t(fr="Montez mbr_kbps.", en="Raise mbr_kbps."),
                ("mbr_kbps",),
            )
        return self


class SessionRates(Part):
    """A device's aggregate maximum bit rates, in Mbit/s (Session-AMBR)."""

    downlink: Annotated[int, Field(ge=1, le=10_000)]
    uplink: Annotated[int, Field(ge=1, le=10_000)]


class Policy(Part):
    """Who gets which class of service, and what the cell keeps for whom.

    Args:
        flows: traffic with a QoS flow of its own; the rest uses each session's default flow.
        ambr_mbps: rates of devices, where they differ from their subscription.
        slices: the slice of devices, where it differs from the inventory.
        radio_share: the part of the carrier, 0 to 1, that each slice has at least.
        admitted_share: the part of the carrier, 0 to 1, that guaranteed rates may take together.
    """

    flows: Annotated[list[FlowRule], Field(max_length=MOST_FLOWS)] = Field(default_factory=list)
    ambr_mbps: dict[Name, SessionRates] = Field(default_factory=dict)
    slices: dict[Name, Name] = Field(default_factory=dict)
    radio_share: dict[Name, Annotated[float, Field(ge=0, le=1)]] = Field(default_factory=dict)
    admitted_share: Annotated[float, Field(gt=0, le=1)] = 0.8

    @model_validator(mode="after")
    def _gives_each_thing_once(self) -> Self:
        for number, rule in enumerate(self.flows):
            for earlier in self.flows[:number]:
                if rule.name == earlier.name or (rule.ue, rule.port) == (earlier.ue, earlier.port):
                    raise impossible(
                        t(
                            fr=f"le flux {rule.name} en répète un autre",
                            en=f"flow {rule.name} repeats another one",
                        ),
                        t(
                            fr="Donnez à chacun son nom, et un port par équipement.",
                            en="Give each its name, and one port of a device.",
                        ),
                        ("flows", number),
                    )
        if sum(self.radio_share.values()) > 1:
            raise impossible(
                t(
                    fr="les parts radio dépassent ensemble la porteuse",
                    en="the radio shares exceed the carrier together",
                ),
                t(fr="Restez à 1 au total.", en="Stay within 1 in total."),
                ("radio_share",),
            )
        return self

    def rules_of(self, ue: str) -> tuple[FlowRule, ...]:
        """Return the flows of a device, in the order of their QFIs."""
        return tuple(rule for rule in self.flows if rule.ue == ue)

    def check_fits(self, inventory: Inventory) -> None:
        """Check that a kit has what the policy names.

        Raises:
            PolicyError: it names a device or a slice that the kit doesn't have.
        """
        slices = {part.name for part in inventory.slices}
        ues = {rule.ue for rule in self.flows} | set(self.ambr_mbps) | set(self.slices)
        strange_ues = sorted(ues - set(inventory.ues))
        strange_slices = sorted((set(self.radio_share) | set(self.slices.values())) - slices)
        if strange_ues:
            raise PolicyError(
                t(
                    fr=f"Ce kit n’a pas d’équipement « {strange_ues[0]} ».",
                    en=f"This kit has no device “{strange_ues[0]}”.",
                ),
                t(
                    fr=f"Prenez l’un de : {', '.join(inventory.ues)}.",
                    en=f"Use one of: {', '.join(inventory.ues)}.",
                ),
            )
        if strange_slices:
            raise PolicyError(
                t(
                    fr=f"Ce kit n’a pas de tranche « {strange_slices[0]} ».",
                    en=f"This kit has no slice “{strange_slices[0]}”.",
                ),
                t(
                    fr=f"Prenez l’une de : {', '.join(sorted(slices))}.",
                    en=f"Use one of: {', '.join(sorted(slices))}.",
                ),
            )


def load_policy(path: Path) -> Policy:
    """Read a policy file.

    Raises:
        PolicyError: the file can't be read, is not YAML, or contradicts itself.
    """
    return load_manifest(
        path,
        Policy,
        if_unreadable=t(fr="Vérifiez son nom.", en="Check its name."),
        error_type=PolicyError,
    )
