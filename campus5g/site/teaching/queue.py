"""Why a step that was asked for has not begun: what has to end first, in words."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from campus5g.authoring.catalogue import catalogue
from campus5g.language import t
from campus5g.site.records.cohorts import CohortModule, Errand, Grading
from campus5g.site.teaching.courses import WHOLE_COURSE


def reason_for_waiting(records: Session, cohort: str) -> str:
    """Return what the steps of a cohort that wait are waiting for; nobody has to do anything.

    Args:
        records: holds the steps, in their true states.
        cohort: in whose course they will work.
    """
    here = _at_work(records, cohort)
    if here:
        return t(
            fr=f"{here} se termine d’abord, dans ce groupe",
            en=f"{here} comes first in this group",
        )
    if _is_busy(records):
        return t(
            fr="le site termine d’abord ce qu’il fait pour d’autres groupes",
            en="the site first finishes what it is doing for other groups",
        )
    return t(fr="cela commence dans un instant", en="this starts in a moment")


def _at_work(records: Session, cohort: str) -> str:
    """Return in words the step that works in a cohort's course; empty if none does."""
    errand = records.scalar(
        select(Errand).where(Errand.cohort_id == cohort, Errand.state == "running")
    )
    if errand is not None:
        return _errand_words(errand)
    graded = records.scalar(
        select(CohortModule.module)
        .join(Grading)
        .where(CohortModule.cohort_id == cohort, Grading.state == "running")
    )
    if graded is None:
        return ""
    title = _title(graded)
    return t(fr=f"la correction de « {title} »", en=f"grading of “{title}”")


def _is_busy(records: Session) -> bool:
    """Return whether a step works in the course of any cohort."""
    return any(
        records.scalar(select(table.id).where(table.state == "running").limit(1)) is not None
        for table in (Errand, Grading)
    )


def _errand_words(errand: Errand) -> str:
    if errand.kind == "build":
        return t(fr="la préparation du cours", en="preparation of the course")
    if errand.module == WHOLE_COURSE:
        return t(fr="l’ouverture des modules", en="opening of the modules")
    title = _title(errand.module)
    if errand.kind == "feedback":
        return t(fr=f"l’envoi des retours de « {title} »", en=f"feedback on “{title}”")
    return t(fr=f"l’ouverture de « {title} »", en=f"opening of “{title}”")


def _title(module: str) -> str:
    for known in catalogue():
        if known.id == module:
            return t(**known.manifest.title.model_dump())
    return module
