"""What is due for erasure, the year's figures, and the log."""

from typing import Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import Response
from sqlalchemy import select

from campus5g.language import t
from campus5g.site.administration import retention
from campus5g.site.administration.deeds import deed, deed_subject, detail_name, detail_value
from campus5g.site.exports.tables import Cell, for_spreadsheets
from campus5g.site.exports.yearly import figures
from campus5g.site.limits import RowNumber
from campus5g.site.portal.administration.office import InOffice
from campus5g.site.portal.downloads import download
from campus5g.site.portal.safety.forgery import Meant, add_details
from campus5g.site.records.base import now
from campus5g.site.records.trail import Trace
from campus5g.site.settings import settings

router = APIRouter(prefix="/administration")

_LINES_A_PAGE = 100


@router.get("/retention")
def show_due(office: InOffice) -> Response:
    """Show what is due for erasure."""
    chosen = settings(office.records).retention
    due = retention.due(office.records, office.folders, chosen, now().date())
    return office.page("retention.html", due=due, retention=chosen)


@router.post("/retention", dependencies=[Meant])
def erase_due(office: InOffice, sure: Annotated[bool, Form()] = False) -> Response:
    """Erase what is due."""
    if sure:
        chosen = settings(office.records).retention
        due = retention.due(office.records, office.folders, chosen, now().date())
        add_details(
            office.request,
            certificates=[each.number for each in due.certificates],
            cohorts=[each.id for each in due.cohorts],
            accounts=[each.name for each in due.accounts],
        )
        retention.erase(office.records, office.folders, due)
    return office.see("retention")


@router.get("/figures")
def show_figures(
    office: InOffice, year: Annotated[int | None, Query(ge=2000, le=2200)] = None
) -> Response:
    """Show the figures of a year."""
    wanted = year or now().year
    return office.page(
        "figures.html",
        year=figures(office.records, office.folders, wanted),
        years=range(now().year, now().year - 6, -1),
    )


@router.get("/figures.csv")
def fetch_figures(
    office: InOffice, year: Annotated[int | None, Query(ge=2000, le=2200)] = None
) -> Response:
    """Export the figures of a year for a spreadsheet."""
    found = figures(office.records, office.folders, year or now().year)
    french = office.person.language == "fr"
    head: list[Cell] = (
        ["Session", "Modalité", "Inscrits", "Abandons", "Heures-stagiaires prévues", "relevées"]
        if french
        else ["Session", "Mode", "Learners", "Left", "Learner hours planned", "recorded"]
    )
    modes = {
        "on-site": t(fr="présentiel", en="on site"),
        "distance": t(fr="à distance", en="remote"),
        "mixed": t(fr="mixte", en="blended"),
    }
    rows = [head]
    rows += [
        [
            each.title,
            modes[each.mode],
            each.learners,
            each.left,
            each.planned_learner_hours,
            each.recorded_learner_hours,
        ]
        for each in found.sessions
    ]
    content = for_spreadsheets(rows, office.person.language)
    return download(content, "text/csv; charset=utf-8", f"bpf-{found.year}.csv")


@router.get("/log")
def show_log(
    office: InOffice,
    who: Annotated[str, Query(max_length=32)] = "",
    before: Annotated[RowNumber | None, Query()] = None,
) -> Response:
    """Show who did what, newest first."""
    wanted = select(Trace).order_by(Trace.id.desc()).limit(_LINES_A_PAGE + 1)
    if who.strip():
        wanted = wanted.where(Trace.who == who.strip())
    if before is not None:
        wanted = wanted.where(Trace.id < before)
    lines = office.records.scalars(wanted).all()
    shown = lines[:_LINES_A_PAGE]
    return office.page(
        "log.html",
        lines=shown,
        deed=deed,
        detail_name=detail_name,
        detail_value=detail_value,
        deed_subject=deed_subject,
        who=who,
        older=shown[-1].id if len(lines) > _LINES_A_PAGE else None,
    )
