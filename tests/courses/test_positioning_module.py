"""The bundled positioning test, taken by simulated learners on its own questions."""

import re
from collections.abc import Callable
from random import Random
from statistics import mean
from typing import Any

import pytest

from campus5g.authoring.catalogue import catalogue
from campus5g.authoring.notebooks import read_notebook
from campus5g.courseware.positioning.guessing import RIGHT_FROM
from campus5g.courseware.positioning.model import Verdict, beliefs, next_card
from campus5g.courseware.positioning.plan import Plan, cards, load_plan
from campus5g.courseware.quiz.grading import share
from campus5g.courseware.quiz.keys import right_answer
from campus5g.courseware.quiz.model import Item, Quiz, load_quiz
from campus5g.places import COURSES

FOLDER = COURSES / "positioning" / "positioning"
RUNS = 200

# Who knows a domain slips now and then.
SLIPS = 0.03

Answer = Callable[[Item, Random], Any]


@pytest.fixture(scope="module")
def plan() -> Plan:
    return load_plan(FOLDER)


@pytest.fixture(scope="module")
def quiz() -> Quiz:
    return load_quiz(FOLDER)


def by_chance(item: Item, chance: Random) -> Any:
    """Answer as a learner who reads how many answers to give, and guesses them."""
    match item.kind:
        case "single":
            return chance.choice(item.choices).id
        case "multiple":
            asked = len(item.answer or [])
            return [choice.id for choice in chance.sample(item.choices, asked)]
        case "order":
            return [step.id for step in chance.sample(item.choices, len(item.choices))]
        case "match":
            return {term.id: chance.choice(item.choices).id for term in item.terms}
        case "hotspot":
            return [region.id for region in chance.sample(item.regions, len(item.answer or []))]
        case "numeric":
            return {"value": str(chance.randint(1, 500)), "unit": item.unit.id}
        case "text":
            return "?"


def of_one_who_knows(domains: set[str], otherwise: Answer) -> Answer:
    def answer(item: Item, chance: Random) -> Any:
        if item.part in domains and chance.random() >= SLIPS:
            assert item.key
            return right_answer(item.key)
        return None if item.part in domains else otherwise(item, chance)

    return answer


def taken(plan: Plan, quiz: Quiz, seed: int, answer: Answer) -> tuple[dict[str, Verdict], int]:
    """Take the test; return the verdict of each domain, and how many questions it took."""
    bank, chance = cards(plan, quiz, f"learner{seed}"), Random(seed)  # noqa: S311
    items = {item.id: item for item in quiz.items}
    answers: dict[str, bool] = {}
    while card := next_card(bank, answers, plan.rules):
        key = items[card.id].key
        assert key
        answers[card.id] = share(key, answer(items[card.id], chance)) >= RIGHT_FROM
    verdicts = {name: belief.verdict for name, belief in beliefs(bank, answers).items()}
    return verdicts, len(answers)


def silent(item: Item, chance: Random) -> None:
    """Say “I don’t know”."""


@pytest.mark.proof
@pytest.mark.parametrize("learner", ["knows all", "knows nothing", "knows half", "guesses"])
def test_a_simulated_learner_is_recommended_what_they_need(
    learner: str, plan: Plan, quiz: Quiz
) -> None:
    domains = [domain.id for domain in plan.domains]
    right, numbers = 0, []
    for seed in range(RUNS):
        half = set(Random(f"half{seed}").sample(domains, 3))  # noqa: S311
        known = {"knows all": set(domains), "knows half": half}.get(learner, set())
        otherwise = by_chance if learner == "guesses" else silent
        verdicts, asked = taken(plan, quiz, seed, of_one_who_knows(known, otherwise))
        numbers.append(asked)
        # Who guesses must not be sent past a module; who is honest gets just what they need.
        right += all(
            verdicts[domain] != "skip"
            if learner == "guesses"
            else verdicts[domain] == ("skip" if domain in known else "take")
            for domain in domains
        )

    assert right / RUNS >= 0.95
    assert max(numbers) <= plan.rules.most
    assert mean(numbers) <= 16


def test_each_domain_has_five_questions_or_more_of_all_difficulties(plan: Plan, quiz: Quiz) -> None:
    for domain in plan.domains:
        own = quiz.of_part(domain.id)

        assert len(own) >= 5
        assert {item.difficulty for item in own} == {"easy", "medium", "hard"}


def test_the_path_leads_to_modules_of_the_catalogue(plan: Plan) -> None:
    modules = {module.id: module.manifest for module in catalogue()}

    for stage in [*plan.domains, plan.end]:
        manifest = modules[stage.module]
        assert (stage.title, stage.minutes) == (manifest.title, manifest.minutes)


@pytest.mark.parametrize(
    "words", [r"mêmes (\d+)\sheures( et demie)?", r"same (\d+)( and a half)? hours"]
)
def test_the_opening_states_the_length_of_the_course_to_half_an_hour(
    plan: Plan, words: str
) -> None:
    notebook = read_notebook(FOLDER / "positioning.ipynb")
    text = "\n".join(cell.source for cell in notebook.cells)

    [(hours, half)] = re.findall(words, text)

    whole = sum(stage.minutes for stage in [*plan.domains, plan.end])
    assert 2 * int(hours) + bool(half) == round(whole / 30)
