"""What the site does regularly: open modules, grade, start what waits, lend kits, end votes."""

import logging
import threading
from collections.abc import Callable

from campus5g.site.booking.ledger import serve_queues
from campus5g.site.folders import SiteFolders
from campus5g.site.records.base import now
from campus5g.site.records.database import Database
from campus5g.site.teaching.at_once import grade_what_waits
from campus5g.site.teaching.background import start_what_waits
from campus5g.site.teaching.opening import open_what_is_due
from campus5g.site.voting.conducting import end_expired

EVERY_S = 3.0

_log = logging.getLogger(__name__)


def make_rounds(folders: SiteFolders, database: Database) -> threading.Event:
    """Start the rounds in a thread; return a function that ends them."""
    end = threading.Event()

    def lend() -> None:
        with database.session() as records:
            serve_queues(records, now())

    def go_round() -> None:
        while not end.wait(EVERY_S):
            _safely("open modules", lambda: open_what_is_due(folders, database))
            _safely("grade at once", lambda: grade_what_waits(folders, database))
            # Of a portal that ended since, or that found the database locked.
            start_what_waits(folders, database.engine)
            _safely("end votes", lambda: end_expired(database))
            _safely("serve the queues of kits", lend)

    threading.Thread(target=go_round, name="rounds", daemon=True).start()
    return end


def _safely(doing: str, step: Callable[[], object]) -> None:
    try:
        step()
    except Exception:
        # The database may be away for a moment; the next round comes soon.
        _log.exception("The site could not %s.", doing)
