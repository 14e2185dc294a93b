"""Handing in all or nothing: what a crash cuts off is neither collected nor acknowledged."""

import contextlib
import os
from pathlib import Path

from nbgrader.exchange.default import ExchangeSubmit

from campus5g.authoring.cohorts.hand_in_limits import refusal


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
        refused = refusal(Path(self.src_path), self._earlier(name))
        if refused is not None:
            self.fail(str(refused))
        self.assignment_filename = f".{name}"
        try:
            super().copy_files()
        finally:
            self.assignment_filename = name
        cached = name.rsplit("+", 1)[0] if self.add_random_string else name
        for folder, as_named in ((self.inbound_path, name), (self.cache_path, cached)):
            hidden, whole = Path(folder) / f".{as_named}", Path(folder) / as_named
            _write_all(hidden)
            hidden.rename(whole)
            _sync(whole)
            # Learners put work in unseen: where its folder can't be opened, the entry is on the
            # disk with what was renamed.
            with contextlib.suppress(PermissionError):
                _sync(whole.parent)

    def _earlier(self, name: str) -> list[Path]:
        """Return this user's hand-ins of the module; where they can't be listed, the site does."""
        learner, module, *_ = name.split("+")
        try:
            found = sorted(Path(self.inbound_path).glob(f"{learner}+{module}+*"))
        except PermissionError:
            return []
        return [each for each in found if each.lstat().st_uid == os.geteuid()]


def _write_all(folder: Path) -> None:
    """Wait until a folder and all below it are on the disk."""
    for place, _, names in os.walk(folder):
        for entry in (*(Path(place) / name for name in names), Path(place)):
            _sync(entry)


def _sync(entry: Path) -> None:
    if entry.is_symlink() or not (entry.is_file() or entry.is_dir()):
        return
    handle = os.open(entry, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
