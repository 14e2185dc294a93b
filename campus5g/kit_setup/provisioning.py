"""Run Ansible on a kit's machines; the roles are in ``kit-setup/provisioning``."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from campus5g.errors import CampusError, choose_from
from campus5g.inventory import DumpcapPoint, Inventory
from campus5g.inventory.hosts import Host
from campus5g.language import t
from campus5g.places import HOUSE

PROVISIONING = HOUSE / "kit-setup" / "provisioning"
ROLES = tuple(sorted(folder.name for folder in (PROVISIONING / "roles").glob("*/")))
MODEM_PORT = 2217
_METRICS_PORT = 9090
_SAMPLE_RATES_MHZ = (7.68, 11.52, 15.36, 23.04, 30.72, 46.08, 61.44, 92.16, 122.88, 245.76, 491.52)
"""Products of a subcarrier spacing and a length of FFT that radios offer."""


_PART = re.compile(r"(D*)(S?)(U*)")
_SPECIAL_SYMBOLS = (6, 4)
"""Symbols of a special slot for down and up; the four between them are the guard period."""


def hosts_file(inventory: Inventory) -> dict[str, Any]:
    """Return the kit as an Ansible inventory: a group for each role, and each machine's variables.

    Keys are in none of it.
    """
    managed = {name: host for name, host in inventory.hosts.items() if host.managed}
    described: dict[str, dict[str, Any]] = {
        name: {
            "ansible_host": str(host.address),
            "ansible_user": host.user,
            "me": {
                "name": name,
                **host.model_dump(mode="json"),
                "openings": openings(inventory, name),
                "modems": modems(inventory, host),
                "captures": captures(inventory, host),
                "robot": robot_of(inventory, host),
            },
        }
        for name, host in managed.items()
    }
    groups: dict[str, Any] = {
        f"{role}_hosts": {
            "hosts": {name: {} for name, host in managed.items() if role in host.makes}
        }
        for role in ("edge", "core", "gnb", "modem")
    }
    for group, part in (("robot_hosts", "robot"), ("capture_hosts", "captures")):
        groups[group] = {"hosts": {name: {} for name in managed if described[name]["me"][part]}}
    return {"all": {"hosts": described, "vars": variables(inventory), "children": groups}}


def variables(inventory: Inventory) -> dict[str, Any]:
    """Return the variables of all roles: the inventory, and what follows from it."""
    edge = next((host for host in inventory.hosts.values() if "edge" in host.makes), None)
    return {
        "kit": inventory.model_dump(mode="json"),
        "edge_address": str(edge.address) if edge else inventory.gateway.host,
        "certified_names": certified_names(inventory),
        "device_gateway": device_gateway(inventory),
        "ue_gateway": str(inventory.core.ue_pool[1]),
        "metrics": metrics(inventory),
        "sample_rate_mhz": sample_rate_mhz(inventory.cell.bandwidth_mhz),
        "network_name": inventory.site.fr,
        "mcc": inventory.cell.mcc,
        "mnc": inventory.cell.mnc,
        "tdd_patterns": tdd_patterns(inventory.cell.tdd_pattern),
        "subscribers": [
            {
                "imsi": ue.imsi,
                "name": name,
                "address": str(ue.reflector) if ue.reflector else "",
                "slice": inventory.slice_of(name).model_dump(mode="json"),
            }
            for name, ue in inventory.ues.items()
        ],
    }


def metrics(inventory: Inventory) -> dict[str, dict[str, Any]]:
    """Return where each function of the core serves its metrics: address and port.

    Where the inventory names no address, functions that share one have a port each.
    """
    urls, core = inventory.core.metrics_url, inventory.core
    named = {"amf": core.amf, "smf": core.smf, "upf": core.upf}
    used: set[tuple[str, int]] = set()
    found: dict[str, dict[str, Any]] = {}
    for name, address in named.items():
        url = urlsplit(getattr(urls, name) or "") if urls else urlsplit("")
        host, port = url.hostname or str(address), url.port or _METRICS_PORT
        while (host, port) in used:
            port += 1
        used.add((host, port))
        found[name] = {"address": host, "port": port}
    return found


def sample_rate_mhz(bandwidth_mhz: int) -> float:
    """Return the lowest sample rate of a software radio that carries a channel."""
    return next(rate for rate in _SAMPLE_RATES_MHZ if rate >= bandwidth_mhz)


def certified_names(inventory: Inventory) -> list[str]:
    """Return the edge's names for its certificate (subjectAltName): ``IP:…`` and ``DNS:…``."""
    edges = {name: host for name, host in inventory.hosts.items() if "edge" in host.makes}
    called = [inventory.gateway.host]
    for name, host in edges.items():
        called += [str(host.address), name]
    return [f"{'IP' if _is_address(each) else 'DNS'}:{each}" for each in dict.fromkeys(called)]


