"""Handing in all or nothing: what a crash cuts off is neither collected nor acknowledged."""

from pathlib import Path

from nbgrader.exchange.default import ExchangeSubmit


class WholeSubmit(ExchangeSubmit):  # type: ignore[misc]
    """Like nbgrader's own, but written under a hidden name and renamed when complete.

    nbgrader copies file by file into the folder that trainers collect: if the machine fails
    in the middle, the learner's newest submission would lack half of its files.
    """

    assignment_filename: str

    def copy_files(self) -> None:
        """Copy the work to the exchange and to the learner's cache."""
        name = self.assignment_filename
        self.assignment_filename = f".{name}"
        try:
            super().copy_files()
        finally:
            self.assignment_filename = name
        cached = name.rsplit("+", 1)[0] if self.add_random_string else name
        for folder, as_named in ((self.inbound_path, name), (self.cache_path, cached)):
            (Path(folder) / f".{as_named}").rename(Path(folder) / as_named)
