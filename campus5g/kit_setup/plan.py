"""Draw the wiring and address plan of a kit from its inventory."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap
from urllib.parse import urlsplit

from campus5g.inventory import DumpcapPoint, Inventory
from campus5g.inventory.models import UNKNOWN
from campus5g.kit.showing.numbers import decimal
from campus5g.kit_setup.drawing import drawing, element, words
from campus5g.language import t

_WIDTH = 1120.0
_MARGIN = 28.0
_GAP = 22.0
_LINE = 19.0
_MOST_LINES = 5
_BOX = 138.0
_CHARACTER = 7.0
"""Approximate width of a character of 13 pixels; lines are broken by it."""


@dataclass(frozen=True)
class _Box:
    """A box of the plan: its name and the lines under it."""

    title: str
    lines: tuple[str, ...]
    ues: tuple[str, ...] = ()
    sends: bool = False
    on_network: bool = True


def plan(inventory: Inventory) -> str:
    """Return the plan as SVG: machines on the kit's network, modems on air, all addresses."""
    above, below = _boxes(inventory)
    parts: list[str] = []
    title = t(
        fr=f"Câblage et adresses du kit {inventory.name}",
        en=f"Wiring and addresses of kit {inventory.name}",
    )
    parts.append(words(title, _MARGIN, 34.0, font_size=20, font_weight=700))
    parts.append(words(_radio(inventory), _MARGIN, 56.0, fill="var(--ink-soft)"))
    top = 96.0
    bus = top + _BOX + 34
    for x, width, box in _across(above):
        parts.append(_drawn(box, x, top, width))
        parts.append(_cable(x + width / 2, top + _BOX, bus))
    parts.append(_bus(inventory, bus))
    lower = bus + 38
    for x, width, box in _across(below):
        parts.append(_drawn(box, x, lower, width))
        if box.on_network:
            parts.append(_cable(x + width / 2, bus, lower))
    parts += _air([*_across(above)], [*_across(below)], top, lower)
    rows = _rows(inventory)
    table = lower + (_BOX if below else 0) + 52
    parts += _table(rows, table)
    height = table + _LINE * (len(rows) + 2) + _MARGIN
    ground = element("rect", x=0, y=0, width=_WIDTH, height=height, fill="var(--surface)")
    return drawing(_WIDTH, height, title, ground, *parts)


def _radio(inventory: Inventory) -> str:
    cell = inventory.cell
    mhz, width = decimal(cell.frequency_mhz, 2), cell.bandwidth_mhz
    return t(
        fr=f"{inventory.site} · {cell.band}, ARFCN {cell.arfcn} ({mhz} MHz), {width} MHz, "
        f"trame {cell.tdd_pattern} à {cell.scs_khz} kHz · PLMN {cell.plmn}, TAC {cell.tac}",
        en=f"{inventory.site} · {cell.band}, ARFCN {cell.arfcn} ({mhz} MHz), {width} MHz, "
        f"frame {cell.tdd_pattern} at {cell.scs_khz} kHz · PLMN {cell.plmn}, TAC {cell.tac}",
    )


def _boxes(inventory: Inventory) -> tuple[list[_Box], list[_Box]]:
    """Return the boxes above the network (edge, core, gNB) and below it (modems, outlets)."""
    made = {
        "edge": t(fr="passerelle", en="gateway"),
        "core": t(fr="cœur", en="core"),
        "gnb": "gNB",
        "modem": t(fr="modems", en="modems"),
        "robot": t(fr="robot", en="robot"),
    }
    above, below = [], []
    for name, host in inventory.hosts.items():
        lines = [
            f"{host.address} {host.interface}",
            ", ".join(made[role] for role in host.makes),
            str(host.description),
        ]
        usb = [f"USB → {ue}" for ue in host.carries]
        if {"edge", "core", "gnb"} & set(host.makes):
            above.append(_Box(name, (*lines, *usb), (), "gnb" in host.makes))
            below += [
                _Box(ue, (f"USB ← {name}", str(inventory.ues[ue].description)), (ue,), False, False)
                for ue in host.carries
            ]
        else:
            below.append(_Box(name, (*lines, *usb), tuple(host.carries)))
    if not inventory.hosts:
        above = _functions(inventory)
        below = [
            _Box(ue, (part.modem, str(part.description)), (ue,), on_network=False)
            for ue, part in inventory.ues.items()
        ]
    elif inventory.network == "borrowed" or not any(box.sends for box in above):
        borrowed = t(fr="à quelqu’un d’autre", en="someone else's")
        above.append(_Box(inventory.gnb.name, (inventory.core.name, borrowed), (), True))
    for name, outlet in inventory.power.items():
        socket = t(fr="prise", en="outlet")
        address = urlsplit(outlet.switch_on).hostname or ""
        below.append(_Box(f"{socket} {name}", (address, f"→ {outlet.feeds}")))
    return above, below


def _functions(inventory: Inventory) -> list[_Box]:
    """Return the boxes of a kit without machines: its functions."""
    core = inventory.core
    gateway = t(fr="passerelle", en="gateway")
    return [
        _Box(gateway, (f"{inventory.gateway.host}:{inventory.gateway.port}",)),
        _Box(core.name, (f"AMF {core.amf}", f"SMF {core.smf}", f"UPF {core.upf}")),
        *(
            _Box(gnb.name, (str(gnb.address),), (), True)
            for gnb in (inventory.gnb, *inventory.neighbours)
        ),
    ]


