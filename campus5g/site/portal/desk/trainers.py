"""The trainers of a group: added and removed by any of them."""

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response

from campus5g.site.alphabetical import by_last_name
from campus5g.site.portal.desk.at_desk import AtDesk
from campus5g.site.portal.pages import see
from campus5g.site.portal.safety.forgery import Meant, add_details
from campus5g.site.teaching.trainers import add_trainer, possible_trainers, remove_trainer

router = APIRouter(prefix="/desk/{cohort}/trainers")

Account = Annotated[str, Form(max_length=64)]


@router.get("")
def trainers(desk: AtDesk) -> Response:
    """Show who teaches the group, and who could."""
    return desk.page(
        "people/trainers.html",
        trainers=sorted(desk.cohort.trainers, key=by_last_name),
        possible=possible_trainers(desk.records, desk.cohort),
    )


@router.post("", dependencies=[Meant])
def add(desk: AtDesk, account: Account) -> Response:
    """Let another trainer teach the group."""
    person = add_trainer(desk.records, desk.cohort, account)
    add_details(desk.request, account=person.name)
    return desk.see("trainers")


@router.post("/remove", dependencies=[Meant])
def remove(desk: AtDesk, account: Account) -> Response:
    """Take the group from one of its trainers; one who leaves goes back to their own groups."""
    remove_trainer(desk.cohort, account)
    add_details(desk.request, account=account)
    if account == desk.person.name and desk.person.role != "administrator":
        return see(desk.request, "desk")
    return desk.see("trainers")
