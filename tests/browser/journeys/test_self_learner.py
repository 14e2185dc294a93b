"""A person signs up, joins an open group, errs, is graded at once, and takes their attestation."""

import re

import pytest
from campus_pages import RUN_MS, Notebook, Portal, read_pdf, sign_in
from desk_pages import Desk
from lab_page import notebook_of
from module_pages import ModulePage
from newcomers import Newcomer, fill_in
from playwright.sync_api import Locator, Page, expect
from previews import assert_accessible, assert_fits_and_is_accessible
from running_site import RunningSite
from visitors import Visitors

from campus5g.authoring.catalogue import Module, catalogue, find_module
from campus5g.authoring.final_quiz import corrected_bank, quiz_of, right_answers
from campus5g.authoring.notebooks import read_notebook, write_notebook
from campus5g.authoring.trials.answers import answered
from campus5g.authoring.trials.solutions import typed_answers
from campus5g.courseware.quiz.model import SingleItem
from campus5g.site.folders import SiteFolders
from campus5g.site.learning.draws import draw_of

# A lab runs to its end before its learner, checked, and graded.
pytestmark = [pytest.mark.proof, pytest.mark.browser, pytest.mark.timeout(900)]

LEARNER = Newcomer("Inès", "Phare", "ines-phare")
LAB, MODULE = "network-security", "essentials-why-5g"
UNSIGNED = re.compile("tant que la charte n’est pas signée")
MISSPELT = re.compile("Écrivez des lettres de A à F, en majuscules")


def test_a_self_learner_goes_from_sign_up_to_a_certificate_without_a_trainer(
    site: RunningSite, visitors: Visitors
) -> None:
    lab, words_only = (find_module(name, catalogue()) for name in (LAB, MODULE))
    office = visitors.page(width=1280)
    name, pass_phrase = site.administrator()
    desk = Desk(office, name, pass_phrase, called=name)
    cohort = make_open_group(desk, *(each.manifest.title.fr for each in (lab, words_only)))
    open_sign_up(office)

    page = visitors.page(width=1280)
    page.goto("/")
    page.get_by_role("link", name="Créer un compte").click()
    fill_in(page, LEARNER)
    portal = Portal(page)
    page.get_by_role("button", name="S’inscrire : Le port, à votre rythme").click()
    do_lab(site, visitors, portal, cohort, lab)

    # Without a click, the page shows the grade once it exists.
    expect(page.get_by_role("heading", name="Vos points")).to_be_visible(timeout=RUN_MS)
    for item in lab.manifest.items:
        if item.kind == "automatic":
            heading = page.get_by_role("heading", name=item.title.fr, exact=True)
            points = page.locator(".item", has=heading).locator(".points")
            expect(points).to_contain_text(f"{item.points:g} / {item.points:g}")
    assert_accessible(page)
    page.get_by_text("Voir ma copie corrigée").first.click()
    expect(portal.graded_copy().locator("body")).to_contain_text("Points")

    page.get_by_role("link", name="Attestations").click()
    expect(page.get_by_text("module reste à rendre")).to_be_visible()
    assert_accessible(page)
    share = learn_on_a_phone(site, visitors, cohort, words_only)

    page.reload()
    page.get_by_role("button", name="Obtenir mon attestation").click()
    number = page.locator(".card .soft").first.inner_text().split(" · ")[1]
    assert_accessible(page)
    certificate = read_pdf(page, f"Télécharger {number}")
    assert LEARNER.name in certificate
    # The answer that nobody read is left out: four of its module's points.
    rest = sum(each.points for each in words_only.manifest.items if each.kind == "automatic")
    assert f"{share * rest:g} / {rest:g}".replace(".", ",") in certificate
    assert "non évalué" not in certificate
    assert visitors.strange_requests == []
    assert visitors.console_errors == []


def do_lab(site: RunningSite, visitors: Visitors, portal: Portal, cohort: str, lab: Module) -> None:
    """Go on without signing its charter, sign it wrongly, then do all of it, and hand it in."""
    page, title = portal.page, lab.manifest.title.fr
    portal.open_lab(title)
    notebook = Notebook(page)
    # The charter's test fails, and the run ends there.
    notebook.start_all_cells()
    said = page.locator(".jp-OutputArea-output")
    expect(said.filter(has_text=UNSIGNED)).to_be_visible(timeout=RUN_MS)
    notebook.open_hint(1)

    mine = notebook_of(site.data, LEARNER.account, cohort, LAB)
    typed = typed_answers(lab, draw_of(SiteFolders(site.data), LEARNER.account, cohort, LAB))
    released, source = read_notebook(mine), read_notebook(lab.notebook)
    wrong = {**typed, "charter-answer": 'allowed = {"a", "b"}'}
    write_notebook(answered(released, source, wrong), mine)
    portal.open_lab(title)
    notebook.start_all_cells()
    expect(said.filter(has_text=MISSPELT).first).to_be_visible(timeout=RUN_MS)

    write_notebook(answered(released, source, typed), mine)
    portal.open_lab(title)
    notebook.run_all_cells()
    # While a capture runs, what it has caught is counted.
    assert len(packets_of("n3, n6", notebook.told_while_running())) > 1
    visitors.picture(page, "learner/lab")
    assert notebook.hand_in().startswith("Votre notebook passe tous les tests visibles.")


