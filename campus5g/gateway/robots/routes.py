"""The routes of robots. Anyone may stop a robot; everything else takes a token."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, WebSocket
from fastapi.security import HTTPAuthorizationCredentials
from fastapi.security.utils import get_authorization_scheme_param
from pydantic import ValidationError
from starlette.websockets import WebSocketDisconnect

from campus5g.errors import choose_from
from campus5g.evidence.work import HEADER
from campus5g.gateway.access.access import Access, Holder, for_holder, for_operator
from campus5g.gateway.evidence.measured import Notary
from campus5g.gateway.evidence.routes import Noted
from campus5g.gateway.invalid_value import complaint
from campus5g.gateway.problems import GatewayError, Problem
from campus5g.gateway.robots.chain import ChainReport
from campus5g.gateway.robots.control import RobotControl
from campus5g.gateway.robots.messages import (
    ArmingCode,
    MotionReport,
    RobotReport,
    ScanReport,
    SessionEvent,
    SessionOrder,
    StopReport,
)
from campus5g.gateway.robots.recording import Operation, Recording
from campus5g.gateway.robots.session import Session
from campus5g.language import t

MOST_ORDERS_A_SECOND = 500
_DONE = 1000
_REFUSED = 4000
"""Plus the HTTP status: a close code for private use (RFC 6455, 7.4.2)."""


def robot_routes(robots: Mapping[str, RobotControl], access: Access, notary: Notary) -> APIRouter:
    """Return the routes of a kit's robots, each under its name."""
    router = APIRouter(tags=["robots"])

    def control_of(robot: str) -> RobotControl:
        if robot not in robots:
            raise GatewayError(
                HTTPStatus.NOT_FOUND,
                t(
                    fr=f"Ce kit n’a pas de robot « {robot} ».",
                    en=f"This kit has no robot “{robot}”.",
                ),
                choose_from(robots)
                if robots
                else t(fr="Choisissez un kit avec robot.", en="Choose a kit with a robot."),
            )
        return robots[robot]

    @router.post("/robots/stop")
    async def stop_all() -> dict[str, StopReport]:
        """Stop every robot at once, even if someone else drives it. Open to all."""
        reports = await asyncio.gather(*(control.stop() for control in robots.values()))
        return dict(zip(robots, reports, strict=True))

    @router.get("/robots/{robot}", **for_holder(access, 404, 502))
    async def report(robot: str) -> RobotReport:
        """Return the robot's position, motion and battery charge."""
        control = control_of(robot)
        driver, state = await control.watched()
        return RobotReport(
            motion=MotionReport.of(state),
            charge=driver.charge,
            armed=control.arming.armed,
            driven=control.driven,
        )

    @router.get("/robots/{robot}/scan", **for_holder(access, 404, 502))
    async def scan(robot: str) -> ScanReport | None:
        """Return what the robot's laser sees; null for a robot without one."""
        driver, state = await control_of(robot).watched()
        return None if driver.scan is None else ScanReport.of(driver.scan, state)

    @router.get("/robots/{robot}/path", **for_holder(access, 404))
    async def path(robot: str) -> list[MotionReport]:
        """Return the path of the current or last session, 20 positions a second."""
        return control_of(robot).path

    @router.post(
        "/robots/{robot}/recordings/{recording}/measurement",
        status_code=201,
        **for_holder(access, 404),
    )
    async def measurement(
        robot: str, recording: str, holder: Annotated[Holder, Depends(access.holder)]
    ) -> Noted:
        """Note a drive, as this gateway saw it, so that it can be kept as evidence."""
        held = control_of(robot).recording(recording, holder.lease)
        return Noted(
            measurement=notary.note(
                held.operation, held.parameters, holder, held.started_at, held.artefact()
            )
        )

    @router.post("/robots/{robot}/stop", responses={404: {"model": Problem}})
    async def stop(robot: str) -> StopReport:
        """Stop the robot and end the session that drives it. Open to all."""
        return await control_of(robot).stop()

    @router.post("/robots/{robot}/chain", **for_operator(access, 404, 409, 502))
    async def chain(robot: str) -> ChainReport:
        """Try to move the robot past its limiter, slowly and on the spot; for acceptance."""
        return await control_of(robot).examine_chain()

    @router.post("/robots/{robot}/arm", status_code=204, **for_holder(access, 404))
    async def arm(robot: str, order: ArmingCode) -> None:
        """Arm a real robot with the code that a person has read at the bench."""
        control_of(robot).arming.confirm(order.code)

    @router.get(
        "/robots/{robot}/session",
        response_model=Problem,
        status_code=HTTPStatus.UPGRADE_REQUIRED,
        responses={
            426: {"model": Problem, "description": "Asked for without a WebSocket."},
        },
        openapi_extra={
            "x-websocket-client": SessionOrder.model_json_schema(),
            "x-websocket-gateway": SessionEvent.model_json_schema(),
        },
    )
    async def not_a_websocket(robot: str) -> Problem:
        """Drive the robot: open this as a WebSocket, with the token in `Authorization`.

        The client sends JSON text, one `drive`, `stop` or `reopen` a message. A velocity is in
        force until the next one or until its lease (`lease_ms`, at most 200) is over; then, when
        the connection ends, or when the robot's reports cease, the robot is stopped. Of velocities
        that come faster than 50 times a second the newest is forwarded. The gateway answers
        `ready`, then `state` 20 times a second, `limited` when it changes a velocity, `stopped`
        with the cause and `standing` once the robot has confirmed. After a stop that is `latched`
        no velocity is taken (`refused`, once a stop) until the client, which must still hold the
        kit, sends `reopen` and is answered `ready`. A refusal that ends the session is `refused`
        with problem and remedy, and the close code 4000 plus the HTTP status (4401, 4403, 4404,
        4409, 4422 for a message that is not an order, 4429 for too many a second, 4502).
        """
        return Problem(
            problem=t(fr="Une session est un WebSocket.", en="A session is a WebSocket."),
            remedy=t(fr="Voyez /openapi.json.", en="See /openapi.json."),
        )

    @router.websocket("/robots/{robot}/session")
    async def session(websocket: WebSocket, robot: str, operation: Operation = "velocity") -> None:
        await websocket.accept()
        try:
            holder = await _holder(websocket, access)
            control = control_of(robot)
            recording = Recording(robot, operation, holder.lease)

            def admit() -> None:
                access.check_still(holder)
                control.arming.check()

            async with control.session(recording) as drive:
                admit()
                await _converse(websocket, drive, control, admit)
        except GatewayError as error:
            problem = Problem(problem=error.problem, remedy=error.remedy)
            with contextlib.suppress(RuntimeError, OSError, WebSocketDisconnect):
                await _send(websocket, SessionEvent(refused=problem))
                await websocket.close(_REFUSED + error.status)

    return router


