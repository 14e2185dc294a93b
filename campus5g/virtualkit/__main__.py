"""The process: `python -m campus5g.virtualkit`."""

import argparse
import asyncio
import gc
import getpass
import json
import logging
import os
import secrets
import signal
import sys
from contextlib import AsyncExitStack
from ipaddress import IPv4Network
from pathlib import Path

from campus5g.errors import CampusError
from campus5g.inventory import claim_block, load_inventory
from campus5g.places import KITS
from campus5g.virtualkit.timing.exact_loop import exact_loop


def main() -> int:
    """Run a virtual kit until it is stopped; return the exit code."""
    options = _options()
    logging.basicConfig(
        level=logging.INFO, stream=sys.stderr, format="virtual kit: %(levelname)s: %(message)s"
    )
    # pycrate warns that its cipher library is absent; the kit has its own ciphers.
    logging.getLogger("pycrate_mobile").setLevel(logging.ERROR)
    try:
        with asyncio.Runner(loop_factory=exact_loop) as runner:
            runner.run(_run(options))
    except CampusError as error:
        sys.stderr.write(f"{error.problem}\n→ {error.remedy}\n")
        return 1
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m campus5g.virtualkit", description="Run a 5G campus network in one process."
    )
    parser.add_argument("--inventory", type=Path, default=KITS / "virtual.yaml")
    parser.add_argument("--scenario", default="nominal")
    parser.add_argument("--seed", type=int, default=1)
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "--owner", default=getpass.getuser(), help="who the block of addresses is chosen for"
    )
    where.add_argument(
        "--own-block", action="store_true", help="stay on the addresses that the inventory names"
    )
    parser.add_argument("--until-stdin-closes", action="store_true")
    parser.add_argument(
        "--for-its-gateway",
        action="store_true",
        help="take orders only with the key that the ready line gives",
    )
    return parser.parse_args()


async def _run(options: argparse.Namespace) -> None:
    # The protocol grammars load slowly: wrong options are reported before.
    inventory = load_inventory(options.inventory)
    if inventory.kind != "virtual":
        raise CampusError(
            f"{options.inventory} is the inventory of a real kit, not a virtual kit.",
            "Choose an inventory with kind: virtual.",
        )
    async with AsyncExitStack() as stack:
        if not options.own_block:
            block = stack.enter_context(claim_block(options.owner))
            inventory = inventory.moved_to(block.network)
        from campus5g.virtualkit.network import VirtualNetwork
        from campus5g.virtualkit.scenarios.scenario import load_scenario

        # The grammars stay in memory for good: a garbage collector that traverses them would
        # delay the network by 0.1 s every so often.
        gc.freeze()
        scenario = load_scenario(options.scenario, inventory)
        ended = _end_events(until_stdin_closes=options.until_stdin_closes)
        key = secrets.token_urlsafe(32) if options.for_its_gateway else ""
        network = VirtualNetwork(inventory, scenario, options.seed, control_key=key)
        await network.listen(stack)
        await network.start()
        _print_ready(inventory.block, key)
        await ended.wait()


def _end_events(*, until_stdin_closes: bool) -> asyncio.Event:
    """Return an event that is set when the process should end."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signal_number, ended.set)
    if until_stdin_closes:
        stdin = sys.stdin.fileno()

        def on_input() -> None:
            try:
                given = os.read(stdin, 4096)
            except ConnectionResetError:  # a socket whose other end closed without reading all
                given = b""
            if not given:
                loop.remove_reader(stdin)
                ended.set()

        try:
            loop.add_reader(stdin, on_input)
        except PermissionError:  # a file or /dev/null, which never closes
            ended.set()
    return ended


def _print_ready(block: IPv4Network | None, control_key: str) -> None:
    ready = {"ready": True, "block": str(block)}
    if control_key:
        ready["control_key"] = control_key
    sys.stdout.write(json.dumps(ready) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
