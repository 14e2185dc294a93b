"""The routes of sensors: readings stream as they come, and a work order goes back."""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import StreamingResponse

from campus5g.gateway.access.access import Access, Holder, for_holder
from campus5g.gateway.access.uses import JSON_LINES
from campus5g.gateway.evidence.measured import Notary
from campus5g.gateway.json_lines import stream_json_lines
from campus5g.gateway.sensors.listening import Sensors
from campus5g.gateway.sensors.orders import SensorsOrder
from campus5g.gateway.sensors.work_order import WorkOrder, WorkOrderReceipt, hand_over


def sensors_routes(sensors: Sensors, access: Access, notary: Notary) -> APIRouter:
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

    @router.post("/work-orders", **for_holder(access, 404, 501, 502))
    async def order_work(
        order: WorkOrder, holder: Annotated[Holder, Depends(access.holder)]
    ) -> WorkOrderReceipt:
        """Hand a work order for a machine to the site's broker, and answer once it has it.

        Maintenance software takes it from `<topic>/work-order`. The machine itself is not touched.
        """
        return await hand_over(order, sensors, holder, notary)

    return router
