"""The settings of a site: types and defaults here, changed values in the database.

Each section is one row of `campus5g.site.records.trail.Setting`. A section is replaced as a whole:
``keep(records, settings.model_copy(update={"provider": provider}))``.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from campus5g.manifest import Text
from campus5g.site.records.trail import Setting

SignUp = Literal["closed", "invitation", "open"]
Years = Annotated[int, Field(ge=1, le=50)]
Line = Annotated[str, Field(max_length=200)]
Paragraph = Annotated[str, Field(max_length=2000)]


class _Section(BaseModel):
    # A key of an older version is dropped silently: it no longer means anything.
    model_config = ConfigDict(frozen=True, extra="ignore")


class Access(_Section):
    """Who can create their own account.

    ``closed``: nobody; ``invitation``: anyone with a link to a cohort; ``open``: everybody, who
    then enrols in the cohorts that are open to all.
    """

    sign_up: SignUp = "invitation"


class Provider(_Section):
    """The training organisation, as certificates name it."""

    name: Line = "Campus 5G"
    address: Paragraph = ""
    siret: Line = ""
    declaration_number: Line = ""
    """*Numéro de déclaration d’activité*, with the prefect it was given by."""
    stamp: Paragraph = ""
    """Text in place of the stamp."""
    signatory: Line = ""
    contact: Line = ""
    """How learners get help: a telephone number, an address."""


class Place(_Section):
    """The site's address, as documents show it."""

    address: Annotated[str, Field(max_length=200, pattern=r"^(https?://[^\s/]+/?)?$")] = ""
    """``https://campus.example/``; empty: the address in the browser of the person who asks."""


class Retention(_Section):
    """Retention periods after the end of a training."""

    certificate_years: Years = 3
    proof_years: Years = 6
    """Years for grades, attendance and activity: the evidence of the training."""
    idle_account_months: Annotated[int, Field(ge=1, le=600)] = 36
    """Months without a sign-in after which a self-learner's account is due for erasure."""


class Wording(_Section):
    """Texts on documents that the provider can change."""

    nature_of_action: Text = Text(fr="Action de formation", en="Training action")
    certificate: Text = Text(
        fr="atteste que la personne nommée ci-dessous a suivi la formation suivante.",
        en="certifies that the person named below has attended the following training.",
    )
    attestation: Text = Text(
        fr="Résultats de l’évaluation des acquis, objectif par objectif.",
        en="Results of the evaluation, objective by objective.",
    )
    assistance: Text = Text(
        fr="Une question ? Posez-la depuis le module : un formateur y répond.",
        en="Any questions? Ask from the module, and a trainer will answer.",
    )


class Booking(_Section):
    """Limits of bookings."""

    longest_minutes: Annotated[int, Field(ge=15, le=720)] = 120
    at_once: Annotated[int, Field(ge=1, le=20)] = 2
    """Upcoming bookings that a person may have."""
    days_ahead: Annotated[int, Field(ge=1, le=90)] = 14


class Settings(_Section):
    """All settings of a site."""

    access: Access = Access()
    provider: Provider = Provider()
    place: Place = Place()
    retention: Retention = Retention()
    wording: Wording = Wording()
    booking: Booking = Booking()


def settings(records: Session) -> Settings:
    """Return the settings in force.

    Raises:
        pydantic.ValidationError: the database holds a value that is not allowed.
    """
    kept = {
        row.key: row.value
        for row in records.scalars(select(Setting).where(Setting.key.in_(Settings.model_fields)))
    }
    return Settings.model_validate(kept)


def keep(records: Session, changed: Settings) -> None:
    """Save the sections that differ from the defaults."""
    defaults = Settings()
    for name in Settings.model_fields:
        section: _Section = getattr(changed, name)
        row = records.get(Setting, name)
        if section == getattr(defaults, name):
            if row is not None:
                records.delete(row)
        elif row is None:
            records.add(Setting(key=name, value=section.model_dump(mode="json")))
        else:
            row.value = section.model_dump(mode="json")
