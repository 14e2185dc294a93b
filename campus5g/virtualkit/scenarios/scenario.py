"""Scenarios: the subscribers, the devices and their radio, and what fails."""

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import (
    BeforeValidator,
    Field,
    ValidationError,
    model_validator,
)

from campus5g.errors import CampusError
from campus5g.inventory import (
    GUARANTEED_5QIS,
    Inventory,
    Policy,
    PolicyError,
    Variation,
    chance,
    varied,
)
from campus5g.language import t
from campus5g.manifest import Part, Slug, Text, impossible, load_yaml
from campus5g.virtualkit.scenarios.enforcing import under_policy
from campus5g.virtualkit.scenarios.identities import identified
from campus5g.virtualkit.scenarios.interventions import InterventionsPlan
from campus5g.virtualkit.scenarios.plant import IntruderPlan, PlantPlan
from campus5g.virtualkit.security.concealment import PROFILES

SCENARIOS = Path(__file__).parent


class ScenarioError(CampusError):
    """The scenario is invalid, or doesn't fit the kit."""


def _key(value: object) -> object:
    return bytes.fromhex(value) if isinstance(value, str) else value


Key = Annotated[bytes, BeforeValidator(_key), Field(min_length=16, max_length=16)]
PrivateKey = Annotated[bytes, BeforeValidator(_key), Field(min_length=32, max_length=32)]
PublicKey = Annotated[bytes, BeforeValidator(_key), Field(min_length=32, max_length=33)]
Milliseconds = Annotated[float, Field(ge=0, le=10_000)]
Metres = Annotated[float, Field(ge=-2000, le=2000)]
Share = Annotated[float, Field(ge=0, le=1)]
PeriodMs = Annotated[float, Field(ge=5, le=3_600_000)]


class Algorithms(Part):
    """The NAS algorithms that the AMF selects."""

    integrity: Literal["NIA2"] = "NIA2"
    ciphering: Literal["NEA0", "NEA2"] = "NEA0"


class Rates(Part):
    """A subscriber's aggregate maximum bit rates, in Mbit/s."""

    downlink: Annotated[int, Field(ge=1, le=10_000)]
    uplink: Annotated[int, Field(ge=1, le=10_000)]


class Subscriber(Part):
    """A subscriber in the core.

    Without `resynchronises` the core can't store the sequence number of a SIM that is ahead, as
    when its database is read-only: it rejects the SIM instead.
    """

    k: Key
    opc: Key
    slices: Annotated[list[str], Field(min_length=1)]
    ambr_mbps: Rates
    refused_with_cause: Annotated[int, Field(ge=3, le=111)] | None = None
    resynchronises: bool = True


class HomeNetworkKey(Part):
    """A home network private key for SUCI concealment (TS 33.501, C.3)."""

    profile: Literal["A", "B"]
    private_key: PrivateKey


class HomeNetworkPublicKey(Part):
    """The home network public key in a SIM, with its identifier."""

    profile: Literal["A", "B"]
    key_id: Annotated[int, Field(ge=0, le=255)]
    public_key: PublicKey

    @model_validator(mode="after")
    def _is_of_its_profile(self) -> Self:
        if len(self.public_key) != PROFILES[self.profile].public_key_bytes:
            raise ValueError(f"the key has the wrong length for profile {self.profile}")
        return self


class Sim(Part):
    """The data of a SIM besides its IMSI, which is in the inventory.

    `sequence` is the highest sequence number that it has accepted: one above the core's makes
    the first challenge look old. Without `home_network_key` the IMSI is sent in clear.
    """

    k: Key
    opc: Key
    sequence: Annotated[int, Field(ge=0, lt=1 << 48)] = 0
    home_network_key: HomeNetworkPublicKey | None = None


class Burst(Part):
    """A faster start of an application, when its session comes up."""

    packets: Annotated[int, Field(ge=1, le=10_000)]
    period_ms: PeriodMs


