"""The content of a certificate: frozen when it is issued, with its settings and names."""

import datetime
import hashlib
import json
from typing import Any

from pydantic import BaseModel, ConfigDict

from campus5g.language import Language
from campus5g.manifest import Text
from campus5g.site.records.certificates import CertificateKind
from campus5g.site.records.cohorts import Mode
from campus5g.site.settings import Provider


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ObjectiveResult(_Frozen):
    """One objective of a module; ``share`` of its points, None where nothing tests it."""

    objective: Text
    share: float | None
    reached: bool


class ModuleResult(_Frozen):
    """A module as it was graded; ``points`` is None where nothing was."""

    module: str
    title: Text
    minutes: int
    """Mean duration stated to learners."""
    points: float | None
    out_of: float
    to_read: bool
    objectives: list[ObjectiveResult]


class Holder(_Frozen):
    """The person it is about."""

    first_name: str
    last_name: str
    employer: str

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()


class Done(_Frozen):
    """What was followed, by the attendance and the recorded activity outside it."""

    minutes: int
    half_days: int
    """Signed by a trainer."""
    half_day_hours: float


class Training(_Frozen):
    """The training; planned hours and recorded time are separate figures."""

    title: str
    nature: str
    mode: Mode
    place: str
    starts: datetime.date
    ends: datetime.date
    planned_hours: float
    active_minutes: int
    done: Done | None = None
    """None on documents that were issued before it was stated."""


class Content(_Frozen):
    """The whole content of a certificate."""

    number: str
    kind: CertificateKind
    language: Language
    issued_on: datetime.date
    holder: Holder
    training: Training
    pass_mark: float
    modules: list[ModuleResult]
    provider: Provider
    opening: str
    """What it certifies, from the settings."""
    replaces: str = ""
    """Number of the certificate that it corrects."""

    def as_data(self) -> dict[str, Any]:
        """Return it as JSON-ready data, of an older document as it was issued."""
        data = self.model_dump(mode="json")
        if self.training.done is None:
            del data["training"]["done"]
        return data


def digest(data: dict[str, Any]) -> str:
    """Return the SHA-256 of a content, whatever the order in which a database gives its keys."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
