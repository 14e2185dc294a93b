"""A trainer at the desk, in French: a group from its form to its documents."""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass

from campus_pages import RUN_MS, sign_in
from playwright.sync_api import Locator, Page, expect
from previews import assert_accessible


@dataclass(frozen=True)
class Slip:
    """What an enrolled person gets on paper."""

    account: str
    pass_phrase: str


class Desk:
    """One group, on the pages of its trainer; axe finds nothing on any of them."""

    def __init__(self, page: Page, name: str, pass_phrase: str, called: str = "") -> None:
        self.page = page
        sign_in(page, name, pass_phrase, called)
        self._group = ""

    def make_group(
        self,
        title: str,
        modules: Iterable[str] = (),
        *,
        courses: Iterable[str] = (),
        language: str = "Français",
        days: tuple[str, str] | None = None,
        kits: Iterable[str] = (),
        without_trainer: bool = False,
    ) -> str:
        """Make the group and return its id.

        Args:
            title: as its learners read it.
            modules: their titles.
            courses: titles of those that are taken whole.
            language: of the modules, as the form names it.
            days: the first and the last, as ISO dates.
            kits: names of those that it works on.
            without_trainer: whether people enrol by themselves, and are graded at once.
        """
        page = self.page
        page.get_by_role("navigation", name="Rubriques").get_by_role("link", name="Groupes").click()
        assert_accessible(page)
        page.get_by_role("main").get_by_role("link", name="Nouveau groupe").first.click()
        page.get_by_label("Nom du groupe").fill(title)
        page.get_by_label("Langue du groupe").select_option(label=language)
        for course in courses:
            page.get_by_role("checkbox", name=re.compile(f"^{re.escape(course)} · ")).check()
        for module in modules:
            page.get_by_role("checkbox", name=module).check()
        for kit in kits:
            page.get_by_role("checkbox", name=kit).check()
        for label, day in zip(("Premier jour", "Dernier jour"), days or (), strict=False):
            page.get_by_label(label).fill(day)
        if without_trainer:
            page.get_by_label("Chacun peut s’inscrire seul").check()
            page.get_by_label("Corriger dès le rendu").check()
        assert_accessible(page)
        page.get_by_role("button", name="Créer le groupe").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        assert_accessible(page)
        self._group = page.url
        return self._group.rstrip("/").rsplit("/", 1)[-1]

    def enter_group(self, cohort: str) -> None:
        """Go to a group that is there already."""
        self.page.goto(f"/services/portal/desk/{cohort}")
        self._group = self.page.url

    def share_with(self, account: str) -> None:
        """Have another trainer lead the group, too."""
        page = self.page
        page.goto(f"{self._group}/trainers")
        page.get_by_label("Compte").select_option(value=account)
        page.get_by_role("button", name="Ajouter").click()
        expect(page.get_by_role("main")).to_contain_text(account)
        assert_accessible(page)

    def enrol(self, *lines: str) -> list[Slip]:
        """Enrol people who have no account yet, and read their slips.

        Args:
            lines: first name and last name, with a semicolon between.
        """
        page = self.page
        self.tab("Participants")
        page.get_by_label("Une personne par ligne").fill("\n".join(["Prénom ; Nom", *lines]))
        assert_accessible(page)
        page.get_by_role("button", name="Voir avant d’inscrire").click()
        expect(page.get_by_role("cell", name="Compte créé, inscrit")).to_have_count(len(lines))
        assert_accessible(page)
        page.get_by_role("button", name=re.compile(f"Inscrire {len(lines)}")).click()
        slips = page.locator(".slip")
        expect(slips).to_have_count(len(lines))
        assert_accessible(page)
        read = [
            Slip(*(slip.locator("dd").nth(row).inner_text() for row in (1, 2)))
            for slip in slips.all()
        ]
        page.get_by_role("link", name="C’est fait").click()
        return read

    def invite(self) -> str:
        """Make an enrolment link."""
        self.tab("Participants")
        self.page.get_by_role("button", name="Créer un lien").click()
        shown = self.page.get_by_role("textbox", name="Lien d’invitation")
        link = shown.input_value()
        assert_accessible(self.page)
        return link

    def hand_out_all(self, due: datetime.datetime) -> None:
        """Open all modules to the group at once, with one deadline, and wait until all are out."""
        page = self.page
        page.goto(f"{self._group}/schedule")
        page.get_by_label("Tout cocher").check()
        page.get_by_label("Tous à rendre avant le").fill(f"{due:%Y-%m-%dT%H:%M}")
        page.get_by_role("button", name="Donner ces dates aux modules cochés").click()
        assert_accessible(page)
        page.get_by_label("Tout cocher").check()
        page.get_by_role("button", name="Ouvrir maintenant les modules cochés").click()
        every = re.compile(r"Ouverts\s:\s*(\d+) / \1")
        expect(page.locator("#renews")).to_contain_text(every, timeout=RUN_MS)

    def hand_out(self, module: str) -> None:
        """Open a module to the group, and wait until it is ready."""
        self.open_module(module)
        assert_accessible(self.page)
        self.page.get_by_role("button", name="Ouvrir le module").click()
        notice = self.page.get_by_text("Rien n’est rendu pour l’instant")
        expect(notice).to_be_visible(timeout=RUN_MS)

    def open_module(self, module: str) -> None:
        self.tab("Modules")
        self.page.get_by_role("main").get_by_role("link", name=module).first.click()
        expect(self.page.get_by_role("heading", level=2, name=module)).to_be_visible()

    def collect_and_grade(self) -> None:
        """Grade what was handed in of the module in front."""
        self.page.get_by_role("button", name="Ramasser et corriger").click()
        done = self.page.get_by_text("Tout ce qui est rendu est corrigé")
        expect(done).to_be_visible(timeout=RUN_MS)

    def submission(self, name: str) -> Locator:
        """Return the row of a person's submission in the module's table."""
        return self.page.get_by_role("row", name=name)

    def read(self) -> None:
        """Go to the first submission that waits for the trainer's eye."""
        self.page.get_by_role("link", name="Lire et noter").click()
        expect(self.page.get_by_role("heading", name="À lire", exact=True)).to_be_visible()
        assert_accessible(self.page)

    def mark(self, points: dict[str, float]) -> None:
        """Give points to written answers, by item, of the last submission that waits."""
        self._save(points)
        expect(self.page.get_by_role("heading", name="Correction")).to_be_visible()

    def mark_all(self, points: dict[str, float]) -> None:
        """Give the same points to each submission that waits, from the one in front on."""
        while "/submissions/" in (here := self.page.url):
            self._save(points)
            self.page.wait_for_url(lambda address, left=here: address != left)

    def give_feedback(self) -> None:
        """Give the learners their points and comments on the module in front."""
        self.page.get_by_role("button", name="Publier les retours").click()
        notice = self.page.get_by_text(re.compile(r"^\s*Retours publiés le"))
        expect(notice).to_be_visible(timeout=RUN_MS)
        assert_accessible(self.page)

    def issue_attestation(self, name: str) -> str:
        """Issue the attestation of one learner and return its number."""
        self.tab("Attestations")
        self.page.get_by_role("checkbox", name=re.compile(f"^Attestation.*{name}")).check()
        assert_accessible(self.page)
        self.issue_ticked()
        card = self.page.locator(".card", has_text=name)
        expect(card).to_contain_text("Attestation")
        assert_accessible(self.page)
        (number,) = re.findall(r"C5G-[\w-]+", card.locator(".soft").inner_text())
        return str(number)

    def issue_ticked(self) -> None:
        """Issue the documents that are ticked, also those that are asked for once more."""
        page = self.page
        page.get_by_role("button", name="Délivrer les documents cochés").click()
        issued = page.locator("#outcome")
        anyway = page.get_by_role("button", name="Délivrer quand même")
        expect(issued.or_(anyway)).to_be_visible()
        if anyway.is_visible():
            assert_accessible(page)
            anyway.click()
        expect(issued).to_be_visible()

    def tab(self, name: str) -> Page:
        """Go to a tab of the group."""
        self.page.goto(self._group)
        tabs = self.page.get_by_role("navigation", name="Ce groupe")
        tabs.get_by_role("link", name=name, exact=True).click()
        expect(tabs.get_by_role("link", name=name, exact=True)).to_have_attribute(
            "aria-current", "page"
        )
        return self.page

    def _save(self, points: dict[str, float]) -> None:
        for item, value in points.items():
            self.page.locator(f"[id='points.{item}']").fill(f"{value:g}")
        self.page.get_by_role("button", name="Enregistrer et passer").click()
