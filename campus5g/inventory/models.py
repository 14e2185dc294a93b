"""The parts of a kit, as the inventory file names them.

Values that no kit can have are refused: an ARFCN outside its band, a robot
without limits, a UE on a slice that the kit does not offer.
"""

from ipaddress import IPv4Address, IPv4Network
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AwareDatetime, Discriminator, Field, Tag, model_validator

from campus5g.inventory.acceptance import Acceptance
from campus5g.inventory.bands import BANDS, arfcn_to_mhz
from campus5g.inventory.frames import check_frame
from campus5g.inventory.hosts import Host, check_hosts
from campus5g.language import t
from campus5g.manifest import Part, Text, impossible

Port = Annotated[int, Field(ge=1, le=65535)]
LONGEST_CAPTURE_S = 900
"""Longer than any capture: a dumpcap that is left behind on another machine ends by itself."""
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,31}$")]

_LOOPBACK = IPv4Network("127.0.0.0/8")
UNKNOWN = IPv4Address(0)
"""The address of what belongs to somebody else's network."""


class Cell(Part):
    """The radio cell: where it is in the spectrum and how its frame is divided."""

    band: Literal["n38", "n41", "n77", "n78", "n258"]
    arfcn: int
    bandwidth_mhz: Annotated[int, Field(ge=5, le=400)]
    scs_khz: Literal[15, 30, 60, 120]
    tdd_pattern: Annotated[str, Field(pattern=r"^[DSU]{2,40}$")]
    plmn: Annotated[str, Field(pattern=r"^\d{5,6}$")]
    tac: Annotated[int, Field(ge=1, le=0xFFFFFF)]
    cell_id: Annotated[int, Field(ge=0, lt=1 << 36)] = 1

    @property
    def mcc(self) -> str:
        """Mobile country code, three digits."""
        return self.plmn[:3]

    @property
    def mnc(self) -> str:
        """Mobile network code, two or three digits."""
        return self.plmn[3:]

    @property
    def physical_cell_id(self) -> int:
        """The number by which the air knows the cell, of the 1008 that there are (TS 38.211)."""
        return self.cell_id % 1008

    @property
    def frequency_mhz(self) -> float:
        """Centre frequency of the carrier."""
        return arfcn_to_mhz(self.arfcn)

    @model_validator(mode="after")
    def _frame_fits(self) -> Self:
        check_frame(self.band, self.bandwidth_mhz, self.scs_khz, self.tdd_pattern)
        return self

    @model_validator(mode="after")
    def _inside_the_band(self) -> Self:
        try:
            centre_mhz = self.frequency_mhz
        except ValueError as error:
            raise impossible(
                t(fr=f"{self.arfcn} n’est pas un NR-ARFCN (0 à 3279165).", en=f"{error}."),
                t(
                    fr="Prenez le nombre de la décision de l’Arcep.",
                    en="Take the number from the licence.",
                ),
            ) from error
        half_mhz = self.bandwidth_mhz / 2
        low_mhz, high_mhz = centre_mhz - half_mhz, centre_mhz + half_mhz
        if BANDS[self.band].holds(low_mhz, high_mhz):
            return self
        fitting = [name for name, band in BANDS.items() if band.holds(low_mhz, high_mhz)]
        remedy = (
            t(
                fr=f"Prenez la bande {' ou '.join(fitting)}, ou un autre ARFCN.",
                en=f"Set band to {' or '.join(fitting)}, or move the ARFCN.",
            )
            if fitting
            else t(
                fr="Prenez un autre ARFCN, ou un canal plus étroit.",
                en="Move the ARFCN or narrow the bandwidth.",
            )
        )
        raise impossible(
            t(
                fr=f"L’ARFCN {self.arfcn} avec {self.bandwidth_mhz} MHz va de {low_mhz:g} à "
                f"{high_mhz:g} MHz".replace(".", ",")
                + f", hors de la bande {self.band} ({BANDS[self.band]}).",
                en=f"ARFCN {self.arfcn} with {self.bandwidth_mhz} MHz reaches from {low_mhz:g} to "
                f"{high_mhz:g} MHz, outside band {self.band} ({BANDS[self.band]}).",
            ),
            remedy,
        )


