"""The route of latency measurements: samples stream as they are taken."""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import StreamingResponse

from campus5g.gateway.access.access import Access, Holder, for_holder
from campus5g.gateway.access.uses import JSON_LINES
from campus5g.gateway.json_lines import stream_json_lines
from campus5g.gateway.latency.measuring import Latency
from campus5g.gateway.latency.orders import LatencyOrder


def latency_routes(latency: Latency, access: Access) -> APIRouter:
    """Return the routes of a kit's latency measurements."""
    router = APIRouter(tags=["latency"])

    @router.post("/latency", **for_holder(access, 404, 409, 501, media_type=JSON_LINES))
    async def measure(
        order: LatencyOrder, holder: Annotated[Holder, Depends(access.holder)]
    ) -> StreamingResponse:
        """Measure: a JSON line for each sample as it comes, then one for the whole run.

        Disconnecting ends the measurement, and so does the end of the lease. An error on the way
        becomes the last line, with a problem and a remedy.
        """
        latency.check(order)

        return stream_json_lines(latency.run(order, holder), access, holder)

    return router
