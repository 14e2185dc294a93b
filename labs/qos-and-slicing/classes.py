"""What this lab knows of every site: ports and classes of service; and its tables."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from campus5g import t

PORTS = {"camera": 5004, "agv": 5006, "badge": 5008}
"""The site's UDP port that each device sends to."""

_CELL = "text-align:left;padding:.15rem 1rem .15rem 0"


@dataclass(frozen=True)
class ServiceClass:
    """A row of TS 23.501, table 5.7.4-1.

    Args:
        five_qi: its number.
        guaranteed: whether it has a guaranteed bit rate.
        priority: its default priority level; the lowest goes first.
        budget_ms: its packet delay budget.
    """

    five_qi: int
    guaranteed: bool
    priority: int
    budget_ms: int


CLASSES = (
    ServiceClass(1, guaranteed=True, priority=20, budget_ms=100),
    ServiceClass(2, guaranteed=True, priority=40, budget_ms=150),
    ServiceClass(3, guaranteed=True, priority=30, budget_ms=50),
    ServiceClass(4, guaranteed=True, priority=50, budget_ms=300),
    ServiceClass(7, guaranteed=False, priority=70, budget_ms=100),
    ServiceClass(9, guaranteed=False, priority=90, budget_ms=300),
    ServiceClass(80, guaranteed=False, priority=68, budget_ms=10),
    ServiceClass(82, guaranteed=True, priority=19, budget_ms=10),
)


class Table:
    """A small table, for a notebook or a terminal.

    Args:
        rows: the first has the headings.
    """

    def __init__(self, rows: Iterable[Sequence[str]]) -> None:
        self._rows = [tuple(row) for row in rows]

    def _repr_html_(self) -> str:
        head, *rows = self._rows
        top = "".join(f"<th scope='col' style='{_CELL}'>{escape(cell)}</th>" for cell in head)
        body = "".join(
            "<tr>" + "".join(f"<td style='{_CELL}'>{escape(cell)}</td>" for cell in row) + "</tr>"
            for row in rows
        )
        return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"

    def __repr__(self) -> str:
        return "\n".join(" · ".join(row) for row in self._rows)


def traffic_table(traffic: Mapping[str, Sequence[float]]) -> Table:
    """Return who sends what up.

    Args:
        traffic: devices, bytes of a packet and period in milliseconds, by who sends.
    """
    names = {
        "cranes": t(fr="caméras de pont", en="crane cameras"),
        "vehicles": t(fr="véhicules", en="vehicles"),
        "readers": t(fr="lecteurs de badges", en="badge readers"),
        "phones": t(fr="téléphones", en="phones"),
    }
    head = (
        t(fr="qui", en="who"),
        t(fr="appareils", en="devices"),
        t(fr="octets par paquet", en="bytes a packet"),
        t(fr="période (ms)", en="period (ms)"),
    )
    rows = ((names[name], *(f"{each:g}" for each in row)) for name, row in traffic.items())
    return Table([head, *rows])


def class_table() -> Table:
    """Return the classes to choose from."""
    head = (
        "5QI",
        t(fr="débit garanti", en="guaranteed rate"),
        t(fr="priorité", en="priority"),
        t(fr="budget (ms)", en="budget (ms)"),
    )
    rows = (
        (str(each.five_qi), _yes(each.guaranteed), str(each.priority), str(each.budget_ms))
        for each in CLASSES
    )
    return Table([head, *rows])


def port_table(packets: Mapping[tuple[int, int], int]) -> Table:
    """Return how many packets went to each port of the site with each QFI."""
    head = (t(fr="port du site", en="site’s port"), "QFI", t(fr="paquets", en="packets"))
    rows = ((str(port), str(qfi), str(number)) for (port, qfi), number in sorted(packets.items()))
    return Table([head, *rows])


def _yes(is_so: bool) -> str:
    return t(fr="oui", en="yes") if is_so else t(fr="non", en="no")
