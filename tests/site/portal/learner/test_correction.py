"""A final that was returned is corrected question by question on its result's page."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from people import Visitor
from returned_work import COHORT, LEARNER, MODULE, PATH, graded, handed_in, returned
from sqlalchemy import update

from campus5g.authoring.catalogue import catalogue, find_module
from campus5g.authoring.final_quiz import corrected_bank, quiz_of, right_answers
from campus5g.courseware.quiz.answers import Answers
from campus5g.courseware.quiz.drawing.papers import paper
from campus5g.courseware.quiz.model import Item, Quiz, SingleItem
from campus5g.draw import Draw
from campus5g.site.folders import SiteFolders
from campus5g.site.learning.draws import draw_of
from campus5g.site.records.database import Database
from campus5g.site.records.people import Person
from campus5g.site.teaching.marking import Given, mark

SECTION = 'id="correction"'


@pytest.fixture
def draw(folders: SiteFolders) -> Draw:
    return draw_of(folders, LEARNER, COHORT, MODULE)


@pytest.fixture
def quiz() -> Quiz:
    quiz = quiz_of(find_module(MODULE, catalogue()))
    assert quiz
    return quiz


@pytest.fixture
def bank(quiz: Quiz) -> dict[str, Item]:
    return corrected_bank(quiz)


@pytest.fixture
def answers(quiz: Quiz, draw: Draw) -> Answers:
    """A first attempt in which everything is right but the first question of one choice."""
    return right_answers(quiz, LEARNER, draw)


@pytest.fixture
def course(folders: SiteFolders, client: TestClient) -> Path:
    """The cohort's course, in which a submission without answers was graded."""
    handed_in(folders)
    graded(folders)
    return folders.cohorts / COHORT


def keep(course: Path, answers: Answers) -> None:
    file = course / "autograded" / LEARNER / MODULE / answers.FILE
    file.write_text(answers.model_dump_json(), encoding="utf-8")


def wrong_choice(answers: Answers, bank: dict[str, Item]) -> tuple[SingleItem, str]:
    """Answer the first question of one choice wrongly; return it, and the words of the choice."""
    (attempt,) = answers.attempts
    item = next(each for name in attempt.drawn if isinstance(each := bank[name], SingleItem))
    wrong = next(each for each in item.choices if each.id not in (item.answer, *item.nearly))
    attempt.answers[item.id].answer = wrong.id
    return item, wrong.id


def test_a_wrong_answer_stands_beside_the_right_one_with_the_bank_s_reasons(
    client: TestClient,
    course: Path,
    folders: SiteFolders,
    database: Database,
    answers: Answers,
    bank: dict[str, Item],
) -> None:
    item, wrong = wrong_choice(answers, bank)
    keep(course, answers)
    returned(folders, database)

    text = Visitor(client, LEARNER).get(PATH).text

    assert text.count('class="corrected corrected--right"') == 11
    assert text.count('class="corrected corrected--wrong"') == 1
    options = {each.id: each for each in item.choices}
    (told,) = (
        part for part in text.split('class="corrected ') if part.startswith("corrected--wrong")
    )
    for shown in (
        item.prompt.fr,
        options[wrong].fr,
        options[wrong].feedback,
        options[str(item.answer)].fr,
        options[str(item.answer)].feedback,
    ):
        assert escaped(getattr(shown, "fr", shown)) in told


def test_every_question_is_told_in_the_reader_s_language_and_without_code(
    client: TestClient,
    course: Path,
    folders: SiteFolders,
    database: Database,
    answers: Answers,
    bank: dict[str, Item],
) -> None:
    with database.session() as records:
        records.execute(update(Person).where(Person.name == LEARNER).values(language="en"))
    wrong_choice(answers, bank)
    keep(course, answers)
    returned(folders, database)

    page = Visitor(client, LEARNER).get(PATH).text

    assert "The right answer" in page

    for name in answers.attempts[0].drawn:
        assert escaped(bank[name].prompt.en) in page
    assert "quiz.score" not in page
    assert "<iframe" not in page


def test_nothing_is_told_before_the_result_is_returned(
    client: TestClient, course: Path, answers: Answers
) -> None:
    keep(course, answers)

    assert SECTION not in Visitor(client, LEARNER).get(PATH).text


def test_an_attempt_that_can_still_be_changed_is_not_corrected(
    client: TestClient,
    course: Path,
    folders: SiteFolders,
    database: Database,
    answers: Answers,
    bank: dict[str, Item],
) -> None:
    answers.attempts[0].handed_in = None
    keep(course, answers)
    returned(folders, database)

    text = Visitor(client, LEARNER).get(PATH).text

    assert "Une tentative n’est pas terminée" in text
    assert "corrected__prompt" not in text


def test_both_attempts_are_corrected_and_the_better_one_is_named(
    client: TestClient,
    course: Path,
    folders: SiteFolders,
    database: Database,
    answers: Answers,
    quiz: Quiz,
    draw: Draw,
) -> None:
    assert quiz.final
    (first,) = answers.attempts
    second = first.model_copy(
        update={"number": 2, "drawn": paper(quiz.bank, quiz.final.draw, draw, 2), "answers": {}}
    )
    answers.attempts.append(second)
    keep(course, answers)
    returned(folders, database)

    text = Visitor(client, LEARNER).get(PATH).text

    assert text.count("corrected__prompt") == 24
    assert text.count("celle qui compte") == 1
    assert text.count("pas de réponse") == 12


def test_another_learner_s_paper_is_never_corrected(
    client: TestClient,
    course: Path,
    folders: SiteFolders,
    database: Database,
    quiz: Quiz,
    draw: Draw,
    bank: dict[str, Item],
) -> None:
    keep(course, right_answers(quiz, LEARNER, Draw.named("somebody else")))
    returned(folders, database)

    text = Visitor(client, LEARNER).get(PATH).text

    assert quiz.final
    shown = {name for name, item in bank.items() if escaped(item.prompt.fr) in text}
    assert shown == set(paper(quiz.bank, quiz.final.draw, draw, 1))


def test_each_objective_has_the_share_of_its_own_questions(
    client: TestClient,
    course: Path,
    folders: SiteFolders,
    database: Database,
    answers: Answers,
    bank: dict[str, Item],
) -> None:
    (attempt,) = answers.attempts
    for name in [name for name in attempt.drawn if bank[name].objectives[0] == "tell-networks"]:
        del attempt.answers[name]
    keep(course, answers)
    mark(course, MODULE, LEARNER, {"workplace": Given(4, None, "")})
    returned(folders, database)

    text = Visitor(client, LEARNER).get(PATH).text

    assert text.count("<strong>acquis</strong> · 100\N{NO-BREAK SPACE}%") == 3
    assert text.count("<strong>non acquis</strong> · 0\N{NO-BREAK SPACE}%") == 1


def escaped(words: str) -> str:
    """Words as the page writes them."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