def _across(boxes: Sequence[_Box]) -> Iterator[tuple[float, float, _Box]]:
    """Yield the horizontal position and the width of each box."""
    if not boxes:
        return
    room = _WIDTH - 2 * _MARGIN - _GAP * (len(boxes) - 1)
    width = min(260.0, room / len(boxes))
    for number, box in enumerate(boxes):
        yield _MARGIN + number * (width + _GAP), width, box


def _drawn(box: _Box, x: float, y: float, width: float) -> str:
    frame = element(
        "rect",
        x=x,
        y=y,
        width=width,
        height=_BOX,
        rx=8,
        fill="var(--accent-ground)" if box.sends else "var(--ground)",
        stroke="var(--accent)" if box.sends or box.ues else "var(--line)",
        stroke_width=2 if box.sends or box.ues else 1,
    )
    room = int((width - 20) / _CHARACTER)
    written = words(_cut(box.title, room), x + 10, y + 24, font_size=15, font_weight=700)
    lines = [part for line in box.lines for part in wrap(line, room)]
    for number, line in enumerate(lines[:_MOST_LINES]):
        written += words(line, x + 10, y + 46 + number * _LINE, fill="var(--ink-soft)")
    return frame + written


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else text[: room - 1] + "…"


def _cable(x: float, begin: float, end: float) -> str:
    return element("path", d=f"M{x:.1f} {begin:.1f}V{end:.1f}", stroke="var(--ink)", stroke_width=2)


def _bus(inventory: Inventory, y: float) -> str:
    line = element(
        "path", d=f"M{_MARGIN} {y}H{_WIDTH - _MARGIN}", stroke="var(--ink)", stroke_width=5
    )
    name = t(fr="réseau du kit", en="the kit's network")
    lan = inventory.lan or inventory.block or ""
    shown = f"{name} {lan}".strip()
    return line + words(shown, _WIDTH - _MARGIN, y - 9, text_anchor="end", font_weight=700)


def _air(
    above: Sequence[tuple[float, float, _Box]],
    below: Sequence[tuple[float, float, _Box]],
    top: float,
    lower: float,
) -> Iterator[str]:
    """Yield a dashed line from the antenna to each box that carries a modem."""
    senders = [(x, width) for x, width, box in above if box.sends]
    if not senders:
        return
    x, width = senders[0]
    begin = x + width - 14
    mast = f"M{begin - 8:.1f} {top - 2:.1f}l8 -16l8 16"
    yield element("path", d=mast, fill="none", stroke="var(--accent)", stroke_width=2)
    for left, wide, box in below:
        if box.ues:
            end = left + wide - 14
            way = f"M{begin:.1f} {top + _BOX:.1f}C{begin:.1f} {lower - 30:.1f} {end:.1f} "
            yield element(
                "path",
                d=f"{way}{top + _BOX + 30:.1f} {end:.1f} {lower:.1f}",
                fill="none",
                stroke="var(--accent)",
                stroke_width=2,
                stroke_dasharray="7 5",
            )


def _rows(inventory: Inventory) -> list[tuple[str, str, str]]:
    """Return the address plan as a table: what, address, access."""
    core, gateway = inventory.core, inventory.gateway
    rows = [(name, str(host.address), host.interface) for name, host in inventory.hosts.items()]
    rows.append((t(fr="passerelle", en="gateway"), gateway.host, f"TCP {gateway.port}"))
    functions = [
        ("AMF", core.amf, "N2 SCTP 38412"),
        ("SMF", core.smf, "N4 UDP 8805"),
        ("UPF", core.upf, "N3 UDP 2152, N4 UDP 8805"),
        (inventory.gnb.name, inventory.gnb.address, "N2, N3"),
        (t(fr="réseau de données", en="data network"), core.data_network, "N6"),
    ]
    rows += [(name, str(address), how) for name, address, how in functions if address != UNKNOWN]
    rows.append((t(fr="appareils", en="devices"), str(core.ue_pool), "N6"))
    for name, ue in inventory.ues.items():
        address = str(ue.reflector or t(fr="selon le cœur", en="from the core"))
        rows.append((name, address, f"{ue.modem} · IMSI {ue.imsi}"))
    for name, point in inventory.capture.items():
        where = t(fr="capture", en="capture")
        if isinstance(point, DumpcapPoint):
            how = f"{point.interface} {point.filter}".strip()
            rows.append((f"{where} {name}", point.ssh or gateway.host, how))
        else:
            rows.append((f"{where} {name}", point.host, f"pcap-over-IP {point.port}"))
    for name, robot in inventory.robots.items():
        rows.append((f"robot {name}", urlsplit(robot.url).hostname or "", robot.url))
    for name, outlet in inventory.power.items():
        plug = t(fr="prise", en="outlet")
        host = urlsplit(outlet.switch_on).hostname or ""
        rows.append((f"{plug} {name}", host, f"HTTP · {outlet.feeds}"))
    return rows


def _table(rows: Sequence[tuple[str, str, str]], top: float) -> Iterator[str]:
    heads = (t(fr="Quoi", en="What"), t(fr="Adresse", en="Address"), t(fr="Accès", en="Access"))
    columns = (_MARGIN, _MARGIN + 250, _MARGIN + 470)
    for x, head in zip(columns, heads, strict=True):
        yield words(head, x, top, font_weight=700)
    yield element("path", d=f"M{_MARGIN} {top + 6}H{_WIDTH - _MARGIN}", stroke="var(--line)")
    for number, row in enumerate(rows, 1):
        for x, text in zip(columns, row, strict=True):
            yield words(_cut(text, 84), x, top + 4 + number * _LINE)
