"""The robot on paper: the kinematics of the kit's robot, its command under a lease, and a delay.

Steps of 10 ms: speed and turn follow the command at most at 2.5 m/s² and 8 rad/s², and each step is
an arc. A test compares it with the virtual robot: the same commands end within 1 cm and 0.02 rad.
"""

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from track import Point, Track

STEP_S = 0.01
PERIOD_S = 0.05
LEASE_S = 0.15
SPEEDS_UP_MPS2, TURNS_UP_RADPS2 = 2.5, 8.0
FASTEST_MPS, FASTEST_TURN_RADPS = 0.4, 1.5

Steer = Callable[["Rolling", Point, float], float]
"""Turn in rad/s for a state, a goal and a speed."""


@dataclass
class Rolling:
    """Where the robot is and how it moves; the names are those of the kit's states."""

    x_m: float = 0.0
    y_m: float = 0.0
    heading_rad: float = 0.0
    speed_mps: float = 0.0
    turn_radps: float = 0.0
    time_s: float = 0.0

    def roll(self, speed_mps: float, turn_radps: float) -> None:
        """Go on for 10 ms under a command."""
        self.speed_mps = _towards(self.speed_mps, speed_mps, SPEEDS_UP_MPS2 * STEP_S)
        self.turn_radps = _towards(self.turn_radps, turn_radps, TURNS_UP_RADPS2 * STEP_S)
        half = self.turn_radps * STEP_S / 2
        chord_m = self.speed_mps * STEP_S * (math.sin(half) / half if half else 1.0)
        self.x_m += chord_m * math.cos(self.heading_rad + half)
        self.y_m += chord_m * math.sin(self.heading_rad + half)
        self.heading_rad = math.remainder(self.heading_rad + 2 * half, 2 * math.pi)
        self.time_s += STEP_S


def simulate(
    steer: Steer,
    track: Track,
    *,
    ahead_m: float,
    delay_s: float = 0.0,
    loss: float = 0.0,
    speed_mps: float = FASTEST_MPS,
    seconds: float = 20.0,
    seed: int = 1,
) -> list[Rolling]:
    """Let a controller follow a line on paper; return the states, 20 a second.

    Args:
        steer: the controller; gives the turn in rad/s.
        track: the line; the robot begins on it, in its direction.
        ahead_m: how far ahead of the robot its goal lies.
        delay_s: from what the robot measures to what reaches its wheels.
        loss: share of the commands that get lost.
        speed_mps: forward.
        seconds: how long.
        seed: of the losses.
    """
    chance = Random(seed)  # noqa: S311
    x_m, y_m = track.at(0)
    robot = Rolling(x_m, y_m, track.heading_rad(0))
    under_way: deque[tuple[float, float]] = deque()
    command, commanded_s, stopping = (0.0, 0.0), -math.inf, False
    seen: list[Rolling] = []
    for step in range(round(seconds / STEP_S)):
        now_s = step * STEP_S
        if step % round(PERIOD_S / STEP_S) == 0:
            seen.append(Rolling(**vars(robot)))
            turn = steer(seen[-1], track.goal(robot.x_m, robot.y_m, ahead_m), speed_mps)
            if chance.random() >= loss:
                under_way.append((now_s + delay_s, turn))
        while under_way and under_way[0][0] <= now_s + STEP_S / 2:
            turn = under_way.popleft()[1]
            if not stopping:
                most = FASTEST_TURN_RADPS
                command, commanded_s = (speed_mps, max(-most, min(most, turn))), now_s
        if now_s - commanded_s > LEASE_S:
            # The gateway stops the robot, and takes velocities again once it stands.
            command, stopping = (0.0, 0.0), bool(robot.speed_mps or robot.turn_radps)
        robot.roll(*command)
    return seen


def worst_of(states: list[Rolling], track: Track) -> float:
    """Return the largest distance from the line."""
    return max(track.distance(state.x_m, state.y_m) for state in states)


def _towards(value: float, wanted: float, most: float) -> float:
    return max(value - most, min(value + most, wanted))
