"""UE addresses: each subscriber always gets the same one."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network
from itertools import islice


class AddressPool:
    """Assigns addresses in order; the first of the pool is the gateway's.

    Args:
        network: the pool's network.
    """

    def __init__(self, network: IPv4Network) -> None:
        self._network = network
        self.restart()

    def restart(self, skipped: int = 0) -> None:
        """Forget who has which address, and leave out the first ones.

        Args:
            skipped: how many to leave out.
        """
        self._free = islice(self._network.hosts(), 1 + skipped, None)
        self._given: dict[str, IPv4Address] = {}

    def spare(self, subscribers: int) -> int:
        """Return how many addresses are left when each subscriber has one."""
        gateway_and_ends = 3
        return max(0, self._network.num_addresses - gateway_and_ends - subscribers)

    def provide(self, supis: Iterable[str]) -> None:
        """Assign an address to each subscriber that has none."""
        for supi in supis:
            self.of(supi)

    def of(self, supi: str) -> IPv4Address:
        """Return a subscriber's address."""
        if supi not in self._given:
            self._given[supi] = next(self._free)
        return self._given[supi]
