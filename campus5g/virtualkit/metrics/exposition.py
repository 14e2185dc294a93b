"""Metrics as Prometheus reads them: text format 0.0.4.

https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

Labels = Mapping[str, str]


@dataclass(frozen=True)
class Sample:
    """One number, with what tells it from others of its family."""

    value: float
    labels: Labels
    suffix: str = ""
    """What its name has beyond the family's: `_bucket`, `_sum` and `_count` of a histogram."""


@dataclass(frozen=True)
class Family:
    """All numbers under one name.

    Args:
        name: as in the text.
        kind: how the numbers behave.
        help: one line for the reader.
        samples: the numbers; there may be none yet.
    """

    name: str
    kind: Literal["counter", "gauge", "histogram"]
    help: str
    samples: tuple[Sample, ...]


def single(
    name: str, kind: Literal["counter", "gauge"], help_text: str, value: float, **labels: str
) -> Family:
    """Return a family of one number."""
    return Family(name, kind, help_text, (Sample(value, labels),))


def exposed(families: Iterable[Family]) -> str:
    """Return the text of families."""
    lines = []
    for family in families:
        lines.append(f"# HELP {family.name} {_escaped(family.help)}")
        lines.append(f"# TYPE {family.name} {family.kind}")
        lines += (
            f"{family.name}{sample.suffix}{_braced(sample.labels)} {_number(sample.value)}"
            for sample in family.samples
        )
        lines.append("")
    return "\n".join(lines) + "\n"


def _braced(labels: Labels) -> str:
    if not labels:
        return ""
    pairs = (f'{name}="{_escaped(value, quoted=True)}"' for name, value in labels.items())
    return "{" + ",".join(pairs) + "}"


def _escaped(text: str, *, quoted: bool = False) -> str:
    text = text.replace("\\", r"\\").replace("\n", r"\n")
    return text.replace('"', r"\"") if quoted else text


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(value)
