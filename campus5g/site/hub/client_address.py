"""The address of a browser, whatever the browser itself claims.

Each server that passes a request on adds the address that it came from to `X-Forwarded-For`. Values
added by trusted servers are used, from the last back to the first that is not of a trusted server.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from campus5g.errors import CampusError
from campus5g.language import t

TRUSTED = "CAMPUS5G_TRUSTED_PROXIES"
"""The variable that names the web servers in front of the site: addresses or networks."""

_LOOPBACK = ("127.0.0.0/8", "::1")


@dataclass(frozen=True)
class TrustedProxies:
    """Servers that are trusted to name the address that a request came from."""

    networks: tuple[IPv4Network | IPv6Network, ...]

    @classmethod
    def of(cls, names: Iterable[str]) -> "TrustedProxies":
        """Trust these addresses and networks.

        Raises:
            ValueError: one is neither an address nor a network.
        """
        return cls(tuple(ip_network(name) for name in names))

    @classmethod
    def own(cls) -> "TrustedProxies":
        """Trust this machine's own addresses, as the site's parts trust its proxy."""
        return cls.of(_LOOPBACK)

    @classmethod
    def of_site(cls) -> "TrustedProxies":
        """Trust the servers that the environment names; by default this machine's own.

        Raises:
            CampusError: a value is not an address or a network.
        """
        named = os.environ.get(TRUSTED)
        if named is None:
            return cls.own()
        try:
            return cls.of(each.strip() for each in named.split(",") if each.strip())
        except ValueError as error:
            raise CampusError(
                t(
                    fr=f"{TRUSTED} ne va pas : {error}.",
                    en=f"{TRUSTED} is not valid: {error}.",
                ),
                t(
                    fr="Donnez des adresses ou des réseaux, séparés par des virgules : "
                    "127.0.0.1, 192.0.2.0/24.",
                    en="Give addresses or networks, separated by commas: 127.0.0.1, 192.0.2.0/24.",
                ),
            ) from error

    def trusts(self, address: str) -> bool:
        """Return whether a server is trusted; False for a value that is not an address."""
        known = _read(address)
        return known is not None and any(known in network for network in self.networks)

    def client(self, peer: str, forwarded_for: str) -> str:
        """Return the address that a request comes from.

        Args:
            peer: the other end of the connection.
            forwarded_for: the header `X-Forwarded-For`, empty without one.
        """
        client = peer
        forwarded = [each.strip() for each in forwarded_for.split(",")]
        while forwarded and self.trusts(client) and _read(forwarded[-1]) is not None:
            client = forwarded.pop()
        return client


def _read(address: str) -> IPv4Address | IPv6Address | None:
    try:
        read = ip_address(address)
    except ValueError:
        return None
    mapped = read.ipv4_mapped if isinstance(read, IPv6Address) else None
    return mapped or read
