"""Collects submissions as nbgrader does, without trusting their content.

People who can write to the exchange can put anything there under any name. A submission counts
when it belongs to the OS user whose home its learner's is, and only plain files that are theirs,
too, are taken; one that can't be read is left out, and the others are collected.
"""

import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.exchange import ExchangeError
from nbgrader.exchange.default import ExchangeCollect
from nbgrader.utils import ignore_patterns
from traitlets import Unicode

from campus5g.authoring.cohorts.exchange import is_learners_own
from campus5g.authoring.cohorts.plain_files import Ignored, folders_of, opened

_NOBODYS = ""
_LONG_AGO = datetime.min


class WaryCollect(ExchangeCollect):  # type: ignore[misc]
    """Collects plain files of submissions that belong to their learners."""

    homes = Unicode(
        "", help="Folder of the learners' homes; owners are not compared if empty."
    ).tag(config=True)

    def init_src(self) -> None:
        """Find the submissions to collect."""
        super().init_src()
        self.src_records: list[dict[str, Any]] = [
            each for each in self.src_records if each["username"] != _NOBODYS
        ]

    def copy_files(self) -> None:
        """Collect each submission by itself."""
        found = self.src_records
        for each in found:
            self.src_records = [each]
            try:
                super().copy_files()
            except (ExchangeError, OSError, RuntimeError) as error:
                self.log.warning("%s can't be collected: %s", each["filename"], error)
        self.src_records = found

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Copy plain files of its owner; links, pipes and devices are left out."""
        if self.get_size(src) > 1000 * self.coursedir.max_dir_size:
            raise RuntimeError("it is too large")
        ignored = ignore_patterns(
            exclude=self.coursedir.ignore,
            include=self.coursedir.include,
            max_file_size=self.coursedir.max_file_size,
            log=self.log,
        )
        draft = Path(f"{dest}.part")
        shutil.rmtree(draft, ignore_errors=True)
        try:
            _copy_plain(Path(src), draft, ignored)
            draft.rename(dest)
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def _path_to_record(self, path: str) -> dict[str, Any]:
        nobodys = {"username": _NOBODYS, "filename": Path(path).name, "timestamp": _LONG_AGO}
        try:
            record: dict[str, Any] = super()._path_to_record(path)
        except (ExchangeError, ValueError, OverflowError, TypeError):
            self.log.warning("%s is not the name of a submission.", path)
            return nobodys
        if self.homes and not is_learners_own(Path(path), Path(self.homes), record["username"]):
            self.log.warning("%s was not handed in by %s.", path, record["username"])
            return nobodys
        return record


def _copy_plain(source: Path, target: Path, ignored: Ignored) -> None:
    """Copy what is not ignored; links made in the source meanwhile are not followed."""
    owner = source.lstat().st_uid
    for folder, names, here in folders_of(source, ignored):
        copy = target / folder.relative_to(source)
        copy.mkdir(parents=True)
        for name in names:
            file = opened(name, here, owner)
            if file is not None:
                with file, (copy / name).open("xb") as copied:
                    shutil.copyfileobj(file, copied)
