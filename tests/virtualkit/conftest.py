"""The kit under test, and kits that play other scenarios than the nominal one."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from ipaddress import IPv4Network

import pytest

from campus5g.inventory import Inventory, load_inventory
from campus5g.places import KITS

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


@pytest.fixture(scope="module")
def inventory(start_kit: StartKit) -> Inventory:
    """The inventory of a nominal kit that nothing has happened to, moved to its block."""
    return start_kit("nominal")
