"""A final on nbgrader's own path: released without answers, answered on the page, graded."""

import json
import shutil
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import nbclient
import pytest
from nbformat.v4 import new_code_cell

from campus5g.authoring.catalogue import Module, catalogue, find_module
from campus5g.authoring.cohorts.cohort import Cohort, build, release
from campus5g.authoring.cohorts.kernel_sockets import kernel_sockets
from campus5g.authoring.cohorts.nbgrader_course import NbGraderCourse
from campus5g.authoring.cohorts.nbgrader_learner import NbGraderLearner
from campus5g.authoring.final_quiz import final_key, quiz_of, right_answers
from campus5g.authoring.notebooks import read_notebook, write_notebook
from campus5g.authoring.trials.trial import TRIED_DRAW, surroundings, trial
from campus5g.courseware.quiz.answers import Answers, Attempt
from campus5g.courseware.quiz.keys import FinalKey, Key, OrderKey
from campus5g.courseware.quiz.model import OrderItem, Quiz, load_quiz
from campus5g.courseware.quiz.session import FinalSession, Session
from campus5g.courseware.quiz.widget import FinalWidget
from campus5g.draw import DRAW_VARIABLE, KEY_VARIABLE, Draw, learner_key, own_secret, this_draw
from campus5g.language import Language

COURSES = Path(__file__).parents[1] / "courseware" / "courses"
MODULE = "harbour-first-steps"
COHORT = Cohort(id="quay", title="Quai", language="fr", trainer="formatrice", modules=[MODULE])


@pytest.fixture(scope="module")
def module() -> Module:
    return find_module(MODULE, catalogue(COURSES, COURSES / "no-labs"))


@pytest.fixture(scope="module")
def quiz(module: Module) -> Quiz:
    quiz = quiz_of(module)
    assert quiz
    return quiz


@dataclass(frozen=True)
class Classroom:
    course: NbGraderCourse
    exchange: Path
    released: Path
    folder: Path

    def learner(self, name: str) -> NbGraderLearner:
        home = self.folder / "homes" / name / COHORT.id
        return NbGraderLearner(name, home, COHORT.id, self.exchange)

    def score(self, name: str) -> float | None:
        self.course.autograde(MODULE, name)
        return self.course.automatic_scores(MODULE, name)["final-quiz"]


