"""Draft a new kit's inventory from a few answers, checked by the inventory's own models."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from ipaddress import IPv4Network
from itertools import count
from typing import Any

import yaml
from pydantic import ValidationError

from campus5g.errors import CampusError
from campus5g.inventory import Inventory
from campus5g.kit_setup.answer_forms import in_form
from campus5g.language import t
from campus5g.manifest import explained

_CHANNELS = {
    "n38": (519000, 20, 30),
    "n41": (519000, 40, 30),
    "n77": (656668, 20, 30),
    "n78": (640000, 20, 30),
    "n258": (2043749, 100, 120),
}
"""A default channel in each band: ARFCN, bandwidth in MHz, subcarrier spacing in kHz."""
_FIRST_DEVICE = 11
_FIRST_HOST = 31
_NEXT_FENCE_M = 5


@dataclass(frozen=True)
class Draft:
    """The answers; those that follow from others are None until they are given.

    Args:
        devices: names of the UEs, one modem host each.
        robots: names of those UEs that are robots.
        lan: the kit's network; its tenth address is the edge's.
    """

    name: str = "my-kit"
    site: str = "Campus 5G"
    network: str = "own"
    band: str = "n77"
    scs_khz: int | None = None
    bandwidth_mhz: int | None = None
    arfcn: int | None = None
    tdd_pattern: str = "DDDSU"
    plmn: str = "99970"
    tac: int = 1
    lan: str = "192.168.80.0/24"
    ue_pool: str = "10.45.0.0/16"
    devices: str = "camera,agv"
    robots: str = ""

    @property
    def channel(self) -> tuple[int, int, int]:
        """ARFCN, bandwidth and spacing: the answers, else the defaults of the band."""
        arfcn, width, spacing = _CHANNELS.get(self.band, _CHANNELS["n77"])
        return self.arfcn or arfcn, self.bandwidth_mhz or width, self.scs_khz or spacing

    @property
    def ues(self) -> list[str]:
        """The devices' names."""
        return _names(self.devices)

    @property
    def carriers(self) -> list[str]:
        """The names of the robots: each is the device of that name."""
        return _names(self.robots)


def answered(draft: Draft, name: str, value: object) -> Draft:
    """Return the draft with one more answer.

    Raises:
        CampusError: the kit is impossible; the remedy says what is possible.
    """
    changes: dict[str, Any] = {name: in_form(name, value)}
    further = replace(draft, **changes)
    checked(further)
    return further


def checked(draft: Draft) -> Inventory:
    """Return the inventory that a draft describes.

    Raises:
        CampusError: the kit is impossible.
    """
    try:
        network = IPv4Network(draft.lan)
        IPv4Network(draft.ue_pool)
    except ValueError as error:
        raise CampusError(
            t(fr=f"Ce n’est pas un réseau : {error}.", en=f"This is not a network: {error}."),
            t(fr="Écrivez-le comme 192.168.80.0/24.", en="Write it as 192.168.80.0/24."),
        ) from error
    last = _FIRST_HOST + len(draft.ues)
    if network.num_addresses < last + 2:
        raise CampusError(
            t(
                fr=f"{network} a trop peu d’adresses pour ce kit.",
                en=f"{network} has too few addresses for this kit.",
            ),
            t(fr="Prenez un /24.", en="Use a /24."),
        )
    try:
        return Inventory.model_validate(yaml.safe_load(rendered(draft)))
    except (ValidationError, yaml.YAMLError) as error:
        if isinstance(error, yaml.YAMLError):
            raise CampusError(
                t(
                    fr="Cette réponse n’est pas du texte simple.",
                    en="This answer is not plain text.",
                ),
                t(
                    fr="Évitez : # { } [ ] et guillemets.",
                    en="Avoid : # { } [ ] and quotes.",
                ),
            ) from error
        raise CampusError(*explained(error)) from error


def edges_mhz(inventory: Inventory) -> tuple[float, float]:
    """Return the lower and the upper edge of the channel, to compare with the licence."""
    cell = inventory.cell
    return (
        cell.frequency_mhz - cell.bandwidth_mhz / 2,
        cell.frequency_mhz + cell.bandwidth_mhz / 2,
    )


