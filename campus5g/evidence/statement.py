"""What a gateway attests: which file, from which operation, for which learner, and when.

An in-toto statement (https://in-toto.io/Statement/v1): the subject is the artefact by its SHA-256,
the predicate is ours.
"""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue, ValidationError

from campus5g.evidence.envelope import Envelope, EnvelopeError
from campus5g.evidence.keys import SigningKey
from campus5g.evidence.work import Work

PAYLOAD_TYPE = "application/vnd.in-toto+json"
STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE = "urn:campus5g:measurement:1"

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Name = Annotated[str, Field(min_length=1, max_length=200)]


# Not `manifest.Part`: grading reads evidence without loading a YAML reader.
class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Exchange(_Part):
    """A command that a learner sent to a device during a measurement, and its answer.

    `operation` and `parameters` are the gateway's, e.g. ``at`` and a modem's command.
    """

    operation: Name
    parameters: dict[str, JsonValue]
    answer: JsonValue


class InForce(_Part):
    """A virtual kit's scenario, when it started, and the variation that was applied to it."""

    name: Name
    since: AwareDatetime
    variation: Annotated[str, Field(pattern=r"^[0-9a-f]{8,64}$")] | None = None


class Measurement(_Part):
    """The predicate: what was measured.

    `operation` is the gateway's name for it (``capture``, ``latency``, …), `parameters` those of
    the request, `learner` who held the kit (empty for a kit without leases), `size_bytes` and
    `media_type` the artefact's. `meanwhile` lists what the learner did in the meantime, so that a
    replay answers the same. `scenarios` lists the scenarios of a virtual kit that were active:
    several if it was changed during the measurement, none if that is not known. `work` is the lab
    that the learner was working on; None if their client named none.
    """

    kit: Name
    kind: Literal["real", "virtual"]
    operation: Name
    parameters: dict[str, JsonValue]
    learner: str
    started_at: AwareDatetime
    ended_at: AwareDatetime
    size_bytes: Annotated[int, Field(ge=0)]
    media_type: Name
    meanwhile: list[Exchange] = Field(default_factory=list)
    scenarios: list[InForce] = Field(default_factory=list)
    work: Work | None = None


class Statement(_Part):
    """One artefact by its digest, and the measurement that it comes from."""

    name: Name
    sha256: Sha256
    measurement: Measurement

    @property
    def ended_at(self) -> datetime:
        """When the measurement ended."""
        return self.measurement.ended_at

    def signed(self, key: SigningKey) -> Envelope:
        """Return the statement in an envelope signed with a key."""
        document = {
            "_type": STATEMENT_TYPE,
            "subject": [{"name": self.name, "digest": {"sha256": self.sha256}}],
            "predicateType": PREDICATE_TYPE,
            "predicate": self.measurement.model_dump(mode="json"),
        }
        return key.sign(PAYLOAD_TYPE, document)

    @classmethod
    def read(cls, envelope: Envelope) -> Self:
        """Read an envelope's statement, without checking its signature.

        Raises:
            EnvelopeError: it does not hold a statement about one measurement.
        """
        if envelope.payload_type != PAYLOAD_TYPE:
            raise EnvelopeError(f"{envelope.payload_type!r} is not the type of a statement")
        try:
            outer = _Document.model_validate_json(envelope.payload)
            (subject,) = outer.subject
            return cls(name=subject.name, sha256=subject.digest.sha256, measurement=outer.predicate)
        except (ValidationError, ValueError) as error:
            raise EnvelopeError("not a statement about a measurement") from error


class _Digest(_Part):
    sha256: Sha256


class _Subject(_Part):
    name: Name
    digest: _Digest


class _Document(BaseModel):
    """The whole in-toto statement; fields that a later version adds are ignored."""

    statement_type: Annotated[Literal["https://in-toto.io/Statement/v1"], Field(alias="_type")]
    subject: list[_Subject]
    predicate_type: Annotated[Literal["urn:campus5g:measurement:1"], Field(alias="predicateType")]
    predicate: Measurement