class Slice(Part):
    """A network slice and the data network behind it."""

    name: Name
    sst: Annotated[int, Field(ge=1, le=255)]
    sd: Annotated[str, Field(pattern=r"^[0-9a-fA-F]{6}$")] | None = None
    five_qi: Annotated[int, Field(ge=1, le=255)] = 9
    dnn: Annotated[str, Field(pattern=r"^[a-z0-9.-]{1,62}$")] = "internet"


class GatewayAddress(Part):
    """Where the kit's gateway answers, and the key that proves its statements.

    `tls` is for kits that are reached from other machines: the gateway speaks HTTPS alone.
    `public_key` is its Ed25519 key as the gateway's description tells it; what it signs for
    measurements after `public_key_valid_until` does not count.
    """

    host: str
    port: Port = 8765
    tls: bool = False
    public_key: Annotated[str, Field(pattern=r"^[A-Za-z0-9+/]{43}=$")] | None = None
    public_key_valid_until: AwareDatetime | None = None

    @property
    def url(self) -> str:
        """Base address of the gateway's API."""
        return f"{'https' if self.tls else 'http'}://{self.host}:{self.port}"


class PcapOverIpPoint(Part):
    """A place where packets can be watched, served as pcap-over-IP."""

    host: str
    port: Port = 57012
    shows: Text


class DumpcapPoint(Part):
    """A network interface that dumpcap watches, on the gateway's machine or, by ``ssh``, another.

    ``filter`` is in the language of pcap-filter(7); ``ssh`` a destination as ssh(1) takes it,
    ``user@host`` or ``ssh://user@host:port``; ``ssh_config`` a file for ``ssh -F``.
    """

    interface: Annotated[str, Field(pattern=r"^[A-Za-z0-9_/][A-Za-z0-9_./:@-]{0,255}$")]
    filter: Annotated[str, Field(max_length=500)] = ""
    ssh: Annotated[str, Field(pattern=r"^(ssh://)?[A-Za-z0-9_][A-Za-z0-9_.@:-]*$")] | None = None
    ssh_config: Path | None = None
    shows: Text

    @property
    def program(self) -> list[str]:
        """What is run where the interface is; its packets come on standard output."""
        dumpcap = ["dumpcap", "-q", "-i", self.interface, "-w", "-"]
        dumpcap += ["-a", f"duration:{LONGEST_CAPTURE_S}"]
        return [*dumpcap, "-f", self.filter] if self.filter else dumpcap

    @property
    def login(self) -> tuple[str, str] | None:
        """User and host that ``ssh`` names; the user is empty where it is left to OpenSSH."""
        if self.ssh is None:
            return None
        user, _, place = self.ssh.removeprefix("ssh://").rpartition("@")
        return user, place.partition(":")[0]


def _kind_of_point(value: Any) -> str:
    fields = value if isinstance(value, dict) else getattr(value, "__dict__", {})
    return "dumpcap" if "interface" in fields else "pcap-over-IP"


CapturePoint = Annotated[
    Annotated[PcapOverIpPoint, Tag("pcap-over-IP")] | Annotated[DumpcapPoint, Tag("dumpcap")],
    Discriminator(_kind_of_point),
]


HttpUrl = Annotated[str, Field(pattern=r"^https?://[^/\s]+(/\S*)?$")]


class FunctionUrls(Part):
    """One address for each network function, or, written as one text, the same for all."""

    amf: HttpUrl | None = None
    smf: HttpUrl | None = None
    upf: HttpUrl | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_for_all(cls, value: Any) -> Any:
        return dict.fromkeys(cls.model_fields, value) if isinstance(value, str) else value

    @property
    def functions(self) -> dict[str, list[str]]:
        """The functions behind each address."""
        found: dict[str, list[str]] = {}
        for name, url in (("amf", self.amf), ("smf", self.smf), ("upf", self.upf)):
            if url is not None:
                found.setdefault(url, []).append(name)
        return found


class Core(Part):
    """The core network: its functions' addresses on the campus network, and its metrics.

    `metrics_url` is where Prometheus would read, `info_url` what Open5GS' info API is under. Only
    of a borrowed network the addresses may be left out.
    """

    name: str = "Open5GS"
    amf: IPv4Address = UNKNOWN
    smf: IPv4Address = UNKNOWN
    upf: IPv4Address = UNKNOWN
    data_network: IPv4Address = UNKNOWN
    ue_pool: IPv4Network = IPv4Network("10.45.0.0/16")
    metrics_url: FunctionUrls | None = None
    info_url: FunctionUrls | None = None


