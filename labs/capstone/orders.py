"""A test order from one pair to another: one line of text, sent by any means."""

import base64
import binascii
import json
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from instruments import PORTS, RoundTrips, play, round_trips

from campus5g import t
from campus5g.errors import CampusError
from campus5g.kit.kit import Kit
from campus5g.kit.showing.numbers import decimal

AREAS = ("cold-store", "quay", "smelter-hall", "steel-yard")
AS_ACCEPTED = "factory-week"

_MARK = "CAMPUS5G-"
_MOST_CHARACTERS = 4000
_MOST_PACKETS = 1000
_MOST_PERCENT = 100
_LONGEST_MS = 60_000
_VARIATION = re.compile(r"[0-9a-f]{8,64}")


class OrderError(CampusError):
    """A line is not a test order, or was not copied whole."""


@dataclass(frozen=True)
class Order:
    """What another pair is to test, and when it has passed.

    Args:
        scenario: the scenario of the area.
        variation: the draw's, in hexadecimal; it gives the tester the same network.
        done: the interventions that were made there, in order.
        policy: the policy in force.
        device: the one to test.
        percentile: by which it is judged.
        need_ms: the longest round trip at that percentile.
        lost_percent: the share of packets that may get lost, in percent.
        packets: how many to send.
    """

    scenario: str
    variation: str
    done: tuple[str, ...]
    policy: Mapping[str, Any]
    device: str
    percentile: int
    need_ms: float
    lost_percent: float
    packets: int

    @property
    def text(self) -> str:
        """The order as one line, with a check against mistakes in copying."""
        data = json.dumps(asdict(self), separators=(",", ":")).encode()
        check = zlib.crc32(data).to_bytes(4)
        return _MARK + base64.urlsafe_b64encode(check + zlib.compress(data)).decode().rstrip("=")

    @classmethod
    def read(cls, text: str) -> Self:
        """Read a line.

        Raises:
            OrderError: it is not an order, or not a whole one.
        """
        line = "".join(str(text).split())
        if not line.startswith(_MARK) or len(line) > _MOST_CHARACTERS:
            raise _unreadable()
        try:
            packed = base64.urlsafe_b64decode(line.removeprefix(_MARK) + "===")
            data = zlib.decompressobj().decompress(packed[4:], 4 * _MOST_CHARACTERS)
            if zlib.crc32(data).to_bytes(4) != packed[:4]:
                raise _unreadable()
            values = json.loads(data)
            order = cls(**{**values, "done": tuple(values["done"])})
            sound = order._is_sound
        except (binascii.Error, zlib.error, ValueError, TypeError, KeyError) as error:
            raise _unreadable() from error
        if not sound:
            raise _unreadable()
        return order

    @property
    def _is_sound(self) -> bool:
        """Whether a kit can be asked for it: another pair's text may hold anything."""
        return (
            self.scenario in {AS_ACCEPTED, *(f"week-{area}" for area in AREAS)}
            and _VARIATION.fullmatch(self.variation) is not None
            and all(isinstance(name, str) for name in self.done)
            and isinstance(self.policy, dict)
            and self.device in PORTS
            and isinstance(self.packets, int)
            and 1 <= self.packets <= _MOST_PACKETS
            and 0 < self.percentile <= _MOST_PERCENT
            and 0 < self.need_ms <= _LONGEST_MS
            and 0 <= self.lost_percent <= _MOST_PERCENT
        )

    def __repr__(self) -> str:
        lost, need = decimal(self.lost_percent), decimal(self.need_ms)
        return t(
            fr=f"{self.scenario}, équipement {self.device} : p{self.percentile} de {need} ms au "
            f"plus, {lost} % de pertes au plus, {self.packets} paquets",
            en=f"{self.scenario}, device {self.device}: p{self.percentile} of {need} ms at most, "
            f"{lost} % lost at most, {self.packets} packets",
        )


def own_order(
    scenario: str,
    variation: str,
    requirement: Mapping[str, Any],
    done: Sequence[str],
    policy: Mapping[str, Any],
) -> Order:
    """Return the order with which another pair tests this learner's area.

    Args:
        scenario: that of the area.
        variation: the learner's.
        requirement: device, percentile, need, losses and packets by name.
        done: the interventions that were made.
        policy: the one in force.

    Raises:
        KeyError: the requirement lacks something.
        TypeError: something is still to be filled in.
        ValueError: no kit could be asked for this.
    """
    order = Order(
        scenario=scenario,
        variation=variation,
        done=tuple(done),
        policy=policy,
        **{
            name: requirement[name]
            for name in ("device", "percentile", "need_ms", "lost_percent", "packets")
        },
    )
    if not order._is_sound:
        raise ValueError(order)
    return order


def carry_out(kit: Kit, order: Order, interval_ms: float, size_bytes: int) -> RoundTrips:
    """Carry out another pair's order on a kit; keep the interventions and the delays.

    Args:
        kit: the tester's, where the other pair's network is played.
        order: the order.
        interval_ms: between two packets.
        size_bytes: of a packet.

    Raises:
        KitError: the kit can't play this.
    """
    play(kit, order.scenario, order.variation)
    if kit.kind == "virtual":
        for number, name in enumerate(order.done):
            kit.intervene(name).keep(f"cross-{number}")
        kit.policy(order.policy)
    measured = kit.latency(
        order.device,
        count=order.packets,
        interval_ms=interval_ms,
        size_bytes=size_bytes,
        port=PORTS[order.device],
    )
    measured.keep("cross-check")
    return round_trips(measured)


def _unreadable() -> OrderError:
    return OrderError(
        t(
            fr="Cette ligne n’est pas un ordre d’essai entier.",
            en="This line is not a whole test order.",
        ),
        t(
            fr=f"Copiez-la de {_MARK} jusqu’à la fin, entre guillemets.",
            en=f"Copy it from {_MARK} to the end, in quotes.",
        ),
    )
