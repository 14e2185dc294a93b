"""A learner's own case in this lab: the site's rules and forms that their exercises ask for."""

from dataclasses import dataclass
from random import Random

from campus5g.draw import Draw

SEPARATORS = ("-", ":", "/", ".")
MASKS = ("x", "*", "#", "?")
NAME_FORMS = (("region", "set", "pointer", "tmsi"), ("set", "pointer", "tmsi"))
"""Of a 5G-GUTI, without its network, and of a 5G-S-TMSI (TS 23.003, 2.10 and 2.11)."""
LADDER_COLUMNS = ("number", "sender", "receiver", "message")
N4_FIELDS = ("pfcp.network_instance", "pfcp.node_id_ipv4", "pfcp.ul_mbr", "pfcp.dl_mbr")
TUNNEL_FORMS = (
    "uplink teid, downlink teid",
    "downlink teid, uplink teid",
    "uplink address, downlink address",
    "downlink address, uplink address",
    "uplink address, uplink teid",
    "downlink address, downlink teid",
)
FLOW_FORMS = ("rising", "falling", "number", "packets of 1", "packets of 2")
INNER_FIELDS = ("src", "dst", "ttl", "len", "id", "proto")
DSCPS = (10, 18, 26, 34, 46)


@dataclass(frozen=True)
class Case:
    """What chance gave one learner; the kit draws the faults by itself, from the variation.

    Args:
        draw: the learner's.
        kept_digits: how many digits of a subscriber's number may be shown.
        mask: stands in the place of each other digit.
        scheme: the SUCI scheme that the site requires, as Wireshark shows it.
        key: the number of its public key.
        ciphering, integrity: the numbers of the algorithms that the site requires.
        name_message: the message in which the temporary name is read.
        name_parts: the fields of that name, in order.
        separator: stands between them.
        ladder: what a row of the record holds, in order.
        session_codes: the codes of the site's register: opened, refused, never asked for.
        n4_field: what is read on N4 beside the UE's address.
        n4_address_first: whether the address comes first.
        service_one: the column of which the first value is wanted.
        service_all: the column of which all values are wanted.
        service_one_first: whether the first value comes first.
        tunnel: which two values name the tunnel.
        flows: what is wanted of a tunnel's flows.
        inner: the two fields of the inner packet that are wanted.
        uplink: the direction of the parcel to wrap.
        gnb, upf: the addresses on the learner's N3.
        dscp: the class that their transport network reads (RFC 2474).
    """

    draw: Draw
    kept_digits: int
    mask: str
    scheme: str
    key: str
    ciphering: str
    integrity: str
    name_message: str
    name_parts: tuple[str, ...]
    separator: str
    ladder: tuple[str, str, str]
    session_codes: tuple[int, int, int]
    n4_field: str
    n4_address_first: bool
    service_one: str
    service_all: str
    service_one_first: bool
    tunnel: str
    flows: str
    inner: tuple[str, str]
    uplink: bool
    gnb: str
    upf: str
    dscp: int

    @property
    def tos(self) -> int:
        """The IP header's byte with the class, as scapy names it."""
        return self.dscp << 2


def case_of(draw: Draw) -> Case:
    """Return the case of a learner's draw."""

    def of(purpose: str) -> Random:
        return draw.random(purpose)

    service, n4 = of("service"), of("n4")
    return Case(
        draw=draw,
        kept_digits=of("kept digits").randint(2, 5),
        mask=of("mask").choice(MASKS),
        scheme=of("scheme").choice(("1", "2")),
        key=str(of("key").randint(2, 99)),
        ciphering=of("ciphering").choice("123"),
        integrity=of("integrity").choice("123"),
        name_message=of("name message").choice(("0x42", "0x45")),
        name_parts=of("name parts").choice(NAME_FORMS),
        separator=of("separator").choice(SEPARATORS),
        ladder=_ladder(of("ladder")),
        session_codes=_three(of("session codes")),
        n4_field=n4.choice(N4_FIELDS),
        n4_address_first=n4.random() < 0.5,
        service_one=service.choice(("sst", "sd", "dnn")),
        service_all=service.choice(("five_qi", "qfi")),
        service_one_first=service.random() < 0.5,
        tunnel=of("tunnel").choice(TUNNEL_FORMS),
        flows=of("flows").choice(FLOW_FORMS),
        inner=_two(of("inner")),
        uplink=of("direction").random() < 0.5,
        gnb=f"192.0.2.{of('gnb').randint(2, 254)}",
        upf=f"198.51.100.{of('upf').randint(2, 254)}",
        dscp=of("class").choice(DSCPS),
    )


def _ladder(random: Random) -> tuple[str, str, str]:
    """Return three columns in any order, the message among them."""
    others = random.sample(LADDER_COLUMNS[:-1], 2)
    first, second, third = random.sample([LADDER_COLUMNS[-1], *others], 3)
    return first, second, third


def _two(random: Random) -> tuple[str, str]:
    first, second = random.sample(INNER_FIELDS, 2)
    return first, second


def _three(random: Random) -> tuple[int, int, int]:
    first, second, third = random.sample(range(11, 100), 3)
    return first, second, third