class Gnb(Part):
    """The base station: its address on the campus network, and its metrics."""

    name: str
    address: IPv4Address = UNKNOWN
    gnb_id: Annotated[int, Field(ge=0, lt=1 << 32)] = 1
    metrics_url: Annotated[str, Field(pattern=r"^wss?://\S+$")] | None = None


class NeighbourGnb(Gnb):
    """Another base station of the site, with a cell on the same carrier."""

    cell_id: Annotated[int, Field(ge=0, lt=1 << 36)]


class Ue(Part):
    """A device with a SIM: how its modem is reached and which slice it asks for."""

    description: Text
    modem: Annotated[str, Field(pattern=r"^(socket://|rfc2217://|/dev/)\S+$")]
    imsi: Annotated[str, Field(pattern=r"^\d{14,15}$")]
    slice: Name
    reflector: IPv4Address | None = None


class Limits(Part):
    """What a robot may never exceed. There is no way to write "no limit".

    `deceleration_mps2` is what its brakes reach at least, and `clearance_m` what stays free between
    its body and an obstacle.
    """

    speed_mps: Annotated[float, Field(gt=0, le=3)]
    turn_radps: Annotated[float, Field(gt=0, le=6)]
    fence_m: Annotated[list[tuple[float, float]], Field(min_length=3)]
    deceleration_mps2: Annotated[float, Field(gt=0, le=10)] = 0.5
    clearance_m: Annotated[float, Field(ge=0.05, le=5)] = 0.3

    @model_validator(mode="after")
    def _fences_something(self) -> Self:
        corners = self.fence_m
        following = corners[1:] + corners[:1]
        twice_the_area = sum(
            x * next_y - next_x * y
            for (x, y), (next_x, next_y) in zip(corners, following, strict=True)
        )
        if abs(twice_the_area) < 0.5:
            raise impossible(
                "The fence encloses no room to drive in.",
                "Give its corners in metres, one after the other along the fence.",
            )
        return self


class Vda5050(Part):
    """Who a VDA 5050 vehicle is on its MQTT broker."""

    manufacturer: Annotated[str, Field(pattern=r"^[^/+#$]{1,64}$")]
    serial_number: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{1,64}$")]
    version: Literal["2.0.0", "2.1.0"] = "2.1.0"

    @property
    def topic(self) -> str:
        """What all of the vehicle's topics start with (VDA 5050, 6.2)."""
        major = self.version.partition(".")[0]
        return f"uagv/v{major}/{self.manufacturer}/{self.serial_number}"


class Robot(Part):
    """A mobile robot, its protocol, the UE that it talks through, and its limits."""

    protocol: Literal["rosbridge", "vda5050"]
    url: Annotated[str, Field(pattern=r"^(ws|wss|mqtt|mqtts)://\S+$")]
    limits: Limits
    description: Text = Text(fr="robot mobile", en="mobile robot")
    ue: Name | None = None
    radius_m: Annotated[float, Field(gt=0, le=3)] = 0.25
    vda5050: Vda5050 | None = None

    @property
    def identity(self) -> tuple[str, str]:
        """What tells it from another robot: its address, and who it is there."""
        return self.url, "" if self.vda5050 is None else self.vda5050.topic

    @model_validator(mode="after")
    def _protocol_fits(self) -> Self:
        scheme = self.url.partition(":")[0]
        wanted = ("mqtt", "mqtts") if self.protocol == "vda5050" else ("ws", "wss")
        if scheme not in wanted:
            raise impossible(
                f"A {self.protocol} robot can't be reached at {self.url}.",
                f"Use an address that starts with {wanted[0]}://.",
            )
        if self.protocol == "rosbridge" and self.vda5050 is not None:
            raise impossible(
                "A robot with rosbridge has no VDA 5050 identity.",
                "Remove vda5050, or set protocol: vda5050.",
            )
        if self.protocol == "vda5050" and self.vda5050 is None:
            raise impossible(
                "A VDA 5050 vehicle needs its identity.",
                "Add vda5050: {manufacturer: ..., serial_number: ...}.",
            )
        return self


