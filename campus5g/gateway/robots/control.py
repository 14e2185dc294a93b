"""A robot of the kit: who drives it, and its state."""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import AsyncIterator
from http import HTTPStatus

from campus5g.gateway.problems import GatewayError, not_answering
from campus5g.gateway.robots.arming import Arming
from campus5g.gateway.robots.chain import ChainReport, examine_chain
from campus5g.gateway.robots.driver import Driver, RobotError, RobotState
from campus5g.gateway.robots.drivers import driver_for
from campus5g.gateway.robots.guard import Guard
from campus5g.gateway.robots.halting import halt_for_sure
from campus5g.gateway.robots.messages import MotionReport, StopReport
from campus5g.gateway.robots.policy import Policy
from campus5g.gateway.robots.recording import Recording
from campus5g.gateway.robots.rosbridge import Rosbridge
from campus5g.gateway.robots.session import Session
from campus5g.inventory import Robot
from campus5g.language import t

STOP_S = 3.0
"""How long a stop request waits for the robot's confirmation; the stop goes on after that."""
REAL_LIMIT_S = 600.0
VIRTUAL_LIMIT_S = 20.0
"""How long zeros are sent to a virtual robot that does not answer: it may have ended."""
FIRST_STATE_S = 10.0
IDLE_S = 20.0
MOST_RECORDINGS = 16


