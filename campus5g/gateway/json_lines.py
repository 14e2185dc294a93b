"""Streams of JSON lines that end with the client's lease."""

import contextlib
from collections.abc import AsyncGenerator

from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from campus5g.gateway.access.access import Access, Holder
from campus5g.gateway.access.uses import JSON_LINES
from campus5g.gateway.problems import GatewayError, Problem


def stream_json_lines(
    items: AsyncGenerator[BaseModel, None], access: Access, holder: Holder
) -> StreamingResponse:
    """Return an answer of one JSON line per item.

    An error on the way becomes the last line, with a problem and a remedy.

    Args:
        items: what is sent; closed when the client hangs up.
        access: checks the lease before each line.
        holder: the client, who receives lines only as long as their lease lasts.
    """

    async def lines() -> AsyncGenerator[str, None]:
        try:
            async with contextlib.aclosing(items):
                async for item in items:
                    access.check_still(holder)
                    yield item.model_dump_json() + "\n"
        except GatewayError as error:
            problem = Problem(problem=error.problem, remedy=error.remedy)
            yield problem.model_dump_json() + "\n"

    return StreamingResponse(lines(), media_type=JSON_LINES)
