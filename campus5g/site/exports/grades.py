"""Grades of a cohort as tables."""

from collections.abc import Mapping, Sequence

from campus5g.authoring.catalogue import Module
from campus5g.language import Language, translator
from campus5g.site.alphabetical import class_list
from campus5g.site.exports.tables import Cell
from campus5g.site.folders import SiteFolders
from campus5g.site.learning.gradebook import Score, scores
from campus5g.site.records.cohorts import CohortRecord
from campus5g.site.records.people import Identity

_NOBODY = Identity(first_name="", last_name="", employer="", email="")


def grade_table(
    folders: SiteFolders, cohort: CohortRecord, modules: Mapping[str, Module], language: Language
) -> list[list[Cell]]:
    """Return the grades for people to read: points by module, total, percentage, and bonus.

    A cell is empty where nothing was graded, so that a missing grade is not taken for a zero. No
    grade is above its maximum: extra credit beyond that is the bonus.

    Args:
        folders: the site's state.
        cohort: whose grades.
        modules: the catalogue by id.
        language: of the headings.
    """
    t = translator(language)
    known = [modules[place.module] for place in cohort.modules if place.module in modules]
    found = scores(folders.cohorts / cohort.id, without_unread=cohort.without_trainer)
    head: list[Cell] = [
        t(fr="Nom", en="Last name"),
        t(fr="Prénom", en="First name"),
        t(fr="Identifiant", en="Account"),
        t(fr="Employeur", en="Employer"),
    ]
    for module in known:
        of = t(fr="sur", en="of")
        title = t(**module.manifest.title.model_dump())
        head.append(f"{title} ({of} {_maximum(module, found):g})")
    head += [t(fr="Total", en="Total"), t(fr="Sur", en="Of"), t(fr="Part (%)", en="Share (%)")]
    head.append(_bonus(language))
    rows: list[list[Cell]] = [head]
    for enrolment in class_list(cohort.enrolments):
        name, identity = enrolment.person.name, enrolment.person.identity or _NOBODY
        mine = [found.get((name, module.id)) for module in known]
        graded = [each for each in mine if each is not None]
        points = sum(each.counted for each in graded)
        out_of = sum(each.out_of for each in graded)
        rows.append(
            [
                *(identity.last_name, identity.first_name, name, identity.employer),
                *(each.counted if each else None for each in mine),
                points if graded else None,
                out_of if graded else None,
                100 * points / out_of if out_of else None,
                _above(graded),
            ]
        )
    return rows


def moodle_table(
    folders: SiteFolders, cohort: CohortRecord, modules: Mapping[str, Module]
) -> list[list[Cell]]:
    """Return the grades as Moodle imports them: one column per module, without a total.

    Moodle finds people by ``username`` or ``email``; missing grades are left as they are. It
    refuses a grade above the maximum: extra credit beyond that is in a column of its own, to be
    left out of the import or mapped to an item of its own.
    """
    known = [modules[place.module] for place in cohort.modules if place.module in modules]
    found = scores(folders.cohorts / cohort.id, without_unread=cohort.without_trainer)
    t = translator(cohort.language)
    head: list[Cell] = ["username", "firstname", "lastname", "email"]
    titles: list[Cell] = [t(**module.manifest.title.model_dump()) for module in known]
    rows = [[*head, *titles, _bonus(cohort.language)]]
    for enrolment in class_list(cohort.enrolments):
        name, identity = enrolment.person.name, enrolment.person.identity or _NOBODY
        marks = [found.get((name, module.id)) for module in known]
        rows.append(
            [name, identity.first_name, identity.last_name, identity.email]
            + [each.counted if each else None for each in marks]
            + [_above([each for each in marks if each])]
        )
    return rows


def _maximum(module: Module, found: Mapping[tuple[str, str], Score]) -> float:
    """Return what a module of a cohort is worth: in the version that was graded, if one was."""
    graded = [each.out_of + each.unread for (_, name), each in found.items() if name == module.id]
    return max(graded, default=module.manifest.points)


def _bonus(language: Language) -> str:
    return translator(language)(fr="Bonus (au-dessus du maximum)", en="Bonus (above the maximum)")


def _above(graded: Sequence[Score]) -> float | None:
    """Return the extra credit above the maxima; nothing where there is none."""
    return sum(each.above for each in graded) or None
