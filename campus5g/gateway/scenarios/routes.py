"""The routes of scenarios."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field, JsonValue

from campus5g.gateway.access.access import Access, Holder, for_holder
from campus5g.gateway.evidence.measured import Notary
from campus5g.gateway.scenarios.stage import ScenarioDescription, ScenarioState, Stage
from campus5g.inventory import Variation


class ScenarioOrder(BaseModel):
    """Which scenario to play, and what it varies by."""

    name: Annotated[str, Field(min_length=1, max_length=64)]
    variation: Variation | None = Field(
        default=None,
        description="The same variation gives the same network; null for the scenario as written.",
    )


def scenario_routes(stage: Stage, access: Access, notary: Notary) -> APIRouter:
    """Return the routes of a kit's scenarios; a real kit refuses them."""
    router = APIRouter(tags=["scenarios"])

    @router.get("/scenario", **for_holder(access, 409, 501, 502))
    async def current() -> ScenarioState:
        """Return the active scenario."""
        return await stage.current()

    @router.get("/scenarios", **for_holder(access, 409, 501, 502))
    async def known() -> list[ScenarioDescription]:
        """List the scenarios that the kit can play."""
        return await stage.known()

    @router.post("/scenario", **for_holder(access, 404, 409, 501, 502))
    async def play(
        order: ScenarioOrder, holder: Annotated[Holder, Depends(access.holder)]
    ) -> ScenarioState:
        """Play a scenario; it is active when the answer comes."""
        state = await stage.play(order.name, order.variation)
        answer: dict[str, JsonValue] = {"name": state.name, "since": state.since.isoformat()}
        notary.exchanged("scenario", order.model_dump(exclude_none=True), answer, holder)
        return state

    return router
