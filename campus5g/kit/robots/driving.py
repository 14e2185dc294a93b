"""A session at the gateway in which a robot is driven; it ends with the robot standing."""

import contextlib
import json
import math
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from numbers import Real
from typing import TYPE_CHECKING, Any, Self

from campus5g.kit.connection import CONNECT_S, GatewayConnection
from campus5g.kit.errors import KitError
from campus5g.kit.interrupting import Interrupted, interruptible
from campus5g.kit.robots.live_map import fitting_map
from campus5g.kit.robots.motion import Path, Recorded, Scan
from campus5g.kit.robots.robot_state import RobotState
from campus5g.language import t

if TYPE_CHECKING:
    from websockets.sync.client import ClientConnection


READY_S = 20.0
STANDING_S = 15.0
RENEW_S = 0.05
LONGEST_S = 600.0
HICCUP_S = 1.0
"""A stop that is over within this, without a longer silence, is a hiccup: `hold` goes on."""


@interruptible(lambda: t(fr="pilotage du robot", en="driving the robot"))
class Driving:
    """A session that drives the robot in a ``with`` block; the robot is stopped at its end.

    ``send`` sets a velocity that lasts 0.15 s, so that the robot stops if the program hangs.
    ``states`` yields each new state and so paces a control loop, 20 times a second. After a stop
    that the program has not asked for, ``stopped`` says why, and ``reopen`` opens the session
    again.
    """

    def __init__(
        self,
        connection: GatewayConnection,
        robot: str,
        fence_m: list[tuple[float, float]],
        only: tuple[float, float] | None = None,
        line: Sequence[tuple[float, float]] = (),
    ) -> None:
        self._connection = connection
        self._robot = robot
        self._at = f"/robots/{robot}"
        self._only = only
        self._map = fitting_map(robot, lambda: self._states, self._seen, fence_m, line)
        self._recorded: Recorded | None = None
        self._kept: Iterator[RobotState] | None = None
        self._fence_m = fence_m
        self._socket: ClientConnection | None = None
        self._states: list[RobotState] = []
        self._notices: list[str] = []
        self._sent = False
        """Whether a velocity was sent since the last stop."""
        self._stop_heard = self._standing = False
        self._stopped: str | None = None
        self._stands = False
        """Whether the robot has stood since the last stop."""
        self._heard_s = self._silence_s = 0.0
        """When the gateway was last heard, and for how long it was silent at most."""
        self._reopening = False
        self._refused: KitError | None = None
        self._stack = contextlib.ExitStack()

    @property
    def state(self) -> RobotState:
        """The latest state.

        Raises:
            KitError: outside the ``with`` block.
        """
        if not self._states:
            raise _not_open()
        return self._states[-1]

    @property
    def path(self) -> Path:
        """The path so far."""
        notices = tuple(dict.fromkeys(self._notices))
        return Path(list(self._states), notices, self._fence_m, self._recorded, self._robot)

    @property
    def stopped(self) -> str | None:
        """Why the gateway stopped the robot, until `reopen`; None while it can be driven."""
        return self._stopped

    def reopen(self) -> None:
        """Open the session again after a stop, to drive on; the robot first comes to a stand.

        Velocities are taken as soon as it stands. Does nothing if the session is open.

        Raises:
            KitError: outside the ``with`` block, someone stopped the robot, or the gateway does
                not answer.
        """
        if self._kept is not None:
            return
        while self._take(0.0):
            pass  # a stop may lie among what has come since a state was last read
        if self._stopped is not None:
            self._stopped, self._reopening = None, True
            self._say({"reopen": {}})

    def send(self, speed_mps: float, turn_radps: float = 0.0) -> None:
        """Set a velocity; it lasts 0.15 s or until the next.

        Args:
            speed_mps: forward, in m/s; negative to back away.
            turn_radps: to the left, in rad/s; negative to the right.

        Raises:
            KitError: a value is not a number, or the robot was stopped.
        """
        check_velocity(speed_mps, turn_radps)
        if self._kept is not None:
            return
        if self._stopped is not None:
            raise self._was_stopped(self._stopped)
        self._sent = True
        self._say({"drive": {"speed_mps": float(speed_mps), "turn_radps": float(turn_radps)}})

    def states(self, seconds: float) -> Iterator[RobotState]:
        """Yield each new state for some time, 20 a second.

        Args:
            seconds: for how long, in seconds (at most 600).

        Raises:
            KitError: someone stopped the robot, or it is out of reach.
        """
        until = time.monotonic() + _possible(seconds)
        if self._kept is not None:
            yield from self._replayed(seconds)
            return
        while (left := until - time.monotonic()) > 0:
            state = self._next_state(left)
            if state is not None:
                yield state

    def hold(self, speed_mps: float, turn_radps: float, seconds: float) -> None:
        """Drive at a velocity for some time; after a stop before it, the session is reopened.

        If a busy machine lets the robot stop meanwhile, it goes on once the robot stands. After a
        stop of more than a second, or a silence as long, it does not.

        Raises:
            KitError: as for `send` and `states`.
        """
        until = time.monotonic() + _possible(seconds)
        if self._kept is not None:
            self.send(speed_mps, turn_radps)
            for _ in self._replayed(seconds):
                pass
            return
        self.reopen()
        renewed = 0.0
        self._heard_s, self._silence_s = time.monotonic(), 0.0
        while (left := until - time.monotonic()) > 0:
            if self._stopped is not None:
                self._go_on(self._stopped)
            if time.monotonic() - renewed >= RENEW_S:
                renewed = time.monotonic()
                self.send(speed_mps, turn_radps)
            self._next_state(min(left, RENEW_S))

    def stop(self) -> None:
        """Stop the robot and wait until it stands.

        Raises:
            KitError: it does not confirm that it stands.
        """
        if self._kept is not None:
            return
        self._stop_heard = self._standing = False
        self._say({"stop": {}})
        until = time.monotonic() + STANDING_S
        while not self._standing:
            left = until - time.monotonic()
            # What lies there already counts, also where this program was held up.
            if not self._take(max(0.0, left)) and left <= 0:
                break
        self._sent = False
        if not self._standing:
            raise self._does_not_stand()

    def drop(self) -> None:
        """Drop the connection without closing it, as a program that dies does.

        The gateway stops the robot. The path is then that which the gateway recorded, to its end.

        Raises:
            KitError: outside the ``with`` block, or the robot does not confirm that it stands.
        """
        if self._kept is not None:
            self._states += self._kept
            return
        if self._socket is None:
            raise _not_open()
        self._sent = False
        with contextlib.suppress(OSError):
            self._socket.socket.shutdown(socket.SHUT_RDWR)
        until = time.monotonic() + STANDING_S
        while self._connection.call("GET", self._at)["driven"]:
            if time.monotonic() > until:
                raise self._does_not_stand()
            threading.Event().wait(RENEW_S)
        reports = self._connection.call("GET", f"{self._at}/path")
        self._states[:] = [RobotState.read(report) for report in reports]

    def __enter__(self) -> Self:
        from websockets.exceptions import WebSocketException
        from websockets.sync.client import connect

        operation, order = self._order()
        if (served := self._connection.served(operation, order)) is not None:
            self._open_kept(*served)
            return self
        base = self._connection.url.replace("http", "ws", 1)
        address = f"{base}{self._at}/session?operation={operation}"
        try:
            self._socket = self._stack.enter_context(
                connect(
                    address,
                    ssl=self._connection.tls,
                    additional_headers=self._connection.headers,
                    open_timeout=CONNECT_S,
                    close_timeout=1.0,
                    compression=None,
                    proxy=None,
                )
            )
            until = time.monotonic() + READY_S
            while not self._states:
                self._take(max(0.0, until - time.monotonic()), waiting=True)
            self._stack.callback(self._map.close)
            self._map.open()
        except (OSError, WebSocketException) as error:
            self._stack.close()
            raise self._connection.refused(error) from error
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        # The stop comes first, at the end of the block, after an error and after the stop button.
        try:
            if self._sent:
                self.stop()
        except KitError as error:
            if kind is None:
                raise
            if issubclass(kind, KeyboardInterrupt):
                raise Interrupted(remedy=str(error)) from None
        finally:
            self._states += self._kept or ()
            self._stack.close()

    def _seen(self) -> Scan | None:
        """Read the laser.

        Raises:
            KitError: the robot does not answer.
        """
        report = self._connection.call("GET", f"{self._at}/scan")
        return None if report is None else Scan.read(report)

    def _order(self) -> tuple[str, dict[str, Any]]:
        """Return the gateway's name for this session, and its parameters."""
        if self._only is None:
            return "velocity", {"robot": self._robot}
        speed_mps, turn_radps = self._only
        return "drive", {"robot": self._robot, "speed_mps": speed_mps, "turn_radps": turn_radps}

    def _open_kept(self, recording: str, artefact: bytes) -> None:
        """Serve a kept drive instead of driving."""
        record = json.loads(artefact)
        self._recorded = Recorded(self._connection, self._robot, recording)
        self._kept = iter([RobotState.read(report) for report in record["states"]])
        self._states += list(islice(self._kept, 1))
        for event in record["told"]:
            self._note(event)

    def _replayed(self, seconds: float) -> Iterator[RobotState]:
        """Yield the kept states of some time."""
        began_s = self._states[-1].time_s if self._states else 0.0
        for state in self._kept or ():
            self._states.append(state)
            yield state
            if state.time_s - began_s >= seconds:
                return

    def _go_on(self, stopped: str) -> None:
        """Open the session again after a hiccup.

        Raises:
            KitError: the robot was stopped for longer.
        """
        until = time.monotonic() + HICCUP_S
        while not self._stands and (left := until - time.monotonic()) > 0:
            self._take(left)
        if not self._stands or self._silence_s > HICCUP_S:
            raise self._was_stopped(stopped)
        self.reopen()

    def _next_state(self, limit_s: float) -> RobotState | None:
        count = len(self._states)
        self._take(limit_s)
        return self._states[-1] if len(self._states) > count else None

    def _say(self, order: dict[str, Any]) -> None:
        from websockets.exceptions import ConnectionClosed

        if self._socket is None:
            raise _not_open()
        try:
            self._socket.send(json.dumps(order))
        except ConnectionClosed as error:
            raise self._broken_off() from error

    def _take(self, limit_s: float, *, waiting: bool = False) -> bool:
        """Handle the gateway's next message; return whether one came in time."""
        from websockets.exceptions import ConnectionClosed

        if self._socket is None:
            raise _not_open()
        try:
            event: dict[str, Any] = json.loads(self._socket.recv(timeout=limit_s))
        except TimeoutError:
            if waiting:
                raise self._connection.unreachable() from None
            return False
        except ConnectionClosed as error:
            raise self._broken_off() from error
        now_s = time.monotonic()
        self._silence_s = max(self._silence_s, now_s - self._heard_s)
        self._heard_s = now_s
        if refused := event.get("refused"):
            self._refused = KitError(str(refused["problem"]), str(refused["remedy"]))
            if self._stopped is None and not self._reopening:
                raise self._refused
        if "ready" in event:
            self._reopening = False
        if report := event.get("state") or event.get("ready"):
            self._states.append(RobotState.read(report))
        if recording := event.get("recording"):
            self._recorded = Recorded(self._connection, self._robot, str(recording))
        self._note(event)
        if stopped := event.get("stopped"):
            self._on_stopped(stopped)
        if "standing" in event:
            self._standing, self._stands = self._stop_heard, True
        return True

    def _note(self, event: dict[str, Any]) -> None:
        """Note what the gateway limited or stopped."""
        if limited := event.get("limited"):
            self._notices += [str(reason["text"]) for reason in limited["reasons"]]
        if (stopped := event.get("stopped")) and stopped["cause"] not in ("asked", "client"):
            self._notices.append(str(stopped["text"]))

    def _on_stopped(self, stopped: dict[str, Any]) -> None:
        """Note a stop.

        Raises:
            KitError: it ends the session.
        """
        self._stop_heard |= stopped["cause"] == "asked"
        self._stands = False
        if stopped.get("latched"):
            self._stopped = str(stopped["text"])
        elif stopped["cause"] != "asked":
            self._sent = False  # the gateway sees to it; nothing is left to be asked
            raise self._was_stopped(str(stopped["text"]))

    def _was_stopped(self, text: str) -> KitError:
        return KitError(
            t(
                fr=f"Le robot « {self._robot} » a été arrêté : {text}.",
                en=f"The robot “{self._robot}” was stopped: {text}.",
            ),
            t(
                fr="Il ne repart pas de lui-même : regardez autour de lui, puis relancez la "
                "cellule, qui ouvre une nouvelle session.",
                en="It does not set off by itself: look around it, then run the cell again, which "
                "opens a new session.",
            ),
        )

    def _broken_off(self) -> KitError:
        self._sent = False
        return self._refused or self._connection.unreachable()

    def _does_not_stand(self) -> KitError:
        return KitError(
            t(
                fr=f"Le robot « {self._robot} » n’a pas confirmé son arrêt.",
                en=f"The robot “{self._robot}” has not confirmed that it stands.",
            ),
            t(
                fr="Coupez-le à la main s’il roule encore, puis prévenez votre formateur.",
                en="Switch it off by hand if it still moves, then tell your trainer.",
            ),
        )


