"""The figures of a final and of its case stay beside the words in the correction."""

import base64
import shutil
from dataclasses import replace
from pathlib import Path

import yaml

from campus5g.authoring.catalogue import find_module
from campus5g.authoring.final_quiz import right_answers
from campus5g.courseware.quiz.drawing.variants import variant_of
from campus5g.courseware.quiz.model import load_quiz
from campus5g.draw import Draw
from campus5g.site.learning.correction import Drawing, corrected_final

DRAW = Draw.named("ada")
ALT = {"fr": "Le plan {site}", "en": "Plan of {site}"}
FIGURE = {"file": "images/{site}.svg", "alt": ALT}


def words(text: str) -> dict[str, str]:
    return {"fr": text, "en": text}


QUIZ = {
    "id": "quay-site",
    "final": {"draw": 1, "points": 1},
    "case": words("Le quai {site}."),
    "case_figure": FIGURE,
    "variants": {"east": {"site": "east"}, "west": {"site": "west"}},
    "items": [
        {
            "id": "highest",
            "part": "final",
            "kind": "single",
            "objectives": ["read"],
            "difficulty": "easy",
            "prompt": words("Où est le maximum ?"),
            "figure": FIGURE,
            "choices": [{"id": each, **words(each), "feedback": words("…")} for each in "ab"],
            "answer": "a",
        }
    ],
}


def svg(site: str) -> str:
    return f'<svg viewBox="0 0 9 9"><title>{site}</title></svg>'


def test_question_and_case_are_shown_with_the_figure_of_the_learner_s_own_case(
    tmp_path: Path,
) -> None:
    source = tmp_path / "quay"
    (source / "images").mkdir(parents=True)
    (source / "quiz.yaml").write_text(yaml.safe_dump(QUIZ, allow_unicode=True), encoding="utf-8")
    for site in ("east", "west"):
        (source / "images" / f"{site}.svg").write_text(svg(site))
    quiz = load_quiz(source)
    answers = right_answers(quiz, "ada", DRAW)
    of_the_catalogue = find_module("essentials-why-5g")
    shutil.copy(of_the_catalogue.notebook, source)
    module = replace(of_the_catalogue, folder=source)
    graded = tmp_path / "autograded" / "ada" / module.id
    graded.mkdir(parents=True)
    (graded / answers.FILE).write_text(answers.model_dump_json())

    final = corrected_final(tmp_path, module, "ada", DRAW, {})

    own = variant_of(quiz.cases, DRAW)
    assert own
    assert final
    drawing = Drawing(svg(own), f"Le plan {own}")
    assert final.case_figure == drawing
    assert f"Le quai {own}." in final.case
    ((question,),) = (attempt.questions for attempt in final.attempts)
    assert question.figure == drawing
    kind, _, content = drawing.address.partition(",")
    assert kind == "data:image/svg+xml;base64"
    assert base64.b64decode(content).decode() == svg(own)
