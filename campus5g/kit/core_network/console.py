"""The console of a virtual kit's core: who is on the network, and measures against one of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any, Literal

from campus5g.kit.connection import GatewayConnection
from campus5g.kit.interrupting import interruptible
from campus5g.language import t

ANSWER_S = 45.0
Measure = Literal["bar", "admit", "lock-equipment", "need-pin"]


@dataclass(frozen=True)
class Subscriber:
    """A subscriber as the core knows it."""

    ue: str
    imsi: str
    imeisv: str | None
    """The equipment that the SIM was last seen in."""
    registered: bool
    address: str | None
    """Of its data session; None without one."""
    barred: bool
    """Whether its next registration is rejected."""
    locked_to: str | None
    """The only equipment (IMEISV) that its SIM is admitted with; None for any."""
    needs_pin: bool
    """Whether its SIM asks for a PIN in other equipment."""

    @property
    def imei(self) -> str | None:
        """The first 14 digits of the IMEISV: type and serial number, without software version."""
        return None if self.imeisv is None else self.imeisv[:14]


class Subscribers(list[Subscriber]):
    """The core's subscribers; a notebook shows them as a table."""

    def of(self, ue: str) -> Subscriber:
        """Return the subscriber of a device.

        Raises:
            KeyError: the kit does not have that device.
        """
        for each in self:
            if each.ue == ue:
                return each
        raise KeyError(ue)

    def _rows(self) -> list[list[str]]:
        yes, none = t(fr="oui", en="yes"), "–"
        return [
            [
                each.ue,
                each.imsi,
                each.imeisv or none,
                yes if each.registered else none,
                each.address or none,
                _measures(each) or none,
            ]
            for each in self
        ]

    @property
    def _titles(self) -> list[str]:
        return [
            t(fr="équipement", en="device"),
            "IMSI",
            "IMEISV",
            t(fr="enregistré", en="registered"),
            t(fr="adresse", en="address"),
            t(fr="mesures", en="measures"),
        ]

    def _repr_html_(self) -> str:
        head = "".join(f"<th scope='col'>{escape(title)}</th>" for title in self._titles)
        body = "".join(
            "<tr>" + "".join(f"<td>{escape(value)}</td>" for value in row) + "</tr>"
            for row in self._rows()
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

    def __repr__(self) -> str:
        return "\n".join("  ".join(row) for row in [self._titles, *self._rows()])


@interruptible()
class Console:
    """Orders at the core's console; each returns when it is carried out.

    Every method raises `KitError` on a real kit and for a device that the kit does not have.
    A scenario that is played lifts every measure.
    """

    def __init__(self, connection: GatewayConnection) -> None:
        self._connection = connection

    def subscribers(self) -> Subscribers:
        """Return every subscriber: IMSI, equipment, address, measures in force."""
        found = self._order({"do": "subscribers"})["subscribers"]
        return Subscribers(Subscriber(**each) for each in found)

    def bar(self, ue: str) -> None:
        """Bar a subscription: its next registration is rejected (5GMM cause 7).

        A session that stands goes on: cut it with ``k.network().deregister(…)``.
        """
        self._measure(ue, "bar")

    def admit(self, ue: str) -> None:
        """Lift the bar: the next registration is accepted again."""
        self._measure(ue, "admit")

    def lock_equipment(self, ue: str) -> None:
        """Admit a SIM only in its device's own equipment: cause 6 in another (TS 23.502, 4.7)."""
        self._measure(ue, "lock-equipment")

    def need_pin(self, ue: str) -> None:
        """Have a SIM ask for its PIN in equipment that does not know it (TS 31.102)."""
        self._measure(ue, "need-pin")

    def firewall(self, allowed: Mapping[str, Iterable[str]] | None) -> None:
        """Have the UPF pass these services for these groups of devices, and nothing else.

        Args:
            allowed: services by group, e.g. ``{"cameras": ["video"]}``; None lets everything pass.
        """
        order: dict[str, object] = {"do": "matrix"}
        if allowed is not None:
            order["allowed"] = {group: list(services) for group, services in allowed.items()}
        self._order(order)

    def _measure(self, ue: str, measure: Measure) -> None:
        self._order({"do": "measure", "ue": ue, "measure": measure})

    def _order(self, order: Mapping[str, object]) -> Any:
        return self._connection.call("POST", "/console", dict(order), timeout_s=ANSWER_S)


def _measures(subscriber: Subscriber) -> str:
    taken = [
        (subscriber.barred, t(fr="interdit", en="barred")),
        (subscriber.locked_to is not None, t(fr="lié à son appareil", en="bound to its device")),
        (subscriber.needs_pin, t(fr="PIN exigé", en="PIN required")),
    ]
    return ", ".join(name for holds, name in taken if holds)
