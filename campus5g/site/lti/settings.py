"""The settings of the sign-in from a learning platform: ``lti.yaml`` in the data folder."""

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

from pydantic import Field

from campus5g.errors import CampusError
from campus5g.language import t
from campus5g.manifest import Part, Slug, Words, load_manifest

# Without HTTPS, an attacker in between could replace the keys or pose as the platform.
Address = Annotated[
    str, Field(pattern=r"^(https://[^\s/]+|http://(127\.0\.0\.1|localhost)(:\d+)?)(/\S*)?$")
]


class LtiSettings(Part):
    """The trusted platform, and what it may do."""

    issuer: Address
    """The platform's issuer identifier; compared literally."""
    client_id: Words
    """This site's client id on the platform."""
    authorization_endpoint: Address
    """Where a browser is sent to be identified."""
    jwks_endpoint: Address
    """Where the platform's public keys are."""
    platform: Words = "Moodle"
    """Its name for people."""
    cohorts: tuple[Slug, ...] = ()
    """Groups that a launch enrols in, besides those that are open to all."""
    instructors_are_trainers: bool = False
    """Whether instructors of the platform get a trainer's account at their first launch."""


def load_lti_settings(file: Path) -> LtiSettings | None:
    """Read the settings; None if the file does not exist: this sign-in is off.

    Raises:
        ManifestError: the file can't be read, or contradicts itself.
        CampusError: the library for the protocol is missing.
    """
    if not file.exists():
        return None
    if find_spec("ltiauthenticator") is None:
        raise CampusError(
            t(
                fr=f"{file} demande LTI 1.3, dont le composant n’est pas installé.",
                en=f"{file} needs LTI 1.3, which is not installed.",
            ),
            t(
                fr="Installez jupyterhub-ltiauthenticator, ou retirez le fichier.",
                en="Install jupyterhub-ltiauthenticator, or remove the file.",
            ),
        )
    return load_manifest(file, LtiSettings)
