"""Who has earned which document: those who attended or finished, and what speaks against it.

The *certificat de réalisation* says that a training was followed: it takes a half-day that a
trainer signed, or all modules that were handed out, handed in. The attestation says what was
reached: it takes graded work. Who learns without a trainer takes it themselves once all that was
handed out is handed in and graded.
"""

import datetime
from dataclasses import dataclass

from campus5g.language import current_language, t
from campus5g.site.certificates.content import ModuleResult
from campus5g.site.folders import SiteFolders
from campus5g.site.learning.activity import active_minutes
from campus5g.site.learning.presence import Presence, presence, work_of
from campus5g.site.learning.submission_times import was_handed_in
from campus5g.site.records.base import now
from campus5g.site.records.certificates import CertificateKind
from campus5g.site.records.cohorts import Enrolment
from campus5g.site.settings import Provider
from campus5g.site.words import ZONE, in_language

# Of what the training announces: below this share a trainer is asked before issuing.
_LITTLE = 0.5


@dataclass(frozen=True)
class Followed:
    """What a learner did in a cohort."""

    presence: Presence
    active_minutes: int
    """Of recorded activity, whenever it was."""
    handed_in: frozenset[str]
    """Modules that were handed in."""
    handed_out: frozenset[str]
    worked_at: frozenset[str]
    """Modules with recorded activity, or handed in."""

    @property
    def attended(self) -> bool:
        """Whether a trainer signed that they were there."""
        return self.presence.half_days > 0

    @property
    def finished(self) -> bool:
        """Whether they handed in all that was handed out."""
        return bool(self.handed_out) and self.handed_out <= self.handed_in


def followed(folders: SiteFolders, enrolment: Enrolment) -> Followed:
    """Return what a learner did in a cohort.

    Args:
        folders: the site's state.
        enrolment: the learner in the cohort.
    """
    cohort, name = enrolment.cohort, enrolment.person.name
    trace = work_of(folders, enrolment)
    handed_in = frozenset(
        place.module
        for place in cohort.modules
        if was_handed_in(folders, cohort.id, place.module, name)
    )
    return Followed(
        presence=presence(enrolment, trace),
        active_minutes=active_minutes(trace),
        handed_in=handed_in,
        handed_out=frozenset(each.module for each in cohort.modules if each.released_at),
        worked_at=handed_in | {stretch.module for stretch in trace},
    )


def reason_against(
    enrolment: Enrolment, kind: CertificateKind, done: Followed, results: list[ModuleResult]
) -> str:
    """Return why a document can't be issued, in words; empty if it can.

    Args:
        enrolment: the learner in the cohort.
        kind: of the document.
        done: what they did.
        results: what of it was graded.
    """
    identity = enrolment.person.identity
    if identity is None or not identity.last_name:
        return t(fr="le nom n’est pas connu", en="the name is missing")
    if period_of(enrolment) is None:
        return t(fr="le groupe n’a pas de dates", en="the group has no dates")
    if enrolment.cohort.without_trainer and kind == "attestation":
        return _not_finished(done, results)
    if kind == "attestation":
        if any(each.points is not None for each in results):
            return ""
        return t(fr="rien n’est encore noté", en="nothing has been graded yet")
    return "" if done.attended or done.finished else _not_followed(done)