class RobotControl:
    """One robot behind the gateway.

    Args:
        name: its name in the inventory.
        robot: its part of the inventory.
        virtual: whether it is virtual; then nobody has to arm it.
    """

    def __init__(self, name: str, robot: Robot, *, virtual: bool) -> None:
        self.name = name
        self.robot = robot
        self._limit_s = VIRTUAL_LIMIT_S if virtual else REAL_LIMIT_S
        self.arming = Arming(name, by_a_person=not virtual)
        self.recordings: deque[Recording] = deque(maxlen=MOST_RECORDINGS)
        self._policy = Policy(robot.limits, robot.radius_m, sees=robot.protocol == "rosbridge")
        self._driver: Driver | None = None
        self._guard: Guard | None = None
        self._connecting = asyncio.Lock()
        self._idle: asyncio.TimerHandle | None = None
        self._hanging_up: set[asyncio.Task[None]] = set()
        self._session: Session | None = None
        self._halting: asyncio.Task[None] | None = None
        self._opening = False
        self._free = asyncio.Event()

    @property
    def path(self) -> list[MotionReport]:
        """The path of the current or last session."""
        return list(self.recordings[-1].states) if self.recordings else []

    def recording(self, recording_id: str, lease: str | None) -> Recording:
        """Return a recording, if it belongs to a lease.

        Raises:
            GatewayError: the lease does not have a recording with that id.
        """
        for recording in self.recordings:
            if (recording.id, recording.lease) == (recording_id, lease):
                return recording
        raise GatewayError(
            HTTPStatus.NOT_FOUND,
            t(
                fr="Ce trajet n’existe pas, ou plus.",
                en="This drive does not exist, or no longer exists.",
            ),
            t(
                fr="Gardez un trajet juste après l’avoir fait.",
                en="Keep a drive right after making it.",
            ),
        )

    @property
    def driven(self) -> bool:
        """Whether someone is driving it."""
        return self._session is not None

    async def watched(self) -> tuple[Driver, RobotState]:
        """Return a connection to the robot, with its current state.

        Raises:
            GatewayError: the robot does not answer.
        """
        try:
            async with self._connecting:
                if self._driver is not None and not self._driver.alive:
                    await self._driver.close()
                    self._driver = None
                if self._driver is None:
                    self._driver = await self._connected(watching=True)
                driver = self._driver
            self._disconnect_later()
            if not self.driven:
                await driver.refresh()
            if driver.state is None:
                raise RobotError("it does not report its state")
        except RobotError as error:
            raise self._silent(str(error)) from error
        return driver, driver.state

    async def glance(self) -> tuple[RobotState, float | None]:
        """Return the robot's state and battery charge, over a connection of its own.

        Raises:
            GatewayError: the robot does not answer.
        """
        if self._driver is not None:
            driver, state = await self.watched()
            return state, driver.charge
        try:
            driver = await self._connected(watching=False)
        except RobotError as error:
            raise self._silent(str(error)) from error
        seen, charge = driver.state, driver.charge
        await driver.close()
        if seen is None:
            raise self._silent(t(fr="aucun état", en="no state"))
        return seen, charge

    @contextlib.asynccontextmanager
    async def session(self, recording: Recording) -> AsyncIterator[Session]:
        """Drive the robot while the block runs; it is stopped at the end, however that comes about.

        Args:
            recording: records the session; kept for a while after it.

        Raises:
            GatewayError: the robot is not armed, is driven by someone else, or does not answer.
        """
        self.arming.check()
        if self._session is not None and self._session.ended:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(STOP_S):
                    await self._free.wait()
        if self._session is not None or self._opening:
            raise self._driven_by_another()
        self._opening = True
        try:
            driver, _ = await self.watched()
            async with asyncio.timeout(FIRST_STATE_S):
                await driver.arm()
            guard = await self._guarded()
            self.recordings.append(recording)
            self._free.clear()
            session = self._session = Session(
                driver, self._new, guard, self._policy, recording, self._limit_s
            )
        except (RobotError, TimeoutError) as error:
            raise self._silent(str(error) or _no_answer()) from error
        finally:
            self._opening = False
        try:
            yield session
        finally:
            await asyncio.shield(asyncio.ensure_future(self._finish(session)))

    async def stop(self, cause: str = "someone") -> StopReport:
        """Stop the robot, even if someone else drives it, and wait up to 3 s until it rests."""
        began = time.monotonic()
        standing = True
        self.arming.disarm()
        try:
            if self._session is not None:
                self._session.halt("gateway" if cause == "gateway" else "someone")
                async with asyncio.timeout(STOP_S):
                    standing = await self._session.standing()
            else:
                await self._halt_undriven()
        except (RobotError, TimeoutError):
            standing = False
        return StopReport(standing=standing, seconds=time.monotonic() - began)

    async def examine_chain(self) -> ChainReport:
        """Try whether the robot's limiter stands between its clients and its base.

        Returns:
            What was found, once the robot stands.

        Raises:
            GatewayError: the robot does not pass velocities through a limiter, is not armed, is
                driven, does not answer, or does not stand still afterwards.
        """
        self.arming.check()
        if self._session is not None or self._opening:
            raise self._driven_by_another()
        self._opening = True
        driver = self._new()
        try:
            if not isinstance(driver, Rosbridge):
                raise self._without_limiter()
            async with asyncio.timeout(FIRST_STATE_S):
                await driver.connect(watching=False)
                try:
                    return await examine_chain(driver)
                finally:
                    await self._halt_undriven()
        except (RobotError, TimeoutError) as error:
            raise self._silent(str(error) or _no_answer()) from error
        finally:
            self._opening = False
            await driver.close()

    async def end(self) -> None:
        """Stop the robot if someone drives it, and disconnect, before the gateway shuts down."""
        if self._session is not None:
            await self.stop("gateway")
        await self._disconnect()

    async def _halt_undriven(self) -> None:
        """Stop a robot that nobody drives; simultaneous requests share one attempt.

        Raises:
            RobotError: it does not stand still in time.
        """
        if self._halting is None or self._halting.done():
            self._halting = asyncio.create_task(halt_for_sure(self._driver, self._new, STOP_S))
        await asyncio.shield(self._halting)

    def _new(self) -> Driver:
        return driver_for(self.robot)

    async def _connected(self, *, watching: bool) -> Driver:
        driver = self._new()
        try:
            async with asyncio.timeout(FIRST_STATE_S):
                await driver.connect(watching=watching)
                sees = self._policy.sees and watching
                while driver.state is None or (sees and driver.scan is None):
                    await driver.changed()
        except BaseException as error:
            await driver.close()
            if isinstance(error, TimeoutError):
                raise RobotError(_no_answer()) from error
            raise
        return driver

    async def _guarded(self) -> Guard:
        """Return a stopper process that is ready."""
        if self._guard is None:
            guard = Guard(self._on_late, self._on_guard_gone)
            try:
                await guard.start(self.robot, self._limit_s)
            except BaseException:
                await guard.end()
                raise
            self._guard = guard
        return self._guard

    async def _finish(self, session: Session) -> None:
        await session.end("client")
        self._session = None
        self._free.set()
        self._disconnect_later()

    def _on_late(self) -> None:
        if self._session is not None:
            self._session.late()

    def _on_guard_gone(self) -> None:
        self._guard = None
        if self._session is not None:
            self._session.halt("lost")

    def _disconnect_later(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
        self._idle = asyncio.get_running_loop().call_later(IDLE_S, self._on_idle)

    def _on_idle(self) -> None:
        if self._session is None:
            task = asyncio.create_task(self._disconnect())
            self._hanging_up.add(task)
            task.add_done_callback(self._hanging_up.discard)

    async def _disconnect(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
        driver, self._driver = self._driver, None
        if driver is not None:
            await driver.close()
        guard, self._guard = self._guard, None
        if guard is not None:
            await guard.end()

    def _driven_by_another(self) -> GatewayError:
        if self._session is not None and self._session.ended:
            return GatewayError(
                HTTPStatus.CONFLICT,
                t(
                    fr=f"Le robot « {self.name} » n’a pas encore confirmé son dernier arrêt.",
                    en=f"The robot “{self.name}” has not confirmed its last stop yet.",
                ),
                t(
                    fr="La passerelle continue de l’arrêter. Coupez-le à la main s’il roule "
                    "encore ; sinon, réessayez dans quelques secondes.",
                    en="The gateway goes on stopping it. Switch it off by hand if it still moves; "
                    "otherwise try again in a few seconds.",
                ),
            )
        stop = f'k.robot("{self.name}").stop()'
        return GatewayError(
            HTTPStatus.CONFLICT,
            t(
                fr=f"Quelqu’un pilote déjà le robot « {self.name} ».",
                en=f"Someone is already driving the robot “{self.name}”.",
            ),
            t(
                fr=f"Attendez la fin de sa session. Chacun peut arrêter le robot (`{stop}`).",
                en=f"Wait until that session ends. Anyone may stop the robot (`{stop}`).",
            ),
        )

    def _without_limiter(self) -> GatewayError:
        return GatewayError(
            HTTPStatus.CONFLICT,
            t(
                fr=f"Le robot « {self.name} » roule par ordres, sans limiteur de vitesse.",
                en=f"The robot “{self.name}” drives by orders, without a velocity limiter.",
            ),
            t(fr="Choisissez un robot rosbridge.", en="Choose a rosbridge robot."),
        )

    def _silent(self, detail: str) -> GatewayError:
        return not_answering(
            t(
                fr=f"Le robot « {self.name} » ne répond pas ({detail}).",
                en=f"The robot “{self.name}” does not answer ({detail}).",
            )
        )


def _no_answer() -> str:
    return t(fr="pas de réponse à temps", en="no answer in time")
