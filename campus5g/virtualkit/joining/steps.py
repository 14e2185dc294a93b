"""What happens while a kit joins, told as it happens."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from campus5g.inventory import Joining
from campus5g.wording import Wording

_WORDS = Wording(__file__)


@dataclass(frozen=True)
class Cause:
    """A NAS cause (TS 24.501, 9.11.3.2 and 9.11.4.2)."""

    protocol: Literal["5GMM", "5GSM"]
    number: int


State = Literal["done", "waiting", "failed"]


@dataclass(frozen=True)
class Step:
    """One step, in a sentence."""

    state: State
    text: str
    cause: Cause | None = None


class Report:
    """Tells each step, and remembers whether one has failed.

    Args:
        tell: called with each step.
        side: the group of its texts.
    """

    def __init__(self, tell: Callable[[Step], None], side: Literal["core", "ran"]) -> None:
        self._tell = tell
        self._side = side
        self.failed = False

    def done(self, key: str, **values: object) -> None:
        """Tell a step that is done."""
        self._tell(Step("done", _WORDS.text(self._side, key, **values)))

    def waiting(self, key: str, **values: object) -> None:
        """Tell a step that takes a while."""
        self._tell(Step("waiting", _WORDS.text(self._side, key, **values)))

    def failure(self, key: str, **values: object) -> None:
        """Tell a step that has failed."""
        self.refused(key, None, **values)

    def refused(self, key: str, cause: Cause | None, **values: object) -> None:
        """Tell a step that has failed with a cause."""
        self.failed = True
        self._tell(Step("failed", _WORDS.text(self._side, key, **values), cause))


def carrier_name(joining: Joining) -> str:
    """Return what carries SCTP, in words."""
    return _WORDS.text("carriers", joining.carrier, port=joining.udp_port)
