"""The correction of a question of a final: what was answered, what is right, and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from campus5g.courseware.quiz.feedback import Line, Verdict, feedback_lines, verdict
from campus5g.courseware.quiz.keys import right_answer
from campus5g.courseware.quiz.model import Item, NumericItem, Option
from campus5g.language import t


@dataclass(frozen=True)
class Correction:
    """A question of a graded attempt, in words; ``given`` is empty where nothing was answered.

    ``right`` is empty where the answer given is the right one; ``share`` goes from 0 to 1.
    """

    item: Item
    share: float
    given: list[str]
    right: list[str]
    reasons: list[Line]

    @property
    def verdict(self) -> Verdict:
        """The word for the share."""
        return verdict(self.share)


def correct(item: Item, answer: object, share: float) -> Correction:
    """Return the correction of an answer, in the language in force.

    Args:
        item: a question with its answer and feedback, in the ids that the learner got.
        answer: what was answered, malformed or not; None if nothing was.
        share: its share of the points.
    """
    right = None if item.key is None or share >= 1 else right_answer(item.key)
    said = [] if answer is None else feedback_lines(item, answer, share)
    why = [] if right is None else feedback_lines(item, right, 1.0)
    reasons = [line for line in (*said, *why) if line.text]
    return Correction(
        item,
        share,
        given=answer_words(item, answer),
        right=answer_words(item, right),
        reasons=list({(line.about, line.text): line for line in reasons[::-1]}.values())[::-1],
    )


def answer_words(item: Item, answer: object) -> list[str]:
    """Return an answer as its learner read it: a line a choice, step or pair.

    What names nothing in the question, as in a file that was written by hand, is left out.
    """
    match item.kind:
        case "single":
            return _named(item.choices, [answer])
        case "multiple":
            return _named(item.choices, answer, in_order_of_list=True)
        case "hotspot":
            return _named(item.regions, answer, in_order_of_list=True)
        case "order":
            return [
                f"{place}. {step}" for place, step in enumerate(_named(item.choices, answer), 1)
            ]
        case "match":
            return list(_pairs(item.terms, item.choices, answer))
        case "numeric":
            return _amount(item, answer)
        case "text":
            return [answer] if isinstance(answer, str) else []


def _named(options: Sequence[Option], answer: object, in_order_of_list: bool = False) -> list[str]:
    given = answer if isinstance(answer, list) else []
    words = {option.id: str(option) for option in options}
    if in_order_of_list:
        return [text for name, text in words.items() if name in given]
    return [words[name] for name in given if isinstance(name, str) and name in words]


def _pairs(terms: Sequence[Option], choices: Sequence[Option], answer: object) -> Iterator[str]:
    given = answer if isinstance(answer, dict) else {}
    words = {choice.id: str(choice) for choice in choices}
    for term in terms:
        chosen = given.get(term.id)
        if isinstance(chosen, str) and chosen in words:
            yield f"{term} → {words[chosen]}"


def _amount(item: NumericItem, answer: object) -> list[str]:
    if not isinstance(answer, dict) or not isinstance(answer.get("value"), str):
        return []
    named = answer.get("unit")
    unit = str(item.unit) if named in (item.unit.fr, item.unit.en) else str(named or "")
    value = answer["value"]
    number = t(fr=value.replace(".", ","), en=value).removesuffix(t(fr=",0", en=".0"))
    return [f"{number}\N{NO-BREAK SPACE}{unit}".strip()]
