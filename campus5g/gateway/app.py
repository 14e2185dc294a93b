"""The gateway's API."""

from collections.abc import Mapping
from http import HTTPStatus

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import compile_path

from campus5g import __version__
from campus5g.body_limit import BodyLimit
from campus5g.gateway import health
from campus5g.gateway.access.access import Access, for_holder
from campus5g.gateway.access.rate_limit import Buckets, RateLimit
from campus5g.gateway.access.routes import lease_routes
from campus5g.gateway.access.uses import EndsWithLease, Uses
from campus5g.gateway.asked_language import AskedLanguage
from campus5g.gateway.captures.captures import Captures
from campus5g.gateway.captures.routes import capture_routes
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
from campus5g.gateway.policy.routes import policy_routes
from campus5g.gateway.problems import GatewayError, Problem
from campus5g.gateway.robots.control import RobotControl
from campus5g.gateway.robots.routes import robot_routes
from campus5g.gateway.scenarios.routes import scenario_routes
from campus5g.gateway.scenarios.stage import Stage
from campus5g.gateway.sensors.listening import Sensors
from campus5g.gateway.sensors.routes import sensors_routes
from campus5g.gateway.surveys.routes import survey_routes
from campus5g.gateway.surveys.walking import Surveys
from campus5g.gateway.virtual.forwards import Forwards, forward_routes
from campus5g.gateway.virtual.interventions import intervention_routes
from campus5g.gateway.virtual.network_orders import network_routes
from campus5g.gateway.virtual.security_orders import security_routes
from campus5g.inventory import Inventory
from campus5g.language import t

LARGEST_BODY_BYTES = 64 * 1024


def create_app(
    *,
    inventory: Inventory,
    access: Access,
    notary: Notary,
    captures: Captures,
    modems: dict[str, Modem],
    robots: Mapping[str, RobotControl],
    stage: Stage,
    forwards: Forwards,
    uses: Uses,
    buckets: Buckets,
) -> FastAPI:
    """Return the gateway of one kit.

    Args:
        inventory: the kit.
        access: checks tokens and leases.
        notary: signs measurements.
        captures: of the kit's capture points.
        modems: by UE.
        robots: by name.
        stage: the scenarios of a virtual kit.
        forwards: the ports that cross its network.
        uses: the requests under way.
        buckets: how often each client may call.
    """
    app = FastAPI(
        title="Campus 5G gateway",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        responses={422: {"model": Problem}},
    )
    app.add_middleware(EndsWithLease, uses=uses)
    app.add_middleware(BodyLimit, largest_bytes=LARGEST_BODY_BYTES, refusal=_too_large)
    app.add_middleware(RateLimit, buckets=buckets)
    app.add_middleware(AskedLanguage)
    _answer_errors_with_problems(app)
    app.include_router(_kit_routes(access, notary, modems, robots, stage))
    app.include_router(capture_routes(captures, access))
    app.include_router(modem_routes(inventory, modems, access, notary))
    app.include_router(robot_routes(robots, access, notary))
    app.include_router(lease_routes(access))
    app.include_router(evidence_routes(access, notary, lambda: stage.kit))
    app.include_router(forward_routes(inventory, forwards, access))
    app.include_router(scenario_routes(stage, access, notary))
    app.include_router(policy_routes(inventory, access, notary))
    app.include_router(intervention_routes(inventory, access, notary))
    app.include_router(network_routes(inventory, access, notary))
    app.include_router(security_routes(inventory, access, notary))
    app.include_router(latency_routes(Latency(inventory, notary), access))
    app.include_router(survey_routes(Surveys(inventory, modems, robots, notary), access))
    app.include_router(metrics_routes(Metrics(inventory, notary), access))
    app.include_router(sensors_routes(Sensors(inventory, notary), access, notary))
    return app


def _kit_routes(
    access: Access,
    notary: Notary,
    modems: dict[str, Modem],
    robots: Mapping[str, RobotControl],
    stage: Stage,
) -> APIRouter:
    router = APIRouter()

    @router.get("/", tags=["kit"])
    async def kit() -> KitDescription:
        """Describe the kit; open to all."""
        return describe(stage.kit, notary.key)

    @router.get("/health", tags=["kit"], **for_holder(access))
    async def kit_health() -> health.Health:
        """Ask each device whether it answers."""
        return await health.check(stage.kit, modems, robots)

    return router


def _answer_errors_with_problems(app: FastAPI) -> None:
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
            t(
                fr=f"La demande n’est pas valable ({where} : {complaint(first)}).",
                en=f"The request is not valid ({where}: {complaint(first)}).",
            ),
            t(fr="Corrigez cette valeur.", en="Correct that value."),
        )

    @app.exception_handler(HTTPException)
    async def unknown(request: Request, error: HTTPException) -> JSONResponse:
        if error.status_code == HTTPStatus.BAD_REQUEST:
            # FastAPI's answer to a body in another encoding than UTF-8.
            return _problem(
                HTTPStatus.UNPROCESSABLE_ENTITY,
                t(fr="La demande est illisible.", en="The request can't be read."),
                t(fr="Envoyez du JSON en UTF-8.", en="Send JSON in UTF-8."),
            )
        headers = dict(error.headers or {})
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            headers["Allow"] = ", ".join(sorted(_methods_at(request)))
        return _problem(
            error.status_code,
            t(
                fr="La passerelle ne connaît pas cet appel.",
                en="The gateway does not have this call.",
            ),
            t(fr="Voyez /openapi.json.", en="See /openapi.json."),
            headers,
        )


def _methods_at(request: Request) -> set[str]:
    """Return the methods of every route at a request's path (RFC 9110, 10.2.1)."""
    paths: dict[str, dict[str, object]] = request.app.openapi()["paths"]
    return {
        method.upper()
        for template, operations in paths.items()
        if compile_path(template)[0].match(request.url.path)
        for method in operations
    }


def _too_large() -> JSONResponse:
    return _problem(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        t(fr="La demande est trop longue.", en="The request is too long."),
        t(
            fr="Envoyez au plus 64 Kio, avec Content-Length.",
            en="Send at most 64 KiB, with Content-Length.",
        ),
    )


def _problem(
    status: int, problem: str, remedy: str, headers: dict[str, str] | None = None
) -> JSONResponse:
    body = Problem(problem=problem, remedy=remedy).model_dump()
    return JSONResponse(body, status, headers)
