"""The kit's robot: driven through the gateway, which limits it and stops it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from campus5g.kit.connection import GatewayConnection
from campus5g.kit.driving import Driving
from campus5g.kit.errors import KitError
from campus5g.kit.motion import Path, RobotState, Scan
from campus5g.kit.numbers import decimal
from campus5g.language import t

if TYPE_CHECKING:
    import plotly.graph_objects as go

STOP_SECONDS = 10.0


@dataclass(frozen=True)
class Stop:
    """How a stop ended."""

    standing: bool
    """Whether the robot has confirmed that it stands."""
    seconds: float
    """From the gateway's order to the robot's word."""

    def __repr__(self) -> str:
        after = decimal(self.seconds, 2)
        if self.standing:
            return t(fr=f"à l’arrêt après {after} s", en=f"standing after {after} s")
        return t(
            fr=f"pas de confirmation après {after} s ; la passerelle continue d’arrêter",
            en=f"no confirmation after {after} s; the gateway goes on stopping it",
        )


class Robot:
    """The kit's robot."""

    def __init__(self, connection: GatewayConnection, description: dict[str, Any]) -> None:
        self._connection = connection
        self._description = description

    @property
    def limits(self) -> dict[str, Any]:
        """What it may never exceed: ``speed_mps``, ``turn_radps``, ``fence_m``…"""
        return dict(self._description["limits"])

    @property
    def fence_m(self) -> list[tuple[float, float]]:
        """The corners of the area that it may not leave, in metres on the floor plan."""
        return [(float(x), float(y)) for x, y in self._description["limits"]["fence_m"]]

    def drive(self, speed_mps: float, turn_radps: float = 0.0, seconds: float = 1.0) -> Path:
        """Drive a velocity for some time, stop, and return the way.

        Args:
            speed_mps: forward, in m/s; negative to back away.
            turn_radps: to the left, in rad/s; negative to the right.
            seconds: for how long, in seconds (at most 600).

        Raises:
            KitError: somebody else drives, the robot was stopped, or it does not answer.
        """
        only = (float(speed_mps), float(turn_radps))
        with Driving(self._connection, self.fence_m, only) as driving:
            driving.hold(speed_mps, turn_radps, seconds)
        return driving.path

    def velocity(self) -> Driving:
        """Return the robot for a ``with`` block, to be given velocities one after the other."""
        return Driving(self._connection, self.fence_m)

    def stop(self) -> Stop:
        """Stop the robot, whoever drives it.

        Raises:
            KitError: the gateway does not answer.
        """
        answer = self._connection.call("POST", "/robot/stop", timeout_s=STOP_SECONDS)
        return Stop(bool(answer["standing"]), float(answer["seconds"]))

    def state(self) -> RobotState:
        """Return where it is and how it moves.

        Raises:
            KitError: it does not answer.
        """
        return RobotState.read(self._connection.call("GET", "/robot")["motion"])

    def battery(self) -> float:
        """Return the charge of its battery, 0 to 1.

        Raises:
            KitError: it does not answer or does not tell.
        """
        charge = self._connection.call("GET", "/robot")["charge"]
        if charge is None:
            raise KitError(
                t(fr="Ce robot ne dit rien de sa batterie.", en="It tells nothing of its battery."),
                t(fr="Réessayez dans une seconde.", en="Try again in a second."),
            )
        return float(charge)

    def scan(self) -> Scan:
        """Return what its laser sees now.

        Raises:
            KitError: it does not answer, or has no laser.
        """
        report = self._connection.call("GET", "/robot/scan")
        if report is None:
            raise KitError(
                t(fr="Ce robot n’a pas de laser.", en="This robot has no laser."),
                t(fr="Choisissez un kit dont le robot en a un.", en="Choose a kit with one."),
            )
        return Scan.read(report)

    def path(self) -> Path:
        """Return the way of the present or last session, as the gateway recorded it.

        Raises:
            KitError: the gateway does not answer.
        """
        states = [RobotState.read(report) for report in self._connection.call("GET", "/robot/path")]
        return Path(states, fence_m=self.fence_m)

    def map(self) -> "go.Figure":
        """Return the floor as the robot knows it: fence, last way, scan and itself.

        Raises:
            KitError: it does not answer.
        """
        from campus5g.kit.robot_view import map_figure

        report = self._connection.call("GET", "/robot/scan")
        return map_figure(
            path=self.path().states,
            fence=self.fence_m,
            scan=None if report is None else Scan.read(report),
            state=self.state(),
        )

    @property
    def driven(self) -> bool:
        """Whether somebody drives it just now.

        Raises:
            KitError: the robot does not answer.
        """
        return bool(self._connection.call("GET", "/robot")["driven"])

    def arm(self, code: str) -> None:
        """Arm a real robot with the code that a person has read at the bench.

        Raises:
            KitError: the code is wrong or too old.
        """
        self._connection.call("POST", "/robot/arm", {"code": code})

    def __repr__(self) -> str:
        limits = self._description["limits"]
        speed, turn = decimal(limits["speed_mps"], 2), decimal(limits["turn_radps"], 2)
        about = self._description["description"]
        return t(
            fr=f"{about} : au plus {speed} m/s et {turn} rad/s, dans sa zone",
            en=f"{about}: at most {speed} m/s and {turn} rad/s, inside its area",
        )