def reservations(
    enrolment: Enrolment, kind: CertificateKind, done: Followed, results: list[ModuleResult]
) -> list[str]:
    """Return in words how little a document would say that can be issued; empty if it says enough.

    Args:
        enrolment: the learner in the cohort.
        kind: of the document.
        done: what they did.
        results: what of it was graded.
    """
    words = in_language(current_language())
    cohort = enrolment.cohort
    found = []
    if kind == "attestation":
        reached = [each.reached for result in results for each in result.objectives]
        if sum(reached) < _LITTLE * len(reached):
            said = words.count(
                sum(reached),
                fr=("objectif acquis", "objectifs acquis"),
                en=("objective achieved", "objectives achieved"),
            )
            found.append(t(fr=f"{said} sur {len(reached)}", en=f"{said} out of {len(reached)}"))
        if any(each.to_read for each in results):
            found.append(
                t(fr="des réponses restent à lire", en="some answers still have to be read")
            )
    planned = round(60 * cohort.planned_hours) or sum(
        each.minutes for each in results if each.module in done.handed_out
    )
    if done.presence.minutes < _LITTLE * planned:
        followed_, of = words.minutes(done.presence.minutes), words.minutes(planned)
        found.append(t(fr=f"{followed_} suivies sur {of}", en=f"{followed_} followed out of {of}"))
    if not (done.attended or cohort.mode == "distance" or cohort.without_trainer):
        found.append(_without_attendance(done.presence))
    return found


def period_of(enrolment: Enrolment) -> tuple[datetime.date, datetime.date] | None:
    """Return the first and the last day that a document states; None where they are not known.

    Without a trainer, everybody has a period of their own: from enrolling until today.
    """
    cohort = enrolment.cohort
    if cohort.without_trainer:
        return enrolment.enrolled_at.astimezone(ZONE).date(), now().astimezone(ZONE).date()
    if cohort.starts is None or cohort.ends is None:
        return None
    return cohort.starts, cohort.ends


def missing_of_provider(provider: Provider) -> list[str]:
    """Return what documents would lack of the training organisation, in words.

    Args:
        provider: as the settings have it.
    """
    return [
        words
        for value, words in (
            (
                provider.name != Provider().name,
                t(fr="le nom de l’organisme", en="the organisation’s name"),
            ),
            (provider.address, t(fr="son adresse", en="its address")),
            (provider.siret, t(fr="son SIRET", en="its SIRET number")),
            (
                provider.declaration_number,
                t(fr="son numéro de déclaration d’activité", en="its registration number"),
            ),
            (
                provider.signatory,
                t(fr="le nom et la fonction du signataire", en="the signatory’s name and function"),
            ),
            (provider.stamp, t(fr="le texte du cachet", en="the stamp text")),
        )
        if not value
    ]


def _not_finished(done: Followed, results: list[ModuleResult]) -> str:
    """Return in words what somebody has not done yet who learns without a trainer."""
    words = in_language(current_language())
    if not done.handed_out:
        return t(fr="aucun module n’est ouvert", en="no module is open")
    rest = len(done.handed_out - done.handed_in)
    if rest:
        return words.count(
            rest,
            fr=("module reste à rendre", "modules restent à rendre"),
            en=("module is still to be handed in", "modules are still to be handed in"),
        )
    graded = {each.module for each in results if each.points is not None}
    if done.handed_out - graded:
        return t(fr="la correction n’est pas finie", en="grading has not finished")
    return ""


def _not_followed(done: Followed) -> str:
    """Return in words that somebody neither attended nor finished."""
    words = in_language(current_language())
    said = [
        t(
            fr=f"{words.minutes(done.presence.minutes)} suivies",
            en=f"{words.minutes(done.presence.minutes)} followed",
        )
    ]
    said.append(_without_attendance(done.presence))
    rest = len(done.handed_out - done.handed_in)
    said.append(
        words.count(
            rest,
            fr=("module ouvert non rendu", "modules ouverts non rendus"),
            en=("open module not handed in", "open modules not handed in"),
        )
        if rest
        else t(fr="aucun module ouvert", en="no module open")
    )
    return ", ".join(said)


def _without_attendance(there: Presence) -> str:
    """Return in words what was signed of somebody who has attended no half-day."""
    if not there.absences:
        return t(fr="aucune demi-journée signée", en="no half-day signed")
    return in_language(current_language()).count(
        there.absences,
        fr=("absence signée", "absences signées"),
        en=("signed absence", "signed absences"),
    )
