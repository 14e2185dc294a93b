"""A module as its learner has it: guesses, questions, a written answer, and the final quiz."""

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect
from previews import assert_fits

from campus5g.authoring.catalogue import Module
from campus5g.authoring.final_quiz import quiz_of
from campus5g.courseware.quiz.keys import right_answer
from campus5g.courseware.quiz.model import FINAL, Item, Quiz
from campus5g.language import Language, translator

# A question is open, or nothing is locked any more; either may be drawn a moment after the other.
_NEXT_IS_CLEAR = """() => document.querySelector(".c5x-prediction input[type=radio]")
  || ![...document.querySelectorAll(".c5x-locked")].some((each) => each.checkVisibility())"""
_TOLD = "question => !question.querySelector('input[type=radio]')"


def guess_everything(page: Page) -> None:
    """Commit to a guess before each explorer, which unlocks it, with the keyboard."""
    expect(page.locator(".activity__waiting")).to_have_count(0)
    open_ = page.locator(".c5x-prediction:has(input[type=radio])")
    while page.wait_for_function(_NEXT_IS_CLEAR) and open_.count():
        # The element itself: which is the first may change while others are drawn.
        question = open_.first.element_handle()
        question.query_selector_all("input[type=radio]")[0].press("Space")
        question.query_selector_all("button")[0].press("Enter")
        page.wait_for_function(_TOLD, arg=question)


def case_on(page: Page, quiz: Quiz, language: Language) -> str | None:
    """Return which case of a quiz a page shows, by the points of lists that no other case has."""
    shown = page.locator("main").inner_text()
    points = {
        name: {line[2:] for line in getattr(text, language).splitlines() if line.startswith("- ")}
        for name, text in quiz.cases.items()
    }
    for name, own in points.items():
        others = set().union(*(points[other] for other in points if other != name))
        if own - others and all(point in shown for point in own - others):
            return name
    return None


