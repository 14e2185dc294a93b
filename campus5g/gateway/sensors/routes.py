"""The route of sensors: readings stream as they come."""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import StreamingResponse

from campus5g.gateway.access.access import Access, Holder, for_holder
from campus5g.gateway.access.uses import JSON_LINES
from campus5g.gateway.json_lines import stream_json_lines
from campus5g.gateway.sensors.listening import Sensors
from campus5g.gateway.sensors.orders import SensorsOrder


def sensors_routes(sensors: Sensors, access: Access) -> APIRouter:
    """Return the routes of a kit's sensors."""
    router = APIRouter(tags=["sensors"])

    @router.post("/sensors", **for_holder(access, 501, media_type=JSON_LINES))
    async def listen(
        order: SensorsOrder, holder: Annotated[Holder, Depends(access.holder)]
    ) -> StreamingResponse:
        """Listen to every machine: a JSON line for each reading, then one for the whole run.

        Disconnecting ends the run, and so does the end of the lease. An error on the way becomes
        the last line, with a problem and a remedy.
        """
        sensors.check()
        return stream_json_lines(sensors.run(order, holder), access, holder)

    return router
