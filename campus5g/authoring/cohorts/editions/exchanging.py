"""nbgrader's steps for an edition: into the exchange, and to a learner."""

import stat
from pathlib import Path

from nbgrader.exchange.default import ExchangeFetchAssignment, ExchangeReleaseAssignment
from traitlets import Enum

from campus5g.courseware.editions import EDITIONS, released_folder
from campus5g.language import LANGUAGES

_OPEN_TO_READ = 0o755


class ReleaseEdition(ExchangeReleaseAssignment):  # type: ignore[misc]  # nbgrader has no types
    """Puts an edition into the exchange, beside nbgrader's release."""

    language = Enum(LANGUAGES, help="The language of the edition.").tag(config=True)
    course_path: str
    outbound_path: str
    dest_path: str

    def init_dest(self) -> None:
        """Make the folder of the language."""
        super().init_dest()
        shared = stat.S_ISGID | stat.S_IWGRP if self.coursedir.groupshared else 0
        editions = Path(self.course_path, EDITIONS, str(self.language))
        for folder in (editions.parent, editions):
            self.ensure_directory(str(folder), _OPEN_TO_READ | shared)
        self.outbound_path = str(editions)
        self.dest_path = str(editions / self.coursedir.assignment_id)


class FetchEdition(ExchangeFetchAssignment):  # type: ignore[misc]
    """Fetches a module in a language, or in the cohort's where there is no other edition."""

    language = Enum(LANGUAGES, help="The language that the learner reads.").tag(config=True)
    src_path: str

    def init_src(self) -> None:
        """Find the release, as nbgrader does, then its edition."""
        super().init_src()
        course, module = self.coursedir.course_id, self.coursedir.assignment_id
        self.src_path = str(released_folder(Path(self.root), course, module, self.language))
