"""A kit as its operator makes it: `campus5g kit new`, then its playbook, from the edge."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from systemd_machine import INSTALLED, network_name

from campus5g.inventory import Inventory, load_inventory

CAMPUS5G = (sys.executable, "-c", "from campus5g.commands.main import main; main()")
DEVICE = "agv"
KEYS = {"k": "465b5ce8b199b49faa5f0a2ee238a6bc", "opc": "e8ed289deba952e4283b54e88e6183ca"}
"""Published test keys, here those of the device's card."""
WITHIN_S = 1500
_PROVISION = (
    "import json, sys; from pathlib import Path;"
    "from campus5g.inventory import load_inventory;"
    "from campus5g.kit_setup.provisioning import provision;"
    "sys.exit(provision(load_inventory(Path(sys.argv[1])), only=json.loads(sys.argv[2]),"
    " extra=json.loads(sys.argv[3]), check=json.loads(sys.argv[4])))"
)


def new_kit(file: Path, *answers: str) -> Inventory:
    """Write a kit's inventory by the command, from an operator's answers; nobody edits it."""
    subprocess.run(
        [*CAMPUS5G, "kit", "new", "quay", *answers, "--yes", "--output", str(file)],
        check=True,
        capture_output=True,
    )
    return load_inventory(file)


def card_keys(kit: Inventory, file: Path) -> Path:
    """Write what the makers of the kit's cards send: a CSV with their keys."""
    rows = [f"{ue.imsi},89,12345678,{KEYS['k']},{KEYS['opc']}" for ue in kit.ues.values()]
    file.touch(0o600)
    file.write_text("\n".join(["imsi,iccid,adm,k,opc", *rows]) + "\n")
    return file


def provisioned(
    file: Path, folder: Path, *roles: str, check: bool = False, **settings: Any
) -> subprocess.CompletedProcess[str]:
    """Run the playbook as on the edge: from its network, since SSH admits no other.

    Args:
        file: the kit's inventory.
        folder: where the key is that lets root in.
        roles: all of them if none is named.
        check: change nothing.
        settings: further variables.
    """
    ssh = "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null"
    extra: Mapping[str, Any] = {
        "ansible_user": "root",
        "ansible_become": False,
        "ansible_python_interpreter": "/usr/bin/python3",
        "ansible_ssh_private_key_file": str(folder / "key"),
        "ansible_ssh_common_args": ssh,
        "broker_passwords": {"gateway": "over-the-quay", "machines": "in-the-mill"},
        "subscribers_keys": {str(ue.imsi): KEYS for ue in load_inventory(file).ues.values()},
        "gateway_home": str(INSTALLED),
        **settings,
    }
    return subprocess.run(
        [
            *("ip", "netns", "exec", network_name("edge"), sys.executable, "-c", _PROVISION),
            *(str(file), json.dumps(roles), json.dumps(extra), json.dumps(check)),
        ],
        # Ansible keeps connections open: those of an earlier run lead to hosts that are gone.
        env={**os.environ, "ANSIBLE_SSH_CONTROL_PATH_DIR": str(folder / "ssh")},
        capture_output=True,
        text=True,
        timeout=WITHIN_S,
        check=False,
    )


def changed_tasks(run: subprocess.CompletedProcess[str]) -> set[str]:
    """Return the tasks of a run that have changed something, as ``role : task``."""
    task, found = "", set()
    for line in run.stdout.splitlines():
        if line.startswith(("TASK [", "RUNNING HANDLER [")):
            task = line[line.index("[") + 1 : line.rindex("]")]
        elif line.startswith("changed:"):
            found.add(task)
    return found
