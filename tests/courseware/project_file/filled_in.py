"""What a demo learner wrote of an invented site, in either language: every field of the course.

The figures are those of the course's own explorers, at the settings that the learner chose.
"""

import re
from contextvars import copy_context
from dataclasses import asdict
from functools import cache
from pathlib import Path

import yaml

from campus5g.courseware import explorers
from campus5g.courseware.explorers.chart_panel import ChartPanel
from campus5g.courseware.explorers.chart_svg import panel_drawing
from campus5g.courseware.explorers.drawing import Drawing
from campus5g.courseware.explorers.explorer import Explorer
from campus5g.courseware.explorers.project.architecture_and_spectrum.fence_plan.model import (
    Mast,
    SitePlan,
)
from campus5g.courseware.explorers.project.architecture_and_spectrum.fence_plan.view import (
    OUTLINES,
    FencePlan,
    settings_of,
)
from campus5g.courseware.project_file.written import Figure, Written
from campus5g.language import Language, speak

_SITE = SitePlan(OUTLINES["hall"], (Mast((130, 80)), Mast((220, 120))), power_dbm=21.0)
_FENCE_DBM = -95


def filled_in(language: Language = "fr") -> Written:
    """Return a whole file."""
    file = Path(__file__).with_name(f"filled_in.{language}.yaml")
    written = yaml.safe_load(file.read_text(encoding="utf-8"))
    return {**written, **_figures(language)}


@cache
def _figures(language: Language) -> dict[str, Figure]:
    """Return what the learner's runs of the explorers drew."""

    def drawn() -> dict[str, Drawing]:
        speak(language)
        return {
            "peak-figure": _run(
                explorers.peak_by_area(), hour="6", tablets="5", picture="1", window="5"
            ),
            "choice-figure": _run(explorers.weighted_choice(), need="4"),
            "site-radio-plan": _plan(),
            "budget-draws": _run(explorers.five_year_draws(), stopped="80", network="60", hour="2"),
            "acceptance-figure": _run(
                explorers.acceptance_gate(),
                messages="5000",
                tolerated="50",
                burst="5",
                interval="1",
            ),
        }

    return {name: Figure(**asdict(each)) for name, each in copy_context().run(drawn).items()}


def _run(explorer: Explorer, **settings: str) -> Drawing:
    """Return what an explorer draws with some controls at labels that begin with these figures."""
    panel = next(each for each in explorer.children if isinstance(each, ChartPanel))
    panel.locked = False
    stops = dict(panel.stops)
    for control in panel.controls:
        if control["id"] in settings:
            wanted = settings[control["id"]]
            stops[control["id"]] = next(
                at for at, label in enumerate(control["labels"]) if _figure(label) == wanted
            )
    panel.stops = stops
    drawing = panel_drawing(panel)
    assert drawing is not None
    return drawing


def _figure(label: str) -> str:
    """Return the first figure of a label: 6 of 6:00, 2 of €2k, 5000 of 5 000."""
    found = re.search(r"\d+([\s,]\d{3})*", label)
    return re.sub(r"\D", "", found[0]) if found else ""


def _plan() -> Drawing:
    plan = FencePlan(locked=False)
    plan.settings = settings_of(_SITE, _FENCE_DBM)
    drawing = plan.drawing()
    assert drawing is not None
    return drawing
