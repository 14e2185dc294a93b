"""The tables of this lab: classes of service, and what the learner's site sends and asks for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from case import Case

from campus5g import t
from campus5g.kit.showing.numbers import decimal

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


def traffic_table(case: Case) -> Table:
    """Return what the learner's site sends up."""
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
    rows = (
        (names[name], str(each.devices), str(each.payload_bytes), f"{each.period_ms:g}")
        for name, each in case.traffic.items()
    )
    return Table([head, *rows])


def class_table(case: Case) -> Table:
    """Return the classes to choose from, then the learner's three applications."""
    head = (
        t(fr="5QI ou demande", en="5QI or request"),
        t(fr="débit garanti", en="guaranteed rate"),
        t(fr="priorité", en="priority"),
        t(fr="budget (ms)", en="budget (ms)"),
    )
    classes = (
        (str(each.five_qi), _yes(each.guaranteed), str(each.priority), str(each.budget_ms))
        for each in CLASSES
    )
    asked = (
        (
            t(fr=f"demande {letter}", en=f"request {letter}"),
            _yes(need.guaranteed),
            "",
            t(fr=f"{need.budget_ms} au plus", en=f"{need.budget_ms} at most"),
        )
        for letter, need in case.offered.items()
    )
    return Table([head, *classes, *asked])


def request_table(case: Case) -> Table:
    """Return the learner's requests for a guarantee, in their order."""
    head = (
        t(fr="demande", en="request"),
        "Mbit/s",
        t(fr="niveau ARP", en="ARP level"),
        t(fr="peut prendre", en="may take"),
        t(fr="peut perdre", en="may lose"),
    )
    rows = (
        (
            letter,
            decimal(each.mbit_s),
            str(each.level),
            _yes(each.may_preempt),
            _yes(each.may_be_preempted),
        )
        for letter, each in case.requests.items()
    )
    return Table([head, *rows])


def port_table(packets: Mapping[tuple[int, int], int]) -> Table:
    """Return how many packets went to each port of the site with each QFI."""
    head = (t(fr="port du site", en="site’s port"), "QFI", t(fr="paquets", en="packets"))
    rows = ((str(port), str(qfi), str(number)) for (port, qfi), number in sorted(packets.items()))
    return Table([head, *rows])


def _yes(is_so: bool) -> str:
    return t(fr="oui", en="yes") if is_so else t(fr="non", en="no")
