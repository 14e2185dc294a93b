"""The audit log: who did what to what, when.

Every form sent to the portal is noted by `portal.safety.forgery`; what changes elsewhere,
on the command line or by the site itself, calls `note`. Readers see it
through `campus5g.site.administration.deeds`.
"""

from typing import Any

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
    records.add(trace(who, action, subject, detail))
