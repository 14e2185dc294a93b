"""The desk's figures on the questions of a final."""

import html

import pytest
from people import AsVisitor
from returned_work import COHORT, MODULE

from campus5g.authoring.catalogue import find_module
from campus5g.authoring.final_quiz import quiz_of, right_answers
from campus5g.site.folders import SiteFolders
from campus5g.site.learning.draws import draw_of
from campus5g.site.records.cohorts import CohortRecord, Enrolment
from campus5g.site.records.database import Database
from campus5g.site.records.people import Identity, Person

PAGE = f"desk/{COHORT}/modules/{MODULE}/items"
OTHERS = [f"other{number}" for number in range(150)]


def hands_in(folders: SiteFolders, cohort: str, learner: str, *, right: bool) -> None:
    quiz = quiz_of(find_module(MODULE))
    assert quiz
    answers = right_answers(quiz, learner, draw_of(folders, learner, cohort, MODULE))
    if not right:
        for given in answers.attempts[0].answers.values():
            given.answer = "-"
    folder = folders.cohorts / cohort / "submitted" / learner / MODULE
    folder.mkdir(parents=True)
    (folder / answers.FILE).write_text(answers.model_dump_json(), encoding="utf-8")


@pytest.fixture
def others(database: Database, folders: SiteFolders) -> None:
    """Another trainer's group, where all answers were wrong."""
    with database.session() as records:
        group = records.get_one(CohortRecord, "terminal")
        for name in OTHERS:
            person = Person(
                name=name,
                role="learner",
                language="fr",
                pass_phrase_hash="-",
                identity=Identity(first_name=name, last_name="Îlot"),
            )
            group.enrolments.append(Enrolment(person=person))
    for name in OTHERS:
        hands_in(folders, "terminal", name, right=False)


def shown(as_visitor: AsVisitor, language: str = "fr") -> str:
    as_visitor("tina").post("account/language", language=language)
    return " ".join(html.unescape(as_visitor("tina").get(PAGE).text).split())


def test_each_choice_is_counted(as_visitor: AsVisitor, folders: SiteFolders) -> None:
    hands_in(folders, COHORT, "ada", right=True)

    page = shown(as_visitor)

    assert "Choix par choix" in page
    assert "<strong>(juste)</strong> : 1</li>" in page


def test_choices_are_in_the_readers_language(as_visitor: AsVisitor, folders: SiteFolders) -> None:
    hands_in(folders, COHORT, "ada", right=True)
    quiz = quiz_of(find_module(MODULE))
    assert quiz
    choices = [each for item in quiz.bank for each in getattr(item, "choices", [])]

    in_english = shown(as_visitor, "en")

    assert any(f"<li>{each.en}" in in_english for each in choices)
    assert not any(f"<li>{each.fr}" in in_english for each in choices if each.fr != each.en)


def test_a_few_answers_are_not_enough_to_judge_a_question(
    as_visitor: AsVisitor, folders: SiteFolders
) -> None:
    hands_in(folders, COHORT, "ada", right=True)

    assert "Il faut 30 réponses à une question pour en juger" in shown(as_visitor)
    assert "It takes 30 answers to judge a question" in shown(as_visitor, "en")


@pytest.mark.usefixtures("others")
def test_weak_questions_come_from_all_groups_without_names(
    as_visitor: AsVisitor, folders: SiteFolders
) -> None:
    hands_in(folders, COHORT, "ada", right=True)

    french, english = shown(as_visitor), shown(as_visitor, "en")

    assert "Trop difficile : moins de 30 % des points." in french
    assert "Too hard: less than 30% of its points." in english
    assert not any(name in french for name in OTHERS)
