"""The error for values that no kit can have."""

from pydantic_core import PydanticCustomError

from campus5g.manifest import impossible
from campus5g.wording import Wording

_WORDS = Wording(__file__)


def refusal(
    reason: str, *, at: tuple[str | int, ...] = (), **values: object
) -> PydanticCustomError:
    """Return the error with the problem and the remedy that ``words.yaml`` holds for a reason.

    Args:
        reason: the group of texts.
        at: where the value stands, as keys and numbers below the part that is checked.
        values: what fills in their placeholders.
    """
    return impossible(
        _WORDS.text(reason, "problem", **values), _WORDS.text(reason, "remedy", **values), at
    )
