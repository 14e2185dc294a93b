"""What makes a quiz measure: enough of each objective, no luck, no cue, and a look back."""

from collections.abc import Sequence
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_quiz import OBJECTIVES, bank, module, quiz, single, words

from campus5g.authoring.findings import Finding
from campus5g.authoring.rules.banks.balance import balance_findings, cues
from campus5g.authoring.rules.banks.draws import draw_findings
from campus5g.authoring.rules.banks.figures import quiz_figures
from campus5g.authoring.rules.banks.luck import luck_by_objective, luck_findings
from campus5g.authoring.rules.banks.recall import recall_findings
from campus5g.courseware.quiz.model import Quiz


def texts(findings: Any) -> list[str]:
    found: Sequence[Finding] = list(findings)
    return [str(each) for each in found]


ON_THE_WAY = single("on-the-way", part="waves")


# Draws


def test_three_questions_of_each_objective_from_nine_are_enough() -> None:
    assert texts(draw_findings(quiz(6, [ON_THE_WAY, *bank(9)]), module())) == []


def test_two_questions_of_an_objective_are_too_few() -> None:
    [problem] = texts(draw_findings(quiz(5, [ON_THE_WAY, *bank(9)]), module()))

    assert "draws 5 questions for 2 objectives" in problem
    assert "Draw 6 or more: 3 for each" in problem


def test_an_assessment_asks_four_questions_of_each_objective() -> None:
    """An assessment, which has only the questions of its final."""
    [problem] = texts(draw_findings(quiz(6, bank(12)), module()))

    assert "Draw 8 or more: 4 for each" in problem
    assert texts(draw_findings(quiz(8, bank(12)), module())) == []


def test_a_bank_holds_three_times_what_is_drawn_of_each_objective() -> None:
    items = [each for each in bank(9) if each["id"] not in ("see-0", "see-1")]

    [problem] = texts(draw_findings(quiz(6, [ON_THE_WAY, *items]), module()))

    assert "7 questions of the final name see as their first objective" in problem
    assert "Write 2 more" in problem


def test_a_quiz_without_a_final_draws_nothing() -> None:
    assert texts(draw_findings(quiz(None, [ON_THE_WAY]), module())) == []


def test_papers_are_equally_hard() -> None:
    """A bank of which one objective is all easy and the other all hard, and seven are drawn."""
    items = bank(12)
    for item in items:
        item["difficulty"] = "easy" if item["objectives"] == ["hear"] else "hard"

    [problem] = texts(draw_findings(quiz(7, [ON_THE_WAY, *items]), module()))

    assert "Papers are not equally hard as a whole: their questions have 1.86 to 2.14" in problem


def test_an_objective_is_as_hard_for_each_learner() -> None:
    items = bank(9)
    for number, item in enumerate(items):
        item["difficulty"] = "hard" if number % 9 > 3 else ("easy", "medium")[number % 2]

    problems = texts(draw_findings(quiz(6, [ON_THE_WAY, *items]), module()))

    assert ["on hear" in problems[0], "on see" in problems[1]] == [True, True]


def test_a_question_that_no_paper_holds_is_found() -> None:
    items = bank(9)
    for item, difficulty in zip(items, ["easy", *4 * ["medium"], *4 * ["hard"]], strict=False):
        item["difficulty"] = difficulty

    [problem] = texts(draw_findings(quiz(6, [ON_THE_WAY, *items]), module()))

    assert "No learner gets question hear-0 of the final" in problem


def test_a_question_that_is_drawn_on_some_of_many_cases_is_fair() -> None:
    """With so many cases, each is some learners' only, who do not get all of its questions."""
    items = [{**item, "prompt": words("{site}")} for item in bank(9)]
    cases = {f"site-{number}": {"site": f"Site {number}"} for number in range(60)}
    written = {
        "id": "harbour-radio",
        "final": {"draw": 6, "points": 4},
        "case": words("{site}"),
        "variants": cases,
        "items": [ON_THE_WAY, *items],
    }

    assert texts(draw_findings(Quiz.model_validate(written), module())) == []


# Luck


@pytest.mark.parametrize(
    ("drawn", "choices", "luck"),
    [
        (3, 3, 1 / 27),
        (3, 4, 1 / 64),
        # Three right of four are three quarters.
        (4, 4, (4 * 3 + 1) / 4**4),
        (4, 3, (4 * 2 + 1) / 3**4),
    ],
)
def test_an_objective_is_achieved_by_three_right_guesses_of_four(
    drawn: int, choices: int, luck: float
) -> None:
    items = bank(12)
    for item in items:
        item["choices"] = item["choices"][:choices]

    found = luck_by_objective(quiz(drawn * len(OBJECTIVES), items), module())

    assert found == pytest.approx(dict.fromkeys(OBJECTIVES, luck))