class Bearing(Part):
    """A rolling bearing's geometry, which its defect frequencies follow from."""

    balls: Annotated[int, Field(ge=3, le=60)]
    ball_mm: Annotated[float, Field(gt=0, le=500)]
    pitch_mm: Annotated[float, Field(gt=0, le=5000)]
    contact_deg: Annotated[float, Field(ge=0, lt=90)] = 0.0

    @model_validator(mode="after")
    def _balls_fit(self) -> Self:
        if self.ball_mm * self.balls > self.pitch_mm * 3.1416:
            raise impossible(
                f"{self.balls} balls of {self.ball_mm:g} mm do not fit on a circle of "
                f"{self.pitch_mm:g} mm.",
                "Take the numbers from the bearing's data sheet.",
            )
        return self


class Machine(Part):
    """A machine with sensors: what its topics start with, and the UE that it talks through."""

    description: Text
    topic: Annotated[str, Field(pattern=r"^[^/+#$\s][^+#\s]{0,127}$")]
    ue: Name | None = None
    bearing: Bearing | None = None


class Sensors(Part):
    """Machines whose sensors publish to an MQTT broker of the site."""

    broker: Annotated[str, Field(pattern=r"^mqtts?://[^/\s:]+:\d{1,5}$")]
    machines: Annotated[dict[Name, Machine], Field(min_length=1)]

    @property
    def host(self) -> str:
        """The broker's."""
        return self.broker.partition("://")[2].rpartition(":")[0]

    @property
    def port(self) -> int:
        """The broker's."""
        return int(self.broker.rpartition(":")[2])


class Outlet(Part):
    """A switched outlet that can bring a device back by a power cycle.

    `switch_off` and `switch_on` are what a browser would open to switch it: on a Shelly,
    ``http://…/rpc/Switch.Set?id=0&on=false``. `ue` is the device that is registered again when the
    power cycle has worked; where none is named, the one that the acceptance measures.
    """

    switch_off: HttpUrl
    switch_on: HttpUrl
    feeds: str
    ue: Name | None = None


class ControlAddress(Part):
    """Where a virtual kit takes the orders that no device's protocol knows."""

    host: str
    port: Port = 57001


class Service(Part):
    """A port that crosses the virtual network; above 32,767 hosts choose ports for themselves.

    `inside` is the port in the network's packets, where a program without privileges can't listen
    on the same.
    """

    name: Name
    protocol: Literal["udp", "tcp"]
    port: Annotated[int, Field(ge=1024, le=32_767)]
    inside: Port | None = None

    @property
    def inner_port(self) -> int:
        """The port in the network's packets."""
        return self.port if self.inside is None else self.inside


class DevicePrograms(Part):
    """Where the programs of a virtual device meet the network, as loopback addresses.

    Parameters:
        reached_at: where programs of the site reach it.
        serves_at: where its own programs listen.
        reaches_site_at: where its own programs reach the site.
    """

    reached_at: IPv4Address
    serves_at: IPv4Address
    reaches_site_at: IPv4Address


class UserPlane(Part):
    """Where real programs meet the virtual network; `site` is where the site's own listen."""

    site: IPv4Address
    services: list[Service]
    devices: dict[Name, DevicePrograms]


