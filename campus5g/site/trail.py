"""The audit log: who did what to what, when.

Every form sent to the portal is noted by `portal.safety.forgery`; what changes elsewhere,
on the command line or by the site itself, calls `note`. Readers get
`campus5g.site.administration.deeds` to see.
"""

from typing import Any

from sqlalchemy.orm import Session

from campus5g.site.records.base import now
from campus5g.site.records.trail import Trace

SITE = ""
"""Who acts when nobody does: the site itself."""

_LONGEST_ACTION = 64
_LONGEST_SUBJECT = 200


def trace(who: str, action: str, subject: str, detail: dict[str, Any] | None = None) -> Trace:
    """Return a line of the log, dated now; what is too long for its column is cut.

    Args:
        who: an account's name, or `SITE`.
        action: what was done: a page's path with its parameters' names, or a few words.
        subject: what it was done to.
        detail: what else is worth knowing: no secret, no name of a person.
    """
    return Trace(
        at=now(),
        who=who,
        action=action[:_LONGEST_ACTION],
        subject=subject[:_LONGEST_SUBJECT],
        detail=detail or None,
    )


def note(records: Session, who: str, action: str, subject: str, **detail: Any) -> None:
    """Add a line to the log; it is kept or undone with what it tells of."""
    records.add(trace(who, action, subject, detail))
