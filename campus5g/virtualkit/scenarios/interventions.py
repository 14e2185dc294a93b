"""What may be done about the complaints of a site, at which price: a part of a scenario."""

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import Field

from campus5g.errors import CampusError, choose_from
from campus5g.language import t
from campus5g.manifest import Part, Slug, Text

POLICY = "policy"
"""The intervention that a new policy is; it costs nothing where the scenario does not offer it."""


class Cost(Part):
    """Money in euros, and minutes of the site's people."""

    euros: Annotated[int, Field(ge=0, le=10_000_000)]
    minutes: Annotated[int, Field(ge=0, le=100_000)]


class Intervention(Cost):
    """One intervention; `changes` are laid over the scenario, as an event's are."""

    title: Text
    changes: dict[str, Any] = Field(default_factory=dict)


class InterventionsPlan(Part):
    """The interventions that a site offers, and the budget for all of them together."""

    budget: Cost
    offered: Annotated[dict[Slug, Intervention], Field(min_length=1)]

    def left(self, done: Iterable[str]) -> Cost:
        """Return what is left of the budget; what is done twice is paid twice.

        Raises:
            CampusError: something is not offered, or the budget is not enough.
        """
        euros, minutes = self.budget.euros, self.budget.minutes
        for name in done:
            if name not in self.offered:
                raise CampusError(
                    t(
                        fr=f"Ce site n’offre pas l’intervention « {name} ».",
                        en=f"This site does not offer the intervention “{name}”.",
                    ),
                    choose_from(self.offered),
                )
            euros -= self.offered[name].euros
            minutes -= self.offered[name].minutes
            if euros < 0 or minutes < 0:
                raise CampusError(
                    t(
                        fr=f"Le budget ne suffit pas pour « {name} » : rien n’est fait.",
                        en=f"The budget is not enough for “{name}”: nothing is done.",
                    ),
                    t(
                        fr="Renoncez-y, ou rejouez le scénario : le registre repart de zéro.",
                        en="Do without it, or play the scenario again: the ledger starts over.",
                    ),
                )
        return Cost(euros=euros, minutes=minutes)
