"""Orders to a virtual kit's core console, and to the intruder of its scenario."""

import contextlib
from http import HTTPStatus
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from campus5g.gateway.access.access import Access, Holder, for_holder
from campus5g.gateway.evidence.measured import Notary
from campus5g.gateway.problems import GatewayError
from campus5g.gateway.virtual.control import ask
from campus5g.inventory import ControlAddress, Inventory
from campus5g.language import t

LONGEST_S = 40.0
"""Longer than the virtual intruder needs to register and to sweep the plant."""

Name = Annotated[str, Field(min_length=1, max_length=64)]
Names = Annotated[list[Name], Field(max_length=32)]


class ConsoleOrder(BaseModel):
    """An order at the core's console: a measure against a subscription, or the matrix."""

    model_config = ConfigDict(extra="forbid")

    do: Literal["subscribers", "measure", "matrix"]
    ue: Name | None = None
    measure: Literal["bar", "admit", "lock-equipment", "need-pin"] | None = None
    allowed: Annotated[dict[Name, Names], Field(max_length=32)] | None = Field(
        default=None, description="The services that each group may use; null for everything."
    )


class SubscriberState(BaseModel):
    """A subscriber as the core knows it."""

    ue: str
    imsi: str
    imeisv: str | None = Field(description="The equipment that the SIM was last seen in.")
    registered: bool
    address: str | None = Field(description="Of the PDU session; null without one.")
    barred: bool
    locked_to: str | None = Field(description="The only equipment admitted; null for any.")
    needs_pin: bool


class ConsoleAnswer(BaseModel):
    """The console's answer: the subscribers, where they were asked for."""

    done: bool
    subscribers: list[SubscriberState] = Field(default_factory=list)


class IntruderOrder(BaseModel):
    """What the intruder is to do."""

    model_config = ConfigDict(extra="forbid")

    act: Literal["steal", "try-again", "replay", "send-away"]


class IntruderAnswer(BaseModel):
    """What the intruder has done."""

    acted: bool = Field(description="Whether the network let the intruder act.")
    attempts: int = Field(default=0, description="Connections that were attempted.")


def security_routes(inventory: Inventory, access: Access, notary: Notary) -> APIRouter:
    """Return the routes of console and intruder; a real kit refuses both."""
    router = APIRouter(tags=["security"])
    control = inventory.control if inventory.kind == "virtual" else None

    @router.post("/console", **for_holder(access, 409, 501, 502))
    async def console(
        order: ConsoleOrder, holder: Annotated[Holder, Depends(access.holder)]
    ) -> ConsoleAnswer:
        """Give an order at the core's console."""
        asked = order.model_dump(exclude_none=True)
        results = await _asked(control, asked)
        listed = order.do == "subscribers"
        answer = ConsoleAnswer(
            done=True,
            subscribers=[SubscriberState.model_validate(each) for each in results if listed],
        )
        notary.exchanged("console", asked, answer.model_dump(mode="json"), holder)
        return answer

    @router.post("/intruder", **for_holder(access, 409, 501, 502))
    async def intruder(
        order: IntruderOrder, holder: Annotated[Holder, Depends(access.holder)]
    ) -> IntruderAnswer:
        """Let the scenario's intruder act; the answer comes when that is done."""
        asked = order.model_dump()
        (result,) = await _asked(control, {"do": "intrude", **asked})
        answer = IntruderAnswer.model_validate(result)
        notary.exchanged("intruder", asked, answer.model_dump(mode="json"), holder)
        return answer

    return router


async def _asked(control: ControlAddress | None, order: dict[str, Any]) -> list[dict[str, Any]]:
    if control is None:
        raise GatewayError(
            HTTPStatus.NOT_IMPLEMENTED,
            t(
                fr="Sur un kit réel, on ne joue pas d’intrusion, et son cœur n’obéit pas à un "
                "notebook.",
                en="No intrusion is played on a real kit, and its core does not obey a notebook.",
            ),
            t(
                fr="Faites cette étape sur un kit virtuel ; sur le réel, capturez et observez.",
                en="Do this step on a virtual kit; on the real one, capture and observe.",
            ),
        )
    async with contextlib.aclosing(ask(control, order, LONGEST_S)) as answers:
        return [answer async for answer in answers]
