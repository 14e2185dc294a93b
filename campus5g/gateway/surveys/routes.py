"""The route of surveys: samples stream as they are taken."""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import StreamingResponse

from campus5g.gateway.access.access import Access, Holder, for_holder
from campus5g.gateway.access.uses import JSON_LINES
from campus5g.gateway.json_lines import stream_json_lines
from campus5g.gateway.surveys.orders import SurveyOrder
from campus5g.gateway.surveys.walking import Surveys


def survey_routes(surveys: Surveys, access: Access) -> APIRouter:
    """Return the route of a kit's surveys."""
    router = APIRouter(tags=["surveys"])

    @router.post("/survey", **for_holder(access, 404, 409, 501, media_type=JSON_LINES))
    async def survey(
        order: SurveyOrder, holder: Annotated[Holder, Depends(access.holder)]
    ) -> StreamingResponse:
        """Survey: a JSON line for each place as it is measured, then one for the whole walk.

        Disconnecting ends the walk, and so does the end of the lease. An error on the way becomes
        the last line, with a problem and a remedy.
        """
        surveys.check(order)

        return stream_json_lines(surveys.run(order, holder), access, holder)

    return router
