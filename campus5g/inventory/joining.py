"""Where a virtual kit meets another network: `campus5g kit join`."""

from ipaddress import IPv4Address
from typing import Annotated, Literal

from pydantic import Field

from campus5g.manifest import Part


class Joining(Part):
    """The real addresses at which N2 and N3 meet another network.

    They take the place of the emulated addresses of `core` and `gnb`, and are written into the
    messages. Those of the side that the kit plays are this machine's; of the other side it needs
    the AMF's alone.

    Args:
        carrier: what carries SCTP: ``udp`` for datagrams (RFC 6951), ``ip`` for IP protocol 132.
        udp_port: the port of these datagrams on both sides.
        amf, upf: the core's addresses on N2 and on N3.
        gnbs: each gNB's own address on N2 and N3, by its name; gNBs without one stay out.
        ping: what the devices ping; the kit's `data_network` if not given.
        ues: the devices that join; all of them if not given.
    """

    carrier: Literal["udp", "ip"] = "udp"
    udp_port: Annotated[int, Field(ge=1024, le=65535)] = 9899
    amf: IPv4Address = IPv4Address("127.0.0.5")
    upf: IPv4Address = IPv4Address("127.0.0.7")
    gnbs: Annotated[dict[str, IPv4Address], Field(min_length=1)]
    ping: IPv4Address | None = None
    ues: Annotated[list[str], Field(min_length=1)] | None = None
