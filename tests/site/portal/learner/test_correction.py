"""A final is corrected question by question, once it is graded or no attempt at it is left."""

import re
from collections import Counter
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
from campus5g.courseware.quiz.points import recorded_answers
from campus5g.draw import Draw
from campus5g.site.folders import SiteFolders
from campus5g.site.learning.closed_attempts import close_collected
from campus5g.site.learning.draws import draw_of
from campus5g.site.learning.submission_times import own_hand_ins
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
    """A first attempt in which everything is right."""
    return right_answers(quiz, LEARNER, draw)


@pytest.fixture
def two_attempts(answers: Answers, quiz: Quiz, draw: Draw) -> Answers:
    """No attempt is left: a second one was ended without an answer."""
    assert quiz.final
    drawn = paper(quiz.bank, quiz.final.draw, draw, 2)
    second = answers.attempts[0].model_copy(update={"number": 2, "drawn": drawn, "answers": {}})
    return answers.model_copy(update={"attempts": [*answers.attempts, second]}, deep=True)


@pytest.fixture
def course(folders: SiteFolders, client: TestClient) -> Path:
    """The cohort's course, in which a submission without answers was graded."""
    handed_in(folders)
    graded(folders)
    return folders.cohorts / COHORT


def keep(course: Path, answers: Answers) -> None:
    file = course / "autograded" / LEARNER / MODULE / answers.FILE
    file.write_text(answers.model_dump_json(), encoding="utf-8")


def hand_in_answers(folders: SiteFolders, answers: Answers) -> None:
    handed_in(folders)
    file = newest_hand_in(folders) / answers.FILE
    file.write_text(answers.model_dump_json(), encoding="utf-8")


def newest_hand_in(folders: SiteFolders) -> Path:
    return own_hand_ins(folders, COHORT, MODULE, LEARNER)[-1]


def wrong_choice(answers: Answers, bank: dict[str, Item]) -> tuple[SingleItem, str]:
    """Answer the first question of one choice wrongly; return it, and the words of the choice."""
    attempt = answers.attempts[0]
    item = next(each for name in attempt.drawn if isinstance(each := bank[name], SingleItem))
    wrong = next(each for each in item.choices if each.id not in (item.answer, *item.nearly))
    attempt.answers[item.id].answer = wrong.id
    return item, wrong.id


def verdicts(page: str) -> Counter[str]:
    """Count the questions that are corrected, by their verdict."""
    return Counter(re.findall(r'class="corrected corrected--(\w+)"', page))


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

    assert verdicts(text) == {"right": 11, "wrong": 1}
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
    assert "À relire" in told
    assert re.search(rf'href="[^"]*/open/{COHORT}/{MODULE}#part-\d"', told)
    assert text.count("À relire") == 1


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


def test_a_graded_final_is_corrected_before_the_result_is_returned(
    client: TestClient, course: Path, answers: Answers, bank: dict[str, Item]
) -> None:
    wrong_choice(answers, bank)
    keep(course, answers)

    text = Visitor(client, LEARNER).get(PATH).text

    assert verdicts(text) == {"right": 11, "wrong": 1}
    assert len(re.findall(r"<strong>(?:non )?acquis</strong> ·", text)) == 4
    assert "D’après le seul quiz" in text


def test_what_the_trainer_gives_is_not_told_before_the_result_is_returned(
    client: TestClient, course: Path, answers: Answers
) -> None:
    keep(course, answers)

    text = Visitor(client, LEARNER).get(PATH).text

    assert 'id="points"' not in text
    assert "Bien vu." not in text


def test_a_final_handed_in_with_an_attempt_left_is_not_corrected_before_it_is_graded(
    client: TestClient, folders: SiteFolders, answers: Answers
) -> None:
    hand_in_answers(folders, answers)

    text = Visitor(client, LEARNER).get(PATH).text

    assert "Bien reçu" in text
    assert SECTION not in text


def test_a_final_handed_in_with_no_attempt_left_is_corrected_at_once(
    client: TestClient, folders: SiteFolders, two_attempts: Answers
) -> None:
    hand_in_answers(folders, two_attempts)

    text = Visitor(client, LEARNER).get(PATH).text

    assert "Bien reçu" in text
    assert text.count("corrected__prompt") == 24


def test_an_attempt_begun_and_not_ended_keeps_the_correction_back(
    client: TestClient, folders: SiteFolders, two_attempts: Answers
) -> None:
    two_attempts.attempts[1].handed_in = None
    hand_in_answers(folders, two_attempts)

    assert SECTION not in Visitor(client, LEARNER).get(PATH).text


def test_answers_changed_after_their_correction_was_read_do_not_count(
    client: TestClient, folders: SiteFolders, two_attempts: Answers, bank: dict[str, Item]
) -> None:
    right = two_attempts.model_copy(deep=True)
    wrong_choice(two_attempts, bank)
    hand_in_answers(folders, two_attempts)
    Visitor(client, LEARNER).get(PATH)
    collected = folders.cohorts / COHORT / "submitted" / LEARNER / MODULE
    collected.mkdir(parents=True)
    (collected / right.FILE).write_text(right.model_dump_json(), encoding="utf-8")

    close_collected(folders.cohorts / COHORT, MODULE)

    found = recorded_answers(collected)
    assert found
    assert found.attempts == two_attempts.attempts


def test_answers_that_cannot_be_kept_are_not_corrected(
    client: TestClient, folders: SiteFolders, two_attempts: Answers
) -> None:
    hand_in_answers(folders, two_attempts)
    folders.cohorts.joinpath(COHORT).mkdir(parents=True)
    folders.cohorts.joinpath(COHORT, "closed-attempts").write_text("no folder", encoding="utf-8")

    answer = Visitor(client, LEARNER).get(PATH)

    assert answer.status_code == 200
    assert SECTION not in answer.text


def test_a_link_in_a_hand_in_is_not_followed(
    client: TestClient, folders: SiteFolders, two_attempts: Answers, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere.json"
    elsewhere.write_text(two_attempts.model_dump_json(), encoding="utf-8")
    handed_in(folders)
    newest_hand_in(folders).joinpath(two_attempts.FILE).symlink_to(elsewhere)

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
    two_attempts: Answers,
) -> None:
    keep(course, two_attempts)
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