@pytest.fixture(scope="module")
def classroom(module: Module, tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    folder = tmp_path_factory.mktemp("classroom")
    build(COHORT, folder / "course", [module])
    released = release(folder / "course", MODULE, folder / "exchange")
    course = NbGraderCourse(folder / "course", folder / "exchange")
    return Classroom(course, folder / "exchange", released, folder)


def on_server_of(name: str) -> AbstractContextManager[None]:
    """Be on the server of a learner, which has their key and not the secret that we grade with."""
    return surroundings(
        {"CAMPUS5G_LEARNER": name, KEY_VARIABLE: learner_key(own_secret(), name).hex()}
    )


def draw_of(name: str) -> Draw:
    """The draw with which the grader marks a learner."""
    return this_draw(MODULE, name, COHORT.id)


def right(key: Key) -> Any:
    if key.kind == "numeric":
        return {"value": str(key.answer), "unit": next(iter(key.units))}
    return key.answer[0] if key.kind == "text" else key.answer


def page(folder: Path) -> FinalWidget:
    return FinalWidget(FinalSession(Session.begin(folder)))


def say(widget: FinalWidget, **message: Any) -> None:
    """What the browser sends."""
    widget._handle_custom_msg(message, [])


def answer_on_the_page(folder: Path, key: FinalKey, known: int) -> None:
    """Take the final as a learner who knows the first few questions of the paper."""
    keys = {item.id: item.key for item in key.items}
    widget = page(folder)
    say(widget, do="start")
    for item in widget.view["items"][:known]:
        say(widget, do="answer", item=item["id"], answer=right(keys[item["id"]]))
    say(widget, do="hand-in")


@pytest.mark.proof
@pytest.mark.parametrize(("name", "known", "points"), [("ada", 4, 8.0), ("bob", 1, 2.0)])
def test_answers_from_the_page_reach_the_gradebook(
    classroom: Classroom, quiz: Quiz, name: str, known: int, points: float
) -> None:
    key = final_key(quiz)
    assert key
    learner = classroom.learner(name)
    learner.home.mkdir(parents=True)
    with on_server_of(name):
        answer_on_the_page(learner.fetch(MODULE), key, known)
    learner.submit(MODULE)

    classroom.course.collect(MODULE)

    assert classroom.score(name) == points


@pytest.mark.parametrize("language", ["fr", pytest.param("en", marks=pytest.mark.proof)])
def test_a_trial_with_the_right_answers_gets_full_marks(
    module: Module, quiz: Quiz, language: Language
) -> None:
    result = trial(module, language, answers=right_answers(quiz, "learner", TRIED_DRAW))

    assert result.points == {"final-quiz": 8.0}
    assert result.failures == {}


@pytest.mark.proof
def test_missing_or_invalid_answers_earn_nothing(classroom: Classroom) -> None:
    for name, text in [("empty", None), ("rubbish", "{"), ("list", "[1]")]:
        submission = classroom.course.folder / "submitted" / name / MODULE
        shutil.copytree(classroom.released, submission)
        if text is not None:
            (submission / "answers.json").write_text(text, encoding="utf-8")

        assert classroom.score(name) == 0


def test_answers_to_questions_that_were_not_drawn_do_not_count(
    classroom: Classroom, quiz: Quiz
) -> None:
    key = final_key(quiz)
    assert key
    answers = right_answers(quiz, "eve", draw_of("eve")).model_dump()
    drawn = answers["attempts"][0]["drawn"]
    others = [item for item in key.items if item.id not in drawn][: len(drawn)]
    answers["attempts"][0]["drawn"] = [item.id for item in others]
    answers["attempts"][0]["answers"] = {
        item.id: {"answer": right(item.key), "at": ""} for item in others
    }
    submission = classroom.course.folder / "submitted" / "eve" / MODULE
    shutil.copytree(classroom.released, submission)
    (submission / "answers.json").write_text(json.dumps(answers), encoding="utf-8")

    assert classroom.score("eve") == 0


@pytest.mark.parametrize("claim", ["learner", "draw"])
def test_a_forged_draw_is_marked_on_the_learners_own_paper(
    classroom: Classroom, quiz: Quiz, claim: str
) -> None:
    """Answers of a neighbour, handed in with the neighbour's name, or with a draw of one's own."""
    fays = set(paper_of(quiz, "fay"))
    names = (f"copier-{claim}-{number}" for number in count())
    name = next(each for each in names if set(paper_of(quiz, each)) != fays)
    answers = right_answers(quiz, "fay", draw_of("fay")).model_dump()
    submission = classroom.course.folder / "submitted" / name / MODULE
    shutil.copytree(classroom.released, submission)
    if claim == "draw":
        answers["learner"] = name
        notebook = read_notebook(submission / f"{MODULE}.ipynb")
        lie = f"import os\nos.environ[{DRAW_VARIABLE!r}] = {draw_of('fay').seed.hex()!r}"
        notebook.cells.insert(3, new_code_cell(lie))
        write_notebook(notebook, submission / f"{MODULE}.ipynb")
    (submission / "answers.json").write_text(json.dumps(answers), encoding="utf-8")

    assert classroom.score(name) == 2 * len(fays.intersection(paper_of(quiz, name))) < 8


def paper_of(quiz: Quiz, name: str) -> list[str]:
    return right_answers(quiz, name, draw_of(name)).attempts[0].drawn


FORGED = """
from campus5g.courseware import quiz
from campus5g.courseware.quiz import points, score_shown

seen = []
quiz.score = lambda key=None: seen.append(key) or 8.0
score_shown.shown_points = lambda key, folder: seen.append(key) or 8.0
points.share = lambda key, answer: seen.append(key) or 1.0
"""


def test_added_code_neither_changes_the_grading_nor_reads_the_key(
    classroom: Classroom, quiz: Quiz
) -> None:
    submission = classroom.course.folder / "submitted" / "mallory" / MODULE
    shutil.copytree(classroom.released, submission)
    answers = Answers(quiz=quiz.id, learner="mallory")
    answers.attempts.append(Attempt(number=1, drawn=[], started=""))
    (submission / "answers.json").write_text(answers.model_dump_json(), encoding="utf-8")
    notebook = read_notebook(submission / f"{MODULE}.ipynb")
    notebook.cells.insert(3, new_code_cell(FORGED))
    notebook.cells.append(new_code_cell("print('key:', seen)"))
    write_notebook(notebook, submission / f"{MODULE}.ipynb")

    points = classroom.score("mallory")

    graded = classroom.course.folder / "autograded" / "mallory" / MODULE / f"{MODULE}.ipynb"
    assert points == 0
    assert read_notebook(graded).cells[-1].outputs[0].text == "key: []\n"


@pytest.mark.proof
def test_feedback_shows_points_but_not_the_key(classroom: Classroom, quiz: Quiz) -> None:
    submission = classroom.course.folder / "submitted" / "fay" / MODULE
    shutil.copytree(classroom.released, submission)
    answers = right_answers(quiz, "fay", draw_of("fay")).model_dump_json()
    (submission / "answers.json").write_text(answers, encoding="utf-8")
    classroom.score("fay")

    classroom.course.generate_feedback(MODULE)

    [feedback] = classroom.course.feedback_pages(MODULE, "fay")
    text = feedback.read_text(encoding="utf-8")
    head = f"Quiz final de fay, tirage {draw_of('fay').code}, tentative 1 : 8 points sur 8"
    assert head in text
    assert "tolerance" not in text
    assert "HIDDEN" not in text


# Words that only the final's answers and feedback have, and one of its questions.
SECRETS = (
    "Oui : un flux continu",
    "ils sont nombreux",
    "Elle commande l’UPF",
    "Elle ne voit pas les données",
    "la plus grande part",
    "Vitesse × temps",
    "latency",
)
ASKED = "Deux mille capteurs de niveau"


def test_no_released_file_reveals_an_answer_of_the_final(classroom: Classroom) -> None:
    texts = {
        path.name: path.read_text(encoding="utf-8")
        for path in classroom.released.rglob("*")
        if path.is_file()
    }
    bank = load_quiz(classroom.released).bank

    assert texts.keys() == {f"{MODULE}.ipynb", "quiz.yaml", "module.yaml", "quay.svg"}
    assert ASKED in texts["quiz.yaml"]
    assert [item.id for item in bank if item.key is not None] == []
    assert all(item.without_feedback for item in bank)
    assert [word for word in SECRETS for text in texts.values() if word in text] == []
    assert "key=" not in texts[f"{MODULE}.ipynb"]


def test_released_choices_hide_the_authors_ids_and_order(classroom: Classroom, quiz: Quiz) -> None:
    key = final_key(quiz)
    assert key
    released = {item.id: item for item in load_quiz(classroom.released).bank}
    order = released["f-order-uplink"]
    right_order = next(item.key for item in key.items if item.id == order.id)

    assert isinstance(order, OrderItem)
    assert isinstance(right_order, OrderKey)
    assert [step.id for step in order.choices] == ["c1", "c2", "c3", "c4"]
    assert right_order.answer != ["c1", "c2", "c3", "c4"]
    assert {item.key.answer for item in key.items if item.key.kind == "single"} != {"c1"}


def test_the_page_holds_no_answer_of_the_final(classroom: Classroom, tmp_path: Path) -> None:
    shutil.copytree(classroom.released, tmp_path / "copy")
    asked = ""
    for number in range(9):
        with on_server_of(f"learner{number}"):
            widget = page(tmp_path / "copy")
        say(widget, do="start")
        shown = [widget.get_state(), widget._repr_mimebundle_()]
        asked += json.dumps(shown, default=str, ensure_ascii=False)

    assert ASKED in asked
    assert [word for word in SECRETS if word in asked] == []


SEARCH = """
import re
from contextlib import suppress
from pathlib import Path

# The first letter in brackets: the pattern does not find itself.
patterns = [re.compile(rb"[V]itesse .{1,2} temps"), re.compile(rb"[D]eux mille capteurs")]
found = [0, 0]
with open("/proc/self/mem", "rb", buffering=0) as memory:
    for line in Path("/proc/self/maps").read_text().splitlines():
        place, rights, *_ = line.split()
        if rights.startswith("rw"):
            start, end = (int(each, 16) for each in place.split("-"))
            memory.seek(start)
            held = b""
            with suppress(OSError):  # a region that has gone meanwhile
                held = memory.read(end - start)
            found = [n + len(p.findall(held)) for n, p in zip(found, patterns)]
            del held
print(*found)
"""


@pytest.mark.proof
def test_the_kernel_s_memory_holds_no_answer_of_the_final(
    classroom: Classroom, tmp_path: Path
) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(classroom.released, folder)
    notebook = read_notebook(folder / f"{MODULE}.ipynb")
    notebook.cells.append(new_code_cell(SEARCH))

    with kernel_sockets() as config:
        nbclient.execute(notebook, cwd=str(folder), timeout=60, config=config)

    answers, questions = map(int, notebook.cells[-1].outputs[-1].text.split())
    assert questions > 0
    assert answers == 0


def test_a_page_resumes_after_a_restart_and_gives_the_same_paper(
    classroom: Classroom, tmp_path: Path
) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(classroom.released, folder)
    with on_server_of("ada"):
        before = page(folder)
        say(before, do="start")
        first = before.view["items"][0]
        say(before, do="answer", item=first["id"], answer="c1")

        after = page(folder)

    assert after.view == before.view
    assert after.answers == {first["id"]: "c1"}