class ApplicationPlan(Part):
    """The UDP traffic that a device sends while it has a session."""

    port: Annotated[int, Field(ge=1024, le=65535)]
    payload_bytes: Annotated[int, Field(ge=16, le=1300)]
    period_ms: PeriodMs
    answered: bool = False
    burst: Burst | None = None


class Request(Part):
    """What a misconfigured device requests, instead of its slice and data network."""

    slice: str | None = None
    dnn: Annotated[str, Field(pattern=r"^[a-z0-9.-]{1,62}$")] | None = None


class Device(Part):
    """A device of the inventory: its modem, its SIM, its application and its place.

    A modem with `keeps_identity` keeps its 5G-GUTI and its keys when it is switched off
    (TS 24.501, annex C). `former_tmsi` is the 5G-TMSI of an earlier registration without keys. One
    without `finds_cell` neither receives nor transmits, as with its antenna unplugged.
    """

    imeisv: Annotated[str, Field(pattern=r"^\d{16}$")]
    sim: Sim
    asks_for: Request = Request()
    application: ApplicationPlan
    place: tuple[Metres, Metres]
    behind_db: Annotated[float, Field(ge=0, le=80)] = 0.0
    body_db: Annotated[float, Field(ge=0, le=40)] = 0.0
    scale_db: Annotated[float, Field(ge=-20, le=20)] = 0.0
    keeps_identity: bool = False
    finds_cell: bool = True
    former_tmsi: Annotated[int, Field(ge=1, lt=1 << 32)] | None = None


class GuaranteedFlow(Part):
    """A slice's traffic with a guaranteed bit rate: UDP to one port."""

    port: Annotated[int, Field(ge=1024, le=65535)]
    kbps: Annotated[int, Field(ge=1, le=65_535)]


class AntennaPlan(Part):
    """The gNB's antenna: its place, and its power over the whole carrier."""

    place: tuple[Metres, Metres] = (0.0, 0.0)
    height_m: Annotated[float, Field(gt=1, le=100)] = 8.0
    gain_dbi: Annotated[float, Field(ge=-10, le=30)] = 8.0
    power_dbm: Annotated[float, Field(ge=-10, le=50)] = 24.0


class ObstaclePlan(Part):
    """Stock or a machine that stands in the way; see `air.obstacles.Obstacle`."""

    corner: tuple[Metres, Metres]
    opposite: tuple[Metres, Metres]
    height_m: Annotated[float, Field(gt=0, le=100)] = 4.0
    loss_db: Annotated[float, Field(ge=0, le=80)] = 15.0


class InterfererPlan(AntennaPlan):
    """Another transmitter on the carrier, and the part of it on which it sends."""

    share: Share = 1.0


class TimingPlan(Part):
    """The delays of configuration and equipment; see `air.passage.Timing`."""

    scheduling_request_ms: Milliseconds = 10.0
    k2_slots: Annotated[int, Field(ge=0, le=32)] = 3
    decoding_slots: Annotated[int, Field(ge=0, le=20)] = 1
    device_ms: Milliseconds = 0.8
    gnb_ms: Milliseconds = 0.7
    first_grant_bytes: Annotated[int, Field(ge=16, le=10_000)] = 256
    queue_ms: Annotated[float, Field(ge=10, le=60_000)] = 1500.0


class InterruptionPlan(Part):
    """Short breaks of the radio link; see `air.passage.Interruptions`."""

    per_minute: Annotated[float, Field(ge=0, le=60)] = 0.0
    median_ms: Milliseconds = 120.0
    spread: Annotated[float, Field(ge=0, le=2)] = 0.5


class BackgroundPlan(Part):
    """Other users of the cell; see `air.load.Background`.

    `flow` names a flow of the kit's policy that they have too: its class is theirs.
    `guaranteed_share` is the part of the carrier that is promised to their own guaranteed rates.
    """

    slice: str
    five_qi: Annotated[int, Field(ge=1, le=255)]
    users: Annotated[int, Field(ge=1, le=1000)]
    downlink_load: Share
    uplink_load: Share
    burst_ms: Annotated[float, Field(ge=1, le=10_000)] = 20.0
    flow: Slug | None = None
    guaranteed_share: Share = 0.0


