"""The kit's card: what it is and whether each of its devices answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from campus5g.kit.showing.numbers import decimal
from campus5g.kit.showing.own_stop import OwnStop
from campus5g.language import t

_CELL = "text-align:left;padding:.15rem 1rem .15rem 0"


@dataclass(frozen=True)
class DeviceHealth:
    """Whether one device answers."""

    name: str
    kind: str
    ok: bool
    detail: str
    registered: bool | None = None
    """Whether a modem is registered with the network; None where that is not known."""

    @property
    def title(self) -> str:
        """Its name; a robot's differs from that of the device that it carries."""
        return f"robot {self.name}" if self.kind == "robot" else self.name


@dataclass(frozen=True)
class Row:
    """One device on the card."""

    name: str
    about: str
    ok: bool
    state: str


class KitCard:
    """The card of a kit, for a notebook or a terminal.

    Args:
        description: the gateway's.
        health: of each device.
        scenario: the scenario of a virtual kit; empty if not known.
        left: what the learner before has left that nobody but a person can undo.
    """

    def __init__(
        self,
        description: dict[str, Any],
        health: Sequence[DeviceHealth],
        scenario: str = "",
        left: Sequence[str] = (),
    ) -> None:
        self._kit = description
        self._health = health
        self._scenario = scenario
        self._left = left

    @property
    def title(self) -> str:
        """Name and kind of the kit."""
        kind = (
            t(fr="kit virtuel", en="virtual kit")
            if self._kit["kind"] == "virtual"
            else t(fr="kit réel", en="real kit")
        )
        return f"{self._kit['site']} · {self._kit['name']} · {kind}"

    @property
    def verdict(self) -> str:
        """One sentence on the kit's health, or on what it replays."""
        if replayed := self._kit.get("replayed"):
            return t(
                fr=f"Mesures rejouées, sans réseau ({replayed} gardées).",
                en=f"Measurements replayed, without a network ({replayed} kept).",
            )
        silent = [device.title for device in self._health if not device.ok]
        if not silent:
            answering = t(fr="Tous les appareils répondent.", en="Every device answers.")
            away = ", ".join(each.title for each in self._health if each.registered is False)
            if not away:
                return answering
            return answering + t(
                fr=f" Pas enregistrés sur le réseau : {away}.",
                en=f" Not registered with the network: {away}.",
            )
        names = ", ".join(silent)
        return t(
            fr=f"Ne répondent pas : {names}. Prévenez l’exploitant du kit.",
            en=f"Not answering: {names}. Tell the kit's operator.",
        )

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What the network is, as label and value."""
        cell = self._kit["cell"]
        radio = t(
            fr=f"{cell['band']}, {decimal(cell['centre_mhz'], 2)} MHz, largeur "
            f"{cell['bandwidth_mhz']} MHz, trame {cell['tdd_pattern']}",
            en=f"{cell['band']}, {decimal(cell['centre_mhz'], 2)} MHz, "
            f"{cell['bandwidth_mhz']} MHz wide, frame {cell['tdd_pattern']}",
        )
        slices = ", ".join(
            f"{part['name']} (SST {part['sst']}{', SD ' + part['sd'] if part['sd'] else ''})"
            for part in self._kit["slices"]
        )
        played = [(t(fr="Scénario", en="Scenario"), self._scenario)] if self._scenario else []
        return [
            *played,
            (t(fr="Réseau (PLMN)", en="Network (PLMN)"), cell["plmn"]),
            (t(fr="Cellule", en="Cell"), radio),
            (t(fr="Tranches", en="Slices"), slices),
            (
                t(fr="Cœur et gNB", en="Core and gNB"),
                f"{self._kit['core']}, {self._kit['gnb']}{_borrowed(self._kit)}",
            ),
        ]

    @property
    def rows(self) -> list[Row]:
        """The devices in the order of the inventory."""
        health = {(device.kind, device.name): device for device in self._health}
        about = [("capture", point["name"], point["shows"]) for point in self._kit["points"]]
        about += [
            ("modem", ue["name"], f"{ue['description']} · {ue['slice']}") for ue in self._kit["ues"]
        ]
        about += [
            ("robot", robot["name"], f"{robot['description']} · {OwnStop.of(robot)}")
            for robot in self._kit["robots"]
        ]
        about += [("core", "core", self._kit["core"]), ("gnb", "gnb", self._kit["gnb"])]
        if machines := self._kit.get("machines"):
            names = ", ".join(machine["description"] for machine in machines)
            about.append(("sensors", "sensors", names))
        rows = []
        for kind, name, text in about:
            device = health.get((kind, name))
            if device is not None:
                rows.append(Row(device.title, text, device.ok, device.detail))
        return rows

    def _repr_html_(self) -> str:
        facts = "".join(
            "<dt style='float:none;width:auto;padding:0;white-space:nowrap;opacity:.75'>"
            f"{escape(label)}</dt><dd style='margin:0;float:none;width:auto;padding:0'>"
            f"{escape(str(value))}</dd>"
            for label, value in self.facts
        )
        rows = "".join(
            "<tr>"
            f"<th scope='row' style='{_CELL};font-weight:600;white-space:nowrap'>"
            f"{escape(row.name)}</th>"
            f"<td style='{_CELL}'>{escape(row.about)}</td>"
            f"<td style='{_CELL}'>{_mark(row.ok)} {escape(row.state)}</td>"
            "</tr>"
            for row in self.rows
        )
        heads = "".join(
            f"<th scope='col' style='{_CELL}'>{escape(head)}</th>"
            for head in (
                t(fr="Appareil", en="Device"),
                t(fr="Rôle", en="Role"),
                t(fr="État", en="State"),
            )
        )
        return (
            f"<section aria-label='{escape(self.title, quote=True)}' style='max-width:48rem;"
            "border:1px solid rgba(128,128,128,.4);border-radius:8px;padding:1rem 1.25rem;"
            "line-height:1.5'>"
            f"<p style='margin:0;font-size:1.15em;font-weight:600'>{escape(self.title)}</p>"
            f"<p style='margin:.25rem 0 .75rem'>{_mark(self._all_ok)} {escape(self.verdict)}</p>"
            + "".join(
                f"<p style='margin:.25rem 0 .75rem'>{escape(each)}</p>" for each in self._left
            )
            + "<dl style='display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem;"
            f"margin:0 0 .75rem'>{facts}</dl>"
            f"<table style='width:100%;table-layout:auto'><thead><tr>{heads}</tr></thead>"
            f"<tbody>{rows}</tbody></table></section>"
        )

    def __repr__(self) -> str:
        facts = [t(fr=f"{label} : {value}", en=f"{label}: {value}") for label, value in self.facts]
        width = max((len(row.name) for row in self.rows), default=0)
        rows = [
            f"{_mark(row.ok)} {row.name:<{width}}  {row.state}  ({row.about})" for row in self.rows
        ]
        return "\n".join([self.title, self.verdict, *self._left, *facts, *rows])

    @property
    def _all_ok(self) -> bool:
        return all(device.ok for device in self._health)


def _mark(ok: bool) -> str:
    return "✓" if ok else "✗"


def _borrowed(kit: dict[str, Any]) -> str:
    if kit.get("network") != "borrowed":
        return ""
    return t(fr=" (empruntés : pas d’accès)", en=" (borrowed: out of reach)")
