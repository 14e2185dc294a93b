"""Walking on the control port: a person carries a device to a place of the floor plan."""

import asyncio
from collections.abc import Collection, Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from campus5g.errors import CampusError
from campus5g.language import t
from campus5g.virtualkit.control.port import Answers, Control, Order, no_such_ue
from campus5g.virtualkit.playing.devices import FieldDevice
from campus5g.virtualkit.ran.mobility import Mobility

HANDOVER_LIMIT_S = 5.0

_Metres = Annotated[float, Field(ge=-2000, le=2000)]


class _Step(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    ue: str
    place: tuple[_Metres, _Metres]
    facing_rad: float | None = None


class WalkingOrders:
    """The order to carry a device; a robot's goes where the robot drives.

    Args:
        devices: the devices by name.
        driven: the names of those that robots carry.
        mobility: the cells.
    """

    def __init__(
        self, devices: Mapping[str, FieldDevice], driven: Collection[str], mobility: Mobility
    ) -> None:
        self._devices = devices
        self._driven = driven
        self._mobility = mobility

    def join(self, control: Control) -> None:
        """Register the order with the control port."""
        control.commands["carry"] = self._carry

    async def _carry(self, order: Order) -> Answers:
        """Carry a device to a place; answer when it is there, in the cell that it then belongs to.

        A walk between two places takes longer than any time to trigger: a handover that is due
        on the way has happened when the device arrives.
        """
        step = self._step(order)
        device, mobility = self._devices[step.ue], self._mobility
        device.station.carry(step.place, step.facing_rad)
        mobility.moved(step.ue)
        if device.ue.connected and (target := mobility.due(step.ue)) is not None:
            before = device.ue.handovers
            mobility.hand_over(step.ue, target)
            await _within(device, before)
        yield {"carried": True, "gnb": mobility.serving(step.ue)}

    def _step(self, order: Order) -> _Step:
        try:
            step = _Step.model_validate(order)
        except ValidationError as error:
            raise CampusError(
                t(
                    fr="L’ordre ne dit pas quel équipement porter, ni où.",
                    en="The order does not say which device to carry, and where.",
                ),
                t(
                    fr='Ajoutez "ue" et "place" : [x, y], en mètres.',
                    en='Add "ue" and "place": [x, y], in metres.',
                ),
            ) from error
        if step.ue not in self._devices:
            raise no_such_ue(step.ue, self._devices)
        if step.ue in self._driven:
            raise CampusError(
                t(
                    fr=f"L’équipement {step.ue} est sur un robot : personne ne le porte.",
                    en=f"Device {step.ue} is on a robot: nobody carries it.",
                ),
                t(
                    fr="Conduisez le robot, ou choisissez un autre équipement.",
                    en="Drive the robot, or choose another device.",
                ),
            )
        return step


async def _within(device: FieldDevice, before: int) -> None:
    """Wait until a device has been handed over; one that stays is measured where it stays."""
    try:
        async with asyncio.timeout(HANDOVER_LIMIT_S):
            await device.ue.until(lambda: device.ue.handovers > before)
    except TimeoutError:
        return
