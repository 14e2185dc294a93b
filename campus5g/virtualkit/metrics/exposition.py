"""Metrics in the Prometheus text format 0.0.4.

https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format

prometheus_client can't write these pages: it appends `_total` to the names of counters, which
Open5GS does not, and prints counts as `1.0`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

Labels = Mapping[str, str]


@dataclass(frozen=True)
class Sample:
    """One value, with the labels that identify it in its family."""

    value: float
    labels: Labels
    suffix: str = ""
    """The suffix of its name: `_bucket`, `_sum` or `_count` of a histogram."""


@dataclass(frozen=True)
class Family:
    """A metric family: all samples of one name.

    Args:
        name: the metric's name.
        kind: the metric's type.
        help: one line of documentation.
        samples: the values; possibly none yet.
    """

    name: str
    kind: Literal["counter", "gauge", "histogram"]
    help: str
    samples: tuple[Sample, ...]


def single(
    name: str, kind: Literal["counter", "gauge"], help_text: str, value: float, **labels: str
) -> Family:
    """Return a family with one sample."""
    return Family(name, kind, help_text, (Sample(value, labels),))


def exposed(families: Iterable[Family]) -> str:
    """Return families in the text format."""
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
