"""A client's drive: velocities under a lease, watched from the first to the last."""

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Callable

from campus5g.gateway.problems import Problem
from campus5g.gateway.robots.driver import Driver, RobotError, RobotState
from campus5g.gateway.robots.guard import Guard
from campus5g.gateway.robots.halting import halt_for_sure
from campus5g.gateway.robots.messages import (
    Limited,
    MotionReport,
    SessionEvent,
    StopCause,
    Stopped,
    Velocity,
    latched_problem,
    limit_reason,
    stop_reason,
)
from campus5g.gateway.robots.policy import Decision, Policy
from campus5g.gateway.robots.recording import Recording

FORWARD_S = 0.02
"""Between two velocities to the robot; of those that come meanwhile the newest is forwarded."""
OWN_HALT_S = 1.0
REOPEN_S = 10.0
SEEN_S = 1.0
MOST_STATES = 40
MOST_EVENTS = 400
ENDING: frozenset[StopCause] = frozenset({"someone", "client", "lost", "gateway"})
"""Stops after which a new session is needed to drive on."""

log = logging.getLogger(__name__)


class Session:
    """A client that drives the robot.

    Args:
        driver: the connection that velocities go through.
        new: makes further connections.
        guard: the stopper process.
        policy: what the robot may do.
        recording: records the session.
        limit_s: how long a stop may take before it is given up.
    """

    def __init__(
        self,
        driver: Driver,
        new: Callable[[], Driver],
        guard: Guard,
        policy: Policy,
        recording: Recording,
        limit_s: float,
    ) -> None:
        self._driver = driver
        self._new = new
        self._guard = guard
        self._policy = policy
        self.recording = recording
        self._limit_s = limit_s
        self._wanted: Velocity | None = None
        self._allowed = Decision(0.0, 0.0)
        self._events: asyncio.Queue[SessionEvent | None] = asyncio.Queue()
        self._lease: asyncio.TimerHandle | None = None
        self._silence: asyncio.TimerHandle | None = None
        self._halting: asyncio.Task[None] | None = None
        self._reopening: asyncio.Task[None] | None = None
        self._latch: Stopped | None = None
        """The stop after which no velocity is taken before the session is opened again."""
        self._told_of_latch = False
        self.ended = False
        """Whether the client can no longer drive; the robot may still be coming to a stop."""
        self._driven = False
        self._news = asyncio.Event()
        """Set when there is a velocity or a state to decide on."""
        self._working = [
            asyncio.create_task(self._watch()),
            asyncio.create_task(self._forward()),
        ]

    @property
    def moving(self) -> bool:
        """Whether a velocity is in force."""
        return self._wanted is not None

    @property
    def latched(self) -> bool:
        """Whether no velocity is taken before the session is opened again."""
        return self._latch is not None

    def drive(self, velocity: Velocity) -> None:
        """Take a velocity, in place of the one before; it is in force until its lease is over.

        It is ignored during a stop, and refused after one that is latched.
        """
        if self._latch is not None and not self.ended and self._reopening is None:
            self._tell_of_latch(self._latch)
            return
        if self.ended or self._latch is not None or self._halting is not None:
            # Zeros are in flight on several connections: one could overtake a velocity.
            return
        self._wanted = velocity
        self._driven = True
        self.recording.asked(velocity)
        self._restart_lease(velocity.lease_ms / 1000)
        if self._silence is None:
            self._restart_silence()
        self._news.set()

    def reopen(self) -> None:
        """Open the session again after a latched stop; the event `ready` reports when it is open.

        Velocities before that event are ignored. A session that is open stays open.
        """
        if not self.ended and self._reopening is None:
            self._reopening = asyncio.create_task(self._reopen())

    def refuse(self, problem: Problem) -> None:
        """Tell the client why its session ends, however many events it has yet to read."""
        self._events.put_nowait(SessionEvent(refused=problem))

    def halt(self, cause: StopCause) -> None:
        """Stop the robot; the event `standing` reports when it stands still."""
        if cause in ENDING:
            self.ended = True
        if cause == "client" and not self._driven and self._halting is None:
            self._events.put_nowait(None)
            return
        self._wanted = None
        self._allowed = Decision(0.0, 0.0)
        for timer in (self._lease, self._silence):
            if timer is not None:
                timer.cancel()
        self._lease = self._silence = None
        stopped = stop_reason(cause)
        if stopped.latched:
            self._latch, self._told_of_latch = stopped, False
        self._queue_event(SessionEvent(stopped=stopped))
        if self._halting is None:
            self._halting = asyncio.create_task(self._stand())

    async def standing(self) -> bool:
        """Wait for a stop in progress to end; return whether the robot stands still."""
        if self._halting is not None:
            await asyncio.shield(self._halting)
        return not self._driven

    def late(self) -> None:
        """Note that the guard had to step in."""
        log.warning("robot %s: the gateway was late: the guard stopped it", self.recording.robot)
        self.halt("late")

    async def events(self) -> AsyncIterator[SessionEvent]:
        """Yield what the client should know, until the session ends."""
        while (event := await self._events.get()) is not None:
            yield event

    async def end(self, cause: StopCause) -> None:
        """Stop the robot and end the session."""
        self.halt(cause)
        await self.standing()
        working = [*self._working, *([self._reopening] if self._reopening else [])]
        for task in working:
            task.cancel()
        await asyncio.gather(*working, return_exceptions=True)
        self._events.put_nowait(None)

    async def _stand(self) -> None:
        """Stop in two ways at once: over the session's own connection, and over the guard's."""
        began = time.monotonic()
        own = asyncio.create_task(self._halt_here())
        try:
            try:
                await self._guard.stop()
            except RobotError:
                await halt_for_sure(self._driver, self._new, self._limit_s)
            self._driven = False
            log.info(
                "robot %s: at rest after %.3f s", self.recording.robot, time.monotonic() - began
            )
            await self._wait_for_rest()
            if self._driver.state is not None:
                self._queue_event(SessionEvent(standing=self._report(self._driver.state)))
        except RobotError as error:
            log.error("robot %s: could not be stopped (%s)", self.recording.robot, error)
        finally:
            own.cancel()
            self._halting = None
            if self.ended:
                self._events.put_nowait(None)

    async def _halt_here(self) -> None:
        with contextlib.suppress(RobotError, TimeoutError):
            async with asyncio.timeout(OWN_HALT_S):
                await self._driver.halt()

    async def _wait_for_rest(self) -> None:
        """Wait until the session's own connection reports it too, so that no older state is sent.

        A zero prompts a vehicle that reports only changes.
        """
        with contextlib.suppress(RobotError, TimeoutError):
            async with asyncio.timeout(SEEN_S):
                while self._driver.state is not None and not self._driver.state.at_rest:
                    await self._driver.drive(0.0, 0.0)
                    await self._driver.changed()

    async def _watch(self) -> None:
        try:
            while True:
                await self._driver.changed()
                if self._driver.state is None:
                    continue
                if self._wanted is not None:
                    self._restart_silence()
                    self._news.set()
                report = self._report(self._driver.state)
                self.recording.states.append(report)
                self._queue_event(SessionEvent(state=report))
        except RobotError as error:
            log.warning("robot %s: %s", self.recording.robot, error)
            self.halt("lost")

    async def _forward(self) -> None:
        """Forward the newest velocity, and again with each state; a backlog can't arise."""
        try:
            while True:
                await self._news.wait()
                self._news.clear()
                await self._apply()
                await asyncio.sleep(FORWARD_S)
        except RobotError as error:
            log.warning("robot %s: %s", self.recording.robot, error)
            self.halt("lost")

    async def _reopen(self) -> None:
        """Wait until a stopped robot stands, make it ready again, and let go of the latch."""
        latch = self._latch
        try:
            if latch is not None or self._halting is not None:
                await self._make_ready()
        except (RobotError, TimeoutError) as error:
            log.warning("robot %s: not opened again (%s)", self.recording.robot, error)
            self.halt("lost")
        else:
            if self._latch is latch:  # no other stop has come meanwhile
                self._latch = None
                if self._driver.state is not None:
                    self._queue_event(SessionEvent(ready=self._report(self._driver.state)))
        finally:
            self._reopening = None

    async def _make_ready(self) -> None:
        """Wait until the robot stands, and let it drive again.

        Raises:
            RobotError: it does not confirm that it stands.
            TimeoutError: it takes too long.
        """
        async with asyncio.timeout(REOPEN_S):
            if not await self.standing():
                raise RobotError("it does not confirm that it stands")
            await self._driver.arm()

    def _tell_of_latch(self, stopped: Stopped) -> None:
        """Tell the client, once a stop, why its velocities are not taken."""
        if not self._told_of_latch:
            self._told_of_latch = True
            problem = latched_problem(self.recording.robot, stopped)
            self._queue_event(SessionEvent(refused=problem))

    async def _apply(self) -> None:
        """Drive the allowed part of the wanted velocity."""
        state = self._driver.state
        if self._wanted is None or state is None:
            return
        before = self._allowed
        self._allowed = self._policy.decide(
            self._wanted.speed_mps, self._wanted.turn_radps, state, self._driver.scan
        )
        if self._allowed.speed_mps or self._allowed.turn_radps or not state.at_rest:
            self._guard.hold()
        else:
            self._guard.rest()
        if self._allowed.causes and self._allowed.causes != before.causes:
            self._report_limits()
        await self._driver.drive(self._allowed.speed_mps, self._allowed.turn_radps)

    def _report_limits(self) -> None:
        limits = self._policy.limits
        reasons = [
            limit_reason(cause, limits.speed_mps, limits.turn_radps)
            for cause in self._allowed.causes
        ]
        limited = Limited(
            speed_mps=self._allowed.speed_mps, turn_radps=self._allowed.turn_radps, reasons=reasons
        )
        log.info("robot %s: limited (%s)", self.recording.robot, ", ".join(self._allowed.causes))
        self._queue_event(SessionEvent(limited=limited))

    def _report(self, state: RobotState) -> MotionReport:
        wanted = self._wanted
        return MotionReport.of(state).model_copy(
            update={
                "wanted_speed_mps": wanted.speed_mps if wanted else 0.0,
                "wanted_turn_radps": wanted.turn_radps if wanted else 0.0,
                "allowed_speed_mps": self._allowed.speed_mps,
                "allowed_turn_radps": self._allowed.turn_radps,
            }
        )

    def _queue_event(self, event: SessionEvent) -> None:
        """Queue an event; a client that does not read loses states first, then other events."""
        if event.limited is not None or event.stopped is not None:
            self.recording.events.append(event)
        most = MOST_STATES if event.state is not None else MOST_EVENTS
        if self._events.qsize() < most:
            self._events.put_nowait(event)

    def _restart_lease(self, lease_s: float) -> None:
        if self._lease is not None:
            self._lease.cancel()
        self._lease = asyncio.get_running_loop().call_later(lease_s, self.halt, "lease")

    def _restart_silence(self) -> None:
        if self._silence is not None:
            self._silence.cancel()
        loop = asyncio.get_running_loop()
        self._silence = loop.call_later(self._driver.silence_s, self.halt, "link")
