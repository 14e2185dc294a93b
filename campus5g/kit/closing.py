"""The base of what a `with` block closes."""

from abc import ABC, abstractmethod
from typing import Self


class Closing(ABC):
    """Closed when its `with` block ends, by an error too."""

    @abstractmethod
    def close(self) -> None:
        """Release what it holds; closing again changes nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
