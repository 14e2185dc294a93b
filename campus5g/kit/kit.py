"""A kit as a notebook sees it."""

import contextlib
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from campus5g.errors import choose_from
from campus5g.kit.closing import Closing
from campus5g.kit.connection import GatewayConnection
from campus5g.kit.core_network.console import Console
from campus5g.kit.core_network.network import Network
from campus5g.kit.core_network.policy import AppliedPolicy, policy
from campus5g.kit.errors import KitError
from campus5g.kit.interrupting import interruptible
from campus5g.kit.interventions import Ledger, intervene
from campus5g.kit.intruder import Intruder
from campus5g.kit.measuring.capturing import KitCapture
from campus5g.kit.measuring.latency import LatencyResult, measure
from campus5g.kit.measuring.metrics import MetricsResult
from campus5g.kit.measuring.metrics import listen as listen_to_metrics
from campus5g.kit.measuring.sensors import SensorsResult
from campus5g.kit.measuring.sensors import listen as listen_to_sensors
from campus5g.kit.measuring.survey import SurveyResult, survey
from campus5g.kit.modem import Modem
from campus5g.kit.programs import DevicePrograms
from campus5g.kit.robots.robot import STOP_S, Robot, Stop, robots_of
from campus5g.kit.scenario import Scenario, scenario
from campus5g.kit.showing.card import DeviceHealth, KitCard
from campus5g.kit.turnover import Turnover
from campus5g.kit.ue import Ue
from campus5g.kit.work_order import WorkOrder, hand_over
from campus5g.language import t

HEALTH_S = 20.0
LONGEST_CAPTURE_S = 600.0


