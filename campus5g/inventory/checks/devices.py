"""Whether robots, sensors and what names a UE fit the kit."""

from itertools import combinations
from urllib.parse import urlsplit

from campus5g.inventory.kit_parts import KitParts
from campus5g.inventory.models import Limits
from campus5g.inventory.refusal import refusal

_LATEST_STOP_S = 0.5
"""How long a robot may go on after the last command (the design's target, always)."""

_LOOPBACK = ("127.", "localhost")


def check_robots(kit: KitParts) -> None:
    """Check that each robot talks through a UE of its own, and that no two are the same."""
    carriers: dict[str, str] = {}
    identities: dict[tuple[str, str], str] = {}
    for name, robot in kit.robots.items():
        if robot.ue is not None:
            if robot.ue not in kit.ues:
                raise refusal(
                    "robot-ue",
                    at=("robots", name, "ue"),
                    robot=name,
                    ue=robot.ue,
                    ues=", ".join(kit.ues),
                )
            if (other := carriers.setdefault(robot.ue, name)) != name:
                raise refusal(
                    "robot-ue-twice",
                    at=("robots", name, "ue"),
                    robot=name,
                    other=other,
                    ue=robot.ue,
                )
        if (other := identities.setdefault(robot.identity, name)) != name:
            raise refusal("robot-twice", at=("robots", name), robot=name, other=other)


def check_machines(kit: KitParts) -> None:
    """Check that the machines with sensors talk through UEs of the kit."""
    machines = kit.sensors.machines if kit.sensors else {}
    for name, machine in machines.items():
        if machine.ue is not None and machine.ue not in kit.ues:
            raise refusal(
                "machine-ue",
                at=("sensors", "machines", name, "ue"),
                machine=name,
                ue=machine.ue,
                ues=", ".join(kit.ues),
            )


def check_named_ues(kit: KitParts) -> None:
    """Check that acceptance and outlets name UEs of the kit."""
    named: dict[tuple[str, ...], str | None] = {("acceptance", "device"): kit.acceptance.device}
    named |= {("power", name, "ue"): outlet.ue for name, outlet in kit.power.items()}
    for where, ue in named.items():
        if ue is not None and ue not in kit.ues:
            field = ".".join(where)
            raise refusal("ue-unknown", at=where, field=field, ue=ue, ues=", ".join(kit.ues))


def check_stopping_distances(kit: KitParts) -> None:
    """Check that each robot can stop within its fence, from full speed in its middle."""
    for name, robot in kit.robots.items():
        distance_m = stopping_distance_m(robot.limits)
        room_m = _narrowest_m(robot.limits) / 2
        if distance_m > room_m:
            raise refusal(
                "stopping-distance",
                at=("robots", name, "limits", "speed_mps"),
                robot=name,
                speed=robot.limits.speed_mps,
                distance=round(distance_m, 2),
                room=round(room_m, 2),
            )


def check_fences(kit: KitParts) -> None:
    """Check that no two robots of a real kit drive within one fence."""
    if kit.kind != "real":
        return
    for (one, first), (two, second) in combinations(kit.robots.items(), 2):
        if set(first.limits.fence_m) == set(second.limits.fence_m):
            raise refusal(
                "fence-twice", at=("robots", two, "limits", "fence_m"), robot=two, other=one
            )


def check_robot_addresses(kit: KitParts) -> None:
    """Check that no robot is reached at the address of another device."""
    owners = {str(ue.reflector): name for name, ue in kit.ues.items() if ue.reflector}
    for name, robot in kit.robots.items():
        other = owners.get(urlsplit(robot.url).hostname or "")
        if kit.kind == "real" and robot.ue and other and other != robot.ue:
            raise refusal(
                "robot-elsewhere",
                at=("robots", name, "url"),
                robot=name,
                url=robot.url,
                ue=robot.ue,
                other=other,
            )


def check_brokers(kit: KitParts) -> None:
    """Check that the MQTT brokers of a real kit are reached by TLS, but on the same machine."""
    if kit.kind != "real":
        return
    urls: dict[tuple[str, ...], str] = {
        ("robots", name, "url"): robot.url for name, robot in kit.robots.items()
    }
    if kit.sensors:
        urls["sensors", "broker"] = kit.sensors.broker
    for where, url in urls.items():
        if url.startswith("mqtt://") and not url.removeprefix("mqtt://").startswith(_LOOPBACK):
            raise refusal("mqtt-plain", at=where, url=url)


def stopping_distance_m(limits: Limits) -> float:
    """Return how far a robot goes from full speed after its last command, in metres."""
    braking_m = limits.speed_mps**2 / (2 * limits.deceleration_mps2)
    return limits.speed_mps * _LATEST_STOP_S + braking_m


def _narrowest_m(limits: Limits) -> float:
    """Return the shorter side of the rectangle around a fence, in metres."""
    xs, ys = zip(*limits.fence_m, strict=True)
    return float(min(max(xs) - min(xs), max(ys) - min(ys)))