def packets_of(capture: str, texts: list[str]) -> set[int]:
    """Return the packet counts that the progress of a capture showed, each once."""
    counts = (re.match(rf"{capture} · (\d+) paquets", text) for text in texts)
    return {int(found[1]) for found in counts if found}


def learn_on_a_phone(site: RunningSite, visitors: Visitors, cohort: str, module: Module) -> float:
    """Hand a module in twice at 360 px, see each result arrive; return the final's share."""
    phone = visitors.page(width=360, height=740)
    sign_in(phone, LEARNER.account, LEARNER.pass_phrase, called=LEARNER.name)
    phone.get_by_role("link", name=module.manifest.title.fr, exact=True).first.click()
    learn = ModulePage(phone, module)
    learn.write("Au poste de chargement, six chariots perdent la liaison.")
    wrong, share = answer_all_but_one(site, cohort, module)
    learn.hand_in()

    # Without a reload: first that it is handed in, then what came of it.
    correction = phone.locator("#correction")
    expect(correction).to_be_visible(timeout=RUN_MS)
    assert_told(correction, wrong)

    phone.goto(f"/services/portal/results/{cohort}/{module.id}")
    expect(phone.get_by_role("heading", name="Vos points")).to_be_visible()
    expect(phone.get_by_text("ne comptent ni pour vous ni contre vous")).to_be_visible()
    assert_told(correction, wrong)
    expect(phone.locator("iframe")).to_have_count(0)
    assert_fits_and_is_accessible(phone)
    visitors.picture(phone, "learner/correction")

    correction.locator(".corrected__place").get_by_role("link").click()
    again = ModulePage(phone, module)
    # What was corrected is there, and it no longer asks to be handed in.
    expect(correction).to_be_visible()
    expect(phone.get_by_text("Il reste à rendre le module")).to_be_hidden()
    assert_leads_back(phone, correction)
    again.write("Au poste de chargement, huit chariots perdent la liaison.")
    again.hand_in()
    phone.get_by_role("link", name="Suivre mon rendu").click()
    expect(phone.locator(".times > li")).to_have_count(2)
    # Without a click: the points of the first hand-in give way to those of the second.
    expect(phone.get_by_text("Vous avez rendu à nouveau depuis")).to_have_count(0, timeout=RUN_MS)
    expect(phone.get_by_role("heading", name="Vos points")).to_be_visible()
    return share


def answer_all_but_one(site: RunningSite, cohort: str, module: Module) -> tuple[SingleItem, float]:
    """Write answers to the final, one of them wrong; return its question, and the share left."""
    draw = draw_of(SiteFolders(site.data), LEARNER.account, cohort, module.id)
    quiz = quiz_of(module)
    assert quiz
    answers, bank = right_answers(quiz, LEARNER.account, draw), corrected_bank(quiz)
    (attempt,) = answers.attempts
    asked = [bank[name] for name in attempt.drawn]
    item = next(each for each in asked if isinstance(each, SingleItem))
    wrong = next(each for each in item.choices if each.id not in (item.answer, *item.nearly))
    attempt.answers[item.id].answer = wrong.id
    folder = notebook_of(site.data, LEARNER.account, cohort, module.id).parent
    (folder / answers.FILE).write_text(answers.model_dump_json(), encoding="utf-8")
    return item, 1 - item.points / sum(each.points for each in asked)


def assert_told(correction: Locator, wrong: SingleItem) -> None:
    """Every question is corrected; the wrong one with the right answer and why."""
    expect(correction.locator(".corrected")).to_have_count(12)
    told = correction.locator(".corrected--wrong")
    expect(told).to_have_count(1)
    right = next(each for each in wrong.choices if each.id == wrong.answer)
    assert right.feedback
    for words in (wrong.prompt.fr, right.fr, right.feedback.fr):
        expect(told).to_contain_text(words)


def assert_leads_back(page: Page, correction: Locator) -> None:
    """What is to be read again after the wrong answer is a part of this page."""
    link = correction.locator(".corrected__place").get_by_role("link")
    address = link.get_attribute("href") or ""
    assert re.fullmatch(r"#part-\d+", address)
    part = page.locator(address).get_by_role("heading", level=2)
    expect(part).to_have_text(link.inner_text())
    link.click()
    expect(part).to_be_in_viewport()


def make_open_group(desk: Desk, *modules: str) -> str:
    cohort = desk.make_group("Le port, à votre rythme", modules, without_trainer=True)
    for module in modules:
        desk.hand_out(module)
    return cohort


def open_sign_up(office: Page) -> None:
    """Open signing up to everyone."""
    office.get_by_role("link", name="Administration").click()
    assert_accessible(office)
    office.get_by_role("navigation", name="Administration").get_by_role(
        "link", name="Réglages"
    ).click()
    office.locator("select[name=sign_up]").select_option(label="Tout le monde")
    assert_accessible(office)
    office.get_by_role("button", name="Enregistrer").first.click()
    expect(office.get_by_text("✓ Enregistré")).to_be_visible()
