"""The checks of an acceptance: one for each quality, with its measured value and its mark."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from campus5g.kit.errors import KitError
from campus5g.language import t

Verdict = Literal["passed", "failed", "not tested"]


@dataclass(frozen=True)
class Check:
    """One quality of a kit.

    Args:
        id: its name in the bundle, the same in each language.
        title: what was checked.
        verdict: ``not tested`` where the kit has nothing to test.
        measured: what was found, in words with units.
        mark: what was asked for.
        step: what to do next; empty if the check passed.
        figures: the measured numbers, with units in their names.
        plot: a drawing as SVG; empty for none.
        evidence: the names of the signed measurements that it rests on.
    """

    id: str
    title: str
    verdict: Verdict
    measured: str
    mark: str = ""
    step: str = ""
    figures: dict[str, Any] = field(default_factory=dict)
    plot: str = ""
    evidence: tuple[str, ...] = ()

    def as_data(self) -> dict[str, Any]:
        """Return the check as JSON-ready data, without its plot."""
        data = asdict(self)
        del data["plot"]
        return data


def judged(good: bool) -> Verdict:
    """Return the verdict on what was tested."""
    return "passed" if good else "failed"


def tried(name: str, measured: Callable[[], Check | Iterable[Check]]) -> Iterator[Check]:
    """Yield the checks of a measurement; an error of the kit is a failed check."""
    try:
        found = measured()
        yield from [found] if isinstance(found, Check) else found
    except KitError as error:
        title = t(fr="mesure impossible", en="could not be measured")
        yield Check(name, f"{name} : {title}", "failed", error.problem, step=error.remedy)
