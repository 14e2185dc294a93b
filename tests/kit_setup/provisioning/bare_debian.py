"""Debian as it is before any role: what the roles install is gone, and can be had."""

from typing import Any

import yaml
from systemd_machine import Machine

from campus5g.kit_setup.provisioning import PROVISIONING

_KEPT = {"iproute2", "openssl", "python3-minimal"}
"""Debian and Ansible stand on these."""
_ARCHIVE = "/var/local/archive"


def strip(machine: Machine) -> None:
    """Take away what the roles install; an archive of packages without contents offers it."""
    known = machine.run("dpkg-query", "--show", "--showformat", "${Package}\n").stdout.split()
    packages = installed_by_roles() - _KEPT
    env = ("env", "DEBIAN_FRONTEND=noninteractive")
    machine.run(*env, "apt-get", "purge", "--yes", "--quiet", *sorted(packages & set(known)))
    for user in ("mosquitto", "_chrony"):
        machine.run("userdel", user, check=False)
    machine.run("groupdel", "wireshark", check=False)
    machine.run("rm", "-rf", "/etc/apt/sources.list.d")
    machine.write(f"{_ARCHIVE}/Packages", "\n".join(map(_entry, sorted(packages))))
    machine.write("/etc/apt/sources.list", f"deb [trusted=yes] file:{_ARCHIVE} ./\n")
    machine.run("apt-get", "update", "--quiet")


def installed_by_roles() -> set[str]:
    """Return the packages that the roles install."""
    files = PROVISIONING.glob("roles/*/tasks/*.yml")
    tasks = [task for file in files for task in yaml.safe_load(file.read_text())]
    named = [task["ansible.builtin.apt"] for task in tasks if "ansible.builtin.apt" in task]
    return {name for apt in named if apt.get("state") != "absent" for name in _names(apt)}


def _names(apt: dict[str, Any]) -> list[str]:
    return apt["name"] if isinstance(apt["name"], list) else [apt["name"]]


def _entry(package: str) -> str:
    return (
        f"Package: {package}\nVersion: 99\nArchitecture: all\nMaintainer: tests <tests@localhost>\n"
        f"Filename: ./{package}.deb\nSize: 1\nSHA256: {'0' * 64}\nDescription: stood in for\n"
    )