def test_two_questions_are_achieved_by_luck_too_often_where_one_is_nearly_right() -> None:
    items = bank(2, nearly=["c1", "c2"])

    [problem, _] = texts(luck_findings(quiz(4, items), module()))

    # Both right (1 of 16), or one right and one nearly (2 × 2 of 16).
    assert "Guessing achieves the objective hear in 31 % of attempts" in problem


KINDS = st.sampled_from(
    [
        {},
        {"nearly": ["c1"]},
        {"points": 2},
        {"points": 3, "choices": single("", (3, 4))["choices"]},
        {"kind": "order", "answer": ["c1", "c0", "c2", "c3"]},
        {"kind": "multiple", "answer": ["c0", "c3"]},
    ]
)


@settings(max_examples=40)
@given(st.lists(KINDS, min_size=4, max_size=6), st.integers(1, 3))
def test_the_luckiest_of_all_draws_counts(kinds: list[dict[str, Any]], drawn: int) -> None:
    items = [single(f"q{number}", **fields) for number, fields in enumerate(kinds)]
    others = [single(f"see-{number}", objectives=["see"]) for number in range(6)]

    def luck(chosen: Sequence[dict[str, Any]]) -> float:
        return luck_by_objective(quiz(2 * drawn, [*chosen, *others]), module())["hear"]

    assert luck(items) == pytest.approx(max(map(luck, combinations(items, drawn))))


# Choices and their lengths


def test_three_choices_are_too_few() -> None:
    [problem] = texts(balance_findings(quiz(None, [single("q", (8, 6, 10), part="waves")])))

    assert "q has 3 choices. Write 1 more" in problem


LONGEST, SHORTEST, BETWEEN, TIED = (11, 6, 10, 9), (5, 6, 10, 9), (8, 6, 10, 9), (10, 6, 10, 9)


def of_lengths(*lengths: tuple[int, ...]) -> Quiz:
    return quiz(
        None,
        [single(f"q{number}", each, part="waves") for number, each in enumerate(lengths)],
    )


@pytest.mark.parametrize(
    ("longest", "shortest", "problems"),
    [
        (1, 1, 0),
        (2, 2, 0),
        (3, 1, 1),
        (0, 2, 1),
        (2, 0, 1),
        (4, 4, 2),
    ],
)
def test_the_right_choice_is_the_longest_as_often_as_chance_has_it(
    longest: int, shortest: int, problems: int
) -> None:
    """Of eight questions of four choices two are due, and one at least."""
    others = 8 - longest - shortest

    found = texts(
        balance_findings(
            of_lengths(*longest * [LONGEST], *shortest * [SHORTEST], *others * [BETWEEN])
        )
    )

    # Both languages say the same here.
    assert len(found) == 2 * problems


def test_a_choice_as_long_as_another_is_not_the_longest() -> None:
    assert {each.cue: each.count for each in cues(of_lengths(*4 * [TIED]))} == {
        "longest": 0,
        "shortest": 0,
    }


def test_each_language_is_counted_by_its_own_words() -> None:
    item = single("q", LONGEST, part="waves")
    item["choices"][1]["en"] = "x" * 20

    counts = {(each.language, each.cue): each.count for each in cues(quiz(None, [item]))}

    assert (counts["fr", "longest"], counts["en", "longest"]) == (1, 0)


# Recall


def recalling(name: str | None) -> Quiz:
    return quiz(None, [single("q", part="waves", recalls=name)])


def test_a_question_recalls_an_earlier_module_of_the_course() -> None:
    assert texts(recall_findings(recalling("first"), module())) == []


@pytest.mark.parametrize("name", ["radio", "last", "nowhere"])
def test_what_comes_later_can_t_be_recalled(name: str) -> None:
    [problem] = texts(recall_findings(recalling(name), module()))

    assert f"recalls {name}, which is not an earlier module" in problem
    assert "Use one of: first." in problem


def test_a_module_without_a_look_back_is_found() -> None:
    [problem] = texts(recall_findings(recalling(None), module()))

    assert "No question recalls an earlier module." in problem


def test_the_first_module_has_nothing_to_recall() -> None:
    assert texts(recall_findings(recalling(None), module("first"))) == []


def test_an_assessment_recalls_all_modules_by_itself() -> None:
    assert texts(recall_findings(quiz(6, bank(9)), module("last"))) == []


def test_a_question_of_the_final_recalls_nothing() -> None:
    with pytest.raises(ValueError, match="q of the final recalls a module"):
        quiz(1, [single("q", recalls="first")])


# The figures of a check


def test_a_module_without_a_quiz_has_no_figures() -> None:
    assert quiz_figures(module()) == ""
