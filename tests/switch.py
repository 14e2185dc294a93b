"""A switch, and hosts that are plugged into it: network namespaces of the kernel."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from systemd_machine import network_name


class Switch:
    """A bridge in a network of its own.

    Args:
        name: of its network, unique to this run of tests.
    """

    def __init__(self, name: str) -> None:
        self.network = network_name(name)

    @contextmanager
    def on(self) -> Iterator[None]:
        """Have it during the block."""
        ip("netns", "add", self.network)
        try:
            self.ip("link", "add", "br0", "type", "bridge")
            self.ip("link", "set", "br0", "up")
            yield
        finally:
            ip("netns", "del", self.network)

    @contextmanager
    def plugged_in(self, host: str, port: str, address: str) -> Iterator[str]:
        """Give a host's network, whose ``eth0`` leads to a port.

        Args:
            host: its name.
            port: the name of the port.
            address: of the host, in a network of 24 bits.
        """
        network = network_name(host)
        ip("netns", "add", network)
        try:
            self.ip(*f"link add {port} type veth peer name eth0 netns {network}".split())
            self.ip(*f"link set {port} master br0 up".split())
            ip(*f"-n {network} addr add {address}/24 dev eth0".split())
            ip(*f"-n {network} link set eth0 up".split())
            yield network
        finally:
            ip("netns", "del", network)

    def ip(self, *arguments: str) -> str:
        """Run ``ip`` on the switch."""
        return ip("-n", self.network, *arguments)


def ip(*arguments: str) -> str:
    """Run ``ip``; return what it prints."""
    done = subprocess.run(["ip", *arguments], check=True, capture_output=True, text=True)
    return done.stdout
