"""What the results of measurements have in common: their order, how they are shown and kept."""

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from campus5g.kit.measuring.keeping import Keepable, Measured
from campus5g.kit.measuring.sampling import Sample


class Measurement(Keepable):
    """One measurement: give `title` and `facts`; how it looks and `keep` come with it."""

    def __init__(
        self,
        order: Mapping[str, Any],
        samples: Iterable[Sample],
        *,
        emulated: bool,
        measured: Measured,
    ) -> None:
        self.order = dict(order)
        self.emulated = emulated
        """Whether a virtual kit's model made these values."""
        self._samples = list(samples)
        self._measured = measured

    @property
    def measured(self) -> Measured:
        """How the gateway knows it."""
        return self._measured

    @property
    def count(self) -> int:
        """How many samples there are."""
        return len(self._samples)

    @property
    @abstractmethod
    def title(self) -> str:
        """What was measured, on one line."""

    @abstractmethod
    def facts(self) -> list[str]:
        """Return what it says, in a few words each."""

    def _repr_html_(self) -> str:
        return f"<p><b>{escape(self.title)}</b><br>{escape(' · '.join(self.facts()))}</p>"

    def __repr__(self) -> str:
        return "\n".join([self.title, " · ".join(self.facts())])
