"""A recorder of what a learner does, for tests."""

from typing import Any


class Notes:
    """A recorder that remembers."""

    def __init__(self) -> None:
        self.taken: list[tuple[Any, ...]] = []

    def seen(self, part: str) -> None:
        self.taken.append(("seen", part))

    def answered(self, item: str, share: float | None) -> None:
        self.taken.append(("answered", item, share))

    def attempted(self, attempt: int) -> None:
        self.taken.append(("attempted", attempt))

    def handed_in(self, attempt: int) -> None:
        self.taken.append(("handed in", attempt))

    def scored(self, part: str, share: float) -> None:
        self.taken.append(("scored", part, share))