class CarrierPlan(Part):
    """The carrier, where it differs from the inventory's; F is a slot in both directions (FDD)."""

    tdd_pattern: Annotated[str, Field(pattern=r"^[DSUF]{1,40}$")] | None = None
    scs_khz: Literal[15, 30, 60, 120] | None = None
    bandwidth_mhz: Annotated[int, Field(ge=5, le=400)] | None = None
    special_downlink: Annotated[int, Field(ge=0, le=14)] = 10
    special_uplink: Annotated[int, Field(ge=0, le=14)] = 2


class WifiPlan(Part):
    """A wireless LAN instead of the cell; see `air.contention.Contention`."""

    busy: Annotated[float, Field(ge=0, le=0.9)] = 0.2
    burst_ms: Annotated[float, Field(gt=0, le=10)] = 1.0
    rate_mbps: Annotated[float, Field(ge=1, le=2000)] = 65.0
    frame_error_rate: Annotated[float, Field(ge=0, le=0.9)] = 0.05
    sleeps_after_ms: Milliseconds = 0.0


class RadioPlan(Part):
    """The radio: the hall, the cell's configuration and its other users.

    `obstacles` stand in the hall unless it is `cleared`. Cells disturb one another with
    `neighbour_load`, the part of their carrier in use; without it, as without interferers, a place
    has the same SINR wherever the other antennas hang.
    """

    carrier: CarrierPlan = CarrierPlan()
    wifi: WifiPlan | None = None
    clutter: Literal["open", "sparse", "dense"] = "sparse"
    antenna: AntennaPlan = AntennaPlan()
    neighbours: dict[str, AntennaPlan] = Field(default_factory=dict)
    interference_dbm: Annotated[float, Field(ge=-150, le=-50)] | None = None
    neighbour_load: Share = 0.0
    interferers: dict[Slug, InterfererPlan] = Field(default_factory=dict)
    obstacles: dict[Slug, ObstaclePlan] = Field(default_factory=dict)
    cleared: bool = False
    timing: TimingPlan = TimingPlan()
    interruptions: InterruptionPlan = InterruptionPlan()
    background: list[BackgroundPlan] = Field(default_factory=list)
    reserved: dict[str, Share] = Field(default_factory=dict)


class RobotPlan(Part):
    """The robots: the start of the first (x, y, heading in radians), and the floor plan.

    Each further robot starts 2 m to the left of the one before.
    `velocity_timeout_ms` is the firmware's own limit, after which it stops without a new command:
    `never` for a robot that keeps its last velocity, null for each robot's own
    (`command_timeout_ms` in the inventory). The limiter in front of the firmware waits no longer,
    nor than 0.3 s; with `never` it has no timeout either.
    `limiter` is `stopped` where nothing passes to the base, `bypassed` where a relay without limits
    passes everything and clients reach the base's own topic.
    """

    floor: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")] = "hall"
    start: tuple[Metres, Metres, Annotated[float, Field(ge=-3.15, le=3.15)]] = (40.0, 20.0, 0.0)
    charge: Share = 0.97
    slip: Annotated[float, Field(ge=0, le=0.1)] = 0.004
    limiter: Literal["active", "stopped", "bypassed"] = "active"
    velocity_timeout_ms: Annotated[float, Field(ge=20, le=60_000)] | Literal["never"] | None = None


class A3Plan(Part):
    """The A3 event that triggers handovers; see `air.a3_event.A3`."""

    offset_db: Annotated[float, Field(ge=-15, le=15)] = 2.0
    hysteresis_db: Annotated[float, Field(ge=0, le=15)] = 1.0
    time_to_trigger_ms: Annotated[float, Field(ge=0, le=5120)] = 320.0


