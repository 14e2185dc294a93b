"""The route of metrics: readings stream as they come."""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import StreamingResponse

from campus5g.gateway.access.access import Access, Holder, for_holder
from campus5g.gateway.access.uses import JSON_LINES
from campus5g.gateway.json_lines import stream_json_lines
from campus5g.gateway.metrics.listening import Metrics
from campus5g.gateway.metrics.orders import MetricsOrder


def metrics_routes(metrics: Metrics, access: Access) -> APIRouter:
    """Return the routes of a kit's metrics."""
    router = APIRouter(tags=["metrics"])

    @router.post("/metrics", **for_holder(access, 501, media_type=JSON_LINES))
    async def listen(
        order: MetricsOrder, holder: Annotated[Holder, Depends(access.holder)]
    ) -> StreamingResponse:
        """Listen to core and gNB: a JSON line for each reading, then one for the whole run.

        Disconnecting ends the run, and so does the end of the lease. A source that does not answer
        is a line too; the other goes on.
        """
        metrics.check()
        return stream_json_lines(metrics.run(order, holder), access, holder)

    return router
