"""Grades of a cohort as tables."""

from collections.abc import Mapping

from campus5g.authoring.catalogue import Module
from campus5g.language import Language, translator
from campus5g.site.exports.tables import Cell
from campus5g.site.folders import SiteFolders
from campus5g.site.learning.gradebook import scores
from campus5g.site.records.cohorts import CohortRecord, Enrolment
from campus5g.site.records.people import Identity

_NOBODY = Identity(first_name="", last_name="", employer="", email="")


def grade_table(
    folders: SiteFolders, cohort: CohortRecord, modules: Mapping[str, Module], language: Language
) -> list[list[Cell]]:
    """Return the grades for people to read: points by module, total, and percentage.

    A cell is empty where nothing was graded, so that a missing grade is not taken for a zero.

    Args:
        folders: the site's state.
        cohort: whose grades.
        modules: the catalogue by id.
        language: of the headings.
    """
    t = translator(language)
    known = [modules[place.module] for place in cohort.modules if place.module in modules]
    found = scores(folders.cohorts / cohort.id)
    head: list[Cell] = [
        t(fr="Nom", en="Last name"),
        t(fr="Prénom", en="First name"),
        t(fr="Identifiant", en="Account"),
        t(fr="Entreprise", en="Employer"),
    ]
    for module in known:
        of = t(fr="sur", en="of")
        head.append(f"{t(**module.manifest.title.model_dump())} ({of} {module.manifest.points:g})")
    head += [t(fr="Total", en="Total"), t(fr="Sur", en="Of"), t(fr="Part (%)", en="Share (%)")]
    rows: list[list[Cell]] = [head]
    for enrolment in _by_name(cohort):
        name, identity = enrolment.person.name, enrolment.person.identity or _NOBODY
        mine = [found.get((name, module.id)) for module in known]
        graded = [each for each in mine if each is not None]
        points = sum(each.points for each in graded)
        out_of = sum(each.out_of for each in graded)
        rows.append(
            [
                *(identity.last_name, identity.first_name, name, identity.employer),
                *(each.points if each else None for each in mine),
                points if graded else None,
                out_of if graded else None,
                100 * points / out_of if out_of else None,
            ]
        )
    return rows


def moodle_table(
    folders: SiteFolders, cohort: CohortRecord, modules: Mapping[str, Module]
) -> list[list[Cell]]:
    """Return the grades as Moodle imports them: one column per module, without a total.

    Moodle finds people by ``username`` or ``email``; missing grades are left as they are.
    """
    known = [modules[place.module] for place in cohort.modules if place.module in modules]
    found = scores(folders.cohorts / cohort.id)
    t = translator(cohort.language)
    head: list[Cell] = ["username", "firstname", "lastname", "email"]
    rows = [head + [t(**module.manifest.title.model_dump()) for module in known]]
    for enrolment in _by_name(cohort):
        name, identity = enrolment.person.name, enrolment.person.identity or _NOBODY
        marks = [found.get((name, module.id)) for module in known]
        rows.append(
            [name, identity.first_name, identity.last_name, identity.email]
            + [each.points if each else None for each in marks]
        )
    return rows


def _by_name(cohort: CohortRecord) -> list[Enrolment]:
    return sorted(cohort.enrolments, key=lambda each: each.person.shown_name.casefold())