class MobilityPlan(Part):
    """When UEs become idle, how often they update their registration, and their handovers.

    `inactivity_s` is how long the gNB waits for traffic before it releases a UE to idle; null
    for never. `periodic_update_s` is T3512, in steps of 2 s up to 62 s, then of 30 s, then of
    minutes.
    """

    inactivity_s: Annotated[float, Field(gt=0, le=3600)] | None = None
    periodic_update_s: Annotated[int, Field(ge=2, le=1860)] = 1800
    a3: A3Plan | None = None


class UsagePlan(Part):
    """The thresholds at which the UPF reports a session's usage to the SMF; null for none."""

    volume_bytes: Annotated[int, Field(ge=1000)] | None = None
    time_s: Annotated[int, Field(ge=1, le=86_400)] | None = None


class FaultPlan(Part):
    """A bearing defect, which starts small and keeps doubling.

    `starts_s` counts from the start of the scenario.
    """

    part: Literal["outer-race", "inner-race", "ball"] = "outer-race"
    starts_s: Annotated[float, Field(ge=0, le=86_400)] = 0.0
    doubles_s: Annotated[float, Field(ge=1, le=86_400)] = 60.0


class EdgePlan(Part):
    """An edge gateway between a machine's sensors and the site's broker.

    It numbers the vibration readings, dates them by its own clock, and holds at most `holds`
    readings of each sensor: when there is no room the oldest is dropped. It sends them in order,
    one after the other, with the quality of service `qos` (MQTT 3.1.1, 4.3), and begins when
    `batch` of them wait. `period_s` is that of the vibration.
    """

    qos: Literal[0, 1, 2] = 1
    period_s: Annotated[float, Field(ge=0.25, le=3600)] = 2.0
    batch: Annotated[int, Field(ge=1, le=1000)] = 1
    holds: Annotated[int, Field(ge=1, le=10_000)] = 1000
    clock_ahead_s: Annotated[float, Field(ge=-86_400, le=86_400)] = 0.0

    @model_validator(mode="after")
    def _holds_a_batch(self) -> Self:
        if self.holds < self.batch:
            raise impossible(
                "the edge gateway holds fewer readings than it sends at once",
                "Raise holds, or lower batch.",
            )
        return self


class MachinePlan(Part):
    """How a machine with sensors runs; without `edge` its sensors publish by themselves."""

    speed_rpm: Annotated[float, Field(ge=60, le=6000)] = 1480.0
    ambient_degc: Annotated[float, Field(ge=-30, le=60)] = 21.0
    fault: FaultPlan | None = None
    edge: EdgePlan | None = None


class CorePlan(Part):
    """The core: its failed functions, its heartbeat period, and the distance to the servers.

    `heartbeat_s` is the period of the SMF's heartbeats (TS 29.244, 6.2.2); `transport_ms` the
    one-way delay between UPF and servers, beyond that within a plant.
    """

    down: frozenset[Literal["amf", "upf"]] = frozenset()
    heartbeat_s: Annotated[float, Field(ge=0.01, le=3600)] = 30.0
    transport_ms: Milliseconds = 0.0
    usage: UsagePlan | None = None


class Event(Part):
    """A change some seconds after the start of the scenario, temporary or permanent.

    `changes` overrides the scenario as a file overrides the one that it is based on.
    """

    from_s: Annotated[float, Field(gt=0, le=3600)]
    until_s: Annotated[float, Field(gt=0, le=7200)] | None = None
    changes: dict[str, Any]

    @model_validator(mode="after")
    def _ends_later(self) -> Self:
        if self.until_s is not None and self.until_s <= self.from_s:
            raise impossible("the event ends before it begins", "Set until_s after from_s.")
        return self

    def lasts_at(self, second: float) -> bool:
        """Return whether the change is in force at a second of the scenario."""
        return self.from_s <= second and (self.until_s is None or second < self.until_s)


Alternative = dict[str, Any]
"""A change, laid over the scenario as an event's `changes` are."""


