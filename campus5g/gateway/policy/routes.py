"""The routes of a kit's policy."""

import contextlib
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from campus5g.gateway.access.access import Access, Holder, for_holder
from campus5g.gateway.evidence.measured import Notary
from campus5g.gateway.problems import GatewayError
from campus5g.gateway.virtual.control import ask
from campus5g.inventory import Inventory, Policy
from campus5g.language import t

LONGEST_S = 40.0
"""Time for devices to deregister and to register again."""


class FlowState(BaseModel):
    """A flow of the policy, and what the gNB has made of it."""

    name: str
    ue: str
    qfi: int = Field(description="Its QFI in the device's session, as N3 shows it.")
    admitted: bool | None = Field(description="Null while the device is not connected.")
    share: float | None = Field(
        description="The part of the carrier that its guaranteed rate needs with the present "
        "signal; null for a flow without one."
    )


class PolicyState(BaseModel):
    """The policy in force."""

    policy: Policy | None = Field(description="Null where the kit has none of its own.")
    guaranteed_room: float | None = Field(
        description="The part of the carrier that guaranteed rates may take in all."
    )
    flows: list[FlowState]


def policy_routes(inventory: Inventory, access: Access, notary: Notary) -> APIRouter:
    """Return the routes of a kit's policy; a real kit refuses them."""
    router = APIRouter(tags=["policy"])

    @router.get("/policy", **for_holder(access, 409, 501, 502))
    async def current() -> PolicyState:
        """Return the policy in force."""
        return await _state(inventory, {})

    @router.put("/policy", **for_holder(access, 409, 501, 502))
    async def apply(
        policy: Policy, holder: Annotated[Holder, Depends(access.holder)]
    ) -> PolicyState:
        """Apply a policy; it is in force when the answer comes."""
        values = policy.model_dump(mode="json")
        state = await _state(inventory, {"policy": values})
        notary.exchanged("policy", values, state.model_dump(mode="json"), holder)
        return state

    return router


async def _state(inventory: Inventory, order: dict[str, Any]) -> PolicyState:
    control = inventory.control if inventory.kind == "virtual" else None
    if control is None:
        raise GatewayError(
            HTTPStatus.NOT_IMPLEMENTED,
            t(
                fr="La politique d’un kit réel se règle dans son cœur et son gNB, pas d’ici.",
                en="A real kit's policy is set in its core and its gNB, not from here.",
            ),
            t(
                fr="Donnez votre fichier à son exploitant, ou choisissez un kit virtuel.",
                en="Give your file to its operator, or choose a virtual kit.",
            ),
        )
    asked = {"do": "policy", **order}
    async with contextlib.aclosing(ask(control, asked, LONGEST_S)) as answers:
        (answer,) = [answer async for answer in answers]
    return PolicyState.model_validate(answer)
