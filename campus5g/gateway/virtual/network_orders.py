"""Orders to a virtual kit's core and gNBs about a device: page it, hand it over, …"""

import contextlib
from http import HTTPStatus
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from campus5g.gateway.access.access import Access, Holder, for_holder
from campus5g.gateway.evidence.measured import Notary
from campus5g.gateway.problems import GatewayError
from campus5g.gateway.virtual.control import ask
from campus5g.inventory import Inventory
from campus5g.language import t

LONGEST_S = 25.0
"""Longer than the virtual network waits for a device."""

Mbps = Annotated[int, Field(ge=1, le=10_000)]


class SessionRates(BaseModel):
    """A session's aggregate maximum bit rates."""

    model_config = ConfigDict(extra="forbid")

    downlink: Mbps
    uplink: Mbps


class NetworkOrder(BaseModel):
    """An order to the network about a device."""

    model_config = ConfigDict(extra="forbid")

    do: Literal[
        "page",
        "release",
        "handover",
        "deregister",
        "modify-session",
        "end-session",
        "open-session",
        "rename",
        "rewind",
    ]
    ue: Annotated[str, Field(min_length=1, max_length=64)]
    to: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    by: Literal["network", "ue"] | None = None
    ambr_mbps: SessionRates | None = None


class NetworkOutcome(BaseModel):
    """The outcome of an order."""

    reached: bool = Field(description="Whether the order was carried out in time.")
    gnb: str | None = Field(default=None, description="The device's gNB after a handover.")


def network_routes(inventory: Inventory, access: Access, notary: Notary) -> APIRouter:
    """Return the route of orders to the network; a real kit refuses them."""
    router = APIRouter(tags=["network"])
    control = inventory.control if inventory.kind == "virtual" else None

    @router.post("/network", **for_holder(access, 409, 501, 502))
    async def order(
        order: NetworkOrder, holder: Annotated[Holder, Depends(access.holder)]
    ) -> NetworkOutcome:
        """Give the network an order about a device; the answer comes when it is carried out."""
        if control is None:
            raise GatewayError(
                HTTPStatus.NOT_IMPLEMENTED,
                t(
                    fr="Le cœur d’un kit réel ne reçoit pas d’ordres d’un notebook.",
                    en="A real kit's core does not take orders from a notebook.",
                ),
                t(fr="Choisissez un kit virtuel.", en="Choose a virtual kit."),
            )
        asked = order.model_dump(exclude_none=True)
        async with contextlib.aclosing(ask(control, asked, LONGEST_S)) as answers:
            results: list[dict[str, Any]] = [answer async for answer in answers]
        outcome = NetworkOutcome(
            reached=all(value for answer in results for value in answer.values()),
            gnb=results[-1].get("gnb"),
        )
        notary.exchanged("network", asked, outcome.model_dump(mode="json"), holder)
        return outcome

    return router