def _is_address(text: str) -> bool:
    try:
        IPv4Address(text)
    except ValueError:
        return False
    return True


def device_gateway(inventory: Inventory) -> str:
    """Return the next hop from the edge to the devices on the kit's network, empty if none."""
    upf, lan = inventory.core.upf, inventory.lan
    edge = [host.address for host in inventory.hosts.values() if "edge" in host.makes]
    return str(upf) if lan is not None and upf in lan and upf not in edge else ""


def tdd_patterns(frame: str) -> list[dict[str, int]]:
    """Return a frame as one or two patterns of TS 38.331, 6.3.2: down, special slot, up.

    Raises:
        CampusError: it takes more than two.
    """
    down, up = _SPECIAL_SYMBOLS
    found = [
        {
            "slots": len(match[0]),
            "dl_slots": len(match[1]),
            "dl_symbols": down if match[2] else 0,
            "ul_slots": len(match[3]),
            "ul_symbols": up if match[2] else 0,
        }
        for match in _PART.finditer(frame)
        if match[0]
    ]
    if len(found) > 2:
        raise CampusError(
            f"The frame {frame} takes {len(found)} patterns; a gNB knows two.",
            "Take a frame with at most two turns from down to up.",
        )
    return found


def modems(inventory: Inventory, host: Host) -> list[dict[str, Any]]:
    """Return the modems of a machine: socket, port on the network, namespace and access point."""
    return [
        {
            "ue": ue,
            "usb_path": path,
            "port": urlsplit(inventory.ues[ue].modem).port or MODEM_PORT + number,
            "shared": inventory.ues[ue].modem.startswith("rfc2217://"),
            "dnn": inventory.slice_of(ue).dnn,
            "address": str(inventory.ues[ue].reflector or ""),
        }
        for number, (ue, path) in enumerate(host.carries.items())
    ]


def robot_of(inventory: Inventory, host: Host) -> dict[str, Any] | None:
    """Return the robot that a machine is: the one whose UE it carries, else the kit's only one.

    None where it is none, and for a VDA 5050 vehicle, of which nothing is provisioned.

    Raises:
        CampusError: the inventory says that it is a robot, and not which.
    """
    if "robot" not in host.makes:
        return None
    found = [robot for robot in inventory.robots.values() if robot.ue in host.carries]
    found = found or list(inventory.robots.values())
    if len(found) != 1:
        raise CampusError(
            f"Host {host.address} makes a robot, and nothing says which one.",
            "Let it carry that robot's UE: carries: {UE: ID_PATH}.",
        )
    return found[0].model_dump(mode="json") if found[0].protocol == "rosbridge" else None


def captures(inventory: Inventory, host: Host) -> dict[str, list[str]]:
    """Return the commands that the gateway may run over SSH on a machine to capture, by user.

    The one that provisioning signs in as is left out: who gives it to the gateway gives it root.
    """
    found: dict[str, list[str]] = {}
    for point in inventory.capture.values():
        login = point.login if isinstance(point, DumpcapPoint) else None
        if login is not None and isinstance(point, DumpcapPoint):
            user, at = login
            if at == str(host.address) and user not in ("", "root", host.user):
                found.setdefault(user, []).append(shlex.join(point.program))
    return found


