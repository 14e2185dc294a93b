"""The report of a class in a terminal: what the trainer should look at, and the items."""

from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from autograder.language import t
from autograder.report.live import STYLES
from autograder.report.words import (
    FOR_THE_TRAINER,
    colon,
    counted,
    limits,
    number,
    percent,
    seconds,
)
from autograder.sandbox import Level
from autograder.status import Status

_MOST = 6


def summary(data: dict[str, Any]) -> RenderableType:
    """Return a few lines that sum up what `BatchReport.to_json` returned."""
    parts: list[RenderableType] = []
    if any(
        each["full"] + each["partial"] + each["none"] + each["manual"] for each in data["items"]
    ):
        parts.append(_items(data))
    for each in data["submissions"]:
        status = Status(each["status"])
        sentences = each["sentences"]
        if status in FOR_THE_TRAINER and not sentences:
            sentences = [status.for_trainer()]
        if sentences:
            parts.append(
                Text.assemble((each["student"], STYLES[status]), colon(), " ".join(sentences))
            )
    counts = ", ".join(counted(count, Status(name)) for name, count in data["counts"].items())
    if data.get("shared"):
        parts.append(Text(_shared(data)))
    if lacks := Level(data["level"]).lacks():
        parts.append(Text(lacks))
    level = t(fr="bac à sable", en="sandbox")
    parts.append(
        Text(
            f"{data['assignment']}{colon()}{counts}. {seconds(data['seconds'])}, "
            f"{level}{colon()}{data['level']}{_limits(data)}"
        )
    )
    return Group(*parts)


def _shared(data: dict[str, Any]) -> str:
    listed = ", ".join(f"{each['notebook']} / {each['cell']}" for each in data["shared"][:_MOST])
    more = "…" if len(data["shared"]) > _MOST else ""
    return t(
        fr=f"Dans l’interpréteur de l’apprenant (voir « autograder check ») : {listed}{more}",
        en=f"In the learner's interpreter (see `autograder check`): {listed}{more}",
    )


def _limits(data: dict[str, Any]) -> str:
    used = data.get("control_group")
    words = t(fr="limites", en="limits")
    return "" if used is None else f", {words}{colon()}{limits(control_group=used)}"


def _items(data: dict[str, Any]) -> Table:
    table = Table(
        t(fr="Question", en="Item"),
        t(fr="Tous les points", en="All points"),
        t(fr="Moyenne", en="Mean"),
        t(fr="À la main", en="By hand"),
        box=None,
        pad_edge=False,
    )
    for each in data["items"]:
        marked = each["full"] + each["partial"] + each["none"]
        table.add_row(
            Text(f"{each['notebook']} / {each['cell']}"),
            "–" if each["pass_rate"] is None else percent(each["pass_rate"]),
            f"{number(each['points'] / marked, 2)} / {number(each['max_score'])}"
            if marked
            else "–",
            str(each["manual"] or ""),
        )
    return table