def check_velocity(speed_mps: object, turn_radps: object) -> None:
    """Check that a velocity consists of numbers.

    Raises:
        KitError: one of them is not a finite number.
    """
    if not (_is_number(speed_mps) and _is_number(turn_radps)):
        raise KitError(
            t(fr="Une vitesse est un nombre.", en="A velocity is a number."),
            t(
                fr=f"Reçu : {speed_mps!r} m/s et {turn_radps!r} rad/s.",
                en=f"Got {speed_mps!r} m/s and {turn_radps!r} rad/s.",
            ),
        )


def _is_number(value: object) -> bool:
    """Return whether a value is a finite number: neither a truth value nor a text is one."""
    return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)


def _possible(seconds: float) -> float:
    if 0 < seconds <= LONGEST_S:
        return seconds
    raise KitError(
        t(
            fr=f"Le robot ne peut pas rouler {seconds:g} secondes.",
            en=f"The robot can't drive for {seconds:g} seconds.",
        ),
        t(fr="Choisissez entre 0 et 600.", en="Choose between 0 and 600."),
    )


def _not_open() -> KitError:
    return KitError(
        t(fr="Le robot n’est pas en main.", en="The robot is not in hand."),
        t(
            fr="Pilotez-le dans un bloc `with k.robot().velocity() as drive:`.",
            en="Drive it in a block `with k.robot().velocity() as drive:`.",
        ),
    )
