"""A class of sixty phones votes: how soon the trainer's screen knows, and whether a vote is lost.

``.venv/bin/python benchmarks/live_session.py [--phones N] [--dropping N] [--think S] [--json]``, on
a quiet machine that is set up. A real site starts on a new folder; all goes through its proxy, as
on a trainer's machine. Phones speak the protocol of the page: join by the code, listen, vote. With
each question some of them lose their network: the stream breaks, the answer to their vote is never
read, and they come back and send it again. Each phone thinks for a moment after a vote opens
(uniform, up to ``--think``); with 0 all vote in the same instant.

The time of a vote is from the last time that it was sent to the screen's first count that has it:
the *n*-th vote sent is paired with the first count of *n* or more. What counts is compared with
what was voted in the site's database. The phones share the machine with the site.
"""

import argparse
import asyncio
import json
import random
import re
import sqlite3
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from classroom import running_site

from campus5g.site.demonstration.cohort import COHORT_ID, TRAINER
from campus5g.site.folders import SiteFolders

PHONES, DROPPING, QUESTIONS = 60, 10, 3
TARGET_MS = 300.0
"""The 95th percentile from a vote to the screen."""

MODULE = "essentials-why-5g"

_PORTAL = "/services/portal"
_VOTES = f"{_PORTAL}/vote/room/votes"
_AWAY_S = 1.0
_PATIENCE_S = 60.0
_PLACE = re.compile(r'data-place="(\d+)\.(\d+)" data-stage="(\w+)"')
_CHOICE = re.compile(r'name="choice" value="([\w-]+)"')
_TOKEN = re.compile(r'name="form_token" value="(\w+)"')
_REVISION = re.compile(r'name="revision" value="(\d+)"')
_CODE = re.compile(r"<strong>([A-Z]{3}) ([A-Z]{3})</strong>")
_VOTED = re.compile(r"<strong>(\d+)</strong> / ")

Place = tuple[int, int]


