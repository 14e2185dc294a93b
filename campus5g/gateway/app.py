"""The gateway's API."""

import logging
from collections.abc import AsyncIterator, Mapping
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse, StreamingResponse
from starlette.exceptions import HTTPException

from campus5g import __version__
from campus5g.gateway import health
from campus5g.gateway.access.access import Access, Holder, for_holder
from campus5g.gateway.access.rate_limit import Buckets, RateLimit
from campus5g.gateway.access.routes import lease_routes
from campus5g.gateway.body_limit import BodyLimit
from campus5g.gateway.captures.capture import PCAPNG, CaptureOrder, CaptureState
from campus5g.gateway.captures.captures import Captures
from campus5g.gateway.description import KitDescription, describe
from campus5g.gateway.evidence.measured import Notary
from campus5g.gateway.evidence.routes import evidence_routes
from campus5g.gateway.invalid_value import complaint
from campus5g.gateway.latency.measuring import Latency
from campus5g.gateway.latency.routes import latency_routes
from campus5g.gateway.metrics.listening import Metrics
from campus5g.gateway.metrics.routes import metrics_routes
from campus5g.gateway.modems.driver import Modem
from campus5g.gateway.modems.routes import modem_routes
from campus5g.gateway.problems import GatewayError, Problem
from campus5g.gateway.robots.control import RobotControl
from campus5g.gateway.robots.routes import robot_routes
from campus5g.gateway.scenarios.routes import scenario_routes
from campus5g.gateway.scenarios.stage import Stage
from campus5g.gateway.sensors.listening import Sensors
from campus5g.gateway.sensors.routes import sensors_routes
from campus5g.gateway.virtual.forwards import forward_routes
from campus5g.gateway.virtual.network_orders import network_routes
from campus5g.gateway.wording import AskedLanguage, say
from campus5g.inventory import Inventory

JSON_LINES = "application/jsonl"

log = logging.getLogger(__name__)


def create_app(
    inventory: Inventory,
    access: Access,
    notary: Notary,
    captures: Captures,
    modems: dict[str, Modem],
    robots: Mapping[str, RobotControl],
    stage: Stage,
    buckets: Buckets,
) -> FastAPI:
    """Return the gateway of one kit."""
    app = FastAPI(
        title="Campus 5G gateway",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        responses={422: {"model": Problem}},
    )
    app.add_middleware(BodyLimit)
    app.add_middleware(RateLimit, buckets=buckets)
    app.add_middleware(AskedLanguage)
    _answer_errors_in_words(app)
    _add_kit(app, inventory, access, notary, modems, robots)
    _add_captures(app, access, captures)
    app.include_router(modem_routes(inventory, modems, access, notary))
    app.include_router(robot_routes(robots, access, notary))
    app.include_router(lease_routes(access))
    app.include_router(evidence_routes(access, notary, inventory))
    app.include_router(forward_routes(inventory, access))
    app.include_router(scenario_routes(stage, access, notary))
    app.include_router(network_routes(inventory, access, notary))
    app.include_router(latency_routes(Latency(inventory, notary), access))
    app.include_router(metrics_routes(Metrics(inventory, notary), access))
    app.include_router(sensors_routes(Sensors(inventory, notary), access))
    return app


def _add_kit(
    app: FastAPI,
    inventory: Inventory,
    access: Access,
    notary: Notary,
    modems: dict[str, Modem],
    robots: Mapping[str, RobotControl],
) -> None:
    @app.get("/", tags=["kit"])
    async def kit() -> KitDescription:
        """Describe the kit; open to all."""
        return describe(inventory, notary.key)

    @app.get("/health", tags=["kit"], **for_holder(access))
    async def kit_health() -> health.Health:
        """Ask each device whether it answers."""
        return await health.check(inventory, modems, robots)


