"""The messages between clients and the gateway about a robot."""

import math
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, model_validator

from campus5g.gateway.problems import Problem
from campus5g.gateway.robots.driver import RobotState, Scan
from campus5g.gateway.robots.policy import Cause
from campus5g.language import t

LONGEST_LEASE_MS = 200
USUAL_LEASE_MS = 150

StopCause = Literal["asked", "someone", "lease", "link", "late", "client", "lost", "gateway"]
LATCHED: frozenset[StopCause] = frozenset({"lease", "link", "late"})
"""Stops that nobody asked for: the robot stands until its session is opened again."""


class _Order(BaseModel):
    # Strict: neither `true` nor "0.3" is a number.
    model_config = ConfigDict(extra="forbid", strict=True)


class Velocity(_Order):
    """A velocity, driven until the next one or until its lease is over."""

    speed_mps: FiniteFloat
    turn_radps: FiniteFloat = 0.0
    lease_ms: Annotated[float, Field(gt=0, le=LONGEST_LEASE_MS)] = USUAL_LEASE_MS


class SessionOrder(_Order):
    """A message from a client in its session: one of `drive`, `stop` and `reopen`."""

    drive: Velocity | None = None
    stop: dict[str, str] | None = None
    reopen: dict[str, str] | None = Field(
        default=None, description="Opens the session again after a stop that ended it."
    )

    @model_validator(mode="after")
    def _one(self) -> Self:
        if [self.drive, self.stop, self.reopen].count(None) != 2:
            raise ValueError("one of drive, stop and reopen")
        return self


class MotionReport(BaseModel):
    """Where the robot is and how it moves, by its own odometry and clock."""

    time_s: float
    x_m: float
    y_m: float
    heading_rad: float
    speed_mps: float
    turn_radps: float
    wanted_speed_mps: float = 0.0
    wanted_turn_radps: float = 0.0
    allowed_speed_mps: float = 0.0
    allowed_turn_radps: float = 0.0

    @classmethod
    def of(cls, state: RobotState) -> "MotionReport":
        """Return the report of a state without a velocity in force."""
        return cls.model_validate(state, from_attributes=True)


class ScanReport(BaseModel):
    """What the laser sees: rays anticlockwise from straight ahead."""

    time_s: float
    step_rad: float
    distances_m: list[float | None] = Field(description="Null where nothing is in reach.")
    x_m: float
    y_m: float
    heading_rad: float

    @classmethod
    def of(cls, scan: Scan, state: RobotState) -> "ScanReport":
        """Return the report of a scan taken in a state."""
        return cls(
            time_s=scan.time_s,
            step_rad=scan.step_rad,
            distances_m=[d if math.isfinite(d) else None for d in scan.distances_m],
            x_m=state.x_m,
            y_m=state.y_m,
            heading_rad=state.heading_rad,
        )


class Reason(BaseModel):
    """Why the gateway changed or refused something."""

    cause: str
    text: str


class Limited(BaseModel):
    """The velocity that the gateway allowed, and why it changed it."""

    speed_mps: float
    turn_radps: float
    reasons: list[Reason]


class Stopped(Reason):
    """The robot is being stopped, and why."""

    latched: bool = Field(
        default=False, description="Whether it moves again only after the session is opened again."
    )


class SessionEvent(BaseModel):
    """A message from the gateway in a session: exactly one of these."""

    ready: MotionReport | None = None
    recording: str | None = Field(
        default=None, description="With `ready`: the id that the drive is kept by afterwards."
    )
    state: MotionReport | None = None
    limited: Limited | None = None
    stopped: Stopped | None = None
    standing: MotionReport | None = None
    refused: Problem | None = None


class RobotReport(BaseModel):
    """The state of a robot."""

    motion: MotionReport
    charge: float | None = Field(description="Battery charge, 0 to 1.")
    armed: bool
    driven: bool = Field(description="Whether someone is driving it.")


class StopReport(BaseModel):
    """How a stop ended."""

    standing: bool = Field(description="Whether the robot has confirmed that it stands still.")
    seconds: float


class ArmingCode(_Order):
    """The code that a person has read at the bench."""

    code: Annotated[str, Field(max_length=20)]


def limit_reason(cause: Cause, speed_mps: float, turn_radps: float) -> Reason:
    """Return why a velocity was changed, in words; the limits are the inventory's."""
    texts = {
        "speed": t(
            fr=f"vitesse limitée à {_french(speed_mps)} m/s",
            en=f"speed limited to {speed_mps:g} m/s",
        ),
        "turn": t(
            fr=f"rotation limitée à {_french(turn_radps)} rad/s",
            en=f"turn rate limited to {turn_radps:g} rad/s",
        ),
        "fence": t(
            fr="la zone autorisée finit ici : tournez ou reculez",
            en="the allowed area ends here: turn or back away",
        ),
        "obstacle": t(
            fr="un obstacle est trop proche : tournez ou attendez qu’il s’éloigne",
            en="an obstacle is too close: turn, or wait until it is gone",
        ),
        "blind": t(
            fr="aucune mesure récente du laser : le robot ne roule pas à l’aveugle",
            en="no recent laser scan: the robot does not drive blind",
        ),
    }
    return Reason(cause=cause, text=texts[cause])


def stop_reason(cause: StopCause) -> Stopped:
    """Return why the robot was stopped, in words."""
    texts = {
        "asked": t(fr="arrêt demandé", en="stop requested"),
        "someone": t(fr="arrêté par quelqu’un", en="stopped by someone"),
        "lease": t(
            fr="aucune commande reçue à temps : le bail de vitesse a expiré",
            en="no further command in time: the velocity lease expired",
        ),
        "link": t(
            fr="plus de nouvelles du robot : liaison douteuse",
            en="no news from the robot: the link is in doubt",
        ),
        "late": t(
            fr="la passerelle était en retard : son dispositif de garde a arrêté le robot",
            en="the gateway was late: its guard stopped the robot",
        ),
        "client": t(fr="client déconnecté", en="the client disconnected"),
        "lost": t(fr="connexion au robot perdue", en="connection to the robot lost"),
        "gateway": t(fr="la passerelle s’arrête", en="the gateway is shutting down"),
    }
    return Stopped(cause=cause, text=texts[cause], latched=cause in LATCHED)


def latched_problem(robot: str, stopped: Stopped) -> Problem:
    """Return why a velocity is not taken after a stop, and how to drive on.

    Args:
        robot: the name of the robot.
        stopped: why it stands.
    """
    return Problem(
        problem=t(
            fr=f"Le robot « {robot} » a été arrêté : {stopped.text}.",
            en=f"The robot “{robot}” was stopped: {stopped.text}.",
        ),
        remedy=t(
            fr="Il ne repart que si vous rouvrez la session.",
            en="It moves again only after you open the session again.",
        ),
    )


def _french(value: float) -> str:
    return f"{value:g}".replace(".", ",")
