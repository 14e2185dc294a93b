"""Network, portal or the whole site goes while a class votes: no vote is lost or counted twice."""

import re
from contextlib import closing, suppress
from pathlib import Path

import pytest
from campus_pages import sign_in
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from playwright.sync_api import expect
from running_site import CopyDemo, RunningSite, StartSite
from site_processes import held_up, hub_of, portal_of
from sqlalchemy import select
from visitors import Visitors
from vote_pages import join, press, start, vote

from campus5g.site.demonstration.cohort import TRAINER
from campus5g.site.folders import SiteFolders
from campus5g.site.records.class_votes import CastVote, ClassVote, ClassVoter
from campus5g.site.records.database import Database

# A site starts, unless another test has one.
pytestmark = [pytest.mark.proof, pytest.mark.browser, pytest.mark.timeout(600)]

SAYS_WITHIN_MS = 60_000
# A site that starts again on a loaded machine.
BACK_WITHIN_MS = 120_000
_PRESSES = 5
PRESSED_AGAIN_AFTER_MS = 10_000
FIRST, SECOND = "Doubler sa puissance", "En poser une seconde"


class Room:
    """A class that votes: the trainer's screen, and a phone of each language."""

    def __init__(self, visitors: Visitors, site: RunningSite) -> None:
        self._records = SiteFolders(site.data).records
        self.screen = visitors.page(width=1366, height=768, base_url=site.address)
        sign_in(self.screen, TRAINER, site.sign_ins[TRAINER])
        code = start(self.screen, visitors)
        phone, other = (
            visitors.page(each, width=360, height=740, base_url=site.address)
            for each in ("fr-FR", "en-GB")
        )
        self.phone = join(phone, code)
        self.other = join(other, code, "First", "Join")
        press(self.screen, "PageDown", "à lire")
        press(self.screen, "PageDown", "vote ouvert")
        vote(self.phone, FIRST, "Voter", "est enregistré")

    def says(self, french: str, english: str) -> None:
        """Wait until the screen and both phones say what happened."""
        for page, sentence in ((self.phone, french), (self.screen, french), (self.other, english)):
            expect(page.locator("#status")).to_contain_text(sentence, timeout=SAYS_WITHIN_MS)

    def is_back_with_one_vote(self) -> None:
        """Wait until all pages are back, and the last vote of the phone is the one that counts."""
        recorded = self.phone.locator("#status")
        expect(recorded).to_contain_text("est enregistré", timeout=BACK_WITHIN_MS)
        expect(self.phone.get_by_role("radio", name=SECOND)).to_be_checked()
        expect(self.other.locator("#status")).to_have_text("", timeout=BACK_WITHIN_MS)
        # It may still ask for a press that came to nothing.
        away = re.compile("réseau|répond")
        expect(self.screen.locator("#status")).not_to_contain_text(away, timeout=BACK_WITHIN_MS)
        expect(self.screen.locator("#count")).to_contain_text("1 / 2")
        (kept,) = self._kept()
        assert kept.number == 2
        self._goes_on()
        expect(self.other.get_by_text("Tell your neighbour")).to_be_visible()

    def _goes_on(self) -> None:
        """Press for the next step, and again as one does when nothing comes: a site that has just
        started may answer too late, or have the page come again meanwhile.
        """
        reached = self.screen.locator(".stage__state").filter(has_text="discutez à deux")
        for _ in range(_PRESSES):
            self.screen.keyboard.press("PageDown")
            with suppress(PlaywrightTimeout):
                reached.wait_for(timeout=PRESSED_AGAIN_AFTER_MS)
                break
        expect(reached).to_be_visible()
        expect(self.screen.locator("#status")).to_have_text("")

    def _kept(self) -> list[CastVote]:
        with closing(Database.of_site(self._records)) as database, database.session() as records:
            mine = (
                select(ClassVoter.class_vote_id)
                .join(ClassVote)
                .where(ClassVote.ended_at.is_(None))
                .order_by(ClassVote.id.desc())
                .limit(1)
                .scalar_subquery()
            )
            votes = select(CastVote).join(ClassVoter).where(ClassVoter.class_vote_id == mine)
            return list(records.scalars(votes))


def test_without_a_network_the_pages_say_so_and_the_vote_is_sent_later(
    visitors: Visitors, site: RunningSite
) -> None:
    room = Room(visitors, site)
    pages = (room.phone, room.screen, room.other)

    for page in pages:
        page.context.set_offline(True)
    room.says("Pas de réseau.", "No network.")
    vote(room.phone, SECOND, "Voter", "Votre vote est gardé")
    room.screen.keyboard.press("PageDown")
    expect(room.screen.locator("#status")).to_contain_text("appuyez à nouveau")
    for page in pages:
        page.context.set_offline(False)

    # The press came to nothing, which is still so once the network is back.
    expect(room.screen.locator("#status")).to_have_text(re.compile("^Si .*appuyez à nouveau"))
    room.is_back_with_one_vote()


def test_a_vote_to_a_portal_that_hangs_counts_once_when_it_answers(
    visitors: Visitors, site: RunningSite
) -> None:
    room = Room(visitors, site)

    with held_up(portal_of(site)):
        room.phone.get_by_role("radio", name=SECOND).check()
        room.phone.get_by_role("button", name="Voter", exact=True).click()
        room.says("Le site ne répond pas.", "The site does not answer.")
        expect(room.phone.locator("#status")).to_contain_text("Votre vote est gardé")

    room.is_back_with_one_vote()


def test_a_choice_that_is_only_ticked_outlives_the_portal_and_a_reload(
    visitors: Visitors, site: RunningSite
) -> None:
    room = Room(visitors, site)
    room.phone.get_by_role("radio", name=SECOND).check()

    portal_of(site).kill()
    room.says("Le site ne répond pas.", "The site does not answer.")
    expect(room.phone.locator("#status")).to_contain_text("reviendra", timeout=BACK_WITHIN_MS)
    expect(room.phone.locator("#status")).not_to_contain_text("reviendra", timeout=BACK_WITHIN_MS)
    room.phone.reload()

    expect(room.phone.get_by_role("radio", name=SECOND)).to_be_checked()
    room.phone.get_by_role("button", name="Voter", exact=True).click()
    room.is_back_with_one_vote()


def test_a_vote_outlives_the_whole_site(
    visitors: Visitors, start_site: StartSite, copy_demo: CopyDemo, tmp_path: Path
) -> None:
    """The Hub is killed, which ends all of the site; somebody starts it again."""
    site = start_site(copy_demo(tmp_path / "data"))
    site.wait_until_open()
    room = Room(visitors, site)

    hub_of(site).kill()
    # The portal may live on for a moment, and would count the vote.
    room.says("Le site ne répond pas.", "The site does not answer.")
    vote(room.phone, SECOND, "Voter", "Votre vote est gardé")
    site.stop()
    again = start_site(site.data, site.port)
    again.wait_until_open()

    room.is_back_with_one_vote()
