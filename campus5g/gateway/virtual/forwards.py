"""Ports of real programs that cross a virtual network: the inventory's, and added ones."""

import contextlib
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from campus5g.gateway.access.access import Access, for_holder
from campus5g.gateway.problems import GatewayError
from campus5g.gateway.virtual.control import ask
from campus5g.inventory import Inventory, Service
from campus5g.language import t

_ANSWER_S = 15.0


class ForwardOrder(BaseModel):
    """A port to open at every device, in both directions."""

    protocol: Literal["udp", "tcp"] = "tcp"
    port: Annotated[int, Field(ge=1024, le=32_767)]


class Forwards:
    """The ports that cross a kit's network.

    Args:
        inventory: the kit.
    """

    def __init__(self, inventory: Inventory) -> None:
        plane = inventory.user_plane
        self._own = list(plane.services) if plane is not None else []
        self.services = list(self._own)

    def forget(self) -> None:
        """Forget the added ones: their network has gone."""
        self.services = list(self._own)


def forward_routes(inventory: Inventory, forwards: Forwards, access: Access) -> APIRouter:
    """Return the routes of a kit's forwarded ports; a real kit refuses them."""
    router = APIRouter(tags=["user plane"])

    @router.get("/forwards", **for_holder(access))
    async def every() -> list[Service]:
        """List the ports that cross the network."""
        return forwards.services

    @router.post("/forwards", status_code=201, **for_holder(access, 409, 501, 502))
    async def forward(order: ForwardOrder) -> Service:
        """Forward another port across the network; safe to repeat."""
        if inventory.control is None or inventory.user_plane is None:
            raise GatewayError(
                HTTPStatus.NOT_IMPLEMENTED,
                t(
                    fr="Sur un kit réel, les programmes s’adressent directement aux équipements.",
                    en="On a real kit, programs talk to the devices directly.",
                ),
                t(fr="Utilisez l’adresse de l’équipement.", en="Use the device's address."),
            )
        for service in forwards.services:
            if (service.protocol, service.port) == (order.protocol, order.port):
                return service
        wish = {"do": "forward", "protocol": order.protocol, "port": order.port}
        async with contextlib.aclosing(ask(inventory.control, wish, _ANSWER_S)) as answers:
            async for _ in answers:
                pass
        name = f"{order.protocol}-{order.port}"
        forwards.services.append(Service(name=name, protocol=order.protocol, port=order.port))
        return forwards.services[-1]

    return router
