"""Starts a learner's server while they are still reading, so that it runs when they go there."""

import asyncio
import logging
from typing import Any, Protocol

import anyio.from_thread
import httpx

# The Hub answers when the server runs, or after ten seconds; it goes on in either case.
_HUB_ANSWERS_WITHIN_S = 20.0

_log = logging.getLogger(__name__)


class OwnServers(Protocol):
    """Knows how to start people's servers."""

    def prepare(self, name: str) -> None:
        """Have the server of a person started, unless it runs; nobody waits for it."""


class NoServers:
    """The servers of a portal without a Hub."""

    def prepare(self, name: str) -> None:
        """Start nothing."""


class HubServers:
    """Has servers started by the Hub.

    Args:
        hub: `jupyterhub.services.auth.HubOAuth`, set up by the Hub's environment.
    """

    def __init__(self, hub: Any) -> None:
        self._hub = hub
        self._asked: dict[str, asyncio.Task[None]] = {}

    def prepare(self, name: str) -> None:
        """Ask the Hub for a person's server; called from a thread of a page."""
        anyio.from_thread.run_sync(self._begin, name)

    def _begin(self, name: str) -> None:
        if name not in self._asked:
            self._asked[name] = task = asyncio.ensure_future(self._start(name))
            task.add_done_callback(lambda _: self._asked.pop(name))

    async def settle(self) -> None:
        """Wait until the Hub has answered for everybody."""
        await asyncio.gather(*self._asked.values())

    async def _start(self, name: str) -> None:
        hub = httpx.AsyncClient(
            base_url=self._hub.api_url,
            headers={"Authorization": f"token {self._hub.api_token}"},
            timeout=_HUB_ANSWERS_WITHIN_S,
        )
        try:
            async with hub:
                person = (await hub.get(f"/users/{name}")).raise_for_status().json()
                # Those that run and those on their way; a named one is a trainer's of a cohort.
                if "" not in person.get("servers", {}):
                    (await hub.post(f"/users/{name}/server")).raise_for_status()
        except httpx.HTTPError as error:
            # A module that is opened has it started in sight, with a word if it does not come.
            _log.warning("The Hub did not start the server of %s: %s", name, error)
