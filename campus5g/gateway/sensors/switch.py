"""Switching on a virtual kit's sensors, which publish on request; real ones always publish."""

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
    """The state of a virtual kit's sensors: `ready` means that only the broker has to start."""

    on: bool
    broker: Literal["running", "ready", "missing"]


async def state(control: ControlAddress) -> SensorsState:
    """Return the state of the sensors.

    Raises:
        GatewayError: the kit does not answer.
    """
    return await _asked(control, on=False)


async def switch_on(control: ControlAddress) -> None:
    """Make the sensors publish; safe to repeat.

    Raises:
        GatewayError: the kit does not answer, or mosquitto is not installed.
    """
    if (await state(control)).broker == "missing":
        raise GatewayError(
            HTTPStatus.NOT_IMPLEMENTED,
            t(
                fr="Le programme mosquitto, qui relaie les messages des capteurs, n’est pas "
                "installé.",
                en="The program mosquitto, which relays the sensors' messages, is not installed.",
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
