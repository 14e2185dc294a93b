"""Rendering the roles' templates as Ansible does, without a machine.

``python tests/kit_setup/provisioning/rendering.py`` rewrites the golden files: look at the diff.
"""

from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from campus5g.inventory import Inventory, load_inventory
from campus5g.kit_setup.provisioning import PROVISIONING, hosts_file
from campus5g.places import KITS

GOLDEN = Path(__file__).with_name("golden")
REFERENCE_KITS = ("bench", "borrowed", "classroom")

_ROLES = {
    "edge": ("broker", "device_route", "dns", "gateway", "prometheus"),
    "core": ("open5gs", "subscribers"),
    "gnb": ("gnb",),
    "modem": ("modem",),
    "robot": ("robot",),
}
_OF_ALL = ("clock", "firewall")


def rendered(kit: str) -> dict[str, str]:
    """Return each configuration of a reference kit's machines, by ``machine/role/file``."""
    return configurations(load_inventory(KITS / f"{kit}.yaml"))


def configurations(inventory: Inventory) -> dict[str, str]:
    """Return each configuration of a kit's machines, by ``machine/role/file``."""
    hosts = hosts_file(inventory)["all"]
    found: dict[str, str] = {}
    for name, host in hosts["hosts"].items():
        roles = [*_OF_ALL, *(role for part in host["me"]["makes"] for role in _ROLES[part])]
        for role in roles:
            values = {**_defaults(role), **hosts["vars"], **host}
            # Names of secrets stand for secrets.
            values["subscribers_keys"] = {
                each["imsi"]: {"k": "«k»", "opc": "«opc»"} for each in values["subscribers"]
            }
            for template in sorted((PROVISIONING / "roles" / role / "templates").glob("*.j2")):
                if not _written(template, values):
                    continue
                file = f"{name}/{role}/{template.name.removesuffix('.j2')}"
                found[file] = _render(template, values)
    return found


def _written(template: Path, values: dict[str, Any]) -> bool:
    """Say whether the role writes it, as its tasks' conditions do."""
    me = values["me"]
    by_its_modem = bool(me["robot"]) and me["robot"]["ue"] in me["carries"]
    conditions = {
        "campus5g-rosbridge-modem.socket.j2": by_its_modem,
        "campus5g-rosbridge-modem.service.j2": by_its_modem,
        "modem.nft.j2": by_its_modem,
        "campus5g-device-route.service.j2": values["device_gateway"] != "",
        "chrony.conf.j2": values["kit"]["clock"] == "chrony" or "edge" in me["makes"],
        "ptp4l.conf.j2": values["kit"]["clock"] == "linuxptp",
        "campus5g-ptp4l.service.j2": values["kit"]["clock"] == "linuxptp",
        "campus5g-phc2sys.service.j2": values["kit"]["clock"] == "linuxptp"
        and me["hardware_clock"],
    }
    return conditions.get(template.name, True)


def _defaults(role: str) -> dict[str, Any]:
    file = PROVISIONING / "roles" / role / "defaults" / "main.yml"
    return yaml.safe_load(file.read_text()) if file.is_file() else {}


def _render(template: Path, values: dict[str, Any]) -> str:
    around = Environment(  # noqa: S701  configurations, no pages
        loader=FileSystemLoader(template.parent),
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    return around.get_template(template.name).render(values)


if __name__ == "__main__":
    for kit in REFERENCE_KITS:
        for name, text in rendered(kit).items():
            file = GOLDEN / kit / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
