"""The errors that a person can fix."""

from autograder.language import t


class AutograderError(Exception):
    """One clear sentence about what is wrong, and what to do about it.

    The command prints both; anything that is not an `AutograderError` is a defect of ours.
    """

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem, remedy)
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.problem} {self.remedy}"


class NoSandboxError(AutograderError):
    """This host cannot build a sandbox of the requested level."""


def interrupted() -> str:
    """Return what Ctrl-C is answered with."""
    return t(
        fr="Interrompu. Les notes déjà calculées restent ; relancez la même commande pour finir.",
        en="Interrupted. Finished grades are kept; run the same command again to grade the rest.",
    )
