"""A learner's training file: evidence of the training and its results, for auditors."""

import datetime
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from campus5g.authoring.catalogue import Module
from campus5g.courseware.positioning.kept import Positioning, recorded_positioning
from campus5g.language import Language, translator
from campus5g.site.certificates.achievements import achieved
from campus5g.site.certificates.content import ModuleResult
from campus5g.site.certificates.document import pdf as certificate_pdf
from campus5g.site.certificates.issuing import content_of
from campus5g.site.exports.tables import Cell, for_spreadsheets
from campus5g.site.folders import SiteFolders
from campus5g.site.learning.activity import Stretch, active_minutes
from campus5g.site.learning.gradebook import scores
from campus5g.site.learning.presence import presence, work_of
from campus5g.site.paper import laid_out, pdf_of, written
from campus5g.site.progress.reading import own_work
from campus5g.site.records.base import now
from campus5g.site.records.certificates import Certificate
from campus5g.site.records.cohorts import CohortRecord, Enrolment, HelpRequest
from campus5g.site.settings import settings
from campus5g.site.teaching.attendance import marks_of
from campus5g.site.words import ZONE

_HERE = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Followed:
    """A module in the file: as announced, activity, results."""

    result: ModuleResult
    began: datetime.datetime | None
    ended: datetime.datetime | None
    active_minutes: int
    handed_in_at: datetime.datetime | None


def training_file(
    records: Session,
    folders: SiteFolders,
    enrolment: Enrolment,
    modules: Mapping[str, Module],
    verification: str,
) -> bytes:
    """Return the file as a zip: the summary as a PDF, the trace as a table, the certificates.

    Args:
        records: the database session.
        folders: the site's state.
        enrolment: the learner in the cohort.
        modules: the catalogue by id.
        verification: address of the verification page, for the certificates.
    """
    cohort, person = enrolment.cohort, enrolment.person
    language = cohort.language
    trace = work_of(folders, enrolment)
    results = achieved(folders, enrolment, modules)
    certificates = records.scalars(
        select(Certificate)
        .where(Certificate.cohort_id == cohort.id, Certificate.person_id == person.id)
        .order_by(Certificate.id)
    ).all()
    text = written(
        _HERE / "training_file.html",
        language,
        enrolment=enrolment,
        cohort=cohort,
        person=person,
        settings=settings(records),
        followed=_followed(folders, cohort, person.name, results, trace),
        positioning=_positioning(folders, cohort, person.name),
        minutes=active_minutes(trace),
        presence=presence(enrolment, trace),
        attendances=marks_of(enrolment),
        help=records.scalars(
            select(HelpRequest)
            .where(HelpRequest.enrolment_id == enrolment.id)
            .order_by(HelpRequest.asked_at)
        ).all(),
        certificates=certificates,
        today=now(),
    )
    out = io.BytesIO()
    t = translator(language)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        summary = pdf_of(laid_out(text, _HERE / "exports.css"))
        archive.writestr(t(fr="dossier.pdf", en="training-file.pdf"), summary)
        table = for_spreadsheets(_trace_table(trace, modules, language), language)
        archive.writestr(t(fr="activite.csv", en="activity.csv"), table)
        for each in certificates:
            document = certificate_pdf([content_of(each)], verification)
            archive.writestr(
                f"{t(fr='attestations', en='certificates')}/{each.number}.pdf", document
            )
    return out.getvalue()


def _followed(
    folders: SiteFolders,
    cohort: CohortRecord,
    learner: str,
    results: Sequence[ModuleResult],
    trace: Sequence[Stretch],
) -> list[Followed]:
    grades = scores(folders.cohorts / cohort.id)
    found = []
    for result in results:
        mine = [each for each in trace if each.module == result.module]
        score = grades.get((learner, result.module))
        found.append(
            Followed(
                result=result,
                began=mine[0].began if mine else None,
                ended=mine[-1].ended if mine else None,
                active_minutes=active_minutes(mine),
                handed_in_at=score.handed_in_at if score else None,
            )
        )
    return found


def _positioning(folders: SiteFolders, cohort: CohortRecord, learner: str) -> Positioning | None:
    """Return the positioning test that was collected, else the one in the learner's own folder."""
    for place in cohort.modules:
        found = (
            recorded_positioning(folders.cohorts / cohort.id / "submitted" / learner / place.module)
            or own_work(folders, learner, cohort.id, place.module).positioning()
        )
        if found is not None:
            return found
    return None


def _trace_table(
    trace: Sequence[Stretch], modules: Mapping[str, Module], language: Language
) -> list[list[Cell]]:
    t = translator(language)
    rows: list[list[Cell]] = [
        [
            t(fr="Module", en="Module"),
            t(fr="Début", en="Began"),
            t(fr="Fin", en="Ended"),
            t(fr="Durée (min)", en="Duration (min)"),
        ]
    ]
    for each in trace:
        module = modules.get(each.module)
        rows.append(
            [
                t(**module.manifest.title.model_dump()) if module else each.module,
                *(
                    moment.astimezone(ZONE).isoformat(" ", "minutes")
                    for moment in (each.began, each.ended)
                ),
                each.minutes,
            ]
        )
    return rows
