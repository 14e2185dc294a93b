"""A module as its learner has it: guesses, questions, a written answer, and the final quiz."""

import re
from typing import Any

from playwright.sync_api import Locator, Page, WebSocketRoute, expect
from previews import assert_fits
from wrong_answers import wrong_answer

from campus5g.authoring.catalogue import Module
from campus5g.authoring.final_quiz import quiz_of
from campus5g.courseware.quiz.keys import right_answer
from campus5g.courseware.quiz.model import FINAL, Item, Quiz
from campus5g.language import Language, translator

# A question is open, or nothing is locked any more; either may be drawn a moment after the other.
_NEXT_IS_CLEAR = """() => document.querySelector(".c5x-prediction input[type=radio]")
  || ![...document.querySelectorAll(".c5x-locked")].some((each) => each.checkVisibility())"""
# Notes each text that an explorer shows and that no person would write.
_NOTE_BROKEN = r"""() => {
  window.brokenTexts = [];
  new MutationObserver(changes => {
    for (const { target } of changes) {
      const element = target.nodeType === Node.TEXT_NODE ? target.parentElement : target;
      if (!element?.closest(".c5x-explorer")) continue;
      const text = element.textContent;
      if (/\bNaN\b|Infinity|undefined|\[object/.test(text)) window.brokenTexts.push(text);
    }
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""
# Notes which messages to the kernel it has not dealt with yet: it says "idle" after each. Of the
# numbers in what it says, the second is that of the message it answers.
_NOTE_UNANSWERED = r"""() => {
  window.unanswered = new Set();
  const decoder = new TextDecoder();
  const text = (data) => typeof data === "string" ? data : decoder.decode(data);
  const numbers = (words) => [...words.matchAll(/"msg_id":\s*"([^"]+)"/g)].map((each) => each[1]);
  const listened = new WeakSet();
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) {
    const words = text(data);
    if (/"msg_type":\s*"comm_msg"/.test(words)) window.unanswered.add(numbers(words)[0]);
    if (!listened.has(this)) {
      listened.add(this);
      this.addEventListener("message", (event) => {
        const said = text(event.data);
        if (/"execution_state":\s*"idle"/.test(said)) window.unanswered.delete(numbers(said)[1]);
      });
    }
    return send.call(this, data);
  };
}"""
# An answer may have the page send the next message: two frames later it has.
_ALL_ANSWERED = """async () => {
  const frame = () => new Promise((go) => requestAnimationFrame(go));
  for (let quiet = 0; quiet < 3; quiet += 1) {
    if (window.unanswered.size) return false;
    await frame();
  }
  return true;
}"""
# A page comes bit by bit: it is whole once it has been read to its end, and each activity is drawn.
_ALL_HAVE_COME = """() => document.readyState === "complete"
  && !document.querySelector(".activity__waiting")
  && [...document.querySelectorAll(".activity:not([data-quiet]) .shown")].every(
    (shown) => shown.textContent.trim() || shown.querySelector("svg, img"))"""
# Words of one drawing that stand on each other, by more than the room above and below letters.
_COLLIDING = """() => [...document.querySelectorAll(".c5x-explorer svg")].flatMap((svg) => {
  const words = [...svg.querySelectorAll("text")].filter(
    (each) => each.checkVisibility() && each.textContent.trim());
  const boxes = words.map((each) => each.getBoundingClientRect());
  return words.flatMap((one, a) => words.slice(a + 1).filter((_, after) => {
    const [p, q] = [boxes[a], boxes[a + 1 + after]];
    const wide = Math.min(p.right, q.right) - Math.max(p.left, q.left);
    const high = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top);
    return wide > 1.5 && high > 0.3 * Math.min(p.height, q.height);
  }).map((other) => `${one.textContent} | ${other.textContent}`));
})"""
# The explorers of which something set or shown lies more than a window below their top. Help, keys
# and what unfolds may. The sentence with the answer and the controls follow the window, so that
# each explorer is looked at from its top.
_TOO_TALL = """() => [...document.querySelectorAll(".c5x-explorer:not(.c5x-prediction)")].map(
  (explorer) => {
    explorer.scrollIntoView({ block: "start", behavior: "instant" });
    const aside = ".c5x-help, figcaption, details, [class*=keys], .c5x-advice";
    const shown = [...explorer.querySelectorAll("*")].filter((each) =>
      (each.tagName === "svg" || (!each.children.length && !each.closest("svg")))
      && !each.closest(aside) && each.checkVisibility());
    const bottom = Math.max(...shown.map((each) => each.getBoundingClientRect().bottom));
    return Math.round(bottom - explorer.getBoundingClientRect().top);
  }).filter((height) => height > window.innerHeight)"""
_FROM_A_WIDGET = re.compile(rb'"method":\s*"(custom|update)"')
_TOLD = "question => !question.querySelector('input[type=radio]')"


def wait_until_whole(page: Page) -> None:
    """Wait until a page has come to its end, and each of its activities is drawn."""
    page.wait_for_function(_ALL_HAVE_COME)


def let_nothing_be_heard(page: Page) -> None:
    """Have no kernel hear what the widgets of a page send, from its next visit on."""

    def carry(line: WebSocketRoute) -> None:
        server = line.connect_to_server()

        def send(message: str | bytes) -> None:
            content = message if isinstance(message, bytes) else message.encode()
            if not _FROM_A_WIDGET.search(content):
                server.send(message)

        line.on_message(send)

    page.route_web_socket("**/channels**", carry)


def guess_everything(page: Page) -> None:
    """Commit to a guess before each explorer, which unlocks it, with the keyboard."""
    wait_until_whole(page)
    open_ = page.locator(".c5x-prediction:has(input[type=radio])")
    while page.wait_for_function(_NEXT_IS_CLEAR) and open_.count():
        # The element itself: which is the first may change while others are drawn.
        question = open_.first.element_handle()
        question.query_selector_all("input[type=radio]")[0].press("Space")
        question.query_selector_all("button")[0].press("Enter")
        page.wait_for_function(_TOLD, arg=question)


def drive_every_control(page: Page) -> None:
    """Drive each slider of each explorer to both ends, and set each list to each of its choices.

    The sliders go all together to the high end, then to the low one, too; the lists are set with
    the sliders there. When this returns, the kernel has answered everything; `broken_texts` tells
    whether an explorer ever wrote what is not a number.
    """
    page.evaluate(_NOTE_BROKEN)
    page.evaluate(_NOTE_UNANSWERED)
    sliders = _visible(page, "input[type=range]")
    for slider in sliders:
        for key, end in (("Home", "min"), ("End", "max")):
            _drive(slider, key, end)
        # In sight again whatever the end hides.
        slider.press("ArrowLeft")
        page.wait_for_function(_ALL_ANSWERED)
    for key, end in (("End", "max"), ("Home", "min")):
        for slider in sliders:
            # An answer may hide it, as a film of nothing does.
            page.wait_for_function(_ALL_ANSWERED)
            if slider.is_visible():
                _drive(slider, key, end)
    for choice in _visible(page, "select"):
        for value in choice.locator("option").evaluate_all("all => all.map(each => each.value)"):
            choice.select_option(value)
    page.wait_for_function(_ALL_ANSWERED)


def _visible(page: Page, kind: str) -> list[Locator]:
    # By their ids: one that hides, as a film of nothing does, would shift those after it.
    found = page.locator(f".c5x-explorer {kind}:visible").all()
    return [page.locator(f"[id='{each.get_attribute('id')}']") for each in found]


def colliding_words(page: Page) -> list[str]:
    """Return the pairs of words that stand on each other in a drawing of an explorer."""
    found: list[str] = page.evaluate(_COLLIDING)
    return found


def explorers_higher_than_window(page: Page) -> list[int]:
    """Return how high each explorer is that needs scrolling between its controls and figures."""
    found: list[int] = page.evaluate(_TOO_TALL)
    return found


def broken_texts(page: Page) -> list[str]:
    """Return the texts that were broken since `drive_every_control` began."""
    found: list[str] = page.evaluate("window.brokenTexts")
    return found


def _drive(slider: Locator, key: str, end: str) -> None:
    slider.press(key)
    expect(slider).to_have_value(slider.get_attribute(end) or "")


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

    def answer_on_the_way(self, *, every_other_wrong: bool = False) -> None:
        """Answer each question on the way, and read whether it is right."""
        forms = self._page.locator(".c5g-quiz form")
        expect(forms).to_have_count(self._on_the_way)
        for number, form in enumerate(forms.all()):
            self._answer_on_the_way(form, wrong=every_other_wrong and number % 2 == 1)

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

    def take_the_final(self, *, every_other_wrong: bool = False) -> float:
        """Answer each question of the final, and finish it; return the share that is right.

        Args:
            every_other_wrong: whether every other answer is one that earns nothing; else all are
                as the bank says.
        """
        asked: list[tuple[Item, bool]] = []
        final = self._page.locator(".c5g-quiz").last
        final.get_by_role("button", name=self._t(fr="Commencer", en="Start"), exact=True).click()
        for number in range(1, self._asked + 1):
            of = self._t(fr="sur", en="of")
            expect(final.locator(".c5g-step")).to_contain_text(
                f"Question {number} {of} {self._asked}"
            )
            # What is kept in sight is to be read: a copy of a question would not answer.
            expect(final.locator(".c5g-asked-about input")).to_have_count(0)
            wrong = every_other_wrong and number % 2 == 0
            asked.append((self._answer(final, wrong=wrong), wrong))
            assert_fits(self._page)
            final.locator("button.c5g-main").click()
        expect(final.locator(".c5g-rows > li")).to_have_count(self._asked)
        assert_fits(self._page)
        expect(final.locator(".c5g-missing")).to_have_count(0)
        final.locator("button.c5g-main").click()
        final.locator(".c5g-sure ~ .c5g-main").click()
        done = self._t(fr="Quiz terminé", en="Quiz finished")
        expect(final.get_by_role("heading", name=done)).to_be_visible()
        earned = sum(item.points for item, wrong in asked if not wrong)
        return earned / sum(item.points for item, _ in asked)

    def answer_one_of_the_final(self) -> None:
        """Answer the question of the final in front, and go on to the next."""
        final = self._page.locator(".c5g-quiz").last
        self._answer(final)
        final.locator("button.c5g-main").click()

    def hand_in(self) -> None:
        """Hand the module in."""
        name = self._t(fr="Rendre le module", en="Hand in the module")
        self._page.get_by_role("button", name=name).click()
        verdict = self._t(fr="^Module rendu à", en="^Handed in at")
        expect(self._page.get_by_text(re.compile(verdict))).to_be_visible()
        # Whatever was not read: nobody is told that minutes are left.
        left = self._page.locator("[data-way-left]:visible")
        expect(left).to_have_count(0)

    def _answer_on_the_way(self, form: Locator, *, wrong: bool = False) -> None:
        self._answer(form, wrong=wrong)
        form.get_by_role("button", name=self._t(fr="Vérifier", en="Check")).click()
        right = self._t(fr="C’est juste", en="That is right")
        not_yet = self._t(fr="Pas encore", en="Not yet")
        expect(form.get_by_role("status").last).to_contain_text(not_yet if wrong else right)
        assert_fits(self._page)

    def _answer(self, where: Locator, *, wrong: bool = False) -> Item:
        item = self._items[where.locator("legend").first.inner_text()]
        assert item.key is not None
        answer = wrong_answer(item) if wrong else right_answer(item.key)
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
        return item

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