class ModulePage:
    """A module in front of a learner who knows the answers, in one language.

    Whatever they do, nothing on it becomes wider than their screen.
    """

    def __init__(self, page: Page, module: Module, language: Language = "fr") -> None:
        quiz = quiz_of(module)
        assert quiz is not None
        assert quiz.final is not None
        self._page = page
        self._language = language
        self._t = translator(language)
        self._asked = quiz.final.draw
        expect(page.get_by_role("heading", level=1)).to_have_text(
            getattr(module.manifest.title, language)
        )
        page.wait_for_load_state()
        expect(page.locator(".activity__waiting")).to_have_count(0)
        variant = case_on(page, quiz, language)
        self._items = {
            getattr(item.prompt, language): item
            for item in quiz.items
            if item.variant in (None, variant)
        }
        self._on_the_way = sum(item.part != FINAL for item in self._items.values())

    @property
    def only_asks(self) -> bool:
        """Whether there is nothing to explore, and no question on the way: an assessment."""
        return self._on_the_way == 0

    def guess(self) -> None:
        """Commit to a guess before each explorer, which unlocks it."""
        expect(self._page.locator(".c5x-prediction").first).to_be_visible()
        guess_everything(self._page)
        assert_fits(self._page)

    def answer_the_first_question(self) -> None:
        """Answer a question on the way, and read that it is right."""
        self._answer_on_the_way(self._page.locator(".c5g-quiz form").first)

    def answer_on_the_way(self) -> None:
        """Answer each question on the way, and read that it is right."""
        forms = self._page.locator(".c5g-quiz form")
        expect(forms).to_have_count(self._on_the_way)
        for form in forms.all():
            self._answer_on_the_way(form)

    def write(self, text: str) -> None:
        """Answer the open question."""
        box = self._page.get_by_label(self._t(fr="Votre réponse", en="Your answer")).last
        box.fill(text)
        kept = self._t(fr="Enregistré", en="Saved")
        expect(self._page.get_by_text(kept, exact=True)).to_be_visible()

    def fill_in_the_sheet(self, row: str, text: str) -> None:
        """Write a row of the site sheet, by its title."""
        sheet = self._page.locator(".c5g-sheet-row").filter(has=self._page.get_by_label(row))
        sheet.get_by_role("textbox").fill(text)
        kept = self._t(fr="Enregistré.", en="Saved.")
        expect(sheet.get_by_role("status")).to_have_text(kept)
        assert_fits(self._page)

    def take_the_final(self) -> None:
        """Answer each question of the final as the bank says, and hand its answers in."""
        final = self._page.locator(".c5g-quiz").last
        final.get_by_role("button", name=self._t(fr="Commencer", en="Start"), exact=True).click()
        for number in range(1, self._asked + 1):
            of = self._t(fr="sur", en="of")
            expect(final.locator(".c5g-step")).to_contain_text(
                f"Question {number} {of} {self._asked}"
            )
            self._answer(final)
            assert_fits(self._page)
            final.locator("button.c5g-main").click()
        expect(final.locator(".c5g-rows > li")).to_have_count(self._asked)
        assert_fits(self._page)
        expect(final.locator(".c5g-missing")).to_have_count(0)
        final.locator("button.c5g-main").click()
        final.locator(".c5g-sure ~ .c5g-main").click()
        done = self._t(fr="C’est remis", en="Handed in")
        expect(final.get_by_role("heading", name=done)).to_be_visible()

    def hand_in(self) -> None:
        """Hand the module in."""
        name = self._t(fr="Rendre le module", en="Hand in the module")
        self._page.get_by_role("button", name=name).click()
        verdict = self._t(fr="^Module rendu à", en="^Handed in at")
        expect(self._page.get_by_text(re.compile(verdict))).to_be_visible()

    def _answer_on_the_way(self, form: Locator) -> None:
        self._answer(form)
        form.get_by_role("button", name=self._t(fr="Vérifier", en="Check")).click()
        verdict = self._t(fr="C’est juste", en="That is right")
        expect(form.get_by_role("status").last).to_contain_text(verdict)
        assert_fits(self._page)

    def _answer(self, where: Locator) -> None:
        item = self._items[where.locator("legend").first.inner_text()]
        assert item.key is not None
        answer = right_answer(item.key)
        match item.kind:
            case "single" | "multiple" | "hotspot":
                texts = self._texts(item)
                for name in [answer] if isinstance(answer, str) else answer:
                    self._choice(where, texts[name]).check()
            case "match":
                texts = self._texts(item)
                for term in item.terms:
                    box = where.get_by_label(self._text(term), exact=True)
                    box.select_option(label=texts[answer[term.id]])
            case "order":
                self._put_in_order(where, [self._texts(item)[name] for name in answer])
            case "numeric":
                where.locator("input").fill(str(answer["value"]))
                if where.locator("select").count():
                    where.locator("select").select_option(value=answer["unit"])
            case "text":
                where.locator("input").fill(str(answer))

    def _text(self, words: Any) -> str:
        return str(getattr(words, self._language))

    def _texts(self, item: Item) -> dict[str, str]:
        options = item.regions if item.kind == "hotspot" else getattr(item, "choices", [])
        return {each.id: self._text(each) for each in options}

    def _choice(self, where: Locator, text: str) -> Locator:
        # Places on a figure are numbered.
        whole = re.compile(rf"^(\d+\. )?{re.escape(text)}$")
        return where.locator(".c5g-choice").filter(has_text=whole).locator("input")

    def _put_in_order(self, where: Locator, texts: list[str]) -> None:
        steps = where.locator(".c5g-order > li")
        for place, text in enumerate(texts):
            step = steps.filter(has=self._page.get_by_text(text, exact=True))
            while not steps.nth(place).get_by_text(text, exact=True).count():
                step.get_by_role("button").first.click()
        # The draw may have put them in order already.
        keep = where.get_by_role("button", name=self._t(fr="Cet ordre me", en="Keep this order"))
        if keep.count():
            keep.click()
