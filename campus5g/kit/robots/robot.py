"""A robot of the kit: driven through the gateway, which limits it and stops it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from campus5g.kit.connection import GatewayConnection
from campus5g.kit.errors import KitError
from campus5g.kit.interrupting import interruptible
from campus5g.kit.robots.driving import Driving, check_velocity
from campus5g.kit.robots.motion import Path, Scan
from campus5g.kit.robots.robot_state import RobotState
from campus5g.kit.showing.numbers import decimal
from campus5g.kit.showing.own_stop import OwnStop
from campus5g.language import t

if TYPE_CHECKING:
    import plotly.graph_objects as go

STOP_S = 10.0
CHAIN_S = 15.0


@dataclass(frozen=True)
class Stop:
    """The result of a stop."""

    standing: bool
    """Whether the robot has confirmed that it stands."""
    seconds: float
    """From the gateway's order to the robot's confirmation."""

    @classmethod
    def read(cls, report: Mapping[str, Any]) -> "Stop":
        """Read the gateway's report."""
        return cls(bool(report["standing"]), float(report["seconds"]))

    def __repr__(self) -> str:
        after = decimal(self.seconds, 2)
        if self.standing:
            return t(fr=f"à l’arrêt après {after} s", en=f"standing after {after} s")
        return t(
            fr=f"pas de confirmation après {after} s ; la passerelle continue d’arrêter",
            en=f"no confirmation after {after} s; the gateway goes on stopping it",
        )


@dataclass(frozen=True)
class Chain:
    """What the gateway found between itself and the robot's base."""

    feeders: tuple[str, ...]
    """The ROS nodes that publish on the base's own topic."""
    moved: bool
    """Whether the base followed a velocity published past the limiter."""

    @classmethod
    def read(cls, report: Mapping[str, Any]) -> "Chain":
        """Read the gateway's report."""
        return cls(tuple(report["feeders"]), bool(report["moved"]))


def robots_of(description: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the robots of a kit's description.

    In a description from before robots had names, the only one is named after its UE.
    """
    if (alone := description.get("robot")) is not None:
        return [{"name": alone.get("ue") or "robot", **alone}]
    return list(description.get("robots", ()))


@interruptible()
class Robot:
    """One of the kit's robots."""

    def __init__(self, connection: GatewayConnection, description: dict[str, Any]) -> None:
        self._connection = connection
        self._description = description
        self._at = f"/robots/{self.name}"

    @property
    def name(self) -> str:
        """Its name in the inventory."""
        return str(self._description["name"])

    @property
    def ue(self) -> str | None:
        """The device with a SIM that it talks through, if the inventory names it."""
        ue = self._description["ue"]
        return None if ue is None else str(ue)

    @property
    def limits(self) -> dict[str, Any]:
        """What it may never exceed: ``speed_mps``, ``turn_radps``, ``fence_m``…"""
        return dict(self._description["limits"])

    @property
    def fence_m(self) -> list[tuple[float, float]]:
        """The corners of the area that it may not leave, in metres on the floor plan."""
        return [(float(x), float(y)) for x, y in self._description["limits"]["fence_m"]]

    @property
    def own_stop(self) -> OwnStop:
        """Whether it stops by itself when no command comes any more."""
        return OwnStop.of(self._description)

    def drive(self, speed_mps: float, turn_radps: float = 0.0, seconds: float = 1.0) -> Path:
        """Drive at a velocity for some time, stop, and return the path.

        Args:
            speed_mps: forward, in m/s; negative to back away.
            turn_radps: to the left, in rad/s; negative to the right.
            seconds: for how long, in seconds (at most 600).

        Raises:
            KitError: someone else drives, the robot was stopped, or it does not answer.
        """
        check_velocity(speed_mps, turn_radps)
        only = (float(speed_mps), float(turn_radps))
        with Driving(self._connection, self.name, self.fence_m, only) as driving:
            driving.hold(speed_mps, turn_radps, seconds)
        return driving.path

    def velocity(self, line: Sequence[tuple[float, float]] = ()) -> Driving:
        """Return a session for a ``with`` block, in which velocities are sent to the robot.

        Args:
            line: places in metres, drawn on the live map as the line to follow.
        """
        return Driving(self._connection, self.name, self.fence_m, line=line)

    def stop(self) -> Stop:
        """Stop the robot, no matter who drives it.

        Raises:
            KitError: the gateway does not answer.
        """
        return Stop.read(self._connection.call("POST", f"{self._at}/stop", timeout_s=STOP_S))

    def state(self) -> RobotState:
        """Return its position and motion.

        Raises:
            KitError: it does not answer.
        """
        return RobotState.read(self._connection.call("GET", self._at)["motion"])

    def battery(self) -> float:
        """Return the charge of its battery, 0 to 1.

        Raises:
            KitError: it does not answer, or does not report its battery.
        """
        charge = self._connection.call("GET", self._at)["charge"]
        if charge is None:
            raise KitError(
                t(fr="Ce robot ne dit rien de sa batterie.", en="It tells nothing of its battery."),
                t(fr="Réessayez dans une seconde.", en="Try again in a second."),
            )
        return float(charge)

    def scan(self) -> Scan:
        """Return a scan of its laser.

        Raises:
            KitError: it does not answer, or does not have a laser.
        """
        report = self._connection.call("GET", f"{self._at}/scan")
        if report is None:
            raise KitError(
                t(fr="Ce robot n’a pas de laser.", en="This robot has no laser."),
                t(fr="Choisissez un kit dont le robot en a un.", en="Choose a kit with one."),
            )
        return Scan.read(report)

    def path(self) -> Path:
        """Return the path of the current or last session, as the gateway recorded it.

        Raises:
            KitError: the gateway does not answer.
        """
        reports = self._connection.call("GET", f"{self._at}/path")
        states = [RobotState.read(report) for report in reports]
        return Path(states, fence_m=self.fence_m, robot=self.name)

    def map(self) -> "go.Figure":
        """Return the robot's map of the floor: fence, last path, scan and robot.

        Raises:
            KitError: it does not answer.
        """
        from campus5g.kit.robots.robot_view import map_figure

        report = self._connection.call("GET", f"{self._at}/scan")
        return map_figure(
            path=self.path().states,
            fence=self.fence_m,
            echoes=None if report is None else Scan.read(report).points(),
            state=self.state(),
            robot=self.name,
        )

    @property
    def driven(self) -> bool:
        """Whether someone is driving it.

        Raises:
            KitError: the robot does not answer.
        """
        return bool(self._connection.call("GET", self._at)["driven"])

    def chain(self) -> Chain:
        """Try to move it past its limiter, slowly and on the spot; for the kit's operator.

        Raises:
            KitError: it is driven or not armed, has no limiter, or does not answer.
        """
        return Chain.read(self._connection.call("POST", f"{self._at}/chain", timeout_s=CHAIN_S))

    def arm(self, code: str) -> None:
        """Arm a real robot with the code that the gateway shows beside it.

        Raises:
            KitError: the code is wrong or too old.
        """
        self._connection.call("POST", f"{self._at}/arm", {"code": code})

    def __repr__(self) -> str:
        limits = self._description["limits"]
        speed, turn = decimal(limits["speed_mps"], 2), decimal(limits["turn_radps"], 2)
        about = self._description["description"]
        return t(
            fr=f"{self.name} ({about}) : au plus {speed} m/s et {turn} rad/s, dans sa zone",
            en=f"{self.name} ({about}): at most {speed} m/s and {turn} rad/s, inside its area",
        )
