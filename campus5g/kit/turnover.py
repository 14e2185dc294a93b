"""What the gateway says of the change from one holder of a kit to the next."""

from dataclasses import dataclass
from typing import Any, Self


@dataclass(frozen=True)
class Turnover:
    """Whether a kit is lent, and what the lease before has left on it.

    Args:
        problem: why it is not lent; None if it is.
        left: what nobody but a person can undo.
    """

    problem: str | None = None
    left: tuple[str, ...] = ()

    @classmethod
    def read(cls, answer: dict[str, Any]) -> Self:
        """Return what a gateway has answered."""
        problem = answer["problem"]
        left = tuple(str(each) for each in answer["left"])
        return cls(None if problem is None else str(problem), left)
