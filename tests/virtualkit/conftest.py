"""The kit under test, and kits that play other scenarios than the nominal one."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from ipaddress import IPv4Network
from typing import Any

import pytest

from campus5g.inventory import Inventory, load_inventory
from campus5g.places import KITS


@pytest.fixture(scope="session")
def inventory(virtual_kit: Any) -> Inventory:
    """The inventory of the nominal kit, moved to its block."""
    moved: Inventory = virtual_kit.inventory
    return moved


StartKit = Callable[[str], Inventory]


@pytest.fixture(scope="module")
def start_kit() -> Iterator[StartKit]:
    """Start a kit with a scenario; it ends with the module."""
    with ExitStack() as stack:

        def start(scenario: str) -> Inventory:
            process = stack.enter_context(
                subprocess.Popen(
                    [
                        *(sys.executable, "-m", "campus5g.virtualkit"),
                        *("--scenario", scenario, "--owner", f"{scenario} {os.getpid()}"),
                        "--until-stdin-closes",
                    ],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            assert process.stdin is not None
            assert process.stdout is not None
            stack.callback(process.stdin.close)
            block = IPv4Network(json.loads(process.stdout.readline())["block"])
            return load_inventory(KITS / "virtual.yaml").moved_to(block)

        yield start