@interruptible()
class Kit(Closing):
    """A 5G kit, real or virtual, behind its gateway."""

    def __init__(self, connection: GatewayConnection) -> None:
        """Read the kit's description.

        Raises:
            KitError: the kit does not answer, or refuses the token.
        """
        self._connection = connection
        described: dict[str, Any] = connection.call("GET", "/")
        self._description = {**described, "robots": robots_of(described)}
        connection.call("GET", "/captures")

    @property
    def url(self) -> str:
        """Address of its gateway."""
        return self._connection.url

    @property
    def name(self) -> str:
        """Its name in the inventory."""
        return str(self._description["name"])

    @property
    def kind(self) -> str:
        """``real`` or ``virtual``."""
        return str(self._description["kind"])

    @property
    def borrowed(self) -> bool:
        """Whether its network is someone else's, so that its core and gNB can't be seen."""
        return self._description.get("network") == "borrowed"

    @property
    def points(self) -> tuple[str, ...]:
        """The capture points, e.g. ``("n2", "n3", "n4", "n6")``."""
        return tuple(point["name"] for point in self._description["points"])

    @property
    def ues(self) -> tuple[str, ...]:
        """The names of the devices with a SIM."""
        return tuple(ue["name"] for ue in self._description["ues"])

    @property
    def antennas(self) -> dict[int, str]:
        """The gNB of each cell, by the NR cell identity that a modem reports.

        Raises:
            KitError: the kit does not answer.
        """
        described = self.describe()
        own = {int(described["cell"]["cell_id"]): str(described["gnb"])}
        others = described.get("neighbours", [])
        return own | {int(each["cell_id"]): str(each["gnb"]) for each in others}

    def describe(self) -> dict[str, Any]:
        """Return the kit's description: cell, slices, devices; its gateway's version, time and key.

        Raises:
            KitError: the kit does not answer.
        """
        described: dict[str, Any] = self._connection.call("GET", "/")
        return described

    def show(self) -> None:
        """Show the kit's card with the health of each device, and what a learner before has left.

        Raises:
            KitError: the kit does not answer.
        """
        played, turnover = "", Turnover()
        # Gateways of an earlier version, and replays, do not tell.
        with contextlib.suppress(KitError):
            turnover = self.turnover()
        if self.kind == "virtual":
            # A network that does not answer is reported as the state of one of its devices.
            with contextlib.suppress(KitError):
                played = self.scenario().title
        card = KitCard(self.describe(), self.health(), played, turnover.left)
        if "IPython" in sys.modules:
            from IPython.display import display

            display(card)  # type: ignore[no-untyped-call]
        else:
            print(card)

    def turnover(self) -> Turnover:
        """Ask whether the kit is lent, and what the lease before has left on it.

        Raises:
            KitError: the gateway does not answer.
        """
        return Turnover.read(self._connection.call("GET", "/leases/turnover"))

    def health(self) -> list[DeviceHealth]:
        """Ask each device whether it answers.

        Raises:
            KitError: the gateway itself does not answer.
        """
        answer = self._connection.call("GET", "/health", timeout_s=HEALTH_S)
        return [
            DeviceHealth(
                name=str(device["name"]),
                kind=str(device["kind"]),
                ok=bool(device["ok"]),
                detail=str(device["detail"]),
                registered=device.get("registered"),
            )
            for device in answer["devices"]
        ]

    def capture(self, *points: str, max_seconds: float = 120.0) -> KitCapture:
        """Return a capture for a ``with`` block; it runs while the block does.

        Args:
            points: capture points, e.g. ``"n2", "n4"``; packets of all are merged by time.
            max_seconds: the capture stops after this time, in seconds (at most 600).

        Raises:
            KitError: no point, an unknown point, or an impossible time.
        """
        unknown = [point for point in points if point not in self.points]
        if unknown or not points:
            asked = ", ".join(unknown)
            raise KitError(
                t(
                    fr=f"Ce kit n’a pas de point de capture « {asked} »."
                    if unknown
                    else "Il faut au moins un point de capture.",
                    en=f"This kit has no capture point “{asked}”."
                    if unknown
                    else "A capture needs at least one point.",
                ),
                _virtual_instead() if self.borrowed else choose_from(self.points),
            )
        if not 0 < max_seconds <= LONGEST_CAPTURE_S:
            raise KitError(
                t(
                    fr=f"Une capture ne peut pas durer {max_seconds:g} secondes.",
                    en=f"A capture can't last {max_seconds:g} seconds.",
                ),
                t(fr="Choisissez entre 1 et 600.", en="Choose between 1 and 600."),
            )
        return KitCapture(self._connection, points, max_seconds)

    def ue(self, name: str) -> Ue:
        """Return one of the devices with a SIM.

        Raises:
            KitError: the kit does not have a device of that name.
        """
        for ue in self._description["ues"]:
            if ue["name"] == name:
                return Ue(self._connection, name, str(ue["description"]), str(ue["slice"]))
        raise KitError(
            t(
                fr=f"Ce kit n’a pas d’équipement « {name} ».",
                en=f"This kit has no device “{name}”.",
            ),
            choose_from(self.ues),
        )

    def modem(self, ue: str) -> Modem:
        """Return the modem of a device: ``.at("AT+CESQ")``, ``.signal(seconds=…)``.

        Raises:
            KitError: the kit does not have a device of that name.
        """
        return Modem(self._connection, self.ue(ue).name)

    @property
    def terminals(self) -> dict[str, str]:
        """The serial devices of a virtual kit's modems on its machine, by UE.

        Raises:
            KitError: the kit does not answer.
        """
        modems = self._connection.call("GET", "/modems")
        return {str(each["ue"]): str(each["terminal"]) for each in modems if each["terminal"]}

    @property
    def robots(self) -> tuple[str, ...]:
        """The names of the robots."""
        return tuple(str(robot["name"]) for robot in self._description["robots"])

    def robot(self, name: str | None = None) -> Robot:
        """Return one of the kit's robots.

        Args:
            name: its name; by default the first.

        Raises:
            KitError: the kit does not have a robot, or not one of that name.
        """
        for robot in self._description["robots"]:
            if name in {None, robot["name"]}:
                return Robot(self._connection, robot)
        if not self.robots:
            raise KitError(
                t(fr="Ce kit n’a pas de robot.", en="This kit has no robot."),
                t(fr="Choisissez un kit avec robot.", en="Choose a kit with a robot."),
            )
        raise KitError(
            t(fr=f"Ce kit n’a pas de robot « {name} ».", en=f"This kit has no robot “{name}”."),
            choose_from(self.robots),
        )

    def stop_robots(self) -> dict[str, Stop]:
        """Stop every robot at once, no matter who drives it.

        Raises:
            KitError: the gateway does not answer.
        """
        answer = self._connection.call("POST", "/robots/stop", timeout_s=STOP_S)
        return {str(name): Stop.read(report) for name, report in answer.items()}

    def scenario(self, name: str | None = None, variation: str | None = None) -> Scenario:
        """Return the scenario of a virtual kit and those it can play, or play another.

        ``with k.scenario("congested"):`` plays it for the block only.

        Args:
            name: the scenario to play; it is in force when this returns. With a variation alone,
                the present one is played under it.
            variation: hexadecimal digits that its identities and choices follow from, such as
                ``lab.card()["variation"]``; by default the scenario as it is written.

        Raises:
            KitError: the kit is real, does not know the scenario, or the scenario does not vary.
        """
        return scenario(self._connection, name, variation)

    def policy(self, wanted: Mapping[str, Any] | str | Path | None = None) -> AppliedPolicy:
        """Return the policy of a virtual kit, or apply another.

        Args:
            wanted: a policy as YAML text, as a dictionary, or the path of its file; it is in force
                when this returns.

        Raises:
            KitError: the kit is real, or the policy contradicts itself or does not fit the kit.
        """
        return policy(self._connection, wanted)

    def interventions(self) -> Ledger:
        """Return what a virtual site offers, its budget, and what was done since it was played.

        Raises:
            KitError: the kit is real, or the scenario has no interventions.
        """
        return intervene(self._connection, None)

    def intervene(self, name: str) -> Ledger:
        """Make an intervention at a virtual site; it is made, and paid for, when this returns.

        Args:
            name: one that the site offers, see `interventions`.

        Raises:
            KitError: the kit is real, the site does not offer this, or the budget is not enough.
        """
        return intervene(self._connection, name)

    def network(self) -> Network:
        """Return the network's side of a virtual kit: paging, handover, sessions, …"""
        return Network(self._connection)

    def console(self) -> Console:
        """Return the console of a virtual kit's core: subscribers, measures, firewall matrix."""
        return Console(self._connection)

    def intruder(self) -> Intruder:
        """Return the intruder of a virtual kit's scenario, who acts when told to."""
        return Intruder(self._connection)

    @property
    def programs(self) -> dict[str, DevicePrograms]:
        """Addresses at which real programs use a virtual kit's network, by device."""
        plane = self._description.get("user_plane")
        return {
            name: DevicePrograms(**addresses)
            for name, addresses in (plane["devices"] if plane else {}).items()
        }

    def forward(self, ue: str, port: int, protocol: Literal["tcp", "udp"] = "tcp") -> str:
        """Forward another port to a virtual device, for real programs.

        Returns:
            The address for programs of the site, as ``host:port``.

        Raises:
            KitError: the kit is real, the device unknown, or the port can't be opened.
        """
        self.ue(ue)
        self._connection.call("POST", "/forwards", {"protocol": protocol, "port": port})
        return f"{self.programs[ue].reached_at}:{port}"

    def latency(
        self,
        ue: str,
        count: int = 200,
        interval_ms: float = 20.0,
        size_bytes: int = 64,
        via: Literal["stamp", "irtt", "icmp"] = "stamp",
        port: int | None = None,
    ) -> LatencyResult:
        """Measure round-trip times from the site's network to a device.

        Args:
            ue: the device, e.g. ``"agv"``.
            count: how many packets (at most 10,000).
            interval_ms: time between packets, in milliseconds.
            size_bytes: payload of each packet (60 to 1372).
            via: ``"stamp"`` (RFC 8762), ``"irtt"`` or ``"icmp"``.
            port: the site's UDP port, by which the network knows a QoS flow; with STAMP only.

        Raises:
            KitError: the kit can't measure this.
        """
        order: dict[str, Any] = {
            "ue": ue,
            "via": via,
            "count": count,
            "interval_ms": interval_ms,
            "size_bytes": size_bytes,
        }
        if port is not None:
            order["port"] = port
        return measure(self._connection, order)

    def survey(
        self, ue: str, route: Sequence[tuple[float, float]], pace_s: float = 0.0
    ) -> SurveyResult:
        """Carry a device along a route and read its signal, cell and delay at each place.

        A virtual kit carries it there; on a real one you do, and stand where the plan says. A
        device on a robot is driven there, or as near as the way is free, and the readings are at
        the places that the robot reports.

        Args:
            ue: the device, e.g. ``"camera"``.
            route: places on the plan, x and y in metres, in order (at most 200).
            pace_s: on a real kit, the seconds that you need from one place to the next.

        Raises:
            KitError: the kit can't measure this, or the robot that carries the device is driven by
                someone, or was stopped.
        """
        name = self.ue(ue).name
        carriers = [robot for robot in map(self.robot, self.robots) if robot.ue == name]
        speed_mps = float(carriers[0].limits["speed_mps"]) if carriers else None
        return survey(self._connection, name, route, pace_s, speed_mps)

    def metrics(self, seconds: float = 0, interval_ms: float = 1000) -> MetricsResult:
        """Read the metrics of core and gNB: once, or repeatedly.

        Args:
            seconds: for how long (at most 600); 0 reads them once.
            interval_ms: how often the core is read (500 to 60,000 ms); a gNB reports at its own
                pace, usually once a second.

        Raises:
            KitError: the kit does not provide metrics, or a value is out of range.
        """
        order = {"seconds": float(seconds), "interval_ms": float(interval_ms)}
        return listen_to_metrics(self._connection, order)

    def sensors(self, seconds: float = 10) -> SensorsResult:
        """Listen to the machines' sensors: vibration and temperature, as they publish them.

        Args:
            seconds: for how long (at most 600).

        Raises:
            KitError: the kit does not have sensors, or they can't be read.
        """
        machines = self._description.get("machines", [])
        return listen_to_sensors(self._connection, {"seconds": float(seconds)}, machines)

    def work_order(
        self, machine: str, action: str, reason: str, decided_by: str, measured_unix_s: float
    ) -> WorkOrder:
        """Hand a work order for a machine to the site's broker; returns once the broker has it.

        Args:
            machine: its name.
            action: what is to be done, and when.
            reason: the value that it is decided on.
            decided_by: the role of the person who decides.
            measured_unix_s: when that value was measured, by the site's clock.

        Raises:
            KitError: the kit does not have the machine, or its broker does not take the order.
        """
        order = {
            "machine": machine,
            "action": action,
            "reason": reason,
            "decided_by": decided_by,
            "measured_unix_s": float(measured_unix_s),
        }
        return hand_over(self._connection, order)

    def close(self) -> None:
        """Close the connections; a private kit ends with this program."""
        self._connection.close()

    def __repr__(self) -> str:
        return f"<Kit {self.name} ({self.kind}) {self.url}>"


def _virtual_instead() -> str:
    return t(
        fr="Son réseau est emprunté : son cœur n’est pas accessible. Faites cette étape sur un "
        "kit virtuel : `k = kit.connect()`.",
        en="Its network is borrowed: its core can't be reached. Do this step on a virtual kit: "
        "`k = kit.connect()`.",
    )
