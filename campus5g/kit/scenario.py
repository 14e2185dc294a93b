"""The scenarios of a virtual kit, as a notebook sees them."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Self

from campus5g.kit.connection import GatewayConnection
from campus5g.kit.interrupting import interruptible, restored
from campus5g.language import t

SWITCH_S = 50.0
"""Devices that deregister, a cell that restarts, UEs that register again."""


@dataclass(frozen=True)
class KnownScenario:
    """A scenario that the kit can play."""

    name: str
    title: str
    description: str


@interruptible(lambda: t(fr="scénario", en="scenario"))
class Scenario:
    """The scenario in force, and those that the kit can play.

    In a ``with`` block it is in force while the block runs; then the previous one returns.
    """

    def __init__(
        self,
        connection: GatewayConnection,
        now: KnownScenario,
        known: Sequence[KnownScenario],
        before: dict[str, str],
        variation: str | None,
    ) -> None:
        self._connection = connection
        self._now = now
        self._before = before
        self.variation = variation
        """The variation that was applied; None for the scenario as it is written."""
        self.known = tuple(known)
        """The scenarios that the kit can play."""

    @property
    def name(self) -> str:
        """Its name, e.g. ``"congested"``."""
        return self._now.name

    @property
    def title(self) -> str:
        """Its title in the reader's language."""
        return self._now.title

    @property
    def description(self) -> str:
        """What happens in it, in the reader's language."""
        return self._now.description

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.call("POST", "/scenario", self._before, timeout_s=SWITCH_S)

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td><code>{escape(each.name)}</code></td>"
            f"<td>{'<b>' if each.name == self.name else ''}{escape(each.title)}"
            f"{'</b>' if each.name == self.name else ''}</td>"
            f"<td style='text-align:left'>{escape(each.description)}</td></tr>"
            for each in self.known
        )
        head = f"<p><b>{escape(self.title)}</b> (<code>{escape(self.name)}</code>)<br>"
        table = f"<table>{rows}</table>" if rows else ""
        return f"{head}{escape(self.description)}</p>{table}"

    def __repr__(self) -> str:
        now = t(
            fr=f"En vigueur : {self.title} ({self.name})",
            en=f"In force: {self.title} ({self.name})",
        )
        width = max((len(each.name) for each in self.known), default=0)
        others = [f"  {each.name:{width}}  {each.title}" for each in self.known]
        return "\n".join([now, *others])


def scenario(
    connection: GatewayConnection, name: str | None, variation: str | None = None
) -> Scenario:
    """Return the scenario in force, or play another and return once it is in force.

    Raises:
        KitError: the kit is real, does not know the scenario, or the scenario does not vary.
    """
    known = [KnownScenario(**each) for each in connection.call("GET", "/scenarios")]
    before = connection.call("GET", "/scenario")
    now = before
    return_to = _order(before["name"], before.get("variation"))
    if name is not None or variation is not None:
        order = _order(name or before["name"], variation)
        with restored(lambda: connection.call("POST", "/scenario", return_to, timeout_s=SWITCH_S)):
            now = connection.call("POST", "/scenario", order, timeout_s=SWITCH_S)
    in_force = KnownScenario(**{key: now[key] for key in ("name", "title", "description")})
    return Scenario(connection, in_force, known, return_to, now.get("variation"))


def _order(name: str, variation: str | None) -> dict[str, str]:
    return {"name": name} if variation is None else {"name": name, "variation": variation}
