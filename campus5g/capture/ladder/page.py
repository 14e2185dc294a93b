"""A ladder as a self-contained HTML page."""

import json
from collections.abc import Sequence
from html import escape
from pathlib import Path
from string import Template

from campus5g.capture.ladder.figure import ROW_PX, TIMES_PX, draw
from campus5g.capture.ladder.flow import CallFlow
from campus5g.capture.ladder.look import DARK, FONT, LIGHT, Theme
from campus5g.capture.ladder.model import INTERFACES
from campus5g.capture.ladder.table import html_table
from campus5g.language import current_language, t

MOST_DRAWN = 1000
"""Rows beyond this number are only in the table, until a filter selects them."""

_HERE = Path(__file__).parent


def page(flow: CallFlow) -> str:
    """Return the page."""
    from plotly.offline import get_plotlyjs

    return Template((_HERE / "page.html").read_text()).substitute(
        language=current_language(),
        title=escape(flow.title),
        filters=_filters(flow),
        lanes="".join(_lane(flow, number) for number in range(len(flow.lanes))),
        lane_count=max(len(flow.lanes), 1),
        times_px=TIMES_PX,
        font=FONT,
        light=_variables(LIGHT),
        dark=_variables(DARK),
        style=(_HERE / "page.css").read_text(),
        table=html_table(flow),
        plotly=get_plotlyjs(),
        data=_for_script(_data(flow)),
        script=(_HERE / "page.js").read_text(),
    )


def _data(flow: CallFlow) -> object:
    return {
        "figure": json.loads(draw(flow).to_json()),
        "rows": [[rung.message.interface, rung.ue] for rung in flow.rungs],
        "rowPx": ROW_PX,
        "timesPx": TIMES_PX,
        "mostDrawn": MOST_DRAWN,
        "themes": {"light": _theme(LIGHT), "dark": _theme(DARK)},
        "texts": {
            "shown": t(
                fr="{shown} messages sur {all}.",
                en="{shown} of {all} messages.",
            ),
            "drawn": t(
                fr="Les {drawn} premiers sont dessinés ; filtrez pour voir les autres.",
                en="The first {drawn} are drawn; filter to see the others.",
            ),
            "drawing": t(
                fr="Dessin ; le tableau ci-dessous donne les mêmes informations.",
                en="Drawing; the table below has the same content.",
            ),
        },
    }


def _theme(theme: Theme) -> object:
    return {
        "ground": theme.ground,
        "ink": theme.ink,
        "line": theme.line,
        "interfaces": theme.interfaces,
    }


def _variables(theme: Theme) -> str:
    return f"--ground:{theme.ground};--ink:{theme.ink};--line:{theme.line}"


def _filters(flow: CallFlow) -> str:
    present = {rung.message.interface for rung in flow.rungs}
    interfaces = [(name, name) for name in INTERFACES if name in present]
    ues = [(key, f"{key} ({imsi})" if (imsi := flow.imsis[key]) else key) for key in flow.ues]
    return _select("interface", t(fr="Interface", en="Interface"), interfaces) + _select(
        "ue", t(fr="UE", en="UE"), ues
    )


def _select(name: str, label: str, options: Sequence[tuple[str, str]]) -> str:
    choices = [("", t(fr="Toutes", en="All") if name == "interface" else t(fr="Tous", en="All"))]
    shown = "".join(
        f'<option value="{escape(value)}">{escape(text)}</option>'
        for value, text in [*choices, *options]
    )
    return f'<label>{escape(label)} <select id="{name}">{shown}</select></label>'


def _lane(flow: CallFlow, number: int) -> str:
    lane = flow.lanes[number]
    address = f"<small>{escape(lane.address)}</small>" if lane.has_address else ""
    return f"<li><b>{escape(flow.names[lane])}</b>{address}</li>"


def _for_script(data: object) -> str:
    """Return JSON that can't close the script element around it."""
    return json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
