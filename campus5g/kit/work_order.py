"""A work order that the site's broker has acknowledged."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from html import escape
from typing import Any

from campus5g.kit.connection import GatewayConnection
from campus5g.kit.measuring.keeping import Keepable, Measured
from campus5g.kit.showing.numbers import decimal
from campus5g.language import t

_ANSWER_S = 40.0


class WorkOrder(Keepable):
    """A work order, and how old the value was that it stands on.

    ``.age_s`` is from the measurement to the broker's acknowledgement; ``.keep("name")`` keeps it.
    """

    def __init__(self, receipt: Mapping[str, Any], measured: Measured) -> None:
        order = receipt["order"]
        self.machine = str(order["machine"])
        self.action = str(order["action"])
        self.reason = str(order["reason"])
        self.decided_by = str(order["decided_by"])
        self.measured_unix_s = float(order["measured_unix_s"])
        self.acknowledged_unix_s = float(receipt["acknowledged_unix_s"])
        self._measured = measured

    @property
    def measured(self) -> Measured:
        """Its id at the gateway."""
        return self._measured

    @property
    def age_s(self) -> float:
        """The age of the value at the moment when the broker had the order."""
        return self.acknowledged_unix_s - self.measured_unix_s

    @property
    def _lines(self) -> list[str]:
        at = datetime.fromtimestamp(self.measured_unix_s, UTC)
        return [
            t(fr=f"Ordre de travail : {self.machine}", en=f"Work order: {self.machine}"),
            self.action,
            self.reason,
            t(fr=f"Décidé par : {self.decided_by}", en=f"Decided by: {self.decided_by}"),
            t(
                fr=f"Mesuré à {at:%H:%M:%S} UTC, {decimal(self.age_s)} s avant l’accusé de "
                "réception",
                en=f"Measured at {at:%H:%M:%S} UTC, {decimal(self.age_s)} s before the "
                "acknowledgement",
            ),
        ]

    def _repr_html_(self) -> str:
        title, *lines = map(escape, self._lines)
        return f"<p><b>{title}</b><br>{'<br>'.join(lines)}</p>"

    def __repr__(self) -> str:
        return "\n".join(self._lines)


def hand_over(connection: GatewayConnection, order: Mapping[str, Any]) -> WorkOrder:
    """Hand a work order over; a replay kit serves the kept one.

    Raises:
        KitError: the kit does not have the machine, or its broker does not take the order.
    """
    if (served := connection.served("work-order", order)) is not None:
        measurement, data = served
        return WorkOrder(json.loads(data), Measured(connection, measurement, "json"))
    receipt = connection.call("POST", "/work-orders", dict(order), timeout_s=_ANSWER_S)
    return WorkOrder(receipt, Measured(connection, str(receipt["measurement"]), "json"))
