"""Kits: their state, and their maintenance."""

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import Response
from sqlalchemy import select

from campus5g.errors import CampusError
from campus5g.kit.starting.served import served_kits
from campus5g.language import t
from campus5g.places import KITS
from campus5g.site.administration.kit_health import is_running, latest, start_examination
from campus5g.site.alphabetical import alphabetical
from campus5g.site.limits import Moment, RowNumber
from campus5g.site.portal.administration.office import InOffice
from campus5g.site.portal.problems import NotFoundError
from campus5g.site.portal.safety.forgery import Meant
from campus5g.site.records.base import now
from campus5g.site.records.bookings import Maintenance
from campus5g.site.words import ZONE

router = APIRouter(prefix="/administration/kits")


@router.get("")
def show(office: InOffice) -> Response:
    """Show all kits, the served ones first."""
    served = {kit.name for kit in served_kits()}
    kits = sorted(_kits() | served, key=lambda name: (name not in served, alphabetical(name)))
    windows = office.records.scalars(
        select(Maintenance).where(Maintenance.ends_at > now()).order_by(Maintenance.starts_at)
    ).all()
    return office.page(
        "kits.html",
        kits=[
            (
                name,
                name in served,
                is_running(office.folders, name),
                latest(office.folders, name),
                [each for each in windows if each.kit == name],
            )
            for name in kits
        ],
    )


@router.post("/{kit}/examine", dependencies=[Meant])
def examine(office: InOffice, kit: str) -> Response:
    """Start an examination; the page shows its findings when they are ready."""
    _known(kit)
    start_examination(office.folders, kit, office.person.language)
    return office.see("kits")


@router.post("/{kit}/maintenance", dependencies=[Meant])
def plan(
    office: InOffice,
    kit: str,
    starts: Annotated[Moment, Form()],
    ends: Annotated[Moment, Form()],
    reason: Annotated[str, Form(max_length=500)] = "",
) -> Response:
    """Block a kit for maintenance."""
    _known(kit)
    # A browser sends local time without its zone.
    first, last = starts.replace(tzinfo=ZONE), ends.replace(tzinfo=ZONE)
    if last <= first:
        raise CampusError(
            t(fr="La fin vient avant le début.", en="The end comes before the start."),
            t(fr="Corrigez les deux moments.", en="Correct one of the two times."),
        )
    office.records.add(Maintenance(kit=kit, starts_at=first, ends_at=last, reason=reason.strip()))
    return office.see("kits")


@router.post("/{kit}/maintenance/{window}/end", dependencies=[Meant])
def give_back(office: InOffice, kit: str, window: RowNumber) -> Response:
    """End a maintenance early."""
    found = office.records.get(Maintenance, window)
    if found is None or found.kit != kit:
        raise NotFoundError
    office.records.delete(found)
    return office.see("kits")


def _known(kit: str) -> None:
    if kit not in _kits() | {each.name for each in served_kits()}:
        raise NotFoundError


def _kits() -> set[str]:
    return {file.stem for file in KITS.glob("*.yaml")}
