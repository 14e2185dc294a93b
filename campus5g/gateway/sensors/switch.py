"""A virtual kit's sensors publish once somebody asks for them; real ones always do."""

import contextlib
from http import HTTPStatus
from typing import Literal

from pydantic import BaseModel

from campus5g.gateway.problems import GatewayError
from campus5g.gateway.virtual.control import ask
from campus5g.inventory import ControlAddress
from campus5g.language import t

_ANSWER_S = 15.0


class SensorsState(BaseModel):
    """How a virtual kit's sensors are: `ready` is a broker that only has to be started."""

    on: bool
    broker: Literal["running", "ready", "missing"]


async def state(control: ControlAddress) -> SensorsState:
    """Return how they are.

    Raises:
        GatewayError: the kit does not answer.
    """
    return await _asked(control, on=False)


async def switch_on(control: ControlAddress) -> None:
    """Let them publish; again is nothing.

    Raises:
        GatewayError: the kit does not answer, or there is no program for the broker.
    """
    if (await state(control)).broker == "missing":
        raise GatewayError(
            HTTPStatus.NOT_IMPLEMENTED,
            t(
                fr="Le programme mosquitto, qui relaie les messages des capteurs, n’est pas "
                "installé.",
                en="The program mosquitto, which passes the sensors' messages on, is not "
                "installed.",
            ),
            t(
                fr="Installez-le : apt-get install mosquitto.",
                en="Install it: apt-get install mosquitto.",
            ),
        )
    await _asked(control, on=True)


async def _asked(control: ControlAddress, *, on: bool) -> SensorsState:
    order = {"do": "sensors", "on": on}
    async with contextlib.aclosing(ask(control, order, _ANSWER_S)) as answers:
        return SensorsState.model_validate(await anext(answers))
