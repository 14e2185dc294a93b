"""A class and its trainer on a site whose parts share no folder: what they do, in order."""

import asyncio
import datetime
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from learner_apart import WITHIN_S, LearnerApart, until
from site_apart import SiteApart

from campus5g.authoring.catalogue import find_module
from campus5g.draw import Draw, learner_key
from campus5g.site.accounts.accounts import Accounts
from campus5g.site.records.database import Database

COHORT, LAB = "rolling-mill", "meet-the-kit"
WRITTEN, WRITTEN_POINTS = "workplace", 3
HINTS = ["safety", "ask"]
ABSENT = "zoe"

_TRAINER, _PHRASE = "camille", "une phrase pour les essais"
# More would wait for two processors.
_AT_ONCE = 4
_LASTS = datetime.timedelta(days=3)
_SLIP = re.compile(r"<dd>([a-z0-9-]+)</dd>.*?slip__phrase\">([^<]+)<", re.DOTALL)
# What a warning names: documents that would say little, as without a signed half-day.
_TOLD = re.compile(r'name="told" value="([^"]+)"')
_DOCUMENT = re.compile(r"/certificates/([^/\"]+)\.pdf")


@dataclass
class ClassApart:
    """Learners, one more who never comes, and their trainer.

    Args:
        site: where they come to.
        learners: who come.
    """

    site: SiteApart
    trainer: LearnerApart
    learners: list[LearnerApart] = field(default_factory=list)

    @property
    def _module_page(self) -> str:
        return f"desk/{COHORT}/modules/{LAB}"

    async def form(self, names: Iterable[str]) -> None:
        """Have the trainer make the group, enrol its learners and hand the lab out."""
        Accounts(Database(self.site.database)).set(_TRAINER, "trainer", "fr", _PHRASE)
        await self.trainer.sign_in()
        today = datetime.datetime.now(datetime.UTC).date()
        await self.trainer.press(
            "desk/new",
            title="Rolling mill",
            language="fr",
            modules=LAB,
            starts=today.isoformat(),
            ends=(today + _LASTS).isoformat(),
        )
        lines = [f"{name.title()};Durand;{name}" for name in [*names, ABSENT]]
        people = "\n".join(["Prénom;Nom;Identifiant", *lines])
        page = f"desk/{COHORT}/learners"
        slips = await self.trainer.press(page, f"{page}/enrol", people=people)
        for name, phrase in _SLIP.findall(slips):
            if name != ABSENT:
                self.learners.append(visitor(self.site, name, phrase))
        await self._step("release")

    async def work(self) -> None:
        """Have all learners come, open the lab and work through it."""
        lab, at_once = find_module(LAB), asyncio.Semaphore(_AT_ONCE)

        async def work(learner: LearnerApart) -> None:
            async with at_once:
                key = learner_key(bytes.fromhex(self.site.draw_secret), learner.name)
                await learner.sign_in()
                await learner.open(COHORT, LAB)
                await learner.work(COHORT, lab, Draw.from_key(key, LAB, COHORT), HINTS)

        await asyncio.gather(*map(work, self.learners))

    async def hand_in(self, learners: Iterable[LearnerApart], mishap: Callable[[], Any]) -> None:
        """Have learners hand in at the same time; after the first one something happens.

        Half of them press the button only then.
        """
        async with asyncio.TaskGroup() as group:
            now, later = _halves(learners)
            begun = [group.create_task(each.hand_in(COHORT, LAB)) for each in now]
            await asyncio.wait(begun, return_when=asyncio.FIRST_COMPLETED)
            happens = mishap()
            next(happens)
            for each in later:
                group.create_task(each.hand_in(COHORT, LAB))
            await asyncio.to_thread(lambda: [*happens])

    async def grade(self, meanwhile: Callable[[], None]) -> None:
        """Have the trainer collect and grade, and mark what was written."""
        step = asyncio.create_task(self._step("grade"))
        await asyncio.to_thread(meanwhile)
        await step
        shown = await self.trainer.page(self._module_page)
        for copy in sorted({*re.findall(rf"{self._module_page}/submissions/(\d+)", shown)}):
            await self.trainer.press(
                f"{self._module_page}/submissions/{copy}",
                **{f"points.{WRITTEN}": WRITTEN_POINTS, "then": "stay"},
            )

    async def conclude(self) -> None:
        """Have the trainer give feedback, then issue all that is earned, though it says little."""
        await self._step("feedback")
        page, everyone = f"desk/{COHORT}/certificates", ["completion", "attestation"]
        warned = await self.trainer.press(page, asks=True, everyone=everyone)
        told = _TOLD.findall(warned)
        await self.trainer.press(page, everyone=everyone, told=told, sure="true")

    async def feedback(self, learner: LearnerApart) -> str:
        """Return the page that a learner finds behind their points."""
        results = f"results/{COHORT}/{LAB}"
        # A copy to read, and the same to download.
        (page,) = {*re.findall(rf"{results}/(feedback/[^\"?]+)", await learner.page(results))}
        return await learner.page(f"{results}/{page}")

    async def documents(self, learner: LearnerApart) -> dict[str, bytes]:
        """Return the documents that a learner finds and downloads, by their numbers."""
        found = _DOCUMENT.findall(await learner.page("certificates"))
        return {number: await learner.file(f"certificates/{number}.pdf") for number in found}

    async def _step(self, name: str) -> None:
        await self.trainer.press(self._module_page, f"{self._module_page}/{name}")

        async def ended() -> bool:
            return 'data-renews="1"' not in await self.trainer.page(self._module_page)

        await until(ended, f"the step “{name}” ends")


@asynccontextmanager
async def class_apart(site: SiteApart) -> Any:
    """Give a class whose browsers are open."""
    made = ClassApart(site, visitor(site, _TRAINER, _PHRASE))
    try:
        yield made
    finally:
        for each in (made.trainer, *made.learners):
            await each.browser.aclose()


def visitor(site: SiteApart, name: str, phrase: str) -> LearnerApart:
    """Return somebody whose browser is at the site's address."""
    browser = httpx.AsyncClient(
        base_url=site.address, follow_redirects=True, timeout=WITHIN_S, trust_env=False
    )
    return LearnerApart(name, phrase, browser)


def _halves(learners: Iterable[LearnerApart]) -> Iterator[list[LearnerApart]]:
    all_ = list(learners)
    middle = len(all_) // 2
    yield all_[:middle]
    yield all_[middle:]
