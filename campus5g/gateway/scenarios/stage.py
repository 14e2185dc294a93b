"""The scenarios of one kit, over its control port."""

import contextlib
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from pydantic import AwareDatetime, BaseModel, Field

from campus5g.errors import choose_from
from campus5g.gateway.evidence.scenario_log import ScenarioLog
from campus5g.gateway.problems import GatewayError
from campus5g.gateway.virtual.control import ask
from campus5g.inventory import Inventory, varied
from campus5g.language import t

_ANSWER_S = 15.0
LONGEST_SWITCH_S = 40.0
"""Time for UEs to deregister, the cell to restart, and UEs to register again."""


class ScenarioDescription(BaseModel):
    """A scenario that the kit can play."""

    name: str
    title: str
    description: str


class ScenarioState(ScenarioDescription):
    """The active scenario."""

    since: AwareDatetime = Field(
        description="When it began; the times of its events count from there."
    )
    variation: str | None = Field(default=None, description="The variation that was applied.")


class Stage:
    """Plays scenarios on a virtual kit; a real kit has none.

    Args:
        inventory: the kit.
        log: notes the active scenario.
    """

    def __init__(self, inventory: Inventory, log: ScenarioLog) -> None:
        self._control = inventory.control if inventory.kind == "virtual" else None
        self._inventory = inventory
        self._log = log
        self.kit = inventory
        """The kit with the identities that it has in the active scenario, as far as is known."""

    async def open(self) -> None:
        """Ask for the scenario at the start; ignore a kit that does not answer."""
        if self._control is not None:
            with contextlib.suppress(GatewayError):
                await self.current()

    async def renew(self) -> None:
        """Have a new network take the present one's place; return when it is up.

        Raises:
            GatewayError: the kit is real, or does not answer.
        """
        await self._ask({"do": "renew"}, _ANSWER_S)
        # The new network answers this, as soon as its devices have registered.
        await self._order({"do": "scenario"}, LONGEST_SWITCH_S)

    async def current(self) -> ScenarioState:
        """Return the active scenario.

        Raises:
            GatewayError: the kit is real, or does not answer.
        """
        return await self._order({"do": "scenario"}, _ANSWER_S)

    async def known(self) -> list[ScenarioDescription]:
        """Return the scenarios that the kit can play.

        Raises:
            GatewayError: the kit is real, or does not answer.
        """
        return [_described(answer) for answer in await self._ask({"do": "scenarios"}, _ANSWER_S)]

    async def play(self, name: str, variation: str | None = None) -> ScenarioState:
        """Play a scenario; returns once it is active.

        Args:
            name: the scenario.
            variation: what it varies by; None for the scenario as it is written.

        Raises:
            GatewayError: the kit is real, the scenario is unknown or does not vary, or the kit does
                not answer.
        """
        names = [scenario.name for scenario in await self.known()]
        if name not in names:
            raise GatewayError(
                HTTPStatus.NOT_FOUND,
                t(
                    fr=f"Ce kit n’a pas de scénario « {name} ».",
                    en=f"This kit has no scenario “{name}”.",
                ),
                choose_from(names),
            )
        order = {"do": "scenario", "name": name, "variation": variation}
        return await self._order(order, LONGEST_SWITCH_S)

    async def _order(self, order: dict[str, Any], silence_s: float) -> ScenarioState:
        (answer,) = await self._ask(order, silence_s)
        since = datetime.fromtimestamp(answer["since_s"], UTC)
        variation: str | None = answer["variation"]
        self._log.enter(answer["name"], since, variation)
        self.kit = self._inventory
        if variation is not None and answer["identities"]:
            self.kit = varied(self._inventory, variation)
        return ScenarioState(since=since, variation=variation, **_described(answer).model_dump())

    async def _ask(self, order: dict[str, Any], silence_s: float) -> list[dict[str, Any]]:
        if self._control is None:
            raise GatewayError(
                HTTPStatus.NOT_IMPLEMENTED,
                t(
                    fr="Un kit réel n’a pas de scénarios : son réseau varie de lui-même.",
                    en="A real kit does not have scenarios: its network varies by itself.",
                ),
                t(fr="Choisissez un kit virtuel.", en="Choose a virtual kit."),
            )
        async with contextlib.aclosing(ask(self._control, order, silence_s)) as answers:
            return [answer async for answer in answers]


def _described(answer: dict[str, Any]) -> ScenarioDescription:
    return ScenarioDescription(
        name=answer["name"], title=t(**answer["title"]), description=t(**answer["description"])
    )
