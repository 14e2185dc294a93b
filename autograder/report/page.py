"""The report of a class: one page that works offline, and the data that it was made of."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from autograder.errors import AutograderError
from autograder.language import current_language, t
from autograder.report.words import (
    FOR_THE_TRAINER,
    counted,
    limits,
    number,
    percent,
    points,
    seconds,
    word,
)
from autograder.sandbox import Level
from autograder.status import Status

PAGE = "report.html"
DATA = "report.json"
SLOWEST = 10

Data = dict[str, Any]
"""What `BatchReport.to_json` gives."""


def write_report(data: Data, folder: Path) -> None:
    """Write the page and its data into a folder, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    # What a course's own check says may name a file as the file system has it.
    for name, text in (
        (DATA, json.dumps(data, ensure_ascii=False, indent=2)),
        (PAGE, page(data)),
    ):
        (folder / name).write_text(text, encoding="utf-8", errors="backslashreplace")


def read_report(folder: Path) -> Data:
    """Read the data of a report back.

    Raises:
        AutograderError: there is none, or it is not one of ours.
    """
    file = folder / DATA if folder.is_dir() else folder
    try:
        data: Data = json.loads(file.read_text(encoding="utf-8"))
        page(data)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise AutograderError(
            t(
                fr=f"{file} n’est pas un rapport de correction.",
                en=f"{file} is not a grading report.",
            ),
            t(
                fr="Faites-en un : autograder grade DEVOIR --report DOSSIER",
                en="Create one: autograder grade ASSIGNMENT --report FOLDER",
            ),
        ) from error
    return data


def page(data: Data) -> str:
    """Return the report as one HTML page, in the language in force."""
    environment = Environment(
        loader=PackageLoader("autograder.report", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html.j2").render(
        t=t,
        language=current_language(),
        assignment=data["assignment"],
        when=_when(data["started"]),
        unsafe=data["level"] == Level.UNSAFE,
        lacks=Level(data["level"]).lacks(),
        facts=_facts(data),
        watched=data.get("control_group") is False,
        suspicions=[
            {"student": each["student"], **cell}
            for each in data["submissions"]
            for cell in each["suspicious"]
        ],
        submissions=[_submission(each) for each in data["submissions"]],
        items=[_item(each) for each in data["items"]],
        shared=data.get("shared", []),
        slowest=_slowest(data),
    )


def _when(started: str) -> str:
    moment = datetime.fromisoformat(started).astimezone()
    return t(fr=f"Le {moment:%d/%m/%Y à %H:%M}", en=f"{moment:%d %B %Y, %H:%M}")


def _facts(data: Data) -> dict[str, str]:
    counts = ", ".join(counted(count, Status(name)) for name, count in data["counts"].items())
    used = data.get("control_group")
    return {
        t(fr="Travaux", en="Submissions"): str(len(data["submissions"])),
        t(fr="États", en="Statuses"): counts or "–",
        t(fr="Durée", en="Time taken"): seconds(data["seconds"]),
        t(fr="À la fois", en="At a time"): str(data["workers"]),
        t(fr="Bac à sable", en="Sandbox"): data["level"],
        **({} if used is None else {t(fr="Limites", en="Limits"): limits(control_group=used)}),
    }


def _submission(each: Data) -> Data:
    status = Status(each["status"])
    return {
        "student": each["student"],
        "word": word(status),
        "bad": status in FOR_THE_TRAINER,
        "sentences": each["sentences"]
        or ([status.for_trainer()] if status in FOR_THE_TRAINER else []),
        "by_hand": each["needs_manual_grade"],
        "points": points(each["points"], each["max_points"]),
        "seconds": seconds(each["seconds"]),
        "executors": ", ".join(each["executors"]),
    }


def _item(each: Data) -> Data:
    marked = each["full"] + each["partial"] + each["none"]
    mean = number(each["points"] / marked, 2) if marked else "–"
    return {
        "notebook": each["notebook"],
        "cell": each["cell"],
        "rate": each["pass_rate"],
        "percent": "–" if each["pass_rate"] is None else percent(each["pass_rate"]),
        "mean": f"{mean} / {number(each['max_score'])}",
        "by_hand": str(each["manual"] or ""),
    }


def _slowest(data: Data) -> list[Data]:
    cells = [
        {"student": each["student"], **each["slowest"]}
        for each in data["submissions"]
        if each["slowest"] and each["slowest"]["seconds"]
    ]
    cells.sort(key=lambda cell: -cell["seconds"])
    return [{**cell, "seconds": seconds(cell["seconds"])} for cell in cells[:SLOWEST]]
