"""The parts of a kit, as the inventory file names them.

Values that no kit can have are refused: an ARFCN outside its band, a robot without limits.
"""

from ipaddress import IPv4Address, IPv4Network
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AwareDatetime,
    Discriminator,
    Field,
    Tag,
    field_validator,
    model_validator,
)

from campus5g.inventory.bands import BANDS, arfcn_to_mhz, raster
from campus5g.inventory.five_qis import STANDARDISED_5QIS
from campus5g.inventory.frames import check_frame
from campus5g.inventory.refusal import refusal
from campus5g.inventory.velocity_topics import RosRelease
from campus5g.language import t
from campus5g.manifest import Part, Text, impossible

Port = Annotated[int, Field(ge=1, le=65535)]
_RESERVED_TAC = 0xFFFFFE

LONGEST_CAPTURE_S = 900
"""Longer than any capture, so that a dumpcap left behind on another machine ends by itself."""
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,31}$")]

UNKNOWN = IPv4Address(0)
"""The address of a function in someone else's network."""


class Cell(Part):
    """The radio cell: its channel and its TDD pattern."""

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
        """The physical cell identity, 0 to 1007 (TS 38.211, 7.4.2.1)."""
        return self.cell_id % 1008

    @property
    def frequency_mhz(self) -> float:
        """Centre frequency of the carrier."""
        return arfcn_to_mhz(self.arfcn)

    @field_validator("tac")
    @classmethod
    def _not_reserved(cls, tac: int) -> int:
        # TS 23.003, 19.4.2.3; 0 is below the range.
        if tac == _RESERVED_TAC:
            raise refusal("tac")
        return tac

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

    @model_validator(mode="after")
    def _on_the_raster(self) -> Self:
        first, step = raster(self.band, self.scs_khz)
        off = (self.arfcn - first) % step
        if off:
            raise refusal(
                "raster",
                at=("arfcn",),
                arfcn=self.arfcn,
                band=self.band,
                scs=self.scs_khz,
                first=first,
                step=step,
                below=self.arfcn - off,
                above=self.arfcn - off + step,
            )
        return self


class Slice(Part):
    """A network slice and the data network behind it."""

    name: Name
    sst: Annotated[int, Field(ge=1, le=255)]
    sd: Annotated[str, Field(pattern=r"^[0-9a-fA-F]{6}$")] | None = None
    five_qi: Annotated[int, Field(ge=1, le=255)] = 9
    dnn: Annotated[str, Field(pattern=r"^[a-z0-9.-]{1,62}$")] = "internet"

    @field_validator("five_qi")
    @classmethod
    def _standardised(cls, five_qi: int) -> int:
        if five_qi not in STANDARDISED_5QIS:
            known = ", ".join(map(str, sorted(STANDARDISED_5QIS)))
            raise refusal("five-qi", five_qi=five_qi, known=known)
        return five_qi


class GatewayAddress(Part):
    """The address of the kit's gateway, and the key that proves its statements.

    `tls` is for kits reached from other machines: the gateway then serves HTTPS only. `public_key`
    is its Ed25519 key as in the gateway's description; its signatures on measurements after
    `public_key_valid_until` do not count.
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
    """A capture point served as pcap-over-IP."""

    host: str
    port: Port = 57012
    shows: Text


class DumpcapPoint(Part):
    """A network interface that dumpcap watches, on the gateway's machine or, by ``ssh``, another.

    ``filter`` is a pcap-filter(7); ``ssh`` a destination of ssh(1), ``user@host`` or
    ``ssh://user@host:port``; ``ssh_config`` a file for ``ssh -F``.
    """

    interface: Annotated[str, Field(pattern=r"^[A-Za-z0-9_/][A-Za-z0-9_./:@-]{0,255}$")]
    filter: Annotated[str, Field(max_length=500)] = ""
    ssh: Annotated[str, Field(pattern=r"^(ssh://)?[A-Za-z0-9_][A-Za-z0-9_.@:-]*$")] | None = None
    ssh_config: Path | None = None
    shows: Text

    @property
    def program(self) -> list[str]:
        """The command to run where the interface is; it writes packets to standard output."""
        dumpcap = ["dumpcap", "-q", "-i", self.interface, "-w", "-"]
        dumpcap += ["-a", f"duration:{LONGEST_CAPTURE_S}"]
        return [*dumpcap, "-f", self.filter] if self.filter else dumpcap

    @property
    def login(self) -> tuple[str, str] | None:
        """User and host of ``ssh``; the user is empty if OpenSSH chooses it."""
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
    """An address for each network function; a single text stands for all of them."""

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

    `metrics_url` is the Prometheus endpoint, `info_url` the base address of Open5GS' info API. The
    addresses may be left out for a borrowed network only. A virtual core with a `network_name`
    tells it each UE after its registration, with the time, as real networks do.
    """

    name: str = "Open5GS"
    network_name: Annotated[str, Field(min_length=1, max_length=60)] | None = None
    amf: IPv4Address = UNKNOWN
    smf: IPv4Address = UNKNOWN
    upf: IPv4Address = UNKNOWN
    data_network: IPv4Address = UNKNOWN
    ue_pool: IPv4Network = IPv4Network("10.45.0.0/16")
    metrics_url: FunctionUrls | None = None
    info_url: FunctionUrls | None = None


class Gnb(Part):
    """The base station: its program, its address on the campus network, and its metrics."""

    name: str
    program: Literal["ocudu", "srsran"] = "ocudu"
    address: IPv4Address = UNKNOWN
    gnb_id: Annotated[int, Field(ge=0, lt=1 << 32)] = 1
    metrics_url: Annotated[str, Field(pattern=r"^wss?://\S+$")] | None = None


