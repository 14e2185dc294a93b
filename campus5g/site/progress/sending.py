"""Tells the portal what a learner does: events in their order, and how their folders stand.

Runs in the learner's own server, with its Hub token. Kernels and pages add to the file of events in
the home, as ever; it stays the learner's own. What has not come while the portal or this server was
away is sent when both are back: the portal says which event it has last.
"""

import asyncio
import json
import logging
import random
import re
from pathlib import Path
from urllib.parse import urlencode

from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest, HTTPResponse

from campus5g import whole_file
from campus5g.courseware.positioning.kept import RECORD_FILE
from campus5g.read_on_change import ReadOnChange
from campus5g.site.progress.received import LARGEST_BATCH_BYTES, MOST_WORKS
from campus5g.site.progress.works import SeenWork, WorkInHome

LOOKS_EVERY_S = 2.0
WAITS_AT_MOST_S = 60.0
BATCH_BYTES = LARGEST_BATCH_BYTES // 2
_ANSWER_S = 30.0

_PLACE = re.compile(r"[a-z0-9-]+")


class Sender:
    """Sends what is new; `run` does so until it is cancelled.

    Args:
        events: the learner's file of events, which need not exist yet.
        home: with a folder for each module, below its cohort's.
        portal: address of the portal for people's servers.
        token: this server's, of the Hub.
        log: takes what goes wrong.
    """

    def __init__(
        self, events: Path, home: Path, portal: str, token: str, log: logging.Logger
    ) -> None:
        self._events = events
        self._home = home
        self._address = f"{portal.rstrip('/')}/own/progress"
        self._token = token
        self._log = log
        self._restored = False
        self._sent_bytes: int | None = None
        self._last = ""
        self._full = False
        self._told: bytes | None = None
        self._seen = ReadOnChange(_seen)

    async def run(self) -> None:
        """Send what is new, again and again."""
        wait_s = LOOKS_EVERY_S
        while True:
            try:
                await self.send()
                wait_s = LOOKS_EVERY_S
            except (HTTPClientError, OSError, ValueError, LookupError) as error:
                self._log.info("The portal does not take progress yet: %s", error)
                # A class whose portal is back does not come at once.
                wait_s = min(2 * wait_s, WAITS_AT_MOST_S) * random.uniform(0.75, 1)  # noqa: S311
            # Other processes write: nothing tells, so one looks.
            await asyncio.sleep(wait_s)

    async def send(self) -> None:
        """Send all that is new now.

        Raises:
            HTTPClientError: the portal refuses, or does not answer in time.
            OSError: it can't be reached.
        """
        if not self._restored:
            await self._restore()
        while not self._full and (lines := self._new_lines(await self._begin())):
            await self._send_events(lines)
        await self._tell_works()

    async def _begin(self) -> int:
        """Return how many bytes of the file have come."""
        size = self._size()
        if self._sent_bytes is None or size < self._sent_bytes:
            self._last = json.loads((await self._ask("GET", "")).body)["last"]
            self._sent_bytes = self._end_of(self._last)
        return self._sent_bytes

    async def _send_events(self, lines: bytes) -> None:
        answer = await self._ask(
            "POST", f"?{urlencode({'after': self._last})}", lines, "application/x-ndjson"
        )
        match answer.code:
            case 200 if self._sent_bytes is not None:
                told = json.loads(answer.body)
                if told["refused"]:
                    self._log.warning("The portal refused %s events.", told["refused"])
                self._sent_bytes += len(lines)
                self._last = told["last"]
            case 409:
                # The site was restored from a backup: it says what it has.
                self._sent_bytes = None
            case 413:
                self._log.warning("The portal keeps no more events of this learner.")
                self._full = True
            case _:
                answer.rethrow()

    async def _tell_works(self) -> None:
        # Notebooks may be large, and the server has other things to do.
        told = await asyncio.to_thread(self._works)
        if told == self._told:
            return
        answer = await self._ask("PUT", "/works", told, "application/octet-stream")
        answer.rethrow()
        self._told = told

    async def _restore(self) -> None:
        """Give a home that has no events those that the site has."""
        if not self._events.exists():
            answer = await self._ask("GET", "/events")
            answer.rethrow()
            if answer.body:
                self._events.parent.mkdir(parents=True, exist_ok=True)
                # Not over events that have been written meanwhile.
                whole_file.create(self._events, answer.body)
        self._restored = True

    async def _ask(
        self, method: str, path: str, body: bytes | None = None, kind: str = ""
    ) -> HTTPResponse:
        headers = {"Authorization": f"token {self._token}"}
        if kind:
            headers["Content-Type"] = kind
        request = HTTPRequest(
            self._address + path,
            method=method,
            headers=headers,
            body=body,
            request_timeout=_ANSWER_S,
        )
        answer = await AsyncHTTPClient().fetch(request, raise_error=False)
        if answer.code >= 500 or answer.code in (401, 403, 404, 429):
            answer.rethrow()
        return answer

    def _size(self) -> int:
        try:
            return self._events.stat().st_size
        except FileNotFoundError:
            return 0

    def _new_lines(self, sent_bytes: int) -> bytes:
        """Return whole lines that have not come, as many as fit in a batch."""
        try:
            with self._events.open("rb") as file:
                file.seek(sent_bytes)
                found = file.read(BATCH_BYTES)
        except FileNotFoundError:
            return b""
        whole = found[: found.rfind(b"\n") + 1]
        # A line that fills a batch is no event: the portal refuses it, piece by piece.
        return whole or (found if len(found) == BATCH_BYTES else b"")

    def _end_of(self, last: str) -> int:
        """Return where the line of an event ends; 0 if the file does not have it."""
        if not last or not self._events.exists():
            return 0
        content = self._events.read_bytes()
        place = content.rfind(b'{"id":"' + last.encode() + b'"')
        return 0 if place < 0 else content.find(b"\n", place) + 1

    def _works(self) -> bytes:
        works = {
            f"{folder.parent.name}/{folder.name}": self._seen.of(
                folder / f"{folder.name}.ipynb", folder / RECORD_FILE
            ).model_dump(mode="json", exclude_defaults=True)
            for folder in self._folders()
        }
        return json.dumps(works).encode()

    def _folders(self) -> list[Path]:
        found = [
            folder
            for folder in self._home.glob("*/*/")
            if _PLACE.fullmatch(folder.name) and _PLACE.fullmatch(folder.parent.name)
        ]
        return sorted(found)[:MOST_WORKS]


def _seen(notebook: Path, _record: Path) -> SeenWork:
    return SeenWork.of(WorkInHome(notebook.parent))
