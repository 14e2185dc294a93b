"""Handing in all or nothing: what a crash cuts off is neither collected nor acknowledged."""

import os
from pathlib import Path

from nbgrader.exchange.default import ExchangeSubmit

from campus5g.authoring.cohorts.hand_in_limits import refusal, size_mb
from campus5g.whole_folder import put_in_place


class WholeSubmit(ExchangeSubmit):  # type: ignore[misc]
    """Like nbgrader's own, but written under a hidden name and renamed when complete.

    nbgrader copies file by file into the folder that trainers collect: if the machine fails
    in the middle, the learner's newest submission would lack half of its files. It is on the disk
    before it is acknowledged. What would be too much is refused (`hand_in_limits`).
    """

    assignment_filename: str
    inbound_path: str
    src_path: str

    def copy_files(self) -> None:
        """Copy the work to the exchange and to the learner's cache."""
        name = self.assignment_filename
        refused = refusal(size_mb(Path(self.src_path)), self._earlier(name))
        if refused is not None:
            self.fail(str(refused))
        self.assignment_filename = f".{name}"
        try:
            super().copy_files()
        finally:
            self.assignment_filename = name
        cached = name.rsplit("+", 1)[0] if self.add_random_string else name
        for folder, as_named in ((self.inbound_path, name), (self.cache_path, cached)):
            put_in_place(Path(folder) / f".{as_named}", Path(folder) / as_named)

    def _earlier(self, name: str) -> list[Path]:
        """Return this user's hand-ins of the module; where they can't be listed, the site does."""
        learner, module, *_ = name.split("+")
        try:
            found = sorted(Path(self.inbound_path).glob(f"{learner}+{module}+*"))
        except PermissionError:
            return []
        return [each for each in found if each.lstat().st_uid == os.geteuid()]
