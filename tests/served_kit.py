"""What a client needs to know of a kit."""

from typing import Protocol


class Served(Protocol):
    """Where a kit answers, and for whom."""

    @property
    def url(self) -> str: ...

    @property
    def token(self) -> str: ...
