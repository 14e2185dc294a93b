"""What a measurement is made for: a lab of a cohort, in one of its releases.

The kit client states it with every order, and the gateway signs it when it measures: evidence of
one lab does not count in another, in another cohort, or in a later release.
"""

from typing import Annotated, Self
from urllib.parse import quote, unquote

from pydantic import BaseModel, ConfigDict, Field, ValidationError

HEADER = "Campus5G-Work"
"""The HTTP header in which a client states it."""

RELEASE_FILE = "release.txt"
"""Beside a released notebook: a name for what was released, the same for the same files."""

_PARTS = 3
_LONGEST_NAME = 100


class Work(BaseModel):
    """A lab, the cohort that learns it, and the release that was worked on.

    `cohort` is empty where nobody learns in one, `release` where the lab was never released.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    cohort: Annotated[str, Field(max_length=_LONGEST_NAME)]
    lab: Annotated[str, Field(min_length=1, max_length=_LONGEST_NAME)]
    release: Annotated[str, Field(max_length=_LONGEST_NAME)]

    def as_header(self) -> str:
        """Return it as the value of `HEADER`: three percent-encoded parts (RFC 3986, 2.1)."""
        return "/".join(quote(part, safe="") for part in (self.cohort, self.lab, self.release))

    @classmethod
    def from_header(cls, value: str) -> Self | None:
        """Read the value of `HEADER`; None for anything that does not name a lab."""
        parts = [unquote(part) for part in value.split("/")]
        if len(parts) != _PARTS:
            return None
        try:
            return cls(cohort=parts[0], lab=parts[1], release=parts[2])
        except ValidationError:
            return None
