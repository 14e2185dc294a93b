"""The words of the report, in the language in force."""

from autograder.language import current_language, t
from autograder.status import Status

FOR_THE_TRAINER = frozenset(Status) - {Status.SKIPPED, Status.GRADED}
"""What a trainer should look at."""


def word(status: Status) -> str:
    """Return the status in one or two words."""
    return _WORDS[status] if current_language() == "fr" else status.value


def counted(count: int, status: Status) -> str:
    """Return how many ended in a status, as ``2 graded``."""
    agreeing = current_language() == "fr" and count > 1 and status in _TAKES_PLURAL
    return f"{count} {word(status)}{'s' if agreeing else ''}"


_WORDS = {
    Status.SKIPPED: "inchangé",
    Status.GRADED: "corrigé",
    Status.TIMEOUT: "hors délai",
    Status.OUT_OF_MEMORY: "mémoire épuisée",
    Status.CRASHED: "interrompu",
    Status.NOT_GRADED: "non corrigé",
    Status.MALFORMED: "illisible",
    Status.TAMPERING: "à relire",
}

_TAKES_PLURAL = {
    Status.SKIPPED,
    Status.GRADED,
    Status.CRASHED,
    Status.NOT_GRADED,
    Status.MALFORMED,
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


def limits(*, control_group: bool) -> str:
    """Return in a word or two who saw to the limits of a submission."""
    if control_group:
        return t(fr="groupe de contrôle", en="control group")
    return t(fr="surveillance", en="watched")


def seconds(value: float) -> str:
    """Return a length of time."""
    return f"{number(value, 2)} s"