async def _holder(websocket: WebSocket, access: Access) -> Holder:
    scheme, given = get_authorization_scheme_param(websocket.headers.get("authorization"))
    credentials = HTTPAuthorizationCredentials(scheme=scheme, credentials=given)
    return await access.holder(credentials, websocket.headers.get(HEADER, ""))


async def _converse(
    websocket: WebSocket, drive: Session, control: RobotControl, admit: Callable[[], None]
) -> None:
    """Pass orders and events until either side ends.

    Args:
        websocket: the client.
        drive: its session.
        control: the robot.
        admit: raises `GatewayError` unless the client may open the session again.
    """
    _, state = await control.watched()
    with contextlib.suppress(WebSocketDisconnect, RuntimeError, OSError):
        await _send(
            websocket, SessionEvent(ready=MotionReport.of(state), recording=drive.recording.id)
        )
        reading = asyncio.create_task(_read(websocket, drive, admit))
        code = _DONE
        try:
            async for event in drive.events():
                await _send(websocket, event)
        finally:
            reading.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                code = await reading
        await websocket.close(code)


async def _send(websocket: WebSocket, event: SessionEvent) -> None:
    await websocket.send_text(event.model_dump_json(exclude_none=True))


async def _read(websocket: WebSocket, drive: Session, admit: Callable[[], None]) -> int:
    """Take orders until the client disconnects or is refused; the robot is stopped at that moment.

    Nothing is waited for between two orders, so that they can't pile up before a stop.

    Returns:
        The code to close the connection with.
    """
    loop = asyncio.get_running_loop()
    second, orders = int(loop.time()), 0
    try:
        while True:
            message = await websocket.receive()
            if message["type"] == "websocket.disconnect":
                return _DONE
            second, orders = (
                (int(loop.time()), 1) if second < int(loop.time()) else (second, orders + 1)
            )
            if orders > MOST_ORDERS_A_SECOND:
                raise _too_many()
            order = _order_in(message.get("text"))
            if order.drive is not None:
                drive.drive(order.drive)
            elif order.stop is not None:
                drive.halt("asked")
            else:
                admit()
                drive.reopen()
    except GatewayError as error:
        drive.refuse(Problem(problem=error.problem, remedy=error.remedy))
        return _REFUSED + error.status
    finally:
        drive.halt("client")


def _order_in(text: str | None) -> SessionOrder:
    """Return the order in a text message.

    Args:
        text: the message; None for a binary one.

    Raises:
        GatewayError: it is not an order.
    """
    if text is None:
        raise _not_an_order(t(fr="message binaire", en="a binary message"))
    try:
        return SessionOrder.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(step) for step in first["loc"])
        why = complaint(first)
        raise _not_an_order(
            t(fr=f"{where} : {why}", en=f"{where}: {why}") if where else why
        ) from error


def _not_an_order(why: str) -> GatewayError:
    return GatewayError(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        t(
            fr=f"Ce message n’est pas un ordre ({why}).",
            en=f"This message is not an order ({why}).",
        ),
        t(
            fr="Envoyez du JSON en texte, les vitesses en nombres : "
            '{"drive": {"speed_mps": 0.3, "turn_radps": 0.0}}.',
            en="Send JSON as text, with velocities as numbers: "
            '{"drive": {"speed_mps": 0.3, "turn_radps": 0.0}}.',
        ),
    )


def _too_many() -> GatewayError:
    return GatewayError(
        HTTPStatus.TOO_MANY_REQUESTS,
        t(
            fr=f"Plus de {MOST_ORDERS_A_SECOND} ordres en une seconde.",
            en=f"More than {MOST_ORDERS_A_SECOND} orders in a second.",
        ),
        t(
            fr="Renouvelez une vitesse toutes les 50 ms : le robot n’en suit pas davantage.",
            en="Renew a velocity every 50 ms: the robot follows no more than that.",
        ),
    )