class Varies(Part):
    """What differs from one variation of the scenario to another.

    With `identities` these differ: the last digits of IMSIs, the IMEISVs' serial numbers, cells and
    tracking area, former 5G-TMSIs, temporary identities, and the UEs' addresses. With `shadows` the
    shadowing of every cell differs. Of each of the `choices` one alternative applies, which a
    scenario that is based on this one keeps.
    """

    identities: bool = False
    shadows: bool = False
    choices: dict[Slug, Annotated[dict[Slug, Alternative], Field(min_length=2)]] = Field(
        default_factory=dict
    )

    def chosen(self, variation: str) -> dict[str, str]:
        """Return the name of the alternative that applies, by the name of the choice."""
        return {
            name: chance(variation, f"choice of {name}").choice(sorted(alternatives))
            for name, alternatives in self.choices.items()
        }


class Scenario(Part):
    """A complete scenario; `name` is that of its file, `variation` the one that was applied.

    `done` names the interventions that have been made since it came into force, in order.
    """

    name: str = ""
    variation: Variation | None = None
    done: tuple[str, ...] = ()
    title: Text
    description: Text
    algorithms: Algorithms = Algorithms()
    home_network_keys: dict[int, HomeNetworkKey] = Field(default_factory=dict)
    mobility: MobilityPlan = MobilityPlan()
    subscribers: dict[str, Subscriber]
    devices: dict[str, Device]
    guaranteed_flows: dict[str, GuaranteedFlow] = Field(default_factory=dict)
    policy: Policy | None = None
    """The kit's policy, which takes the place of `guaranteed_flows`."""
    radio: RadioPlan = RadioPlan()
    core: CorePlan = CorePlan()
    robot: RobotPlan = RobotPlan()
    plant: PlantPlan = PlantPlan()
    intruder: IntruderPlan | None = None
    sensors: dict[str, MachinePlan] = Field(default_factory=dict)
    """Machines by name in the inventory; a machine that isn't listed has no fault."""
    events: list[Event] = Field(default_factory=list)
    interventions: InterventionsPlan | None = None
    varies: Varies | None = None

    @property
    def varied_identities(self) -> str | None:
        """The variation that identities follow; None where they are the inventory's."""
        return self.variation if self.varies is not None and self.varies.identities else None

    @property
    def shadow_seed(self) -> int | None:
        """What shadowing follows from; None where that is the kit's seed."""
        if self.variation is None or self.varies is None or not self.varies.shadows:
            return None
        return chance(self.variation, "shadows").getrandbits(31)

    def kit(self, inventory: Inventory) -> Inventory:
        """Return the kit with the identities that it has in this scenario."""
        variation = self.varied_identities
        return inventory if variation is None else varied(inventory, variation)

    @property
    def guaranteed_room(self) -> float | None:
        """The part of the carrier that guaranteed rates may take; None without a policy."""
        if self.policy is None:
            return None
        promised = sum(others.guaranteed_share for others in self.radio.background)
        return max(0.0, self.policy.admitted_share - promised)

    @property
    def answered_ports(self) -> set[int]:
        """The UDP ports that the data network's host answers."""
        plans = [device.application for device in self.devices.values()]
        return {plan.port for plan in plans if plan.answered}

    @property
    def turns(self) -> list[float]:
        """The seconds at which an event starts or ends, in order."""
        seconds = {event.from_s for event in self.events}
        seconds |= {event.until_s for event in self.events if event.until_s is not None}
        return sorted(seconds)

    def at(self, second: float) -> "Scenario":
        """Return the scenario at a time after its start, with the events in force applied.

        Raises:
            ValidationError: when an event makes the scenario invalid.
        """
        lasting = [event for event in self.events if event.lasts_at(second)]
        if not lasting:
            return self
        values = self.model_dump()
        for event in lasting:
            values = _merged(values, event.changes)
        return Scenario.model_validate(values)