@dataclass
class Room:
    """What happens in one run: by question and round, who sent a vote when, and what was counted.

    A vote that is sent again is timed from the last sending.
    """

    address: str
    think_s: float
    sent: defaultdict[Place, dict[str, float]] = field(default_factory=lambda: defaultdict(dict))
    counted: defaultdict[Place, list[tuple[float, int]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    acknowledged: defaultdict[Place, set[str]] = field(default_factory=lambda: defaultdict(set))
    news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def note(self) -> None:
        """Wake those who wait for something."""
        async with self.news:
            self.news.notify_all()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds."""
        async with asyncio.timeout(_PATIENCE_S), self.news:
            await self.news.wait_for(holds)

    def times_ms(self) -> list[float]:
        """Return how long each vote took to the screen."""
        found = []
        for place, by_phone in self.sent.items():
            counts = self.counted[place]
            for rank, at in enumerate(sorted(by_phone.values()), start=1):
                seen = next(when for when, count in counts if count >= rank)
                # A vote that was sent before, and is sent again, was counted already.
                found.append(max(0.0, seen - at) * 1000)
        return found


@asynccontextmanager
async def listening(
    client: httpx.AsyncClient, path: str
) -> AsyncIterator[AsyncIterator[tuple[str, str]]]:
    """Give the pieces that the server sends, by name."""
    async with client.stream("GET", path, timeout=_PATIENCE_S) as answer:
        answer.raise_for_status()

        async def pieces() -> AsyncIterator[tuple[str, str]]:
            name, lines = "", list[str]()
            async for line in answer.aiter_lines():
                if line.startswith("event: "):
                    name = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    lines.append(line.removeprefix("data: "))
                elif not line and name:
                    yield name, "\n".join(lines)
                    name, lines = "", []

        yield pieces()


class Phone:
    """A phone in the room.

    Args:
        room: where it votes.
        number: of the phone, which is its name.
        drops: whether it loses its network with each question.
    """

    def __init__(self, room: Room, number: int, drops: bool) -> None:
        self._room, self._drops = room, drops
        self._client = httpx.AsyncClient(base_url=room.address, timeout=_PATIENCE_S)
        self.name = f"Phone {number}"
        self.chosen: dict[Place, str] = {}
        self.listens = False

    async def live(self, code: str) -> None:
        """Join, and vote on what comes until the vote ends."""
        async with self._client:
            answer = await self._client.post(
                f"{_PORTAL}/vote", data={"code": code, "first_name": self.name}
            )
            assert answer.status_code == 303, answer.text
            has_ended = await self._listen()
            while not has_ended:
                await asyncio.sleep(_AWAY_S)
                has_ended = await self._listen()

    async def _listen(self) -> bool:
        """Vote until the network is lost or the vote has ended; return whether it has."""
        async with listening(self._client, f"{_PORTAL}/vote/room/events") as pieces:
            async for name, text in pieces:
                if name == "over":
                    return True
                self.listens = True
                await self._room.note()
                found = _PLACE.search(text)
                if found is None or found[3] != "open":
                    continue
                place = int(found[1]), int(found[2])
                if self.name in self._room.acknowledged[place]:
                    continue
                if place not in self.chosen:
                    self.chosen[place] = random.choice(_CHOICE.findall(text))  # noqa: S311
                    await asyncio.sleep(random.uniform(0, self._room.think_s))  # noqa: S311
                    if self._drops:
                        await self._send_and_lose(place)
                        return False
                await self._send(place)
        return False

    async def _send(self, place: Place) -> None:
        self._room.sent[place][self.name] = time.perf_counter()
        answer = await self._client.post(_VOTES, data=self._form(place))
        answer.raise_for_status()
        self._room.acknowledged[place].add(self.name)
        await self._room.note()

    async def _send_and_lose(self, place: Place) -> None:
        """Send a vote, and go before the answer can be read."""
        self._room.sent[place][self.name] = time.perf_counter()
        with suppress(httpx.ReadTimeout):
            lost = httpx.Timeout(_PATIENCE_S, read=0.001)
            await self._client.post(_VOTES, data=self._form(place), timeout=lost)

    def _form(self, place: Place) -> dict[str, str]:
        question, round_ = place
        return {
            "question": f"{question}",
            "round": f"{round_}",
            "number": "1",
            "choice": self.chosen[place],
        }


class Trainer:
    """The trainer, whose screen counts.

    Args:
        room: that is led.
        client: signed in.
    """

    def __init__(self, room: Room, client: httpx.AsyncClient) -> None:
        self._room, self._client = room, client
        self._place: Place | None = None
        self._vote = ""

    async def start(self) -> str:
        """Start a vote on the first questions of a module; return its code."""
        page = f"{_PORTAL}/desk/{COHORT_ID}/modules/{MODULE}/votes"
        shown = await self._page(page)
        names = re.findall(r'name="question" value="([\w-]+)"', shown)[:QUESTIONS]
        answer = await self._client.post(
            page, data={"form_token": _found(_TOKEN, shown), "question": names}
        )
        self._vote = answer.headers["location"]
        return "".join(_CODE.findall(await self._page(f"{self._vote}/screen"))[0])

    async def watch(self) -> None:
        """Note what the screen counts until the vote ends."""
        async with listening(self._client, f"{self._vote}/events") as pieces:
            async for name, text in pieces:
                if name == "over":
                    return
                found = _VOTED.search(text) if name == "count" else None
                if found and self._place:
                    seen = time.perf_counter(), int(found[1])
                    self._room.counted[self._place].append(seen)
                    await self._room.note()

    async def lead(self, phones: int) -> None:
        """Let the class vote twice on each question, each time until all are counted."""
        for question in range(QUESTIONS):
            await self._step("skip")
            for round_ in (1, 2):
                self._place = place = question, round_
                await self._step("open")
                await self._room.until(
                    lambda place=place: (  # type: ignore[misc]
                        len(self._room.acknowledged[place]) == phones
                        and max((n for _, n in self._room.counted[place]), default=0) >= phones
                    )
                )
                await self._step("close")

    async def end(self) -> None:
        """End the vote."""
        shown = await self._page(self._vote)
        await self._client.post(f"{self._vote}/end", data={"form_token": _found(_TOKEN, shown)})

    async def _step(self, to: str) -> None:
        shown = await self._page(f"{self._vote}/screen")
        form = {
            "form_token": _found(_TOKEN, shown),
            "revision": _found(_REVISION, shown),
            "to": to,
        }
        answer = await self._client.post(f"{self._vote}/step", data=form)
        assert answer.status_code == 303, answer.text

    async def _page(self, path: str) -> str:
        answer = await self._client.get(path, follow_redirects=True)
        return answer.raise_for_status().text


@asynccontextmanager
async def signed_in(address: str, name: str, phrase: str) -> AsyncIterator[httpx.AsyncClient]:
    """Give a browser that has signed in at the Hub."""
    async with httpx.AsyncClient(base_url=address, timeout=_PATIENCE_S) as client:
        await client.get("/hub/login", follow_redirects=True)
        answer = await client.post(
            "/hub/login",
            params={"_xsrf": client.cookies["_xsrf"]},
            data={"username": name, "password": phrase},
            follow_redirects=True,
        )
        answer.raise_for_status()
        yield client


async def session(
    address: str, data: Path, phones: int, dropping: int, think_s: float
) -> dict[str, float]:
    """Run one vote; return its figures."""
    room = Room(address, think_s)
    phrase = json.loads(SiteFolders(data).demo_sign_ins.read_text())[TRAINER]
    crowd = [Phone(room, number, number < dropping) for number in range(phones)]
    async with signed_in(address, TRAINER, phrase) as client, asyncio.TaskGroup() as tasks:
        trainer = Trainer(room, client)
        code = await trainer.start()
        tasks.create_task(trainer.watch())
        for phone in crowd:
            tasks.create_task(phone.live(code))
        await room.until(lambda: all(phone.listens for phone in crowd))
        await trainer.lead(phones)
        kept = _kept(SiteFolders(data).records)
        await trainer.end()
    voted = {
        (phone.name, *place, choice) for phone in crowd for place, choice in phone.chosen.items()
    }
    times = room.times_ms()
    return {
        "phones": phones,
        "dropping": dropping,
        "think_s": think_s,
        "votes": len(voted),
        "p50_ms": statistics.median(times),
        "p95_ms": statistics.quantiles(times, n=20, method="inclusive")[-1],
        "longest_ms": max(times),
        "lost": len(voted - set(kept)),
        "doubled": len(kept) - len({each[:3] for each in kept}),
    }


def _kept(records: Path) -> list[tuple[str, int, int, str]]:
    """Return what counts: who, question, round, choice."""
    with closing(sqlite3.connect(records)) as database:
        rows = database.execute(
            "SELECT first_name, question, round, choices FROM class_votes_cast"
            " JOIN class_voters ON class_voters.id = voter_id"
        ).fetchall()
    return [(name, question, round_, json.loads(each)[0]) for name, question, round_, each in rows]


def _found(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    assert found, text[:2000]
    return found[1]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--phones", type=int, default=PHONES)
    parser.add_argument("--dropping", type=int, default=DROPPING)
    parser.add_argument("--think", type=float, nargs="+", default=[5.0, 0.0], help="s [5 0]")
    parser.add_argument("--json", action="store_true", help="print data")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        with running_site(data) as address:
            figures = [
                asyncio.run(session(address, data, asked.phones, asked.dropping, think_s))
                for think_s in asked.think
            ]
    if asked.json:
        print(json.dumps(figures, indent=2))
        return
    for each in figures:
        print(
            f"{each['phones']:.0f} phones, {each['dropping']:.0f} of them dropping and returning, "
            f"{each['votes']:.0f} votes, each within {each['think_s']:g} s of opening: "
            f"vote to screen p50 {each['p50_ms']:.0f} ms, p95 {each['p95_ms']:.0f} ms "
            f"(≤ {TARGET_MS:.0f} ms), longest {each['longest_ms']:.0f} ms; "
            f"{each['lost']:.0f} lost, {each['doubled']:.0f} doubled"
        )


if __name__ == "__main__":
    main()