class Inventory(Part):
    """A whole kit.

    `network` says whose it is: of a ``borrowed`` one (an existing campus or public network) nobody
    here reaches core or gNB, so it has neither their capture points nor their metrics.

    Where none of the `robots` is named, the first is meant. What an older inventory says of its one
    ``robot`` is read as that of a robot named after its UE.

    `clock` is how its machines follow the edge's: by NTP (chrony), or by PTP (linuxptp) where
    one-way delays shall hold to 0.1 ms.
    """

    name: Name
    kind: Literal["real", "virtual"]
    site: str
    network: Literal["own", "borrowed"] = "own"
    cell: Cell
    slices: Annotated[list[Slice], Field(min_length=1)]
    gateway: GatewayAddress
    capture: dict[Name, CapturePoint]
    core: Core
    gnb: Gnb
    neighbours: list[NeighbourGnb] = Field(default_factory=list)
    ues: dict[Name, Ue]
    robots: dict[Name, Robot] = Field(default_factory=dict)
    sensors: Sensors | None = None
    power: dict[Name, Outlet] = Field(default_factory=dict)
    lan: IPv4Network | None = None
    hosts: dict[Name, Host] = Field(default_factory=dict)
    clock: Literal["chrony", "linuxptp"] = "chrony"
    acceptance: Acceptance = Acceptance()
    user_plane: UserPlane | None = None
    control: ControlAddress | None = None
    block: IPv4Network | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_robot(cls, value: Any) -> Any:
        if not isinstance(value, dict) or "robot" not in value or "robots" in value:
            return value
        robot = value["robot"]
        rest = {key: part for key, part in value.items() if key != "robot"}
        if robot is None:
            return rest
        ue = robot.get("ue") if isinstance(robot, dict) else None
        return rest | {"robots": {ue if isinstance(ue, str) else "robot": robot}}

    @model_validator(mode="after")
    def _parts_fit_together(self) -> Self:
        offered = [part.name for part in self.slices]
        for name, ue in self.ues.items():
            if ue.slice not in offered:
                raise impossible(
                    f"UE {name} asks for slice {ue.slice}, which the kit does not offer.",
                    f"Use one of: {', '.join(offered)}.",
                )
            if not ue.imsi.startswith(self.cell.plmn):
                raise impossible(
                    f"UE {name} has a SIM of another network (IMSI {ue.imsi}, PLMN "
                    f"{self.cell.plmn}).",
                    "Give the UE an IMSI that starts with the cell's PLMN.",
                )
        self._network_reached()
        check_hosts(self.hosts, self.lan, self.core.ue_pool, self.ues)
        gnbs = [self.gnb, *self.neighbours]
        cell_ids = [self.cell.cell_id, *(gnb.cell_id for gnb in self.neighbours)]
        named = [
            ("name", [gnb.name for gnb in gnbs]),
            ("address", [str(gnb.address) for gnb in gnbs]),
            ("gnb_id", [str(gnb.gnb_id) for gnb in gnbs]),
            ("cell_id", [str(cell_id) for cell_id in cell_ids]),
        ]
        for what, values in named:
            if len(set(values)) < len(values):
                raise impossible(
                    f"Two gNBs have the same {what} ({', '.join(values)}).",
                    f"Give each gNB a {what} of its own.",
                )
        self._robots_fit()
        meant = [("acceptance.device", self.acceptance.device)]
        meant += [(f"power.{name}.ue", outlet.ue) for name, outlet in self.power.items()]
        for where, device in meant:
            if device not in (None, *self.ues):
                raise impossible(
                    f"{where} names UE {device}, which the kit does not have.",
                    f"Use one of: {', '.join(self.ues)}.",
                )
        if self.sensors is not None:
            self._sensors_fit(self.sensors)
        if self.user_plane is not None and set(self.user_plane.devices) != set(self.ues):
            raise impossible(
                "The user plane and the UEs do not name the same devices.",
                f"Give addresses under user_plane.devices to: {', '.join(self.ues)}.",
            )
        watched = [name for name, at in self.capture.items() if isinstance(at, DumpcapPoint)]
        if self.kind == "virtual" and watched:
            raise impossible(
                f"Nothing of a virtual kit crosses the interface of {', '.join(watched)}.",
                "Give its capture points a host of the block: it serves pcap-over-IP.",
            )
        if self.kind == "virtual" and self.block is None:
            raise impossible(
                "A virtual kit needs a block of loopback addresses.",
                "Add block: 127.0.5.0/24 and use its addresses for the gateway, the capture "
                "points and the modems.",
            )
        if self.block is not None and not self.block.subnet_of(_LOOPBACK):
            raise impossible(
                f"Block {self.block} is not made of loopback addresses.",
                "Use a part of 127.0.0.0/8.",
            )
        return self

    def _robots_fit(self) -> None:
        carried: dict[str, str] = {}
        reached: dict[tuple[str, str], str] = {}
        for name, robot in self.robots.items():
            if robot.ue not in (None, *self.ues):
                raise impossible(
                    t(
                        fr=f"Le robot {name} passe par l’appareil {robot.ue}, que le kit n’a pas.",
                        en=f"Robot {name} talks through UE {robot.ue}, which the kit does not "
                        "have.",
                    ),
                    t(
                        fr=f"Prenez l’un de : {', '.join(self.ues)}.",
                        en=f"Use one of: {', '.join(self.ues)}.",
                    ),
                )
            if self.kind == "virtual" and robot.ue is None:
                raise impossible(
                    f"The virtual robot {name} needs the UE that it talks through.",
                    f"Add ue: with one of: {', '.join(self.ues)}.",
                )
            if self.kind == "virtual" and robot.url.startswith(("wss:", "mqtts:")):
                raise impossible(
                    f"The virtual robot {name} speaks no TLS.",
                    f"Use {robot.url.replace('s://', '://', 1)}.",
                )
            if robot.ue is not None and carried.setdefault(robot.ue, name) != name:
                raise impossible(
                    f"Robots {carried[robot.ue]} and {name} talk through the same UE {robot.ue}.",
                    "Give each robot a UE of its own.",
                )
            if reached.setdefault(robot.identity, name) != name:
                raise impossible(
                    f"Robots {reached[robot.identity]} and {name} are one and the same.",
                    "Give each its own url, or its own manufacturer and serial_number.",
                )

    def _network_reached(self) -> None:
        core, gnb = self.core, self.gnb
        if self.network == "own":
            named = {
                "core.amf": core.amf,
                "core.smf": core.smf,
                "core.upf": core.upf,
                "core.data_network": core.data_network,
                **{f"gnb.address of {each.name}": each.address for each in (gnb, *self.neighbours)},
            }
            missing = [where for where, address in named.items() if address == UNKNOWN]
            if missing:
                raise impossible(
                    f"The kit's own network has no address for {', '.join(missing)}.",
                    "Add it, or set network: borrowed where it is somebody else's.",
                )
            return
        inner = [name for name in self.capture if name in ("n2", "n3", "n4")]
        if inner or core.metrics_url or core.info_url or gnb.metrics_url:
            raise impossible(
                "Nobody reaches core and gNB of a borrowed network.",
                "Remove the capture points n2, n3 and n4, and the metrics of core and gNB.",
            )
        if self.kind == "virtual":
            raise impossible(
                "A virtual kit's network is its own.", "Remove network, or set it to own."
            )

    def _sensors_fit(self, sensors: Sensors) -> None:
        for name, machine in sensors.machines.items():
            if machine.ue not in (None, *self.ues):
                raise impossible(
                    f"Machine {name} talks through UE {machine.ue}, which the kit does not have.",
                    f"Use one of: {', '.join(self.ues)}.",
                )
        if self.kind == "real":
            return
        plane = self.user_plane
        ports = {part.port for part in plane.services if part.protocol == "tcp"} if plane else set()
        if (
            plane is None
            or sensors.broker.startswith("mqtts:")
            or sensors.host != str(plane.site)
            or sensors.port not in ports
            or any(machine.ue is None for machine in sensors.machines.values())
        ):
            raise impossible(
                "A virtual machine's sensors publish through a UE to the site.",
                "Give each machine its ue, and the broker mqtt://, the address user_plane.site and "
                "the port of a tcp service.",
            )

    def slice_of(self, ue: str) -> Slice:
        """Return the slice that a UE asks for."""
        wanted = self.ues[ue].slice
        return next(part for part in self.slices if part.name == wanted)

    def moved_to(self, block: IPv4Network) -> "Inventory":
        """Return the same kit with its loopback addresses moved to another block.

        Addresses inside packets (core, gNB, UE pool) stay: they are the emulated
        network's own and never touch this host.
        """
        if self.block is None or block == self.block:
            return self
        moved = _moved(self.model_dump(mode="json"), self.block, block)
        return Inventory.model_validate(moved)


def _moved(value: Any, old: IPv4Network, new: IPv4Network) -> Any:
    if isinstance(value, dict):
        return {key: _moved(part, old, new) for key, part in value.items()}
    if isinstance(value, list):
        return [_moved(part, old, new) for part in value]
    if isinstance(value, str):
        old_prefix = str(old.network_address).rsplit(".", 1)[0] + "."
        new_prefix = str(new.network_address).rsplit(".", 1)[0] + "."
        return value.replace(old_prefix, new_prefix)
    return value