class Listed(Part):
    """A scenario's entry in a list."""

    name: str
    title: Text
    description: Text


@cache
def listed(folder: Path = SCENARIOS) -> tuple[Listed, ...]:
    """Return the available scenarios, nominal first; their files are read once.

    Raises:
        ScenarioError: when a file can't be read.
    """
    names = sorted(_files(folder), key=lambda name: (name != "nominal", name))
    values = [_read(name, folder, (name,)) for name in names]
    return tuple(
        Listed.model_validate(
            {"name": name} | {key: content[key] for key in ("title", "description")}
        )
        for name, content in zip(names, values, strict=True)
    )


def load_scenario(
    name: str,
    inventory: Inventory,
    folder: Path = SCENARIOS,
    *,
    variation: str | None = None,
    policy: Policy | None = None,
    done: Sequence[str] = (),
) -> Scenario:
    """Read a scenario by name and check that it fits the kit, in each of its alternatives.

    Args:
        name: that of its file.
        inventory: the kit.
        folder: where scenarios are.
        variation: what it varies by; None for the scenario as it is written.
        policy: the kit's policy; None for the scenario's own, if it has one.
        done: the interventions that have been made, in order.

    Raises:
        CampusError: when an intervention is not offered, or the budget does not suffice.
        PolicyError: when the policy doesn't fit the kit.
        ScenarioError: when it doesn't exist, is invalid, doesn't describe a device of the
            inventory, or doesn't vary.
    """
    values = _read(name, folder, (name,)) | {"name": name}
    path = _files(folder)[name]
    if policy is not None:
        policy.check_fits(inventory)
    scenario = _valid(values, inventory, path)
    varies = scenario.varies
    alternatives: dict[tuple[str, str], Alternative] = {
        (choice, name): change
        for choice, changes in (varies.choices if varies else {}).items()
        for name, change in changes.items()
    }
    offered = scenario.interventions.offered if scenario.interventions else {}
    for change in [*alternatives.values(), *(each.changes for each in offered.values())]:
        _valid(_merged(values, change), inventory, path)
    if variation is not None:
        chosen = _varying(varies, name).chosen(variation).items()
        for choice in chosen:
            values = _merged(values, alternatives[choice])
        values["variation"] = variation
    if done:
        what_is_offered(scenario).left(done)
        for made in done:
            values = _merged(values, offered[made].changes)
        values["done"] = tuple(done)
    if policy is not None:
        values["policy"] = policy.model_dump()
    if variation is not None and varies is not None and varies.identities:
        values = identified(values, inventory, variation)
    return _valid(values, inventory, path)


def _varying(varies: Varies | None, name: str) -> Varies:
    """Return how a scenario varies.

    Raises:
        ScenarioError: it doesn't.
    """
    if varies is None:
        raise ScenarioError(
            t(
                fr=f"Le scénario « {name} » est le même pour tous : il ne varie pas.",
                en=f"Scenario “{name}” is the same for everyone: it does not vary.",
            ),
            t(
                fr="Jouez-le sans variation, ou ajoutez varies à son fichier.",
                en="Play it without a variation, or add varies to its file.",
            ),
        )
    return varies


def what_is_offered(scenario: Scenario) -> InterventionsPlan:
    """Return what a scenario offers.

    Raises:
        ScenarioError: nothing.
    """
    if scenario.interventions is None:
        raise ScenarioError(
            t(
                fr=f"Le scénario « {scenario.name} » n’a ni interventions ni budget.",
                en=f"Scenario “{scenario.name}” has neither interventions nor a budget.",
            ),
            t(fr="Jouez celui d’un site qui en a.", en="Play that of a site which has."),
        )
    return scenario.interventions


