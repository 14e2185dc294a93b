"""The attestation that a learner takes themselves, in a cohort without a trainer."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from campus5g.authoring.catalogue import Module
from campus5g.site.certificates.achievements import achieved
from campus5g.site.certificates.content import ModuleResult
from campus5g.site.certificates.earning import followed, reason_against
from campus5g.site.certificates.issuing import content_of, in_force, issue
from campus5g.site.folders import SiteFolders
from campus5g.site.records.certificates import Certificate
from campus5g.site.records.cohorts import Enrolment


@dataclass(frozen=True)
class OwnAttestation:
    """What a learner can have of a cohort without a trainer."""

    enrolment: Enrolment
    reason_against: str
    """In words; empty if it can be taken."""
    issued: Certificate | None
    """The one that they have."""
    differs: bool
    """Whether they have reached more, or other, since it was issued."""

    @property
    def can_be_taken(self) -> bool:
        """Whether there is a first one to take, or a newer one."""
        return not self.reason_against and (self.issued is None or self.differs)


def own_attestation(
    records: Session, folders: SiteFolders, enrolment: Enrolment, modules: Mapping[str, Module]
) -> OwnAttestation:
    """Return what a learner can have of a cohort without a trainer.

    Args:
        records: the database session.
        folders: the site's state.
        enrolment: the learner in the cohort.
        modules: the catalogue by id.
    """
    results, done = achieved(folders, enrolment, modules), followed(folders, enrolment)
    issued = in_force(records, enrolment, "attestation")
    return OwnAttestation(
        enrolment,
        reason_against(enrolment, "attestation", done, results),
        issued,
        issued is not None and _results_of(issued) != results,
    )


def take(
    records: Session, folders: SiteFolders, enrolment: Enrolment, modules: Mapping[str, Module]
) -> Certificate | None:
    """Issue a learner their attestation, in place of an older one; None if there is no need.

    Args:
        records: the database session.
        folders: the site's state.
        enrolment: the learner in a cohort without a trainer.
        modules: the catalogue by id.

    Raises:
        CampusError: they have not finished.
    """
    found = own_attestation(records, folders, enrolment, modules)
    if found.issued is not None and not found.differs:
        return None
    return issue(records, folders, enrolment, "attestation", modules, replaces=found.issued)


def _results_of(certificate: Certificate) -> list[ModuleResult]:
    return content_of(certificate).modules
