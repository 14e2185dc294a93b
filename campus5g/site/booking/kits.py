"""The kits that can be booked: those that are served here, and those of cohorts."""

import time
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from campus5g import places
from campus5g.inventory import InventoryError, load_inventory
from campus5g.kit.connection import GatewayConnection
from campus5g.kit.errors import KitError
from campus5g.kit.starting.served import ServedKit, served_kits
from campus5g.language import LANGUAGES, current_language
from campus5g.manifest import Text
from campus5g.site.alphabetical import alphabetical
from campus5g.site.records.cohorts import CohortRecord, Enrolment
from campus5g.site.records.people import Person

_ASKED_AGAIN_AFTER_S = 10.0
_ANSWER_S = 3.0


@dataclass(frozen=True)
class BookableKit:
    """A kit that people share."""

    name: str
    site: Text | None
    """Where it is; None if it has no inventory here."""
    kind: Literal["real", "virtual"]
    served: bool
    """Whether its gateway responds now."""
    trouble: str = ""
    """Why it is not lent although it responds; empty if it is."""


def bookable_kits(records: Session) -> list[BookableKit]:
    """Return the kits that respond or that a cohort works on, by name.

    A kit that is not served now can be booked for later. An inventory that no cohort names may be
    an example, or a kit elsewhere.

    Args:
        records: holds the current cohorts and their kits.
    """
    named = {
        name
        for kits in records.scalars(
            select(CohortRecord.kits).where(CohortRecord.archived.is_(False))
        )
        for name in kits
    }
    served = {kit.name for kit in served_now()}
    troubles = _troubles(_this_moment(), current_language())
    known = declared_kits()
    found = {
        name: BookableKit(name, site, kind, name in served, troubles.get(name, ""))
        for name, (site, kind) in known.items()
        if name in served or (kind == "real" and name in named)
    }
    for name in served - found.keys():
        found[name] = BookableKit(name, None, "real", served=True, trouble=troubles.get(name, ""))
    return [found[name] for name in sorted(found, key=alphabetical)]


def kits_for(records: Session, person: Person, kits: list[BookableKit]) -> list[BookableKit]:
    """Return those of the kits that a person may have.

    A learner has the real kits of their current groups. A virtual kit is for everyone: no group
    can name it. Trainers and administrators may have all.
    """
    if person.role != "learner":
        return kits
    of_groups = (
        select(CohortRecord.kits)
        .join(Enrolment)
        .where(
            Enrolment.person_id == person.id,
            Enrolment.left_at.is_(None),
            CohortRecord.archived.is_(False),
        )
    )
    theirs = {name for names in records.scalars(of_groups) for name in names}
    return [kit for kit in kits if kit.kind == "virtual" or kit.name in theirs]


def served_now() -> list[ServedKit]:
    """Return the kits that respond, cached for a few seconds: asking takes time."""
    return _served(_this_moment())


def _this_moment() -> int:
    return int(time.monotonic() / _ASKED_AGAIN_AFTER_S)


@lru_cache(maxsize=1)
def _served(_moment: int) -> list[ServedKit]:
    return served_kits()


@lru_cache(maxsize=len(LANGUAGES))
def _troubles(moment: int, language: str) -> dict[str, str]:
    """Return why kits that respond are not lent, by name, in a language."""
    found = {}
    for kit in _served(moment):
        with suppress(KitError), GatewayConnection(kit.url, kit.token, kit.ca_file) as operator:
            turnover = operator.call("GET", "/leases/turnover", timeout_s=_ANSWER_S)
            if turnover["problem"]:
                found[kit.name] = str(turnover["problem"])
    return found


def declared_kits() -> dict[str, tuple[Text, Literal["real", "virtual"]]]:
    """Return the site and the kind of each kit that has an inventory."""
    found: dict[str, tuple[Text, Literal["real", "virtual"]]] = {}
    for file in sorted(places.KITS.glob("*.yaml")):
        try:
            inventory = load_inventory(file)
        except InventoryError:
            # `campus5g kit list` shows what is wrong with it; learners can't use that.
            continue
        found[inventory.name] = (inventory.site, inventory.kind)
    return found