def rendered(draft: Draft) -> str:
    """Return the inventory as YAML with comments."""
    lan, pool = IPv4Network(draft.lan), IPv4Network(draft.ue_pool)
    arfcn, width, spacing = draft.channel
    edge, core, gnb = lan[10], lan[20], lan[21]
    own = draft.network == "own"
    inner = f"""\
core:
  name: Open5GS
  amf: {core}
  smf: 127.0.0.4         # it talks to the other functions only, on the same machine
  upf: {core}
  data_network: {pool[1]}
  ue_pool: {pool}
  metrics_url: {{amf: "http://{core}:9090/metrics", smf: "http://{core}:9091/metrics", upf: "http://{core}:9092/metrics"}}
  info_url: {{amf: "http://{core}:9090", smf: "http://{core}:9091"}}

gnb: {{name: gnb-{draft.name}, address: {gnb}, gnb_id: 1, metrics_url: "ws://{gnb}:8001"}}
"""
    borrowed = f"""\
core: {{name: {draft.site}, ue_pool: {pool}}}   # ask its operator for the pool
gnb: {{name: gNB}}
"""
    ssh = f", ssh: capture@{core}"
    inside = f"""\
  n2: {{interface: eth0, filter: sctp port 38412{ssh}, shows: {{fr: "gNB vers AMF : NGAP et NAS", en: "gNB to AMF: NGAP and NAS"}}}}
  n3: {{interface: eth0, filter: udp port 2152{ssh}, shows: {{fr: "gNB vers UPF : GTP-U", en: "gNB to UPF: GTP-U"}}}}
  n4: {{interface: lo, filter: udp port 8805{ssh}, shows: {{fr: "SMF vers UPF : PFCP", en: "SMF to UPF: PFCP"}}}}
"""  # noqa: E501
    seen = f"""\
  n6: {{interface: eth0, filter: net {pool}, shows: {{fr: "trafic en clair des appareils", en: "the devices' plain traffic"}}}}
"""  # noqa: E501
    hosts = _hosts(draft, {"edge": edge, "core": core, "gnb": gnb}, lan, own=own)
    return f"""\
# {draft.name}: written by `campus5g kit new`. Look at every line that has a comment.
name: {draft.name}
kind: real
network: {draft.network}           # borrowed: somebody else's, without access to core and gNB
site: {draft.site}

cell:
  band: {draft.band}
  arfcn: {arfcn}          # the centre of the channel, as the licence says it
  bandwidth_mhz: {width}
  scs_khz: {spacing}
  tdd_pattern: {draft.tdd_pattern}   # as the licence or the neighbours ask
  plmn: "{draft.plmn}"        # 99970 is for private networks
  tac: {draft.tac}

slices:
  - {{name: office, sst: 1, sd: "000001", five_qi: 9, dnn: internet}}

lan: {lan}
hosts:
{hosts}
gateway: {{host: {edge}, port: 8765, tls: true}}

capture:
{inside if own else ""}{seen}
{inner if own else borrowed}
ues:
{_ues(draft, lan, pool)}{_robots(draft, pool) if draft.carriers else ""}
acceptance: {{}}            # marks other than the usual ones: docs/reference/acceptance.md
"""


def _hosts(draft: Draft, at: Mapping[str, object], lan: IPv4Network, *, own: bool) -> str:
    made = ["edge", "core", "gnb"] if own else ["edge"]
    lines = [
        f"  {role}: {{makes: [{role}], address: {at[role]}, "
        f'description: {{fr: "{role}", en: "{role}"}}}}   # interface: eth0, user: operator\n'
        for role in made
    ]
    for number, name in enumerate(draft.ues):
        makes = "robot, modem" if name in draft.carriers else "modem"
        lines.append(
            f"  host-{name}: {{makes: [{makes}], address: {lan[_FIRST_HOST + number]}, "
            f'description: {{fr: "hôte du modem « {name} »", en: "host of the modem “{name}”"}}, '
            f"carries: {{{name}: usb-path}}}}   # udevadm info: ID_PATH\n"
        )
    return "".join(lines)


def _ues(draft: Draft, lan: IPv4Network, pool: IPv4Network) -> str:
    return "".join(
        f"""\
  {name}:
    description: {{fr: "{name}", en: "{name}"}}
    modem: rfc2217://{lan[_FIRST_HOST + number]}:2217
    reflector: {pool[_FIRST_DEVICE + number]}          # its fixed address
    imsi: "{draft.plmn}{number + 1:0{15 - len(draft.plmn)}d}"
    slice: office
"""
        for number, name in enumerate(draft.ues)
    )


def _robots(draft: Draft, pool: IPv4Network) -> str:
    numbers = {name: number for number, name in enumerate(draft.ues)}
    return "\nrobots:                   # where a lesson names none, the first\n" + "".join(
        f"""\
  {name}:
    protocol: rosbridge      # or vda5050, with a broker's url and vda5050: {{manufacturer: …, serial_number: …}}
    url: ws://{pool[_FIRST_DEVICE + numbers.get(name, 0)]}:9090
    ue: {name}
    limits:                  # measure the room, and what the brakes reach
      speed_mps: 0.3
      turn_radps: 1.0
      deceleration_mps2: 0.5
      clearance_m: 0.3
      fence_m: [[{left}, 0], [{left + 4}, 0], [{left + 4}, 3], [{left}, 3]]
"""  # noqa: E501
        for left, name in zip(count(0, _NEXT_FENCE_M), draft.carriers)
    )


def _names(answer: str) -> list[str]:
    return list(dict.fromkeys(name.strip() for name in answer.split(",") if name.strip()))
