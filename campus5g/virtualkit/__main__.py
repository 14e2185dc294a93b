"""The process: `python -m campus5g.virtualkit`."""

import argparse
import gc
import getpass
import json
import logging
import secrets
import sys
from contextlib import ExitStack
from functools import partial
from ipaddress import IPv4Network
from pathlib import Path

from campus5g.errors import CampusError
from campus5g.inventory import claim_block, load_inventory
from campus5g.places import KITS


def main() -> int:
    """Run a virtual kit until it is stopped; return the exit code."""
    options = _options()
    logging.basicConfig(
        level=logging.INFO, stream=sys.stderr, format="virtual kit: %(levelname)s: %(message)s"
    )
    # pycrate warns that its cipher library is absent; the kit has its own ciphers.
    logging.getLogger("pycrate_mobile").setLevel(logging.ERROR)
    try:
        _run(options)
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


def _run(options: argparse.Namespace) -> None:
    # The protocol grammars load slowly: wrong options are reported before.
    inventory = load_inventory(options.inventory)
    if inventory.kind != "virtual":
        raise CampusError(
            f"{options.inventory} is the inventory of a real kit, not a virtual kit.",
            "Choose an inventory with kind: virtual.",
        )
    with ExitStack() as stack:
        if not options.own_block:
            block = stack.enter_context(claim_block(options.owner))
            inventory = inventory.moved_to(block.network)
        from campus5g.virtualkit.scenarios.scenario import load_scenario
        from campus5g.virtualkit.succession import Succession

        # The grammars stay in memory for good: a garbage collector that traverses them would
        # delay the network by 0.1 s every so often.
        gc.freeze()
        networks = Succession(
            inventory,
            load_scenario(options.scenario, inventory),
            options.seed,
            control_key=secrets.token_urlsafe(32) if options.for_its_gateway else "",
            until_stdin_closes=options.until_stdin_closes,
        )
        networks.run(ready=partial(_print_ready, inventory.block, networks.control_key))


def _print_ready(block: IPv4Network | None, control_key: str) -> None:
    ready = {"ready": True, "block": str(block)}
    if control_key:
        ready["control_key"] = control_key
    sys.stdout.write(json.dumps(ready) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
