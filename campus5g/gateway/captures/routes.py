"""The routes of captures: start, follow, stop, download and delete them."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from fastapi.responses import FileResponse, StreamingResponse

from campus5g.gateway.access.access import Access, Holder, for_holder
from campus5g.gateway.access.uses import JSON_LINES
from campus5g.gateway.captures.capture import PCAPNG, CaptureOrder, CaptureState
from campus5g.gateway.captures.captures import Captures
from campus5g.gateway.problems import GatewayError


def capture_routes(captures: Captures, access: Access) -> APIRouter:
    """Return the routes of a kit's captures."""
    router = APIRouter(prefix="/captures", tags=["captures"])

    @router.post("", status_code=201, **for_holder(access, 404, 429, 502))
    async def start(
        order: CaptureOrder, holder: Annotated[Holder, Depends(access.holder)]
    ) -> CaptureState:
        """Start a capture; it is live when the answer comes."""
        capture = await captures.start(order, holder)
        try:
            access.check_still(holder)
        except GatewayError:
            captures.delete(capture)
            raise
        return capture.state

    @router.get("", **for_holder(access))
    async def every(holder: Annotated[Holder, Depends(access.holder)]) -> list[CaptureState]:
        """List the client's captures, oldest first."""
        return [capture.state for capture in captures.of(holder)]

    @router.get("/{capture_id}", **for_holder(access, 404))
    async def one(
        capture_id: str, holder: Annotated[Holder, Depends(access.holder)]
    ) -> CaptureState:
        """Return the state of a capture."""
        return captures.get(capture_id, holder).state

    @router.get("/{capture_id}/progress", **for_holder(access, 404, media_type=JSON_LINES))
    async def progress(
        capture_id: str, holder: Annotated[Holder, Depends(access.holder)]
    ) -> StreamingResponse:
        """Follow a capture: a JSON line whenever its state changes, until it stops."""
        capture = captures.get(capture_id, holder)

        async def lines() -> AsyncIterator[str]:
            async for state in capture.progress():
                yield state.model_dump_json() + "\n"

        return StreamingResponse(lines(), media_type=JSON_LINES)

    @router.post("/{capture_id}/stop", **for_holder(access, 404))
    async def stop(
        capture_id: str, holder: Annotated[Holder, Depends(access.holder)]
    ) -> CaptureState:
        """Stop a capture: what the kit had sent before the call is in the file."""
        capture = captures.get(capture_id, holder)
        await capture.finish()
        return capture.state

    @router.get("/{capture_id}/pcapng", **for_holder(access, 404, media_type=PCAPNG))
    async def download(
        capture_id: str, holder: Annotated[Holder, Depends(access.holder)]
    ) -> Response:
        """Download the file so far."""
        capture = captures.get(capture_id, holder)
        if capture.running:
            return StreamingResponse(capture.contents(follow=False), media_type=PCAPNG)
        return FileResponse(capture.path, media_type=PCAPNG, filename=f"{capture_id}.pcapng")

    @router.get("/{capture_id}/stream", **for_holder(access, 404, media_type=PCAPNG))
    async def stream(
        capture_id: str, holder: Annotated[Holder, Depends(access.holder)]
    ) -> StreamingResponse:
        """Read the capture from its beginning, live until it stops."""
        contents = captures.get(capture_id, holder).contents(follow=True)
        return StreamingResponse(contents, media_type=PCAPNG)

    @router.delete("/{capture_id}", status_code=204, **for_holder(access, 404))
    async def delete(capture_id: str, holder: Annotated[Holder, Depends(access.holder)]) -> None:
        """Stop a capture and remove its file."""
        captures.delete(captures.get(capture_id, holder))

    return router