def openings(inventory: Inventory, name: str) -> list[dict[str, Any]]:
    """Return the rules of a machine's firewall: source, port and reason."""
    host, lan, core = inventory.hosts[name], str(inventory.lan), inventory.core
    edge = [str(each.address) for each in inventory.hosts.values() if "edge" in each.makes]
    found: list[dict[str, Any]] = []

    def let_in(sources: Sequence[object], protocol: str, port: int, why: str) -> None:
        found.extend(
            {"from": str(source), "protocol": protocol, "port": port, "why": why}
            for source in sources
            if str(source) != str(host.address)
        )

    if "edge" in host.makes:
        let_in([lan], "tcp", 22, "operators")
        let_in([lan], "tcp", inventory.gateway.port, "gateway")
        let_in([lan], "udp", 123, "time")
        let_in([lan, core.ue_pool], "udp", 53, "names")
        let_in([lan, core.ue_pool], "tcp", 53, "names")
        if inventory.clock == "linuxptp":
            let_in([lan], "udp", 319, "PTP events")
            let_in([lan], "udp", 320, "PTP messages")
        let_in([lan, core.ue_pool], "tcp", 8883, "MQTT over TLS")
    else:
        let_in(edge, "tcp", 22, "provisioning, capture")
        if inventory.clock == "linuxptp":
            let_in(edge, "udp", 319, "PTP events")
            let_in(edge, "udp", 320, "PTP messages")
    if "core" in host.makes and "gnb" not in host.makes:
        let_in([inventory.gnb.address], "sctp", 38412, "N2")
        let_in([inventory.gnb.address], "udp", 2152, "N3")
    if "core" in host.makes:
        for port in sorted({each["port"] for each in metrics(inventory).values()}):
            let_in(edge, "tcp", port, "metrics")
    if "gnb" in host.makes and "core" not in host.makes:
        let_in([core.upf], "udp", 2152, "N3")
    if "gnb" in host.makes:
        let_in(edge, "tcp", 8001, "metrics")
    for modem in modems(inventory, host):
        if modem["shared"]:
            let_in(edge, "tcp", modem["port"], f"modem of {modem['ue']}")
    if robot_of(inventory, host) is not None:
        let_in([*edge, core.data_network], "tcp", 9090, "rosbridge")
    return found


def provision(
    inventory: Inventory,
    *,
    check: bool = False,
    only: Sequence[str] = (),
    vault: Path | None = None,
    ask_sudo: bool = False,
    extra: Mapping[str, Any] | None = None,
) -> int:
    """Run the playbook on the kit's machines; return Ansible's exit code.

    Args:
        inventory: the kit's.
        check: change nothing, tell what would change.
        only: roles (Ansible's tags) to run; all if none is named.
        vault: an encrypted file of variables: `subscribers_keys` and `broker_passwords`; Ansible
            asks for its word.
        ask_sudo: let Ansible ask for the word that the machines' operators give to sudo.
        extra: further variables.

    Raises:
        CampusError: the kit has no machine to provision, there is no such role, or Ansible is not
            installed.
    """
    unknown = sorted(set(only) - set(ROLES))
    if unknown:
        raise CampusError(
            t(
                fr=f"Aucun rôle ne s’appelle {', '.join(unknown)}.",
                en=f"No role is called {', '.join(unknown)}.",
            ),
            choose_from(ROLES),
        )
    if not any(host.managed for host in inventory.hosts.values()):
        raise CampusError(
            f"Kit {inventory.name} names no machine that can be provisioned.",
            f"Add hosts: to its inventory; {HOUSE / 'kit-setup/kits/classroom.yaml'} shows how.",
        )
    places = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    program = shutil.which("ansible-playbook", path=places)
    if program is None:
        raise CampusError(
            "Ansible is not installed here.", "Install it: pip install 'campus5g[provision]'."
        )
    with tempfile.TemporaryDirectory(prefix="campus5g-") as folder:
        hosts = Path(folder) / "hosts.json"
        hosts.write_text(json.dumps(hosts_file(inventory), ensure_ascii=False), encoding="utf-8")
        command = [program, "-i", str(hosts), str(PROVISIONING / "site.yml")]
        command += ["--check", "--diff"] if check else []
        command += ["--tags", ",".join(only)] if only else []
        command += ["-e", json.dumps({"house": str(HOUSE), **(extra or {})})]
        command += ["-e", f"@{vault.resolve()}", "--ask-vault-pass"] if vault else []
        command += ["--ask-become-pass"] if ask_sudo else []
        surroundings = {**os.environ, "ANSIBLE_CONFIG": str(PROVISIONING / "ansible.cfg")}
        return subprocess.run(command, env=surroundings, check=False).returncode
