"""A robot's reports: its laser's scan, and its path."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from campus5g.kit.connection import GatewayConnection
from campus5g.kit.errors import KitError
from campus5g.kit.measuring.keeping import Kept, Measured, keep
from campus5g.kit.robots.robot_state import COLUMNS, RobotState
from campus5g.kit.showing.numbers import decimal
from campus5g.language import t

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go


@dataclass(frozen=True)
class Scan:
    """Distances that the laser measured all round; the first ray looks ahead, the next left."""

    distances_m: list[float]
    """Infinite where nothing is in range."""
    step_rad: float
    state: RobotState
    """Where it was measured."""

    @classmethod
    def read(cls, report: Mapping[str, Any]) -> "Scan":
        """Read the gateway's report."""
        place = {name: float(report.get(name, 0.0)) for name in COLUMNS}
        distances = [math.inf if d is None else float(d) for d in report["distances_m"]]
        return cls(distances, float(report["step_rad"]), RobotState(**place))

    @property
    def nearest_m(self) -> float:
        """Distance of the nearest thing."""
        return min(self.distances_m, default=math.inf)

    def points(self) -> list[tuple[float, float]]:
        """Return where the rays end on the floor plan, in metres."""
        state = self.state
        return [
            (state.x_m + d * math.cos(angle), state.y_m + d * math.sin(angle))
            for ray, d in enumerate(self.distances_m)
            if math.isfinite(d)
            for angle in [state.heading_rad + ray * self.step_rad]
        ]

    def table(self) -> "pd.DataFrame":
        """Return one row for each ray: angle from straight ahead in degrees, and distance."""
        import pandas as pd

        angles = [math.degrees(ray * self.step_rad) for ray in range(len(self.distances_m))]
        return pd.DataFrame({"angle_deg": angles, "distance_m": self.distances_m})

    def plot(self) -> "go.Figure":
        """Return the scan on the floor, the robot in the middle."""
        from campus5g.kit.robots.robot_view import map_figure

        return map_figure(echoes=self.points(), state=self.state)

    def __repr__(self) -> str:
        seen = sum(math.isfinite(d) for d in self.distances_m)
        rays = len(self.distances_m)
        if not seen:
            return t(fr=f"{rays} rayons, rien à portée", en=f"{rays} rays, nothing in reach")
        near = decimal(self.nearest_m, 2)
        return t(
            fr=f"{rays} rayons, {seen} échos, le plus proche à {near} m",
            en=f"{rays} rays, {seen} echoes, the nearest at {near} m",
        )


@dataclass(frozen=True)
class Recorded:
    """A drive that the gateway has recorded, or that a replay serves."""

    connection: GatewayConnection
    robot: str
    id: str

    def measured(self) -> Measured:
        """Return its measurement at the gateway.

        Raises:
            KitError: the gateway no longer knows it.
        """
        recording = f"/robots/{self.robot}/recordings/{self.id}"
        noted = self.connection.call("POST", f"{recording}/measurement")
        return Measured(self.connection, str(noted["measurement"]), "json")


@dataclass(frozen=True)
class Path:
    """A path of the robot, 20 positions a second, and what the gateway limited."""

    states: list[RobotState]
    notices: tuple[str, ...] = ()
    """What the gateway limited or stopped, in words."""
    fence_m: Sequence[tuple[float, float]] = ()
    recorded: "Recorded | None" = None
    """Its recording at the gateway; None if it can't be kept."""
    robot: str = ""
    """Name of the robot."""

    @property
    def measured(self) -> Measured:
        """Its measurement at the gateway.

        Raises:
            KitError: it can't be kept, or can no longer be kept.
        """
        if self.recorded is None:
            raise KitError(
                t(fr="Ce trajet ne peut pas être gardé.", en="This way can't be kept."),
                t(
                    fr="Gardez ce que `drive` rend, ou `path` d’un bloc `velocity`.",
                    en="Keep what `drive` returns, or the `path` of a `velocity` block.",
                ),
            )
        return self.recorded.measured()

    def keep(self, name: str) -> Kept:
        """Keep it as evidence; see `campus5g.kit.measuring.keeping.Keepable.keep`."""
        return keep(self.measured, name)

    @property
    def length_m(self) -> float:
        """How far the robot went."""
        return sum(
            math.dist((a.x_m, a.y_m), (b.x_m, b.y_m))
            for a, b in zip(self.states, self.states[1:], strict=False)
        )

    @property
    def duration_s(self) -> float:
        """How long it took."""
        return self.states[-1].time_s - self.states[0].time_s if self.states else 0.0

    def table(self) -> "pd.DataFrame":
        """Return one row for each state; ``time_s`` counts from the first."""
        import pandas as pd

        rows = [{name: getattr(state, name) for name in COLUMNS} for state in self.states]
        table = pd.DataFrame(rows, columns=list(COLUMNS))
        if self.states:
            table["time_s"] -= self.states[0].time_s
        return table

    def plot(self) -> "go.Figure":
        """Return speed and turn over time: asked, allowed and measured."""
        from campus5g.kit.robots.robot_view import motion_figure

        return motion_figure(self.table())

    def map(self) -> "go.Figure":
        """Return the path on the floor, inside the fence."""
        from campus5g.kit.robots.robot_view import map_figure

        state = self.states[-1] if self.states else None
        return map_figure(path=self.states, fence=self.fence_m, state=state, robot=self.robot)

    def __len__(self) -> int:
        return len(self.states)

    def _repr_html_(self) -> str:
        return f"<p>{escape(repr(self))}</p>"

    def __repr__(self) -> str:
        way, time = decimal(self.length_m, 2), decimal(self.duration_s, 1)
        notices = "".join(f" · {notice}" for notice in self.notices)
        return t(fr=f"{way} m en {time} s{notices}", en=f"{way} m in {time} s{notices}")
