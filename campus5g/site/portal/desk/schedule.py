"""When the modules of a group open and are due, all on one page; several handed out at once."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form
from fastapi.responses import Response

from campus5g.authoring.catalogue import catalogue
from campus5g.errors import CampusError
from campus5g.language import t
from campus5g.site.portal.desk.at_desk import AtDesk
from campus5g.site.portal.moments import as_field, read_moment
from campus5g.site.portal.safety.forgery import Meant
from campus5g.site.records.base import now
from campus5g.site.teaching.courses import WHOLE_COURSE, latest_errands
from campus5g.site.teaching.dates import write_due_dates
from campus5g.site.teaching.opening import open_now
from campus5g.site.teaching.queue import reason_for_waiting

router = APIRouter(prefix="/desk/{cohort}/schedule")


@router.get("")
def schedule(desk: AtDesk) -> Response:
    """Show when each module opens and is due; the count renews itself while some are opening."""
    errands = latest_errands(desk.records, desk.folders, desk.cohort.id)
    for place in desk.cohort.modules:
        # An errand may have handed it out since it was read.
        desk.records.refresh(place, ["released_at"])
    opening = errands.get((WHOLE_COURSE, "release"))
    moment = now()
    due = any(
        place.released_at is None and place.opens_at is not None and place.opens_at <= moment
        for place in desk.cohort.modules
    )
    # The site looks every few seconds; what failed waits for a trainer.
    about_to_open = due and not (opening and opening.state == "failed")
    return desk.page(
        "planning/schedule.html",
        about_to_open=about_to_open,
        titles={module.id: module.manifest.title for module in catalogue()},
        as_field=as_field,
        errands=errands,
        waits_for=reason_for_waiting(desk.records, desk.cohort.id),
    )


@router.post("", dependencies=[Meant])
def change(
    desk: AtDesk,
    do: Annotated[Literal["dates", "same", "open"], Form()],
    ticked: Annotated[list[str], Form()] = [],  # noqa: B006 -- FastAPI copies it
    known: Annotated[list[str], Form()] = [],  # noqa: B006
    opens: Annotated[list[str], Form()] = [],  # noqa: B006
    due: Annotated[list[str], Form()] = [],  # noqa: B006
    every: Annotated[bool, Form()] = False,
    all_open: Annotated[str, Form()] = "",
    all_due: Annotated[str, Form()] = "",
) -> Response:
    """Set the dates of each module, the same for those ticked, or hand those out now.

    ``known``, ``opens`` and ``due`` are the modules of the page with their fields, in order;
    ``every`` ticks them all, also where the browser runs no scripts.
    """
    if do == "dates":
        wanted = {
            desk.place(module): (read_moment(first), read_moment(last))
            for module, first, last in zip(known, opens, due, strict=False)
        }
    else:
        places = desk.cohort.modules if every else [desk.place(module) for module in ticked]
        if not places:
            raise CampusError(
                t(fr="Aucun module n’est coché.", en="No module is ticked."),
                t(
                    fr="Revenez en arrière et cochez au moins un module.",
                    en="Go back and tick at least one module.",
                ),
            )
        if do == "open":
            open_now(desk.records, desk.folders, places, desk.person)
            return desk.see("schedule")
        first, last = read_moment(all_open), read_moment(all_due)
        # A field that is left empty leaves the dates as they are.
        wanted = {place: (first or place.opens_at, last or place.due_at) for place in places}
    for place, (first, last) in wanted.items():
        place.opens_at, place.due_at = first, last
    for place in wanted:
        write_due_dates(desk.folders, place)
    return desk.see("schedule")