class NeighbourGnb(Gnb):
    """Another base station of the site, with a cell on the same carrier."""

    cell_id: Annotated[int, Field(ge=0, lt=1 << 36)]


class Ue(Part):
    """A device with a SIM: the address of its modem, and the slice it asks for."""

    description: Text
    modem: Annotated[str, Field(pattern=r"^(socket://|rfc2217://|/dev/)\S+$")]
    imsi: Annotated[str, Field(pattern=r"^\d{15}$")]
    slice: Name
    reflector: IPv4Address | None = None


class Limits(Part):
    """What a robot may never exceed; each limit must be finite.

    `deceleration_mps2` is what its brakes reach at least, and `clearance_m` the least distance
    between its body and an obstacle.
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
            raise refusal("fence")
        return self


class Vda5050(Part):
    """The identity of a VDA 5050 vehicle on its MQTT broker."""

    manufacturer: Annotated[str, Field(pattern=r"^[^/+#$]{1,64}$")]
    serial_number: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{1,64}$")]
    version: Literal["2.0.0", "2.1.0"] = "2.1.0"

    @property
    def topic(self) -> str:
        """The prefix of all of the vehicle's topics (VDA 5050, 6.2)."""
        major = self.version.partition(".")[0]
        return f"uagv/v{major}/{self.manufacturer}/{self.serial_number}"


class Robot(Part):
    """A mobile robot, its protocol, the UE that it talks through, and its limits.

    `ros` is the release of ROS 2 on it, which decides the type of its velocities.
    `command_timeout_ms` is its base's own: without a command for that long, the base stops by
    itself. Null for a base that has none, or where it was never measured. A VDA 5050 vehicle needs
    none: it stops at the end of its order.
    """

    protocol: Literal["rosbridge", "vda5050"]
    url: Annotated[str, Field(pattern=r"^(ws|wss|mqtt|mqtts)://\S+$")]
    limits: Limits
    description: Text = Text(fr="robot mobile", en="mobile robot")
    ue: Name | None = None
    radius_m: Annotated[float, Field(gt=0, le=3)] = 0.25
    ros: RosRelease = "jazzy"
    command_timeout_ms: Annotated[float, Field(ge=20, le=60_000)] | None = None
    vda5050: Vda5050 | None = None

    @property
    def identity(self) -> tuple[str, str]:
        """What distinguishes it from other robots: its address, and its identity there."""
        return self.url, "" if self.vda5050 is None else self.vda5050.topic

    @model_validator(mode="after")
    def _protocol_fits(self) -> Self:
        scheme = self.url.partition(":")[0]
        wanted = ("mqtt", "mqtts") if self.protocol == "vda5050" else ("ws", "wss")
        if scheme not in wanted:
            raise refusal("robot-url", protocol=self.protocol, url=self.url, scheme=wanted[0])
        if self.protocol == "rosbridge" and self.vda5050 is not None:
            raise refusal("rosbridge-identity")
        if self.protocol == "vda5050" and self.vda5050 is None:
            raise refusal("vda5050-identity")
        return self


class Bearing(Part):
    """The geometry of a rolling bearing, which determines its defect frequencies."""

    balls: Annotated[int, Field(ge=3, le=60)]
    ball_mm: Annotated[float, Field(gt=0, le=500)]
    pitch_mm: Annotated[float, Field(gt=0, le=5000)]
    contact_deg: Annotated[float, Field(ge=0, lt=90)] = 0.0

    @model_validator(mode="after")
    def _balls_fit(self) -> Self:
        if self.ball_mm * self.balls > self.pitch_mm * 3.1416:
            raise refusal("bearing", balls=self.balls, ball_mm=self.ball_mm, pitch_mm=self.pitch_mm)
        return self


class Machine(Part):
    """A machine with sensors: the prefix of its topics, and the UE that it talks through."""

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
        """Host of the broker."""
        return self.broker.partition("://")[2].rpartition(":")[0]

    @property
    def port(self) -> int:
        """Port of the broker."""
        return int(self.broker.rpartition(":")[2])


class Outlet(Part):
    """A switched outlet that can bring a device back by a power cycle.

    `switch_off` and `switch_on` are the addresses that switch it: on a Shelly,
    ``http://…/rpc/Switch.Set?id=0&on=false``. `ue` is the device that registers again after a
    successful power cycle; by default the one that the acceptance measures.
    """

    switch_off: HttpUrl
    switch_on: HttpUrl
    feeds: str
    ue: Name | None = None


class ControlAddress(Part):
    """The control port of a virtual kit.

    `key` opens it where a kit was started as a pair with its gateway; such a kit makes a new one at
    each start, so that no inventory states it.
    """

    host: str
    port: Port = 57001
    key: str = ""


class Service(Part):
    """A port that crosses the virtual network; hosts use ports above 32,767 for themselves.

    `inside` is the port in the network's packets, for ports on which a program needs privileges to
    listen.
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

    Args:
        reached_at: where programs of the site reach it.
        serves_at: where its own programs listen.
        reaches_site_at: where its own programs reach the site.
    """

    reached_at: IPv4Address
    serves_at: IPv4Address
    reaches_site_at: IPv4Address


class UserPlane(Part):
    """Where real programs meet the virtual network; the site's programs listen at `site`."""

    site: IPv4Address
    services: list[Service]
    devices: dict[Name, DevicePrograms]
