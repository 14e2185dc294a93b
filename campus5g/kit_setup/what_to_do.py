"""What to do about the doctor's findings: a step for each code."""

from collections.abc import Iterator
from typing import Literal, Self, get_args

from pydantic import model_validator

from campus5g.language import t
from campus5g.manifest import Part, Text, impossible, load_manifest
from campus5g.places import HOUSE

STEPS = HOUSE / "kit-setup" / "what-to-do.yaml"

Complaint = Literal[
    "gateway",
    "clock",
    "scenario",
    "capture",
    "modem",
    "core",
    "gnb",
    "sensors",
    "radio-off",
    "not-registered",
    "signal",
    "refused",
    "no-probe-back",
    "shorter-than-a-slot",
    "slow-or-lossy",
    "no-traffic",
    "robot",
    "not-stopped",
]
"""The doctor's codes, in the order to go through them: early ones often cause later ones."""
COMPLAINTS: tuple[Complaint, ...] = get_args(Complaint)


class Step(Part):
    """What to do about one complaint: a question with two answers, or an action.

    Words between two asterisks are bold, words between backticks a command.
    """

    code: Complaint
    says: Text
    ask: Text | None = None
    if_yes: Text | None = None
    if_no: Text | None = None
    do: Text | None = None

    @model_validator(mode="after")
    def _asks_or_does(self) -> Self:
        asked = [self.ask, self.if_yes, self.if_no]
        if all(asked) if self.do is None else not any(asked):
            return self
        raise impossible(
            "A step has either a question with both answers, or an action.",
            "Write ask:, if_yes: and if_no:, or do: alone.",
        )


class Steps(Part):
    """All steps, in order."""

    steps: list[Step]


def steps() -> list[Step]:
    """Read the steps.

    Raises:
        ManifestError: the file can't be read or does not describe steps.
    """
    return load_manifest(STEPS, Steps).steps


def table() -> str:
    """Return the steps as a table in Markdown, in the language in force."""
    return "\n".join(_rows()) + "\n"


def _rows() -> Iterator[str]:
    yield t(
        fr="| le docteur dit | demandez-vous | oui | non |",
        en="| the doctor says | ask yourself | yes | no |",
    )
    yield "|---|---|---|---|"
    for step in steps():
        cells = [step.says, step.ask or "—", step.if_yes or step.do, step.if_no or ""]
        yield f"| {' | '.join(map(str, cells))} |".replace("  |", " |")
