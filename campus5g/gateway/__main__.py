"""`python -m campus5g.gateway`: one kit's gateway."""

import argparse
import asyncio
import logging
import socket
import sys
from ipaddress import IPv4Network
from pathlib import Path

from campus5g.errors import CampusError
from campus5g.gateway.access.access import token_from_surroundings
from campus5g.gateway.access.rate_limit import CALLS_A_SECOND
from campus5g.gateway.access.tls import certificate_of
from campus5g.gateway.pair import NotReadyError, PairedNetwork
from campus5g.gateway.server import listen, serve
from campus5g.inventory import load_inventory


def main(arguments: list[str] | None = None) -> int:
    """Run the gateway; return 0, or 2 for an error that the operator can fix."""
    parser = argparse.ArgumentParser(prog="python -m campus5g.gateway", description=main.__doc__)
    parser.add_argument("--inventory", type=Path, required=True, help="the kit's inventory file")
    parser.add_argument("--block", type=IPv4Network, help="move the kit's addresses to this block")
    parser.add_argument(
        "--network",
        type=int,
        nargs=2,
        metavar=("SOCKET", "PIDFD"),
        help="descriptors of the virtual network that was started as a pair with this gateway",
    )
    parser.add_argument("--host", help="listen here instead of at the inventory's address")
    parser.add_argument("--port", type=int, help="listen here instead; 0 takes a free port")
    parser.add_argument("--certificate", type=Path, help="serve HTTPS with this PEM file")
    parser.add_argument("--key", type=Path, help="the certificate's private key, a PEM file")
    parser.add_argument("--learner", default="", help="in whose name the token's holder measures")
    parser.add_argument(
        "--for-learner-alone",
        action="store_true",
        help="lend the kit to nobody but that learner",
    )
    parser.add_argument(
        "--calls-a-second",
        type=float,
        default=CALLS_A_SECOND,
        help="how often one client may call for long",
    )
    parser.add_argument("--until-stdin-closes", action="store_true")
    options = parser.parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    try:
        token = token_from_surroundings()
        inventory = load_inventory(options.inventory)
        network = None
        if options.network is not None:
            channel, pidfd = options.network
            network = PairedNetwork(socket.socket(fileno=channel), pidfd)
            inventory = network.moved(inventory)
        elif options.block is not None:
            inventory = inventory.moved_to(options.block)
        certificate = certificate_of(inventory, options.certificate, options.key)
        host = inventory.gateway.host if options.host is None else options.host
        port = inventory.gateway.port if options.port is None else options.port
        listener = listen(host, port)
        asyncio.run(
            serve(
                inventory,
                token,
                listener,
                certificate=certificate,
                learner=options.learner,
                for_learner_alone=options.for_learner_alone,
                network_runs=lambda: network is None or network.runs,
                calls_a_second=options.calls_a_second,
                until_stdin_closes=options.until_stdin_closes,
            )
        )
    except NotReadyError:
        return 2
    except CampusError as error:
        print(f"{error.problem}\n→ {error.remedy}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