def _valid(values: dict[str, Any], inventory: Inventory, path: Path) -> Scenario:
    """Return the scenario that values describe.

    Raises:
        ScenarioError: when it is invalid, or doesn't fit the kit.
    """
    try:
        scenario = Scenario.model_validate(values)
        if scenario.policy is not None:
            scenario.policy.check_fits(inventory)
            kit = scenario.kit(inventory)
            values = under_policy(scenario.model_dump(), scenario.policy, kit)
            scenario = Scenario.model_validate(values)
        phases = [scenario, *(scenario.at(second) for second in scenario.turns)]
    except ValidationError as error:
        finding = error.errors()[0]
        key = ".".join(str(step) for step in finding["loc"])
        raise ScenarioError(f"{path}: {key}: {finding['msg']}.", "Correct the scenario.") from error
    except PolicyError as error:
        raise ScenarioError(f"{path}: {error.problem}", error.remedy) from error
    for phase in phases:
        _check(phase, inventory, path)
    return scenario


def _check(scenario: Scenario, inventory: Inventory, path: Path) -> None:
    """Reject a scenario that doesn't fit the kit."""
    missing = [ue for ue in inventory.ues if ue not in scenario.devices]
    if missing:
        raise ScenarioError(
            f"{path}: no entry under devices for {', '.join(missing)}.",
            "Add each UE of the inventory there.",
        )
    strangers = scenario.intruder.devices - set(inventory.ues) if scenario.intruder else set()
    if strangers:
        raise ScenarioError(
            f"{path}: the intruder concerns {', '.join(sorted(strangers))}, unknown to the kit.",
            f"Use its UEs: {', '.join(inventory.ues)}.",
        )
    promised = [part.name for part in inventory.slices if part.five_qi in GUARANTEED_5QIS]
    forgotten = [part for part in promised if part not in scenario.guaranteed_flows]
    if forgotten and scenario.policy is None:
        raise ScenarioError(
            f"{path}: slice {', '.join(forgotten)} has a 5QI with a guaranteed bit rate.",
            "Add its traffic and rate under guaranteed_flows.",
        )
    radio = scenario.radio
    _offered(inventory, "radio mentions", radio.reserved, path)
    _offered(inventory, "radio mentions", [others.slice for others in radio.background], path)
    for name, device in scenario.devices.items():
        if device.asks_for.slice is not None:
            _offered(inventory, f"device {name} asks for", [device.asks_for.slice], path)
    for imsi, subscriber in scenario.subscribers.items():
        _offered(inventory, f"subscriber {imsi} may use", subscriber.slices, path)


def _offered(inventory: Inventory, who: str, slices: Iterable[str], path: Path) -> None:
    offered = {part.name for part in inventory.slices}
    unknown = sorted(set(slices) - offered)
    if unknown:
        raise ScenarioError(
            f"{path}: {who} slice {', '.join(unknown)}, which the kit does not offer.",
            f"Use slices of the inventory: {', '.join(sorted(offered))}.",
        )


def _files(folder: Path) -> dict[str, Path]:
    """Return the scenario files of a folder and its subfolders, by scenario name."""
    return {file.stem: file for file in folder.rglob("*.yaml")}


def _read(name: str, folder: Path, bases: tuple[str, ...]) -> dict[str, Any]:
    files = _files(folder)
    if name not in files:
        known = ", ".join(sorted(files))
        raise ScenarioError(f"There is no scenario {name!r}.", f"Choose one of: {known}.")
    path = files[name]
    try:
        values = load_yaml(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise ScenarioError(f"{path}: not YAML ({error}).", "Fix the YAML syntax.") from error
    if not isinstance(values, dict):
        raise ScenarioError(f"{path}: not a scenario.", "Start from a copy of nominal.yaml.")
    base = values.pop("based_on", None)
    if base is None:
        return values
    if base in bases:
        raise ScenarioError(f"{path}: the scenario is based on itself.", "Name another scenario.")
    return _merged(_read(str(base), folder, (*bases, str(base))), values)


def _merged(base: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in changes.items():
        earlier = merged.get(key)
        both = isinstance(earlier, dict) and isinstance(value, dict)
        merged[key] = _merged(earlier, value) if both else value  # type: ignore[arg-type]
    return merged
