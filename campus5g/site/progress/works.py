"""How a learner's folder of a module stands: from their home, or as their server told."""

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Protocol

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from campus5g.courseware.positioning.kept import Positioning, recorded_positioning
from campus5g.site.learning.stuck import FailingTest, failing_tests

_MOST_TESTS = 200


class OwnWork(Protocol):
    """A learner's folder of a module."""

    @property
    def begun(self) -> bool:
        """Whether there is one."""

    @property
    def saved_at(self) -> datetime.datetime | None:
        """When its notebook was saved last; None without one."""

    def failing_tests(self) -> Sequence[FailingTest]:
        """The graded tests that fail in the notebook as it was saved."""

    def positioning(self) -> Positioning | None:
        """The positioning test that was taken in it."""


class WorkInHome:
    """The folder itself, where the portal can read it.

    Args:
        folder: it need not exist.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._notebook = folder / f"{folder.name}.ipynb"

    @property
    def begun(self) -> bool:  # noqa: D102
        return self.folder.is_dir()

    @property
    def saved_at(self) -> datetime.datetime | None:  # noqa: D102
        try:
            seconds = self._notebook.stat().st_mtime
        except OSError:
            return None
        return datetime.datetime.fromtimestamp(seconds, datetime.UTC)

    def failing_tests(self) -> Sequence[FailingTest]:  # noqa: D102
        return failing_tests(self._notebook)

    def positioning(self) -> Positioning | None:  # noqa: D102
        return recorded_positioning(self.folder)


class SeenWork(BaseModel):
    """What a learner's server saw of a folder, and told."""

    model_config = ConfigDict(frozen=True)

    saved: AwareDatetime | None = None
    failing: Annotated[tuple[FailingTest, ...], Field(max_length=_MOST_TESTS)] = ()
    placed: Positioning | None = None

    @classmethod
    def of(cls, work: OwnWork) -> "SeenWork":
        """Return what there is to tell of a folder."""
        return cls(
            saved=work.saved_at,
            failing=tuple(work.failing_tests())[:_MOST_TESTS],
            placed=work.positioning(),
        )

    def seen_by(self, now: datetime.datetime) -> "SeenWork":
        """Return it with no time that is still to come."""
        if self.saved is None or self.saved <= now:
            return self
        return self.model_copy(update={"saved": now})

    @property
    def begun(self) -> bool:  # noqa: D102
        return True

    @property
    def saved_at(self) -> datetime.datetime | None:  # noqa: D102
        return self.saved

    def failing_tests(self) -> Sequence[FailingTest]:  # noqa: D102
        return self.failing

    def positioning(self) -> Positioning | None:  # noqa: D102
        return self.placed
