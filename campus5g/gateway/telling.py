"""Streams of JSON lines that end with the lease of whoever listens."""

import contextlib
from collections.abc import AsyncGenerator

from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from campus5g.gateway.access.access import Access, Holder
from campus5g.gateway.problems import GatewayError, Problem

JSON_LINES = "application/jsonl"


def told_in_lines(
    told: AsyncGenerator[BaseModel, None], access: Access, holder: Holder
) -> StreamingResponse:
    """Return an answer that is told line by line.

    What goes wrong on the way is told by a last line with a problem and a remedy.

    Args:
        told: what there is to tell; it is closed when the listener hangs up.
        access: the kit's doors.
        holder: who listens, and only as long as the kit is theirs.
    """

    async def lines() -> AsyncGenerator[str, None]:
        try:
            async with contextlib.aclosing(told):
                async for line in told:
                    access.check_still(holder)
                    yield line.model_dump_json() + "\n"
        except GatewayError as error:
            problem = Problem(problem=error.problem, remedy=error.remedy)
            yield problem.model_dump_json() + "\n"

    return StreamingResponse(lines(), media_type=JSON_LINES)
