"""The words of the report, in the language in force."""

from autograder.language import current_language, t
from autograder.status import Status

FOR_THE_TRAINER = frozenset(Status) - {Status.SKIPPED, Status.GRADED}
"""What a trainer should look at."""


def word(status: Status) -> str:
    """Return the status in one or two words."""
    return _WORDS[status] if current_language() == "fr" else status.value


_WORDS = {
    Status.SKIPPED: "inchangé",
    Status.GRADED: "corrigé",
    Status.TIMEOUT: "hors délai",
    Status.OUT_OF_MEMORY: "mémoire épuisée",
    Status.CRASHED: "interrompu",
    Status.MALFORMED: "illisible",
    Status.TAMPERING: "à relire",
}


def number(value: float, decimals: int | None = None) -> str:
    """Return a number as people write it: a comma in French."""
    text = f"{value:g}" if decimals is None else f"{value:.{decimals}f}"
    return text.replace(".", ",") if current_language() == "fr" else text


def points(earned: float | None, out_of: float) -> str:
    """Return the points as ``3 / 4``; a dash where nothing was graded."""
    return f"{'–' if earned is None else number(earned)} / {number(out_of)}"


def percent(share: float) -> str:
    """Return a share of the whole."""
    return f"{share * 100:.0f}" + t(fr=" %", en="%")


def colon() -> str:
    """Return the colon with its spaces, between what is named and what is said of it."""
    return t(fr=" : ", en=": ")


def seconds(value: float) -> str:
    """Return a length of time."""
    return f"{number(value, 2)} s"
