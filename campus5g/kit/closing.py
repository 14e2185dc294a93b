"""A base class for everything that a `with` block closes."""

from abc import ABC, abstractmethod
from typing import Self


class Closing(ABC):
    """Something that is closed when its `with` block ends, also by an error."""

    @abstractmethod
    def close(self) -> None:
        """Release its resources; closing it again does nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
