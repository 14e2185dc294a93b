"""What pages report of a learner."""

from typing import Protocol


class Recorder(Protocol):
    """Records what a learner does in one module.

    Parts and questions go by their ids; a share is from 0 to 1.
    """

    def seen(self, part: str) -> None:
        """The learner has come to a part."""

    def answered(self, item: str, share: float | None) -> None:
        """The learner has answered a question; None where the share is not known yet."""

    def attempted(self, attempt: int) -> None:
        """The learner has begun an attempt at the final, from 1."""

    def handed_in(self, attempt: int) -> None:
        """The learner has handed in an attempt at the final."""

    def scored(self, part: str, share: float) -> None:
        """The learner has answered all questions of a part."""
