"""The claims of a verified ``id_token`` that are used here."""

import hashlib
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from campus5g.language import Language
from campus5g.site.accounts.accounts import LAUNCHED
from campus5g.site.hub.language import preferred_language

_CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
# The short name is allowed, too (LTI 1.3 core, appendix A.2).
_INSTRUCTOR = ("http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor", "Instructor")
_LONGEST_NAME = 100
_DIGITS = 24


@dataclass(frozen=True)
class Launch:
    """The person of a launch, and where they go."""

    issuer: str
    subject: str
    """The person's permanent identifier on the platform; empty for anonymous people."""
    first_name: str = ""
    last_name: str = ""
    language: Language | None = None
    instructor: bool = False
    cohort: str = ""
    module: str = ""

    @property
    def account(self) -> str:
        """The account's name: the same at each launch, and unlike the person's name."""
        who = json.dumps([self.issuer, self.subject]).encode()
        return LAUNCHED + hashlib.sha256(who).hexdigest()[:_DIGITS]


def read_launch(claims: Mapping[str, Any]) -> Launch:
    """Return a launch from its claims; a claim that is missing or of another type is empty."""
    subject = claims.get("sub")
    first, last = _words(claims.get("given_name")), _words(claims.get("family_name"))
    if not first and not last:
        last = _words(claims.get("name"))
    roles = claims.get(f"{_CLAIM}roles")
    custom = _part(claims, "custom")
    locale = _words(_part(claims, "launch_presentation").get("locale"))
    return Launch(
        issuer=str(claims.get("iss", "")),
        subject=subject if isinstance(subject, str) else "",
        first_name=first,
        last_name=last,
        language=preferred_language(locale.replace("_", "-")),
        instructor=isinstance(roles, list) and any(role in _INSTRUCTOR for role in roles),
        cohort=_words(custom.get("cohort")),
        module=_words(custom.get("module")),
    )


def _part(claims: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = claims.get(_CLAIM + name)
    return part if isinstance(part, dict) else {}


def _words(value: object) -> str:
    """Return a text as one line that any column takes."""
    if not isinstance(value, str):
        return ""
    line = " ".join(unicodedata.normalize("NFC", value).split())
    # Joiners hold emoji and letters of some scripts together.
    shown = (sign for sign in line if sign.isprintable() or sign in "\u200c\u200d")
    return "".join(shown)[:_LONGEST_NAME].strip()
