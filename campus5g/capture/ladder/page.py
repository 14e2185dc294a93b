"""A ladder as one HTML page that needs no network."""

import json
from collections.abc import Sequence
from html import escape
from pathlib import Path
from string import Template

from campus5g.capture.ladder.figure import ROW_PX, TIMES_PX
from campus5g.capture.ladder.ladder import INTERFACES, Ladder, has_address
from campus5g.capture.ladder.look import DARK, FONT, LIGHT, Theme
from campus5g.language import current_language, t

MOST_DRAWN = 1000
"""Rows beyond these are in the table only, until a filter brings them up."""

_HERE = Path(__file__).parent


def page(ladder: Ladder) -> str:
    """Return the page."""
    from plotly.offline import get_plotlyjs

    return Template((_HERE / "page.html").read_text()).substitute(
        language=current_language(),
        title=escape(ladder.title),
        filters=_filters(ladder),
        lanes="".join(_lane(ladder, number) for number in range(len(ladder.lanes))),
        lane_count=max(len(ladder.lanes), 1),
        times_px=TIMES_PX,
        font=FONT,
        light=_variables(LIGHT),
        dark=_variables(DARK),
        style=(_HERE / "page.css").read_text(),
        table=ladder.to_table(),
        plotly=get_plotlyjs(),
        data=_for_script(_data(ladder)),
        script=(_HERE / "page.js").read_text(),
    )


def _data(ladder: Ladder) -> object:
    return {
        "figure": json.loads(ladder.figure().to_json()),
        "rows": [[rung.message.interface, rung.ue] for rung in ladder.rungs],
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
                fr="Dessin ; le tableau plus bas dit la même chose.",
                en="Drawing; the table below says the same.",
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


def _filters(ladder: Ladder) -> str:
    present = {rung.message.interface for rung in ladder.rungs}
    interfaces = [(name, name) for name in INTERFACES if name in present]
    ues = [(key, f"{key} ({imsi})" if (imsi := ladder.imsis[key]) else key) for key in ladder.ues]
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


def _lane(ladder: Ladder, number: int) -> str:
    lane = ladder.lanes[number]
    address = f"<small>{escape(lane.address)}</small>" if has_address(lane) else ""
    return f"<li><b>{escape(ladder.names[lane])}</b>{address}</li>"


def _for_script(data: object) -> str:
    """Return JSON that can't end the script element that holds it."""
    return json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
