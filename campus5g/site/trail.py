"""The audit log: who did what to what, when.

Every form that the portal took is noted by `portal.safety.forgery`; what is done elsewhere, on the
command line, at the sign-in page or by the site itself, calls `note`. Readers see it through
`campus5g.site.administration.deeds`.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from campus5g.site.records.base import now
from campus5g.site.records.trail import Trace

SITE = ""
"""The account of the site itself, where no person acts."""

_LONGEST_ACTION = 64
_LONGEST_SUBJECT = 200


def trace(who: str, action: str, subject: str, detail: dict[str, Any] | None = None) -> Trace:
    """Return a line of the log, dated now; texts that are too long for their column are cut.

    Args:
        who: an account's name, or `SITE`.
        action: what was done: a page's path with its parameters' names, or a few words.
        subject: what it was done to.
        detail: further values; neither secrets nor names of people.
    """
    return Trace(
        at=now(),
        who=who,
        action=action[:_LONGEST_ACTION],
        subject=subject[:_LONGEST_SUBJECT],
        detail=detail or None,
    )


def note(records: Session, who: str, action: str, subject: str, **detail: Any) -> None:
    """Add a line to the log, in the same transaction as the deed."""
    add_at_the_end(records, trace(who, action, subject, detail))


def add_at_the_end(
    records: Session, line: Trace, if_true: Callable[[], bool] = lambda: True
) -> None:
    """Add a line to the log as the session is committed.

    Not before: a database that is written to makes others wait, and the deed may be slow.

    Args:
        records: the deed's session.
        line: of the log.
        if_true: asked at the end; the line is left out if it is not.
    """

    @event.listens_for(records, "before_commit", once=True)
    def _keep(ending: Session) -> None:
        if if_true():
            ending.add(line)
