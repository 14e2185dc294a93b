"""What may be done about the complaints of a virtual site, and the ledger of what was done."""

import contextlib
import json
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from campus5g.gateway.access.access import Access, Holder, for_holder
from campus5g.gateway.evidence.measured import Notary
from campus5g.gateway.problems import GatewayError
from campus5g.gateway.virtual.control import ask
from campus5g.inventory import Inventory
from campus5g.language import t

LONGEST_S = 40.0
"""Time for devices to deregister and to register again."""


class InterventionOrder(BaseModel):
    """Which intervention to make; without one, the ledger is read."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=64)] | None = None


class Cost(BaseModel):
    """Money in euros, and minutes of the site's people."""

    euros: int
    minutes: int


class Offered(Cost):
    """An intervention with its price."""

    title: str


class Ledger(BaseModel):
    """The interventions that were made, noted as a measurement."""

    scenario: str
    variation: str | None
    budget: Cost
    offered: dict[str, Offered]
    done: list[str] = Field(description="Since the scenario was played, in order.")
    left: Cost
    measurement: str = Field(description="The id that its attestation is requested by.")


def intervention_routes(inventory: Inventory, access: Access, notary: Notary) -> APIRouter:
    """Return the routes of a site's interventions; a real kit refuses them."""
    router = APIRouter(tags=["interventions"])

    @router.post("/interventions", **for_holder(access, 409, 501, 502))
    async def intervene(
        order: InterventionOrder, holder: Annotated[Holder, Depends(access.holder)]
    ) -> Ledger:
        """Make an intervention, or none, and answer with the ledger once it is made."""
        started_at, asked = datetime.now(UTC), order.model_dump(exclude_none=True)
        ledger = await _ledger(inventory, asked)
        artefact = json.dumps(ledger, ensure_ascii=False).encode()
        measurement = notary.note("interventions", asked, holder, started_at, artefact)
        return Ledger.model_validate({**ledger, "measurement": measurement})

    return router


async def _ledger(inventory: Inventory, order: dict[str, Any]) -> dict[str, Any]:
    control = inventory.control if inventory.kind == "virtual" else None
    if control is None:
        raise GatewayError(
            HTTPStatus.NOT_IMPLEMENTED,
            t(
                fr="Sur un vrai kit, des personnes interviennent, et votre formateur tient le "
                "registre.",
                en="On a real kit people intervene, and your trainer keeps the ledger.",
            ),
            t(
                fr="Demandez-lui l’intervention, ou choisissez un kit virtuel.",
                en="Ask your trainer for the intervention, or choose a virtual kit.",
            ),
        )
    asked = {"do": "interventions", **order}
    async with contextlib.aclosing(ask(control, asked, LONGEST_S)) as answers:
        (answer,) = [answer async for answer in answers]
    titled = {
        name: {**each, "title": t(**each["title"])} for name, each in answer["offered"].items()
    }
    return {**answer, "offered": titled}