def _add_captures(app: FastAPI, access: Access, captures: Captures) -> None:
    @app.post("/captures", tags=["captures"], status_code=201, **for_holder(access, 404, 429, 502))
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

    @app.get("/captures", tags=["captures"], **for_holder(access))
    async def every(holder: Annotated[Holder, Depends(access.holder)]) -> list[CaptureState]:
        """List one's captures, oldest first."""
        return [capture.state for capture in captures.of(holder)]

    @app.get("/captures/{capture_id}", tags=["captures"], **for_holder(access, 404))
    async def one(
        capture_id: str, holder: Annotated[Holder, Depends(access.holder)]
    ) -> CaptureState:
        """Return how a capture stands."""
        return captures.get(capture_id, holder).state

    @app.get(
        "/captures/{capture_id}/progress",
        tags=["captures"],
        response_class=StreamingResponse,
        **for_holder(access, 404, content={JSON_LINES: {}}),
    )
    async def progress(
        capture_id: str, holder: Annotated[Holder, Depends(access.holder)]
    ) -> StreamingResponse:
        """Follow a capture: a JSON line whenever its state changes, until it stops."""
        capture = captures.get(capture_id, holder)

        async def lines() -> AsyncIterator[str]:
            async for state in capture.progress():
                yield state.model_dump_json() + "\n"

        return StreamingResponse(lines(), media_type=JSON_LINES)

    @app.post("/captures/{capture_id}/stop", tags=["captures"], **for_holder(access, 404))
    async def stop(
        capture_id: str, holder: Annotated[Holder, Depends(access.holder)]
    ) -> CaptureState:
        """Stop a capture: what the kit had sent before the call is in the file."""
        capture = captures.get(capture_id, holder)
        await capture.finish()
        return capture.state

    @app.get(
        "/captures/{capture_id}/pcapng",
        tags=["captures"],
        response_class=StreamingResponse,
        **for_holder(access, 404, content={PCAPNG: {}}),
    )
    async def download(
        capture_id: str, holder: Annotated[Holder, Depends(access.holder)]
    ) -> Response:
        """Download the file so far."""
        capture = captures.get(capture_id, holder)
        if capture.running:
            return StreamingResponse(capture.contents(follow=False), media_type=PCAPNG)
        return FileResponse(capture.path, media_type=PCAPNG, filename=f"{capture_id}.pcapng")

    @app.get(
        "/captures/{capture_id}/stream",
        tags=["captures"],
        response_class=StreamingResponse,
        **for_holder(access, 404, content={PCAPNG: {}}),
    )
    async def stream(
        capture_id: str, holder: Annotated[Holder, Depends(access.holder)]
    ) -> StreamingResponse:
        """Read the capture from its beginning, live until it stops."""
        contents = captures.get(capture_id, holder).contents(follow=True)
        return StreamingResponse(contents, media_type=PCAPNG)

    @app.delete(
        "/captures/{capture_id}", tags=["captures"], status_code=204, **for_holder(access, 404)
    )
    async def delete(capture_id: str, holder: Annotated[Holder, Depends(access.holder)]) -> None:
        """Stop a capture and remove its file."""
        captures.delete(captures.get(capture_id, holder))


def _answer_errors_in_words(app: FastAPI) -> None:
    @app.exception_handler(GatewayError)
    async def refused(_: Request, error: GatewayError) -> JSONResponse:
        headers = {"WWW-Authenticate": "Bearer"} if error.status == 401 else None
        return _problem(error.status, error.problem, error.remedy, headers)

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"][1:])
        return _problem(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            say(
                fr=f"La demande n’est pas valable ({where} : {complaint(first)}).",
                en=f"The request is not valid ({where}: {complaint(first)}).",
            ),
            say(fr="Corrigez cette valeur.", en="Correct that value."),
        )

    @app.exception_handler(HTTPException)
    async def unknown(_: Request, error: HTTPException) -> JSONResponse:
        if error.status_code == HTTPStatus.BAD_REQUEST:
            # FastAPI's word for a body in another encoding than UTF-8.
            return _problem(
                HTTPStatus.UNPROCESSABLE_ENTITY,
                say(fr="La demande est illisible.", en="The request can't be read."),
                say(fr="Envoyez du JSON en UTF-8.", en="Send JSON in UTF-8."),
            )
        return _problem(
            error.status_code,
            say(fr="La passerelle ne connaît pas cet appel.", en="The gateway has no such call."),
            say(fr="Voyez /openapi.json.", en="See /openapi.json."),
            dict(error.headers or {}),
        )


def _problem(
    status: int, problem: str, remedy: str, headers: dict[str, str] | None = None
) -> JSONResponse:
    body = Problem(problem=problem, remedy=remedy).model_dump()
    return JSONResponse(body, status, headers)
